"""Questions inside an unknown: nothing of a later stage, nothing told before the end."""

import re
from typing import Any
from uuid import UUID

import pytest
from django.http import HttpResponse

from readingroom.learning.models import Attempt, ItemAnswer
from readingroom.learning.personal_holdings import tell_answers
from readingroom.learning.selectors import taken
from readingroom.learning.selectors.questions import alias_of
from readingroom.learning.services import answering
from tests.factories.answering import EVERY_KIND, every_kind
from tests.factories.people import ben, make_person
from tests.factories.unknown import Hand, shown_series
from tests.integration.learning.test_taking import WHO, begun
from tests.unit.learning.asking import ct_stack

pytestmark = pytest.mark.django_db
LEVEL, FIND = EVERY_KIND[0], EVERY_KIND[5]
LATER = {**EVERY_KIND[1], "after_findings": True}
TELLING = ("zid", "zwhy", "zkey", "zaccepted", "ztarget", "zstem-find")


@pytest.fixture(autouse=True)
def on_shelf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taken, "series_view", shown_series)
    monkeypatch.setattr(answering, "stack_of", lambda *_: ct_stack())


def send(hand: Hand, item: str, *, attempt: str = "", **given: Any) -> HttpResponse:
    page = hand.look().content.decode()
    alias = alias_of(UUID(hand.path.split("/")[2]), f"zid-{item}")
    found = re.search(rf'action="[^"]*/questions/{alias}/".*?"token" value="([^"]*)"', page, re.S)
    whose = attempt or re.findall(r'name="attempt" value="([^"]*)"', page)[0]
    token = found[1] if found else "made-up"
    sent = {"token": token, "attempt": whose, **given}
    return hand.client.post(f"{hand.path}questions/{alias}/", sent)


def own_answers() -> list[Any]:
    """What a learner who is signed in can take along of their answers."""
    return [row for attempt in Attempt.objects.all() for row in tell_answers(attempt.person)]


@WHO
def test_an_item_is_in_no_answer_of_the_server_before_its_stage(who: Any) -> None:
    hand = begun(who(), every_kind(items=(LEVEL, FIND, LATER)))

    page = hand.look().content.decode()
    early = send(hand, "level", option="1", certainty="3")
    absent = send(hand, "no-such", option="1", certainty="3")

    assert not re.search("zstem|questions/", page)
    assert (early.status_code, absent.status_code) == (404, 404)
    assert b"zstem" not in early.content


@WHO
def test_an_answer_is_kept_at_its_stage_and_told_of_at_the_end(who: Any) -> None:
    hand = begun(who(), every_kind(items=(LEVEL, FIND, LATER)))
    hand.commit(Discitis=60)
    at_stage = hand.look().content.decode()

    kept = send(hand, "level", option="1", certainty="3")
    marked = send(hand, "find", marks='[{"slice": 5, "at_px": [15, 15]}]')
    after = hand.look().content.decode()
    taken_away = own_answers()
    hand.commit(Metastasis=80)
    end = hand.look().content.decode()

    assert (kept.status_code, marked.status_code) == (303, 303)
    assert (taken_away, len(own_answers())) == ([], 2 * Attempt.objects.count())
    assert "zstem-level" in at_stage
    assert "zstem-name" not in at_stage
    assert '"pointing"' in at_stage
    assert "2 answers kept" in after
    assert not [word for word in TELLING if word in at_stage + after]
    assert "zwhy-level" in end
    assert "Found 1 of 2 things" in end
    assert "1 question was passed" in end


@WHO
def test_what_builds_on_the_findings_is_asked_once_they_are_open(who: Any) -> None:
    shown_early = {**LATER, "stage": "start"}
    hand = begun(who(), every_kind(items=(shown_early,)))
    assert "zstem-name" not in hand.look().content.decode()
    hand.commit(Discitis=60)

    answer = send(hand, "name", text="lung", certainty="1")

    assert answer.status_code == 303


@WHO
def test_a_question_is_passed_with_its_stage(who: Any) -> None:
    asked_first = {**LEVEL, "stage": "start"}
    hand = begun(who(), every_kind(items=(asked_first,)))
    page = hand.look().content.decode()
    attempt = re.findall(r'name="attempt" value="([^"]*)"', page)[0]
    hand.commit(Discitis=60)

    late = send(hand, "level", attempt=attempt, option="1", certainty="3")

    assert late.status_code == 409
    assert not ItemAnswer.objects.exists()


@WHO
def test_an_answer_is_kept_once_and_not_changed(who: Any) -> None:
    hand = begun(who(), every_kind(items=({**LEVEL, "stage": "start"},)))
    page = hand.look().content.decode()
    token = re.findall(r'/questions/.*?name="token" value="([^"]*)"', page, re.S)[0]

    statuses = [
        send(hand, "level", token=token, option=option, certainty="3").status_code
        for option in ("0", "0", "1")
    ]
    another = send(hand, "level", token="another", option="1", certainty="3")  # noqa: S106  # of a page

    assert statuses == [303, 303, 409]
    assert another.status_code == 409


def test_nobody_answers_in_the_attempt_of_another() -> None:
    case = every_kind(items=({**LEVEL, "stage": "start"},))
    mine, other = begun(ben(), case), begun(make_person("other"), case)
    attempt = re.findall(r'name="attempt" value="([^"]*)"', mine.look().content.decode())[0]

    answer = send(other, "level", attempt=attempt, option="1", certainty="3")

    assert answer.status_code == 404
    assert not ItemAnswer.objects.exists()


@WHO
def test_what_cannot_be_taken_comes_back_at_its_stage(who: Any) -> None:
    hand = begun(who(), every_kind(items=({**LEVEL, "stage": "start"},)))

    answer = send(hand, "level", option="1", certainty="")

    assert answer.status_code == 422
    assert "Say how sure you are" in answer.content.decode()
