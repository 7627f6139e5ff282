"""Pages of remarks, reports, decisions and notices, as people use them without scripts."""

import html
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from readingroom.accounts.models import Notice, Role
from readingroom.cases.models import (
    Case,
    Comment,
    PathologyWait,
    PublicationSchedule,
    State,
    Visibility,
)
from readingroom.cases.services.publish import retire_case
from readingroom.kernel.errors import InvalidInput
from readingroom.web.moments import morning_of, typed_moment
from tests.factories.cases import NOON, make_case, make_series
from tests.factories.people import amara, ben, chiara, dev, make_person
from tests.factories.reviewing import findings_path, news_of, published, remark, submitted
from tests.integration.web.test_editor import signed_in

pytestmark = pytest.mark.django_db
SOON = timezone.now() + timedelta(days=30)


def read(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return html.unescape(answer.content.decode())


def say(client: Client, case: Case, **told: str) -> Any:
    return client.post(f"/cases/{case.key}/comments/", told)


def test_a_remark_is_said_answered_and_settled_on_its_own_page() -> None:
    case, editor, author = make_case(), signed_in(dev()), signed_in(amara())

    say(editor, case, act="add", path=findings_path(case), words="How thick?")
    (made,) = Comment.objects.all()
    say(author, case, act="answer", comment=str(made.key), words="3 mm.")
    page = read(editor, f"/cases/{case.key}/comments/")
    say(editor, case, act="settle", comment=str(made.key))

    assert "MRI, cervical spine: Findings" in page
    assert "How thick?" in page
    assert "3 mm." in page
    assert "Settled by dev" in read(author, f"/cases/{case.key}/comments/")


def test_a_proposal_without_scripts_is_for_all_of_its_text() -> None:
    case = make_case()
    say(
        signed_in(dev()), case, act="add", path="unknown_title", proposes="yes",
        proposal="Neck pain at 80",
    )  # fmt: skip
    (made,) = Comment.objects.all()

    say(signed_in(amara()), case, act="accept", comment=str(made.key))

    page = read(signed_in(amara()), f"/cases/{case.key}/comments/")
    assert "Accepted by amara" in page
    assert made.passage == "Neck pain in an older adult"


@pytest.mark.parametrize(
    "told",
    [
        {"act": "add"}, {"act": "other"}, {"act": "answer", "comment": "x", "words": "y"},
        {"act": "add", "words": "x", "slice": "²"}, {"act": "add", "words": "x", "path": "a/b/c"},
    ],
)  # fmt: skip
def test_garbage_is_refused_and_changes_nothing(told: dict[str, str]) -> None:
    case = make_case()

    assert say(signed_in(dev()), case, **told).status_code == 422
    assert not Comment.objects.exists()


def test_what_is_said_is_shown_as_text() -> None:
    case = make_case()
    remark(case, words="<script>alert(1)</script>")

    page = signed_in(amara()).get(f"/cases/{case.key}/comments/").content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_a_reader_reports_and_the_case_is_gone_from_the_library() -> None:
    case = published()
    client, path = signed_in(ben()), f"/cases/{case.key}/report/"

    assert "never what it says" in read(client, path)
    answer = client.post(path, {"seen": "images", "series": "sag-t2", "slice": "3"}, follow=True)

    assert "The case is hidden from now on" in html.unescape(answer.content.decode())
    assert client.get(f"/cases/{case.key}/").status_code == 404
    assert client.get(path).status_code == 404
    assert client.get(f"/cases/{case.key}/cite.bib").status_code == 404
    assert client.post(f"/cases/{case.key}/grant").status_code == 404
    assert case.short_number not in read(Client(), "/")


def test_a_visitor_is_thanked_and_the_case_stays() -> None:
    case, visitor = published(), Client()

    answer = visitor.post(f"/cases/{case.key}/report/", {"seen": "words"}, follow=True)

    assert answer.status_code == 200
    assert "An editor is told now" in html.unescape(answer.content.decode())


def test_a_report_that_says_not_where_is_asked_again_with_what_was_chosen() -> None:
    case = published()

    answer = signed_in(ben()).post(f"/cases/{case.key}/report/", {"slice": "seven"})

    assert answer.status_code == 422
    assert 'value="seven"' in answer.content.decode()
    case.refresh_from_db()
    assert case.state == State.PUBLISHED


def named_series() -> dict[str, Any]:
    """A study whose series has a name that readers see."""
    images = f"series:{make_series(amara()).series_instance_uid}"
    series = {"id": "sag-t2", "images": images, "plane": "Sagittal", "sequence": "T2"}
    return {
        "kind": "study", "id": "mri", "modality": "mri", "findings": "Oedema.",
        "series": [series],
    }  # fmt: skip


def test_an_editor_judges_it_on_a_page_that_names_where() -> None:
    case, editor = published(stages=[named_series()]), signed_in(dev())
    signed_in(ben()).post(
        f"/cases/{case.key}/report/", {"seen": "images", "series": "sag-t2", "slice": "3"}
    )
    path = f"/cases/{case.key}/manage/"

    assert f"{case.short_number}</a>: hidden from readers" in read(editor, "/reviews/")
    page = read(editor, path)
    assert "Sagittal T2, slice 3" in page
    refused = editor.post(path, {"act": "judge", "judgement": "restored"})
    assert refused.status_code == 422
    assert 'name="because" rows="2" maxlength="1000" autofocus' in refused.content.decode()
    editor.post(path, {"act": "judge", "judgement": "restored", "because": "Invented."})

    assert signed_in(ben()).get(f"/cases/{case.key}/").status_code == 200


@pytest.mark.parametrize(("readers", "status"), [("keep", 200), ("none", 404)])
def test_a_published_case_is_returned_and_the_page_says_what_readers_have(
    readers: str, status: int
) -> None:
    case, editor = published(), signed_in(dev())
    told = {"act": "recall", "readers": readers, "reason": "limits", "words": "Say more."}

    answer = editor.post(f"/cases/{case.key}/manage/", told, follow=True)

    said = html.unescape(answer.content.decode())
    assert ("Readers keep" in said) is (readers == "keep")
    assert Client().get(f"/cases/{case.key}/").status_code == status
    assert news_of(amara()) == ["recalled"]


def test_a_retired_case_leaves_a_tombstone_at_its_address_and_its_number() -> None:
    case = published(title="Told nobody")
    editor, path = signed_in(dev()), f"/cases/{case.key}/manage/"
    assert editor.post(path, {"act": "retire"}).status_code == 422

    editor.post(path, {"act": "retire", "retired_because": "superseded"})

    page = read(Client(), f"/cases/{case.key}/", status=410)
    assert "Another case took its place." in page
    assert "Told nobody" not in page
    assert Client().get(f"/{case.short_number}").headers["Location"] == f"/cases/{case.key}/"


def test_a_tombstone_is_for_those_who_could_read_it() -> None:
    case = published(Visibility.INSTITUTION)
    retire_case(case_key=case.key, actor=dev(), now=NOON)

    assert signed_in(ben()).get(f"/cases/{case.key}/").status_code == 410
    assert Client().get(f"/cases/{case.key}/").status_code == 404
    assert signed_in(chiara()).get(f"/cases/{case.key}/").status_code == 404


def test_a_time_of_publication_is_typed_shown_and_cancelled() -> None:
    case, _ = submitted()
    editor, path = signed_in(dev()), f"/reviews/{case.key}/decide/"
    told = {"decision": "schedule", "visibility": "public", "at": f"{SOON:%Y-%m-%dT%H:%M}"}

    assert editor.post(path, told).status_code == 302
    assert f"{SOON.day} {SOON:%B %Y, %H:%M} (UTC)" in read(editor, "/reviews/")
    editor.post(path, {"decision": "unschedule"})

    assert PublicationSchedule.objects.get().standing == "cancelled"


@pytest.mark.parametrize("at", ["", "tomorrow", "2020-01-01T00:00", "2027-01-01T00:00+01:00"])
def test_a_time_that_is_none_is_said_where_it_was_typed(at: str) -> None:
    case, _ = submitted()
    told = {"decision": "schedule", "visibility": "public", "at": at}

    answer = signed_in(dev()).post(f"/reviews/{case.key}/decide/", told)

    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not PublicationSchedule.objects.exists()


def test_times_are_of_the_zone_of_who_types_them() -> None:
    with timezone.override(ZoneInfo("Europe/Rome")):
        assert typed_moment("2027-07-01T08:00") == datetime(2027, 7, 1, 6, tzinfo=ZoneInfo("UTC"))
        assert morning_of("2027-01-01") == datetime(2027, 1, 1, 7, tzinfo=ZoneInfo("UTC"))
        with pytest.raises(InvalidInput, match="skip"):
            typed_moment("2027-03-28T02:30")


def test_a_case_that_may_not_leave_is_offered_to_the_house_alone() -> None:
    submitted(licence="institution-only")

    page = read(signed_in(dev()), "/reviews/")

    assert "Its images, its licence or its institution keep it closer." in page
    assert '<option value="public"' not in page


def test_what_is_rare_is_pointed_out_to_the_editor() -> None:
    submitted(patient={"presentation": "The only survivor of a plane crash."})

    page = read(signed_in(dev()), "/reviews/")

    assert "“only survivor” tells of something that few people have." in page
    assert "By what right it may be shown" in page


def test_a_draft_waits_for_pathology_and_no_longer() -> None:
    case, author = make_case(), signed_in(amara())
    path = f"/cases/{case.key}/waiting/"

    author.post(path, {"day": f"{SOON:%Y-%m-%d}", "every": "7"})
    page = read(author, f"/cases/{case.key}/edit/")
    assert author.post(path, {"day": "soon"}).status_code == 422
    author.post(path, {"act": "end"})

    assert "Waiting for pathology" in page
    assert f"comes on {SOON.day} {SOON:%B %Y}" in page
    assert not PathologyWait.objects.exists()


def test_notices_are_counted_read_and_lead_to_what_they_are_about() -> None:
    case, client = make_case(), signed_in(amara())
    remark(case)
    (notice,) = Notice.objects.all()

    assert 'aria-label="Notices, 1 new"' in read(client, "/")
    assert f"Someone remarked on {case.short_number}." in read(client, "/notices/")
    answer = client.get(f"/notices/{notice.key}/")

    assert answer.headers["Location"] == f"/cases/{case.key}/comments/"
    assert 'aria-label="Notices"' in read(client, "/notices/")


def test_what_came_after_the_page_was_shown_is_not_marked_as_read() -> None:
    case, client = make_case(), signed_in(amara())
    remark(case)
    before = (NOON - timedelta(seconds=1)).isoformat()

    client.post("/notices/read/", {"until": before})
    assert Notice.objects.filter(read_at=None).count() == 1
    client.post("/notices/read/", {"until": NOON.isoformat()})

    assert not Notice.objects.filter(read_at=None).exists()
    for garbage in ("", "now", "2026-01-01T00:00"):
        assert client.post("/notices/read/", {"until": garbage}).status_code == 422


def test_a_notice_is_nothing_to_anyone_else_and_a_visitor_signs_in_first() -> None:
    remark(make_case())
    (notice,) = Notice.objects.all()

    answer = Client().get(f"/notices/{notice.key}/")

    assert signed_in(dev()).get(f"/notices/{notice.key}/").status_code == 404
    assert answer.headers["Location"] == f"/account/login/?next=/notices/{notice.key}/"
    assert "There is no news." in read(signed_in(ben()), "/notices/")


def test_the_bell_costs_a_visitor_nothing_and_everyone_else_one_question(
    django_assert_max_num_queries: Any,
) -> None:
    client, visitor = signed_in(ben()), Client()

    with django_assert_max_num_queries(100) as asked:
        client.get("/notices/")
        of_ben = [q["sql"] for q in asked.captured_queries if "accounts_notice" in q["sql"]]
    with django_assert_max_num_queries(100) as asked:
        visitor.get("/")
        of_nobody = [q["sql"] for q in asked.captured_queries if "accounts_notice" in q["sql"]]

    assert sum("COUNT(" in sql for sql in of_ben) == 1
    assert of_nobody == []


def test_an_administrator_is_led_to_the_page_that_erases() -> None:
    case, root = published(), make_person("root", Role.ADMINISTRATOR)
    signed_in(ben()).post(f"/cases/{case.key}/report/", {"seen": "both"})

    signed_in(dev()).post(f"/cases/{case.key}/manage/", {"act": "judge", "judgement": "erasure"})

    notice = Notice.objects.get(person=root, what="erasure-wanted")
    answer = signed_in(root).get(f"/notices/{notice.key}/")
    assert answer.headers["Location"] == f"/housekeeping/erasures/{case.key}/"
