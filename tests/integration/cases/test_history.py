"""Every revision stays, can be compared and gone back to; a published case can be cited."""

import html
from typing import Any

import pytest
from django.test import Client

from readingroom.accounts.models import Person, Role
from readingroom.casefile.validation import parse_document
from readingroom.cases.models import Case, Revision, State, Visibility
from readingroom.cases.selectors.history import PAGE_SIZE, history_of
from readingroom.cases.services.drafting import open_draft, save_edits
from readingroom.cases.services.history import restore_revision
from readingroom.cases.services.publish import publish_case
from readingroom.cases.services.revise import save_revision
from readingroom.infra.models import AuditRecord
from readingroom.kernel.errors import NotFound, StateConflict
from tests.factories.cases import NOON, make_case
from tests.factories.people import amara, ben, dev, make_person

pytestmark = pytest.mark.django_db


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def revise(case: Case, author: Person | None = None, **fields: Any) -> Revision:
    case.refresh_from_db()
    assert case.draft_revision
    told = {**case.draft_revision.document, **fields}
    return save_revision(
        case=case, document=parse_document(told), author=author or case.owner, note="", now=NOON
    )


def write(case: Case, path: str, value: object, *, base: object) -> None:
    case.refresh_from_db()
    edit = {"kind": "set", "path": path, "base": base, "value": value, "after": None}
    save_edits(case=case, author=case.owner, batch=str(value), version=0, edits=[edit], now=NOON)


def test_each_revision_says_who_wrote_what_and_whom_it_credits() -> None:
    case = make_case(state=State.PUBLISHED, visibility=Visibility.PUBLIC)
    revise(case, dev(), title="Discitis", contributors=[{"name": "Amara"}, {"name": "Dev"}])

    newest, first = history_of(amara(), case.key).rows

    assert (newest.author, first.author) == ("dev", "amara")
    assert "Title: “Vertebral metastases” → “Discitis”" in newest.told
    assert (newest.contributors, first.contributors) == (("Amara", "Dev"), ("Amara",))
    assert (newest.is_newest, newest.is_read_now, newest.published_at) == (True, False, None)
    assert (first.is_newest, first.is_read_now, first.published_at) == (False, True, NOON)


def test_any_two_revisions_can_be_compared_in_any_order() -> None:
    case = make_case()
    revise(case, title="Discitis")
    revise(case, title="Discitis", certainty="probable")

    told = history_of(amara(), case.key, compared=(3, 1)).comparison

    assert told
    assert (told.old, told.new) == (1, 3)
    assert {change.place for change in told.changes} == {"title", "certainty"}
    with pytest.raises(NotFound):
        history_of(amara(), case.key, compared=(1, 4))


def test_a_long_history_comes_in_pages_and_no_difference_is_lost_between_them() -> None:
    case = make_case()
    for number in range(PAGE_SIZE + 3):
        revise(case, title=f"Title {number}")

    first = history_of(amara(), case.key)
    second = history_of(amara(), case.key, before=first.older)

    numbers = [row.number for row in (*first.rows, *second.rows)]
    assert numbers == list(range(PAGE_SIZE + 4, 0, -1))
    assert [row.number for row in (*first.rows, *second.rows) if not row.told] == [1]
    assert second.older == 0


def test_going_back_makes_a_new_revision_and_can_be_taken_back() -> None:
    case = make_case(state=State.PUBLISHED, visibility=Visibility.PUBLIC)
    revise(case, title="Discitis")

    back = restore_revision(case_key=case.key, number=1, author=amara(), now=NOON)
    again = restore_revision(case_key=case.key, number=2, author=amara(), now=NOON)

    assert [back.number, again.number] == [3, 4]
    assert [back.document["title"], again.document["title"]] == ["Vertebral metastases", "Discitis"]
    assert back.note == "Restored from revision 1"
    case.refresh_from_db()
    assert (case.draft_revision, case.published_revision) == (again, case.revisions.get(number=1))
    assert open_draft(case, now=NOON).copy["title"] == "Discitis"
    assert AuditRecord.objects.filter(action="case.restored").count() == 2
    assert restore_revision(case_key=case.key, number=4, author=amara(), now=NOON) == again


def test_what_is_being_written_is_kept_before_going_back() -> None:
    case = make_case()
    case.refresh_from_db()
    write(case, "title", "Words of today", base="Vertebral metastases")

    restore_revision(case_key=case.key, number=1, author=amara(), now=NOON)

    titles = [row.document["title"] for row in case.revisions.order_by("number")]
    assert titles == ["Vertebral metastases", "Words of today", "Vertebral metastases"]


def test_what_can_not_be_kept_is_not_lost_by_going_back() -> None:
    case = make_case()
    revise(case, title="Discitis")
    write(case, "certainty", "no such word", base="certain")

    with pytest.raises(StateConflict):
        restore_revision(case_key=case.key, number=1, author=amara(), now=NOON)

    assert open_draft(case, now=NOON).copy["certainty"] == "no such word"


def test_a_revision_that_was_published_is_known_as_such_for_good() -> None:
    case = make_case(state=State.PUBLISHED, visibility=Visibility.PUBLIC)
    revise(case, title="Discitis")
    later = NOON.replace(hour=20)
    publish_case(case_key=case.key, actor=dev(), visibility=Visibility.PUBLIC, now=later)
    publish_case(case_key=case.key, actor=dev(), visibility=Visibility.INSTITUTION, now=later)

    assert [row.published_at for row in case.revisions.order_by("number")] == [NOON, later]
    with pytest.raises(TypeError):
        case.revisions.all().delete()
    with pytest.raises(TypeError):
        case.revisions.update(document={})


def test_the_page_shows_the_difference_and_restores() -> None:
    case, client = make_case(), signed_in(amara())
    revise(case, title="Discitis", notice="Some of these words were here before in this text.")
    revise(case, title="Discitis", notice="Some of these <b>words</b> stand here now in this text.")
    path = f"/cases/{case.key}/history/"

    page = client.get(f"{path}?old=2&new=3").content.decode()
    answer = client.post(f"{path}restore/", {"number": "2"}, follow=True)

    assert "From revision 2 to 3" in page
    assert "&lt;b&gt;words&lt;/b&gt;" in page
    assert "<ins>" in page
    assert "Revision 4 says what revision 2 said" in answer.content.decode()
    assert client.post(f"{path}restore/", {"number": "x"}).status_code == 422
    assert client.get(f"{path}?old=1&new=77").status_code == 404


def read(client: Client, path: str) -> tuple[int, str]:
    answer = client.get(path)
    return answer.status_code, html.unescape(answer.content.decode())


def test_a_published_case_is_cited_in_three_forms_without_its_answer() -> None:
    case = make_case(
        state=State.PUBLISHED, visibility=Visibility.PUBLIC,
        unknown_title="Neck pain & 80 % {odd}\\", licence="CC-BY-SA-4.0",
        contributors=[{"name": "Amara Okafor"}, {"name": "Smith, Jo"}],
    )  # fmt: skip
    number, client = case.short_number, Client()

    bibtex = read(client, f"/cases/{case.key}/cite.bib")[1]
    ris = client.get(f"/cases/{case.key}/cite.ris")
    _, page = read(client, f"/cases/{case.key}/")

    assert bibtex.startswith(f"@misc{{{number},\n  author = {{Amara Okafor and {{Smith, Jo}}}},")
    assert r"title = {{Neck pain \& 80 \% \{odd\}\textbackslash{}}}" in bibtex
    assert f"url = {{http://testserver/{number}}}" in bibtex
    assert "CC BY-SA 4.0" in bibtex
    lines = ris.content.decode().split("\r\n")
    assert lines[0] == "TY  - ELEC"
    assert lines[-2:] == ["ER  - ", ""]
    assert {"AU  - Amara Okafor", "AU  - Smith, Jo", f"AN  - {number}", "PY  - 2026"} <= set(lines)
    assert ris["Content-Disposition"] == f'attachment; filename="{number}.ris"'
    assert "metastases" not in (bibtex + ris.content.decode()).lower()
    assert f"http://testserver/{number}" in page
    assert "CC BY-SA 4.0" in page


def test_the_short_address_leads_to_cases_that_are_listed_and_to_one_s_own() -> None:
    public = make_case(state=State.PUBLISHED, visibility=Visibility.PUBLIC)
    unlisted = make_case(state=State.PUBLISHED, visibility=Visibility.UNLISTED)
    draft = make_case()
    visitor, author = Client(), signed_in(amara())

    assert visitor.get(f"/{public.short_number}")["Location"] == f"/cases/{public.key}/"
    for case in (unlisted, draft):
        assert visitor.get(f"/{case.short_number}").status_code == 404
        assert signed_in(ben()).get(f"/{case.short_number}").status_code == 404
        assert author.get(f"/{case.short_number}").status_code == 302
    cited = read(visitor, f"/cases/{unlisted.key}/cite.bib")[1]
    assert f"url = {{http://testserver/cases/{unlisted.key}/}}" in cited
    for odd in ("RR-1", "RR-000001", "rr-00001", "RR-99999"):
        assert visitor.get(f"/{odd}").status_code == 404


def test_an_administrator_sees_what_goes_and_types_the_number_to_erase_it() -> None:
    case = make_case(state=State.PUBLISHED, visibility=Visibility.PUBLIC)
    client = signed_in(make_person("root", Role.ADMINISTRATOR))
    found = client.get("/housekeeping/erasures/", {"case": f"http://x/cases/{case.key}/"})
    path = found["Location"]

    shown = client.get(path).content.decode()
    wrong = client.post(path, {"reason": "consent", "number": "RR-1"})
    unsaid = client.post(path, {"reason": "restored", "number": case.short_number})
    assert Case.objects.filter(pk=case.pk).exists()
    done = client.post(path, {"reason": "consent", "number": f" {case.short_number.lower()} "})

    assert "Vertebral" not in shown
    assert "0 instances in 1 series" in shown
    assert (wrong.status_code, unsaid.status_code, done.status_code) == (422, 422, 302)
    assert not Case.objects.filter(pk=case.pk).exists()
    told = read(client, "/housekeeping/erasures/")[1]
    assert case.short_number in told
    assert "Consent was withdrawn" in told
    assert client.get("/housekeeping/erasures/", {"case": "RR-77777"}).status_code == 422
