"""A step back is a stretch of typing, however often it was saved."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readingroom.casefile.edits import Edit, apply_edits
from readingroom.casefile.strokes import LONGEST, PAUSE, Save, joined, last_step, next_step

START = datetime(2026, 1, 1, tzinfo=UTC)


def typed(seconds: float, base: Any, value: Any, field: str = "title") -> Save:
    edit = Edit("set", tuple(field.split("/")), base=base, value=value)
    return Save(START + timedelta(seconds=seconds), (edit,))


def test_what_is_typed_without_a_pause_is_one_step() -> None:
    saves = [typed(0, "", "Neck"), typed(3, "Neck", "Neck pa"), typed(5, "Neck pa", "Neck pain")]

    assert (last_step(saves), next_step(saves)) == (3, 3)


def test_a_word_corrected_on_the_way_is_part_of_the_typing() -> None:
    assert last_step([typed(0, "", "Neck pian"), typed(2, "Neck pian", "Neck pain, fever")]) == 2


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        pytest.param(typed(0, "", "A"), typed(9, "A", "AB"), id="after a pause"),
        pytest.param(typed(0, "", "A"), typed(1, "", "B", "basis"), id="in another field"),
        pytest.param(typed(0, "", "A"), typed(1, "Theirs", "Theirs B"), id="after another's words"),
        pytest.param(typed(0, "", "probable"), typed(1, "probable", "certain"), id="chosen anew"),
        pytest.param(typed(0, None, 1), typed(1, 1, 2), id="a number"),
        pytest.param(
            Save(START, (*typed(0, "", "A", "basis").edits, *typed(0, "", "B").edits)),
            typed(1, "B", "BC"),
            id="after two fields at once",
        ),
    ],
)
def test_two_steps_where_it_is_no_more_of_the_same_typing(earlier: Save, later: Save) -> None:
    assert (last_step([earlier, later]), next_step([earlier, later])) == (1, 1)


def test_an_entry_begun_by_writing_in_it_goes_with_its_words() -> None:
    field = "stages/a/differential/d9/diagnosis"
    begun = Edit("insert", ("stages", "a", "differential"), value={"_id": "d9"}, after=None)
    first = Save(START, (begun, *typed(0, None, "Disc", field).edits))

    assert last_step([first, typed(2, "Disc", "Discitis", field)]) == 2


def test_a_long_stretch_is_several_steps() -> None:
    texts = ["x" * length for length in range(1, 21)]
    saves = [typed(3 * at, text[:-1], text) for at, text in enumerate(texts)]

    assert 1 < last_step(saves) < len(saves)
    assert 1 < next_step(saves) < len(saves)
    assert timedelta(seconds=3 * last_step(saves)) <= LONGEST + PAUSE


def test_nothing_written_is_no_step() -> None:
    assert (last_step([]), next_step([])) == (0, 0)


@given(st.lists(st.text(alphabet="ab ", max_size=4), min_size=1, max_size=6))
def test_a_joined_way_back_leads_where_each_step_would(texts: list[str]) -> None:
    saves = [typed(0, a, b).edits[0] for a, b in zip(["", *texts], texts, strict=False)]
    applied = apply_edits({"title": ""}, saves)

    one = apply_edits(applied.copy, joined(applied.inverse))

    assert (one.copy.get("title", ""), one.clashes) == ("", ())
