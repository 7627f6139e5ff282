"""Remarks in place: they hold while the text around them is written in."""

from typing import Any

import pytest

from readingroom.cases.models import Case, Comment, Draft
from readingroom.cases.selectors.comments import Thread, comments_of
from readingroom.cases.services.commenting import (
    Place,
    accept_proposal,
    answer_comment,
    decline_proposal,
    settle_comment,
)
from readingroom.cases.services.drafting import save_edits, step
from readingroom.cases.services.erase_rows import delete_case
from readingroom.kernel.errors import InvalidInput, NotFound, StateConflict
from tests.factories.cases import NOON, make_case
from tests.factories.people import alone, amara, ben, chiara, dev
from tests.factories.reviewing import FINDINGS, findings_path, news_of, remark, study_id

pytestmark = pytest.mark.django_db


def write(case: Case, path: str, base: Any, value: Any, *, batch: str = "b1") -> None:
    edit = {"kind": "set", "path": path, "base": base, "value": value}
    saved = save_edits(case=case, author=amara(), batch=batch, version=0, edits=[edit], now=NOON)
    assert not saved.clashes


def the_thread(case: Case) -> Thread:
    found = comments_of(amara(), case.key, now=NOON)
    (thread,) = (*found.open, *found.settled)
    return thread


def findings(case: Case) -> str:
    copy = Draft.objects.get(case=case).copy
    found: str = next(s["findings"] for s in copy["stages"] if s["kind"] == "study")
    return found


def test_a_remark_stands_at_its_passage_and_is_named_in_words() -> None:
    case = make_case()
    remark(case)

    thread = the_thread(case)

    assert (thread.standing, thread.label) == ("here", "MRI, cervical spine: Findings")
    assert thread.first.words == "How thick are the slices?"
    assert thread.path == findings_path(case)


def test_it_stays_while_the_text_around_it_is_written_in() -> None:
    case = make_case()
    remark(case)

    write(case, findings_path(case), FINDINGS, f"Of C5 and C6: {FINDINGS} No collection.")

    assert the_thread(case).standing == "here"


def test_it_says_when_its_passage_has_changed_since() -> None:
    case = make_case()
    remark(case)

    write(case, findings_path(case), FINDINGS, "Nothing abnormal.")

    assert the_thread(case).standing == "changed"


def test_it_says_when_its_place_is_gone() -> None:
    case = make_case()
    remark(case)
    edit = {"kind": "remove", "path": f"stages/{study_id(case)}", "base": None, "value": None}

    save_edits(case=case, author=amara(), batch="b2", version=0, edits=[edit], now=NOON)

    assert the_thread(case).standing == "gone"


def test_it_is_found_again_where_the_copy_was_opened_anew_with_other_ids() -> None:
    case = make_case()
    remark(case)
    draft = Draft.objects.get(case=case)
    for stage in draft.copy["stages"]:
        stage["_id"] = f"x{stage['_id']}"
    draft.save()

    thread = the_thread(case)

    assert (thread.standing, thread.path) == ("here", findings_path(case))


def test_a_proposal_that_is_accepted_is_the_authors_edit_and_can_be_undone() -> None:
    case = make_case()
    made = remark(case, proposal="Marrow oedema of C5 and C6.")

    for _ in range(2):
        accept_proposal(case_key=case.key, comment=made.key, author=amara(), now=NOON)

    assert findings(case) == "Marrow oedema of C5 and C6."
    assert the_thread(case).verdict == "Accepted"
    step("undo", case=case, author=amara(), batch="u", version=0, now=NOON)
    assert findings(case) == FINDINGS


def test_a_proposal_replaces_its_passage_and_nothing_that_was_written_around_it() -> None:
    case = make_case()
    made = remark(case, proposal="Marrow oedema of C5.")
    write(case, findings_path(case), FINDINGS, f"{FINDINGS} Cord normal.")

    accept_proposal(case_key=case.key, comment=made.key, author=amara(), now=NOON)

    assert findings(case) == "Marrow oedema of C5. Cord normal."


def test_a_proposal_for_an_empty_field_fills_it() -> None:
    case = make_case()
    place = Place(path=f"stages/{study_id(case)}/limits")
    made = remark(case, place=place, words="", proposal="Slices of 5 mm.")

    accept_proposal(case_key=case.key, comment=made.key, author=amara(), now=NOON)

    assert the_thread(case).verdict == "Accepted"


def test_a_proposal_whose_passage_is_gone_is_refused_and_nothing_is_lost() -> None:
    case = make_case()
    made = remark(case, proposal="Marrow oedema of C5.")
    write(case, findings_path(case), FINDINGS, "Entirely other words.")

    with pytest.raises(StateConflict, match="has changed since"):
        accept_proposal(case_key=case.key, comment=made.key, author=amara(), now=NOON)

    assert findings(case) == "Entirely other words."
    assert not the_thread(case).fits


def test_declining_leaves_the_words_and_accepting_then_is_refused() -> None:
    case = make_case()
    made = remark(case, proposal="Other.")

    decline_proposal(case_key=case.key, comment=made.key, author=amara(), now=NOON)

    assert findings(case) == FINDINGS
    with pytest.raises(StateConflict, match="declined"):
        accept_proposal(case_key=case.key, comment=made.key, author=amara(), now=NOON)


def test_a_remark_is_answered_settled_and_taken_up_again() -> None:
    case = make_case()
    made = remark(case)
    answer_comment(case_key=case.key, comment=made.key, author=amara(), words="3 mm.", now=NOON)

    settle_comment(case_key=case.key, comment=made.key, author=amara(), is_settled=True, now=NOON)
    settled = the_thread(case)
    settle_comment(case_key=case.key, comment=made.key, author=dev(), is_settled=False, now=NOON)

    assert (settled.settled_by, [one.words for one in settled.answers]) == ("amara", ["3 mm."])
    assert the_thread(case).settled_at is None


def test_author_and_editor_are_told_of_each_others_words_and_not_of_their_own() -> None:
    case = make_case()
    made = remark(case, proposal="Other.")
    answer_comment(case_key=case.key, comment=made.key, author=amara(), words="Why?", now=NOON)

    assert (news_of(amara()), news_of(dev())) == (["suggested"], ["answered"])


@pytest.mark.parametrize("who", [ben, chiara, alone])
def test_nobody_else_sees_or_says_anything(who: Any) -> None:
    case = make_case()
    made = remark(case)

    with pytest.raises(NotFound):
        comments_of(who(), case.key, now=NOON)
    with pytest.raises(NotFound):
        remark(case, by=who())
    with pytest.raises(NotFound):
        answer_comment(case_key=case.key, comment=made.key, author=who(), words="x", now=NOON)


def test_a_remark_of_another_case_is_not_reached_by_this_ones_address() -> None:
    case, other = make_case(), make_case()
    made = remark(case, proposal="Other.")

    with pytest.raises(NotFound):
        accept_proposal(case_key=other.key, comment=made.key, author=amara(), now=NOON)


@pytest.mark.parametrize(
    ("place", "words", "proposal"),
    [
        (Place(), "  ", None),
        (Place(path="no_such_field"), "x", None),
        (Place(path="title/../x"), "x", None),
        (Place(slice=0), "x", None),
        (Place(series="s" * 65), "x", None),
        (Place(), "", "words for no field"),
        (Place(path="title", passage="Vertebral metastases"), "", "Vertebral metastases"),
    ],
)
def test_what_says_nothing_or_stands_nowhere_is_refused(
    place: Place, words: str, proposal: str | None
) -> None:
    with pytest.raises(InvalidInput):
        remark(make_case(), place=place, words=words, proposal=proposal)


def test_remarks_go_with_their_case() -> None:
    case = make_case()
    made = remark(case)
    answer_comment(case_key=case.key, comment=made.key, author=amara(), words="3 mm.", now=NOON)

    delete_case(case)

    assert not Comment.objects.exists()
