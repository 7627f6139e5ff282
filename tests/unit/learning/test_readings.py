"""Whether something abnormal was there, and whether it was called so."""

from typing import Any

import pytest

from readingroom.learning.answers import Row
from readingroom.learning.readings import last_guess, of_case, of_hotspot, says_normal


@pytest.mark.parametrize(
    ("lead", "is_normal", "is_right", "told"),
    [
        (Row("Metastasis", 60), False, False, (True, True)),
        (Row("Normal study", 60), False, False, (True, False)),
        (Row("No abnormality.", 60), True, False, (False, False)),
        (Row("Healthy spine", 60), True, True, (False, False)),
        (Row("Discitis", 60), True, False, (False, True)),
        (Row("Anything", 60, "SCT 17621005"), False, False, (True, False)),
    ],
)
def test_a_case_is_called_abnormal_by_what_leads(
    lead: Row, is_normal: bool, is_right: bool, told: tuple[bool, bool]
) -> None:
    found = of_case((Row("Other", 10), lead), is_normal=is_normal, is_right=is_right)

    assert found
    assert (found.is_abnormal, found.was_called) == told


def test_where_nothing_has_points_nothing_was_called() -> None:
    assert of_case((), is_normal=True, is_right=False) is None
    assert of_case((Row("Discitis", 0),), is_normal=True, is_right=False) is None


def test_what_was_said_after_tissue_was_shown_is_no_guess() -> None:
    said: list[Any] = [[{"name": name, "points": 9, "code": ""}] for name in "abc"]

    assert last_guess(["presentation", "study", "pathology"], said)[0].name == "b"
    assert last_guess(["pathology"], said) == ()


def test_marks_and_words_tell_the_rest() -> None:
    none = {"found": [], "missed": [], "false": []}

    assert of_hotspot("free-text", none) is None
    assert of_hotspot("hotspot", {}) is None
    found = of_hotspot("hotspot", {**none, "false": [0]})
    assert found
    assert (found.is_abnormal, found.was_called) == (False, True)
    assert says_normal(["Normal"], [])
    assert says_normal([], ["SCT 17621005"])
    assert not says_normal(["abnormal"], ["SCT 1"])
