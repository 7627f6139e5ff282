import html
import json
import re
from dataclasses import replace
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from readingroom.cases.models import Case, CaseOpening, State, Visibility
from readingroom.cases.selectors import SeriesView
from readingroom.cases.selectors import page as selector
from readingroom.cases.services.publish import publish_case
from readingroom.cases.services.revise import create_case
from tests.factories.cases import NOON, make_case, make_document, make_series
from tests.factories.people import amara, ben, chiara, dev
from tests.unit.web.documents import view

pytestmark = pytest.mark.django_db
PUBLIC = {"state": State.PUBLISHED, "visibility": Visibility.PUBLIC}
MAX_QUERIES = 7


def stages_of_every_kind(series_uid: str) -> list[dict[str, Any]]:
    return [
        {"kind": "presentation", "id": "start", "findings": "New neck pain.", "differential": [
            {"diagnosis": "Infection", "share": 40}, {"diagnosis": "Tumour", "share": 30}]},
        {"kind": "laboratory", "id": "lab", "results": [{"name": "CRP", "value": "48"}]},
        {"kind": "study", "id": "mri", "modality": "mri", "limits": "Other levels are not shown.",
         "findings": "Oedema [on STIR](image:stir/8).",
         "series": [{"id": "stir", "images": f"series:{series_uid}"}],
         "differential": [{"diagnosis": "Tumour", "share": 60, "for": [
             {"text": "Marrow is replaced.", "image": {"series": "stir", "slice": 9}}],
             "against": [{"text": "The disc enhances."}]}]},
        {"kind": "procedure", "id": "biopsy", "procedure": "CT-guided biopsy"},
        {"kind": "course", "id": "course",
         "events": [{"what": "operation", "text": "Decompression."}]},
        {"kind": "pathology", "id": "tissue", "stains": [
            {"marker": "TTF-1", "result": "positive", "percent": 80, "location": ["nuclear"]},
            {"marker": "CK20", "result": "negative"}],
         "proliferation": {"percent": 70, "is_approximate": True},
         "final_diagnosis": "Poorly differentiated carcinoma."},
        {"kind": "discussion", "id": "end", "text": "One disease.",
         "teaching_points": ["Image the chest."],
         "references": [{"citation": "Hong SH. 2009.", "doi": "10.1148/rg.292085137"}]},
    ]  # fmt: skip


@pytest.fixture
def on_shelf(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every series of a case has pictures, without a disk."""

    def shown(series: Any, row: Any) -> SeriesView:
        return replace(
            view(series.id),
            study_instance_uid=row.series.study.study_instance_uid,
            series_instance_uid=row.series.series_instance_uid,
            simulated=row.series.is_simulated,
        )

    monkeypatch.setattr(selector, "series_view", shown)


def whole_case() -> Case:
    """A published case with a stage of every kind, on the series that the factory made."""
    series = make_series(amara())
    told = make_document(series, stages=stages_of_every_kind(series.series_instance_uid))
    case = create_case(document=told, owner=amara(), now=NOON)
    publish_case(case_key=case.key, actor=dev(), visibility=Visibility.PUBLIC, now=NOON)
    return case


def read(client: Client, case: Case) -> tuple[HttpResponse, str]:
    answer = client.get(f"/cases/{case.key}/")
    return answer, html.unescape(answer.content.decode())


def test_the_heading_names_the_diagnosis_and_the_title_does_not(client: Client) -> None:
    _, page = read(client, make_case(**PUBLIC))

    head = page.split("</head>")[0]
    assert "<h1>Vertebral metastases</h1>" in page
    assert "<title>Neck pain in an older adult: Reading Room</title>" in head
    assert "metasta" not in head.lower()


@pytest.mark.usefixtures("on_shelf")
def test_every_kind_of_stage_is_told_in_its_order(client: Client) -> None:
    _, page = read(client, whole_case())

    told = [
        "<h1>", "Diagnosis certain", "Neck pain.", "New neck pain.", "CRP", "Oedema",
        "Other levels are not shown.", "Marrow is replaced.", "CT-guided biopsy", "Decompression.",
        "TTF-1", "about 70", "Poorly differentiated carcinoma.", "One disease.", "How belief moved",
        "Image the chest.", "Hong SH", "How to use this case", "Create your own case", "Cite as",
    ]  # fmt: skip
    places = [page.index(words) for words in told]
    assert places == sorted(places)


@pytest.mark.usefixtures("on_shelf")
def test_a_finding_leads_to_its_slice(client: Client) -> None:
    _, page = read(client, whole_case())

    links = re.findall(
        r'<a class="slice-link[^>]*data-series="([^"]+)"[^>]*data-frame="(\d+)"', page
    )
    assert links == [("stir", "8"), ("stir", "9")]


@pytest.mark.usefixtures("on_shelf")
def test_the_film_holds_a_picture_of_each_series_before_any_script_runs(client: Client) -> None:
    _, page = read(client, whole_case())

    film = page[page.index('id="film"') : page.index("<main")]
    assert 'alt="Sagittal stir, slice 8 of 15"' in film
    assert "/frames/8/rendered" in film
    assert "Simulated image" in film


@pytest.mark.usefixtures("on_shelf")
def test_no_picture_tells_the_answer_by_its_words_or_address(client: Client) -> None:
    _, page = read(client, whole_case())

    pictures = re.findall(r"<img[^>]*>", page)
    assert pictures
    assert not any(word in tag.lower() for tag in pictures for word in ("metasta", "tumour"))


@pytest.mark.usefixtures("on_shelf")
def test_the_viewer_is_given_its_props(client: Client) -> None:
    case = whole_case()
    raw = client.get(f"/cases/{case.key}/").content.decode()

    found = re.search(r'<script id="viewer-props" type="application/json">(.*?)</script>', raw)
    assert found
    props = json.loads(found[1])
    assert props["caseKey"] == str(case.key)
    assert props["hung"] == ["stir"]


@pytest.mark.usefixtures("on_shelf")
def test_the_stain_panel_is_chips_and_a_table(client: Client) -> None:
    _, page = read(client, whole_case())

    assert 'class="stain-chip positive"' in page
    assert '<th scope="row">TTF-1</th><td>Positive</td><td class="n">80 %</td>' in page


def test_each_study_comes_with_its_grant_and_nobody_keeps_a_copy(client: Client) -> None:
    answer, _ = read(client, make_case(**PUBLIC))

    (grant,) = [c for c in answer.cookies.values() if c.key == "readingroom_grant"]
    assert grant["path"].startswith("/dicomweb/studies/")
    assert grant["httponly"]
    assert "no-store" in answer["Cache-Control"]


def test_an_open_page_renews_its_grants(client: Client) -> None:
    case = make_case(**PUBLIC)

    answer = client.post(f"/cases/{case.key}/grant")

    assert answer.status_code == 204
    assert any(cookie.key == "readingroom_grant" for cookie in answer.cookies.values())


def test_a_hidden_case_answers_like_one_that_never_was(client: Client) -> None:
    hidden = make_case(state=State.PUBLISHED, visibility=Visibility.PRIVATE)
    client.force_login(chiara())

    there = client.get(f"/cases/{hidden.key}/")
    absent = client.get("/cases/00000000-0000-7000-8000-000000000000/")

    assert there.status_code == absent.status_code == 404
    assert _without_tokens(there) == _without_tokens(absent)
    assert client.post(f"/cases/{hidden.key}/grant").status_code == 404


def test_opening_a_case_is_remembered_for_its_reader(client: Client) -> None:
    case = make_case(**PUBLIC)
    client.force_login(ben())

    client.get(f"/cases/{case.key}/")

    assert CaseOpening.objects.filter(case=case, person=ben()).count() == 1


def test_a_draft_tells_its_author_what_is_missing(client: Client) -> None:
    client.force_login(amara())

    _, page = read(client, make_case())

    assert "Draft." in page
    assert "points complete" in page


def test_a_case_of_real_images_says_that_it_must_stay_inside(client: Client) -> None:
    client.force_login(amara())

    _, page = read(client, make_case(simulated=False))

    assert "this case stays inside the institution" in page


def test_a_case_page_costs_few_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    case = make_case(**PUBLIC)

    with django_assert_max_num_queries(MAX_QUERIES):
        client.get(f"/cases/{case.key}/")


def _without_tokens(answer: HttpResponse) -> bytes:
    return re.sub(rb'value="[A-Za-z0-9]{64}"', b"", answer.content)
