"""Grades, dates, and what one learner reviews today."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from readingroom.assessment.errors import InvalidAnswer
from readingroom.assessment.review_queue import (
    ReviewCard,
    Sibling,
    answer_card,
    draw_queue,
    forget,
    move,
    pause,
    resume,
)
from readingroom.assessment.spacing import (
    Grade,
    Memory,
    grade_answer,
    recall_probability,
    review,
)

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TONIGHT = NOW.replace(hour=23)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("share", "confidence", "had_hint", "is_quick", "grade"),
    [
        (0.0, 1.0, False, True, Grade.AGAIN),
        (0.49, None, False, False, Grade.AGAIN),
        (0.5, 1.0, False, True, Grade.HARD),
        (1.0, 0.49, False, True, Grade.HARD),
        (1.0, 0.95, True, True, Grade.HARD),
        (1.0, 0.5, False, True, Grade.GOOD),
        (1.0, 0.9, False, False, Grade.GOOD),
        (1.0, None, False, True, Grade.GOOD),
        (1.0, 0.9, False, True, Grade.EASY),
    ],
)
def test_the_grade_comes_from_the_answer(
    share: float, confidence: float | None, had_hint: bool, is_quick: bool, grade: Grade
) -> None:
    found = grade_answer(share, confidence=confidence, had_hint=had_hint, is_quick=is_quick)

    assert found is grade


@pytest.mark.parametrize(("share", "confidence"), [(1.1, None), (-0.1, None), (1, 1.5), (1, -1)])
def test_shares_beyond_their_range_are_refused(share: float, confidence: float | None) -> None:
    with pytest.raises(InvalidAnswer):
        grade_answer(share, confidence=confidence)


def test_first_dates_are_whole_days_away_and_follow_the_grade() -> None:
    days = [(review(None, grade, NOW).due_at - NOW) / DAY for grade in Grade]

    # The first four weights of FSRS 6: 0.212, 1.2931, 2.3065 and 8.2956 days, at least one.
    assert days == [1, 1, 2, 8]


def test_what_is_known_again_and_again_comes_ever_later_and_at_most_in_a_year() -> None:
    memory, gaps = review(None, Grade.GOOD, NOW), []
    for _ in range(12):
        again = review(memory, Grade.GOOD, memory.due_at)
        gaps.append((again.due_at - again.reviewed_at) / DAY)
        memory = again

    assert gaps == sorted(gaps)
    assert gaps[0] > 2
    assert gaps[-1] == 365


def test_what_was_forgotten_comes_soon_and_is_held_for_harder() -> None:
    memory = review(None, Grade.EASY, NOW)

    lost = review(memory, Grade.AGAIN, memory.due_at)

    assert DAY <= lost.due_at - lost.reviewed_at <= 2 * DAY
    assert lost.difficulty > memory.difficulty
    assert lost.stability_days < memory.stability_days


def test_a_memory_fades_to_nine_in_ten_on_the_day_it_is_due() -> None:
    memory = replace(review(None, Grade.EASY, NOW), stability_days=8.0)

    assert recall_probability(memory, NOW) == 1
    assert recall_probability(memory, NOW + 8 * DAY) == pytest.approx(0.9)
    assert recall_probability(memory, NOW + 30 * DAY) < 0.8


def test_dates_are_utc_and_a_clock_that_ran_backwards_counts_as_no_time() -> None:
    there = NOW.astimezone(timezone(timedelta(hours=5)))
    memory = review(None, Grade.GOOD, there)

    back = review(memory, Grade.GOOD, NOW - 400 * DAY)

    assert memory.reviewed_at.tzinfo is UTC
    assert back.reviewed_at == NOW
    assert back.due_at > NOW


def card(item: str, concept: str = "", *, days: float = 3.0, late: int = 1) -> ReviewCard:
    due_at = NOW - late * DAY
    memory = Memory(days, 5.0, reviewed_at=due_at - timedelta(days=days), due_at=due_at)
    return ReviewCard(item=item, concept=concept, memory=memory, due_at=due_at, shown=item)


def items_of(cards: list[ReviewCard], siblings: list[Sibling], **others: int) -> list[str]:
    limit = others.pop("limit", 10)
    draws = draw_queue(cards, siblings, until=TONIGHT, limit=limit, **others)
    return [draw.item for draw in draws]


def test_only_what_is_due_by_tonight_is_drawn() -> None:
    later = replace(card("b"), due_at=TONIGHT + timedelta(seconds=1))
    siblings = [Sibling("a", "", "case-a"), Sibling("b", "", "case-b")]

    assert items_of([card("a"), later], siblings) == ["a"]


def test_what_is_most_likely_lost_comes_first_and_the_limit_holds_over_the_day() -> None:
    cards = [card("a", late=1), card("b", late=9), card("c", late=4), forget(card("d"), NOW)]
    siblings = [Sibling(name, "", f"case-{name}") for name in "abcd"]

    assert items_of(cards, siblings) == ["b", "c", "a", "d"]
    assert items_of(cards, siblings, limit=3) == ["b", "c", "a"]
    assert items_of(cards, siblings, limit=3, done=2) == ["b"]
    assert items_of(cards, siblings, limit=3, done=5) == []


def test_a_sibling_is_shown_instead_of_the_same_picture() -> None:
    siblings = [
        Sibling("own", "metastasis", "case-1", seen_at=NOW - 9 * DAY),
        Sibling("same case", "metastasis", "case-1", seen_at=NOW - 9 * DAY),
        Sibling("seen long ago", "metastasis", "case-2", seen_at=NOW - 30 * DAY),
        Sibling("lately seen", "metastasis", "case-3", seen_at=NOW - 2 * DAY),
        Sibling("other", "infection", "case-4"),
    ]
    own = card("own", "metastasis")

    assert items_of([own], siblings) == ["seen long ago"]
    assert items_of([own], [*siblings, Sibling("unseen", "metastasis", "case-5")]) == ["unseen"]
    assert items_of([replace(own, shown="seen long ago")], siblings) == ["lately seen"]
    assert items_of([own], siblings[:1]) == ["own"]  # there is no other


def test_with_two_pictures_they_take_turns() -> None:
    siblings = [Sibling("own", "metastasis", "case-1"), Sibling("kin", "metastasis", "case-2")]
    own = card("own", "metastasis")

    assert items_of([own], siblings) == ["kin"]
    assert items_of([replace(own, shown="kin")], siblings) == ["own"]


def test_no_case_is_shown_twice_in_one_day() -> None:
    siblings = [Sibling("a", "metastasis", "case-1"), Sibling("b", "metastasis", "case-2")]
    cards = [card("a", "metastasis", late=5), card("b", "metastasis"), card("c", "metastasis")]

    assert items_of(cards, siblings) == ["b", "a"]


def test_items_without_a_concept_have_no_siblings_and_hidden_ones_are_not_shown() -> None:
    siblings = [Sibling("a", "", "case-1"), Sibling("b", "", "case-2")]

    assert items_of([card("a"), card("hidden")], siblings) == ["a"]


def test_a_paused_card_waits_until_it_is_resumed() -> None:
    siblings, own = [Sibling("a", "", "case-1")], card("a")

    assert items_of([pause(own)], siblings) == []
    assert items_of([resume(pause(own))], siblings) == ["a"]
    assert resume(pause(own)) == own


def test_a_forgotten_card_begins_anew() -> None:
    begun = forget(card("a"), NOW)

    assert (begun.memory, begun.due_at, begun.shown) == (None, NOW, "")
    assert answer_card(begun, Grade.GOOD, NOW).due_at == NOW + 2 * DAY


def test_a_moved_card_is_due_then_and_its_memory_stays() -> None:
    own = card("a")

    moved = move(own, NOW + 5 * DAY, NOW)

    assert (moved.due_at, moved.memory) == (NOW + 5 * DAY, own.memory)
    with pytest.raises(InvalidAnswer, match="has passed"):
        move(own, NOW - DAY, NOW)


def test_an_answer_to_a_sibling_counts_for_the_card_and_is_remembered() -> None:
    answered = answer_card(card("a", "metastasis"), Grade.GOOD, NOW, shown="b")

    assert answered.item == "a"
    assert answered.shown == "b"
    assert answered.memory is not None
    assert answered.due_at == answered.memory.due_at > NOW
    assert answer_card(answered, Grade.GOOD, NOW).shown == "a"
