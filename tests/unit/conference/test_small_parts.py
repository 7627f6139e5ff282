"""Codes, limits, positions and counts: no database."""

import json

import pytest

from readingroom.conference.codes import ALPHABET, LENGTH, new_code, tidy_code
from readingroom.conference.limits import (
    MOST_WRONG,
    WINDOW_S,
    TooManyCodes,
    WrongCodes,
    household,
)
from readingroom.conference.positions import MOST_BYTES, read_position
from readingroom.conference.tally import choice_bars, heat_of, is_inside, points_bars
from readingroom.kernel.errors import InvalidInput

GOOD = {
    "shown": "4-1", "series": "s2-1", "frame": 7, "window": [40, 400], "gaze": None,
    "pointer": [1.5, 2],
}  # fmt: skip
SQUARE = [[0, 0], [10, 0], [10, 10], [0, 10]]


def test_codes_are_typed_as_people_type_and_hold_no_letter_that_looks_like_another() -> None:
    code = new_code()

    assert len(code) == LENGTH
    assert tidy_code(f" {code[:3].lower()}-{code[3:]} ") == code
    assert not set("AEIOUY01") & set(ALPHABET)


@pytest.mark.parametrize("typed", ["", "BCDFG", "BCDFGHJ", "ABCDFG", "BCDFG1", "é" * 6, "B" * 999])
def test_what_can_be_no_code_is_none(typed: str) -> None:
    assert tidy_code(typed) == ""


def test_an_address_that_guesses_is_shut_out_for_a_while_and_others_are_not() -> None:
    now = [0.0]
    wrong = WrongCodes(clock=lambda: now[0])
    for _ in range(MOST_WRONG):
        wrong.check("a")
        wrong.count("a")

    with pytest.raises(TooManyCodes):
        wrong.check("a")
    wrong.check("b")
    now[0] = WINDOW_S
    wrong.check("a")


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("2001:db8:7:9::1", "2001:db8:7:9:ffff::2", True),
        ("2001:db8:7:9::1", "2001:db8:7:a::1", False),
        ("192.0.2.7", "::ffff:192.0.2.7", True),
        ("192.0.2.7", "192.0.2.8", False),
        ("a socket", "", False),
    ],
)
def test_whoever_has_many_addresses_guesses_no_more_often(
    one: str, other: str, *, is_same: bool
) -> None:
    assert (household(one) == household(other)) is is_same


def test_counting_guesses_takes_no_endless_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("readingroom.conference.limits._MOST_ADDRESSES", 5)
    wrong = WrongCodes()
    for number in range(50):
        wrong.count(str(number))

    assert len(wrong._wrong) == 5


def test_a_position_is_told_as_it_was_understood_and_with_nothing_else() -> None:
    sent = json.dumps({**GOOD, "more": "<script>"}).encode()

    assert json.loads(read_position(sent)) == GOOD
    assert "\n" not in read_position(sent)


@pytest.mark.parametrize(
    "changed",
    [{"frame": 0}, {"frame": True}, {"frame": "7"}, {"series": "a\nid: 9"}, {"series": ""},
     {"shown": None}, {"window": [1]}, {"window": [1, "x"]}, {"gaze": [1, 2]},
     {"pointer": [1e9, 0]}, {"pointer": {}}],
)  # fmt: skip
def test_a_position_that_can_not_be_is_refused(changed: dict[str, object]) -> None:
    with pytest.raises(InvalidInput):
        read_position(json.dumps({**GOOD, **changed}).encode())


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'{"frame": NaN}', b" " * (MOST_BYTES + 1), b"[" * 2000]
)
def test_a_body_that_is_no_position_is_refused(body: bytes) -> None:
    with pytest.raises(InvalidInput):
        read_position(body)


def test_choices_are_counted_in_the_order_of_the_options() -> None:
    bars = choice_bars(["a", "b", "c"], [{"option": 1}, {"option": 1}, {"option": 2}], [2])

    assert [(bar.label, bar.value) for bar in bars] == [("a", 0), ("b", 2), ("c", 1)]
    assert [bar.is_right for bar in bars] == [False, False, True]


def test_points_are_means_and_what_was_kept_back_is_something_else() -> None:
    bars = points_bars(["a", "b"], [{"points": [60, 20]}, {"points": [0, 0]}])

    assert [bar.value for bar in bars] == [30, 10, 60]
    assert sum(bar.share for bar in bars) == pytest.approx(100)


def test_nobody_has_voted() -> None:
    assert [bar.share for bar in choice_bars(["a"], [], None)] == [0]
    assert heat_of([], 240, []).most == 0
    assert sum(bar.value for bar in points_bars(["a"], [])) == 0


def test_marks_are_counted_by_cell_and_by_slice() -> None:
    near = {"slice": 5, "at": [12.0, 12.0]}
    ballots = [
        near,
        near,
        {"slice": 6, "at": [12, 12]},
        {"slice": 20, "at": [1, 1]},
        {"none": True},
    ]

    heat = heat_of(ballots, 240, [])

    assert (heat.slice, heat.here, heat.elsewhere, heat.none) == (5, 3, 1, 1)
    assert heat.cells == ((1, 1, 3),)
    assert heat.found is None


def test_marks_are_found_inside_the_outline_on_its_slices_alone() -> None:
    target = {"first": 4, "last": 6, "outline": SQUARE}
    ballots = [{"slice": n, "at": [x, 5]} for n, x in ((4, 5), (6, 9), (7, 5), (5, 11))]

    assert heat_of(ballots, 240, [target]).found == 2
    assert is_inside(5, 5, SQUARE)
    assert not is_inside(-1, 5, SQUARE)
