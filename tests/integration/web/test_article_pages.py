"""The pages of articles, asked as readers and editors ask them."""

import re

import pytest
from django.test import Client

from readingroom.cases.models import State, Visibility
from readingroom.search.models import Article
from tests.factories.cases import make_case
from tests.factories.people import ben, dev

pytestmark = pytest.mark.django_db
PLACE = "/articles/vertebral-metastasis/"


@pytest.fixture(autouse=True)
def library(settings: object, tmp_path: object) -> None:
    settings.READINGROOM_DATA = tmp_path  # type: ignore[attr-defined]  # a folder of its own
    make_case(
        state=State.PUBLISHED,
        visibility=Visibility.PUBLIC,
        stages=[
            {"kind": "presentation", "id": "first", "findings": "Mets are known."},
            {
                "kind": "discussion",
                "id": "talk",
                "text": "Mets of the vertebra. [Mets](https://example.org) again, and `mets`.",
            },
        ],
    )


def text_of(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]  # of whatever kind


def test_readers_find_the_article_by_search_case_list_and_any_name_and_only_read_it(
    client: Client,
) -> None:
    [key] = re.findall(r"/cases/([0-9a-f-]{36})/", text_of(client.get("/?q=vertebral")))[:1]
    case = text_of(client.get(f"/cases/{key}/"))

    assert f'href="{PLACE}"' in text_of(client.get("/?q=spinal+mets"))
    assert f'href="{PLACE}"' in text_of(client.get("/articles/"))
    assert f'<a href="{PLACE}">Vertebral metastasis</a>' in case
    assert case.count('class="term-link"') == 1  # once a page, and no case is of vertebrae
    assert '<a href="https://example.org" rel="noopener noreferrer">Mets</a>' in case
    assert client.get("/articles/spinal-mets/")["Location"] == PLACE
    page = text_of(client.get(PLACE))
    assert "No text yet" in page
    assert "Write the text" not in page
    client.force_login(ben())
    for place in ("edit/", "history/"):
        assert client.get(PLACE + place).status_code == 404


def test_an_article_is_written_looked_at_clashed_over_and_taken_back(client: Client) -> None:
    client.force_login(dev())
    first = {"base": "0", "text": "<script>x</script> of **bone**", "note": ""}
    looked = text_of(client.post(PLACE + "edit/", {**first, "look": "1"}))
    assert "<strong>bone</strong>" in looked
    assert not Article.objects.exists()
    for _twice in range(2):
        assert client.post(PLACE + "edit/", first)["Location"] == PLACE
    page = text_of(client.get(PLACE))
    assert "&lt;script&gt;" in page
    assert "<script>x" not in page

    clash = client.post(PLACE + "edit/", {"base": "0", "text": "Mine & theirs"})
    assert clash.status_code == 409
    assert "Mine &amp; theirs" in text_of(clash)
    assert 'name="base" value="1"' in text_of(clash)
    wrong = client.post(PLACE + "edit/", {"base": "1", "text": "\u202ex"})
    assert wrong.status_code == 422
    client.post(PLACE + "edit/", {"base": "1", "text": "Second"})
    client.post(PLACE + "restore/", {"base": "2", "number": "1"})
    assert "Revision 3" in text_of(client.get(PLACE + "history/"))
    assert "<strong>bone</strong>" in text_of(client.get(PLACE))
    assert client.post(PLACE + "restore/", {"base": "2", "number": "2"}).status_code == 409
    assert client.post(PLACE + "restore/", {"base": "3", "number": "77"}).status_code == 404


def test_a_term_without_cases_is_named_and_then_read_by_everyone(client: Client) -> None:
    client.force_login(dev())
    assert client.post("/articles/new/", {"name": "", "kind": "sign"}).status_code == 422
    named = client.post("/articles/new/", {"name": "Salt and pepper sign", "kind": "sign"})
    form = client.get(named["Location"])
    assert "Salt and pepper sign" in text_of(form)
    sent = {"name": "Salt and pepper sign", "kind": "sign", "base": "0", "text": "Seen in many."}
    assert client.post("/articles/salt-and-pepper-sign/edit/", sent).status_code == 303
    assert client.post("/articles/another-sign/edit/", sent).status_code == 404
    assert client.get("/articles/never-was/edit/").status_code == 404

    client.logout()
    page = text_of(client.get("/articles/salt-and-pepper-sign/"))
    assert "Seen in many." in page
    assert "None of its cases is open to you" in page
    assert "Salt and pepper sign" in text_of(client.get("/articles/?kind=sign&q=pepper"))


def test_where_diagnoses_are_hidden_articles_tell_nothing_of_unread_cases(client: Client) -> None:
    client.cookies["readingroom_hide"] = "1"

    assert PLACE not in text_of(client.get("/articles/"))
    assert PLACE not in text_of(client.get("/?q=vertebral+metastasis"))
    assert client.get(PLACE).status_code == 404
