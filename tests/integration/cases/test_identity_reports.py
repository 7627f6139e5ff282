"""Someone saw who the patient could be: it hides at once, everywhere, until an editor judged."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from readingroom.accounts.models import Role
from readingroom.cases.access import listed_cases, listing_marks, visible_cases
from readingroom.cases.models import Case, IdentityReport, Judgement, State, Visibility
from readingroom.cases.selectors.citation import citable_case, key_of_number
from readingroom.cases.selectors.manage import cases_to_judge
from readingroom.cases.services import identity_report
from readingroom.cases.services.identity_report import (
    Seen,
    TooOften,
    judge_identity,
    report_identity,
)
from readingroom.cases.services.publish import publish_case
from readingroom.dicomweb.qido import catalogue
from readingroom.infra import events
from readingroom.infra.models import AuditRecord
from readingroom.kernel.errors import InvalidInput, NotFound, NotPermitted, StateConflict
from readingroom.kernel.ids import new_key
from tests.factories.cases import NOON
from tests.factories.people import amara, ben, chiara, dev, make_person
from tests.factories.reviewing import news_of, published

pytestmark = pytest.mark.django_db
VISITOR = AnonymousUser()
IN_IMAGES = Seen("images", "sag-t2", 3)


def report(case: Case, by: Any = None, seen: Seen = IN_IMAGES) -> IdentityReport:
    return report_identity(case_key=case.key, actor=by or ben(), seen=seen, now=NOON)


def judge(case: Case, judgement: str, because: str = "An invented name.", by: Any = None) -> Case:
    return judge_identity(
        case_key=case.key, editor=by or dev(), judgement=judgement, because=because, now=NOON
    )


def test_a_reader_hides_the_case_from_every_reader_at_once() -> None:
    case = published()
    told: list[Any] = []
    end = events.subscribe(events.CaseChanged, told.append)

    report(case)
    end()

    for reader in (VISITOR, ben(), chiara(), make_person("tim", Role.TEACHER)):
        assert not visible_cases(reader).filter(key=case.key).exists()
        assert not listed_cases(reader).filter(key=case.key).exists()
        with pytest.raises(NotFound):
            citable_case(reader, case.key)
        with pytest.raises(NotFound):
            key_of_number(reader, case.number)
    assert told == [events.CaseChanged(case.key)]


def test_neither_searches_nor_dicomweb_show_it_to_anyone_while_it_is_hidden() -> None:
    case = published()
    report(case)
    case.refresh_from_db()

    assert listing_marks(case) == ()
    assert not listed_cases(dev()).filter(key=case.key).exists()
    shown = catalogue.visible_cases(dev()).filter(state=State.PUBLISHED)
    assert not shown.filter(key=case.key).exists()


def test_its_author_and_editors_still_see_it_and_are_told() -> None:
    case, editor = published(), dev()
    report(case)

    assert visible_cases(amara()).filter(key=case.key).exists()
    assert visible_cases(editor).filter(key=case.key).exists()
    assert (news_of(amara()), news_of(editor)) == (["hidden"], ["reported"])
    assert [row.key for row in cases_to_judge(editor)] == [case.key]


def test_a_visitor_calls_an_editor_once_and_hides_nothing() -> None:
    case, editor = published(), dev()

    first, again = report(case, VISITOR), report(case, VISITOR)

    assert first == again
    assert visible_cases(VISITOR).filter(key=case.key).exists()
    assert news_of(editor) == ["reported-by-visitor"]
    assert news_of(amara()) == []


def test_one_person_hides_so_many_cases_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity_report, "REPORTS_A_DAY", 1)
    report(published())
    other = published()

    with pytest.raises(TooOften):
        report(other)
    report_identity(
        case_key=other.key, actor=ben(), seen=IN_IMAGES, now=NOON + timedelta(days=1, seconds=1)
    )


def test_visitors_report_so_many_cases_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity_report, "VISITORS_AN_HOUR", 1)
    report(published(), VISITOR)

    with pytest.raises(TooOften):
        report(published(), VISITOR)


@pytest.mark.parametrize(
    "seen", [Seen(""), Seen("there"), Seen("images", "no-such"), Seen("images", "", 0)]
)
def test_it_is_asked_where_and_never_what(seen: Seen) -> None:
    case = published()

    with pytest.raises(InvalidInput):
        report(case, seen=seen)

    case.refresh_from_db()
    assert case.state == State.PUBLISHED


def test_who_may_not_read_a_case_can_not_report_it_either() -> None:
    for case in (published(Visibility.PRIVATE), published(Visibility.INSTITUTION)):
        with pytest.raises(NotFound):
            report(case, chiara())
    with pytest.raises(NotFound):
        report_identity(case_key=new_key(), actor=ben(), seen=IN_IMAGES, now=NOON)


def test_an_editor_opens_it_again_and_says_why() -> None:
    case = published()
    report(case)

    with pytest.raises(InvalidInput):
        judge(case, Judgement.RESTORED, because="  ")
    judge(case, Judgement.RESTORED)

    assert visible_cases(ben()).filter(key=case.key).exists()
    row = IdentityReport.objects.get()
    assert (row.judgement, row.judged_by, row.because) == ("restored", dev(), "An invented name.")
    assert news_of(amara()) == ["hidden", "restored"]


def test_an_editor_makes_it_a_draft_that_its_author_puts_right() -> None:
    case = published()
    report(case)

    judge(case, Judgement.REDRAFTED, because="")

    case.refresh_from_db()
    assert (case.state, case.published_revision) == (State.DRAFT, None)
    assert case.reviews.get().reasons == ["identity"]
    publish_case(case_key=case.key, actor=dev(), visibility=Visibility.PUBLIC, now=NOON)
    assert visible_cases(VISITOR).filter(key=case.key).exists()


def test_asking_for_erasure_leaves_it_hidden_and_tells_the_administrators() -> None:
    case, root = published(), make_person("root", Role.ADMINISTRATOR)
    report(case, VISITOR)

    judge(case, Judgement.ERASURE, because="")

    case.refresh_from_db()
    assert case.state == State.HIDDEN
    assert news_of(root) == ["reported-by-visitor", "erasure-wanted"]
    judge(case, Judgement.RESTORED)
    assert visible_cases(ben()).filter(key=case.key).exists()


def test_a_report_is_judged_once_and_by_editors_of_the_house_alone() -> None:
    case = published()
    report(case)

    with pytest.raises(NotPermitted):
        judge(case, Judgement.RESTORED, by=amara())
    with pytest.raises(NotFound):
        judge(case, Judgement.RESTORED, by=chiara())
    judge(case, Judgement.RESTORED)
    with pytest.raises(StateConflict):
        judge(case, Judgement.RESTORED)


def test_a_hidden_case_can_not_be_published_past_the_report() -> None:
    case = published()
    report(case)

    with pytest.raises(StateConflict, match="Judge the report first"):
        publish_case(case_key=case.key, actor=dev(), visibility=Visibility.PUBLIC, now=NOON)


def test_nothing_of_where_it_was_seen_is_written_into_the_audit_log() -> None:
    case = published()
    report(case)

    (line,) = AuditRecord.objects.filter(action="case.identity_reported")
    assert set(line.codes) == {"report", "hides"}
