"""What may come as an answer, and what is made of what may not."""

from typing import Any

import pytest
from pydantic import ValidationError

from readingroom.assessment.errors import InvalidAnswer
from readingroom.learning.given import read_given
from tests.unit.learning.asking import hotspot, item

SHORT = item("short-answer", accepted=["Lung"])
REPORT = item("report", findings="Seen.", impression="Meant.")
WORDS = item("free-text", rubric=[{"text": "Says it"}])
ORDER = item("ordered-list", entries=["a", "b", "c"])
DIFFERENTIAL = item("differential", accepted=[{"diagnosis": "a"}], max_named=2)
MARK = {"slice": 3, "at_px": [1.26, 2]}


@pytest.mark.parametrize(
    ("asked", "given", "kept"),
    [
        (SHORT, {"text": " the\x00 lung\n"}, {"text": "the lung"}),
        (WORDS, {"text": "One.\r\nTwo.", "more": 1}, {"text": "One.\nTwo."}),
        (REPORT, {"technique": "x", "findings": "f", "impression": "i"},
         {"findings": "f", "impression": "i"}),
        (ORDER, {"order": [2, 0, 1]}, {"order": [2, 0, 1]}),
        (DIFFERENTIAL, {"rows": [{"name": "A", "points": "40"}]},
         {"rows": [{"name": "A", "points": 40, "code": ""}]}),
        (hotspot(), {"none": True}, {"marks": [], "none": True, "seen": []}),
        (hotspot(), {"marks": [MARK], "seen": [[3, 1.26], [3, 1e5], [0, 1], "x", [1]]},
         {"marks": [{"slice": 3, "at_px": [1.3, 2.0]}], "none": False, "seen": [[3, 600.0]]}),
    ],
)  # fmt: skip
def test_an_answer_is_kept_in_one_form(asked: Any, given: Any, kept: Any) -> None:
    assert read_given(asked, given) == kept


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        (SHORT, {"text": " "}),
        (SHORT, {"text": "x" * 201}),
        (SHORT, {"text": ["lung"]}),
        (WORDS, {"text": "x" * 10_001}),
        (REPORT, {"findings": "f"}),
        (ORDER, {"order": [0, 0, 1]}),
        (ORDER, {"order": [0, 1, True]}),
        (DIFFERENTIAL, {"rows": [{"name": "A", "points": "101"}]}),
        (DIFFERENTIAL, {"rows": [{"name": n, "points": "1"} for n in "ABC"]}),
        (DIFFERENTIAL, {"rows": "A"}),
        (hotspot(), {}),
        (hotspot(), {"none": True, "marks": [MARK]}),
        (hotspot(), {"marks": [MARK] * 51}),
        (hotspot(), {"marks": [{"slice": 0, "at_px": [1, 1]}]}),
        (hotspot(), {"marks": [{"slice": 1, "at_px": [1, float("inf")]}]}),
        (hotspot(), {"marks": [{"slice": 1, "at_px": [1, -1]}]}),
        (hotspot(), {"marks": ["x"]}),
    ],
)
def test_what_is_no_answer_is_refused(asked: Any, given: Any) -> None:
    with pytest.raises(InvalidAnswer):
        read_given(asked, given)


def test_an_outline_needs_corners() -> None:
    with pytest.raises(ValidationError):
        hotspot({"label": "x", "first_slice": 1, "last_slice": 1, "outline_px": []})
