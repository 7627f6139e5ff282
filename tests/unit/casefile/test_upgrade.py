"""Documents of earlier versions are brought up to date, newer ones are refused."""

from typing import Any

import pytest

from readingroom.casefile.errors import InvalidCase
from readingroom.casefile.upgrade import upgrade_data
from readingroom.casefile.validation import parse_document


def first_to_second(data: dict[str, Any]) -> dict[str, Any]:
    """A step made for the test: the title was once called name."""
    return {key: value for key, value in data.items() if key != "name"} | {"title": data["name"]}


def second_to_third(data: dict[str, Any]) -> dict[str, Any]:
    return data | {"tags": [*data.get("tags", []), "upgraded"]}


STEPS = {1: first_to_second, 2: second_to_third}


def test_steps_are_taken_one_after_the_other() -> None:
    data = {"schema_version": 1, "name": "Osteoid osteoma"}

    upgraded = upgrade_data(data, steps=STEPS, current=3)

    assert upgraded == {"schema_version": 3, "title": "Osteoid osteoma", "tags": ["upgraded"]}
    assert data == {"schema_version": 1, "name": "Osteoid osteoma"}


def test_only_the_steps_still_missing_are_taken() -> None:
    upgraded = upgrade_data({"schema_version": 2, "title": "x"}, steps=STEPS, current=3)

    assert upgraded == {"schema_version": 3, "title": "x", "tags": ["upgraded"]}


def test_present_version_is_left_alone() -> None:
    assert upgrade_data({"schema_version": 1, "title": "x"}) == {"schema_version": 1, "title": "x"}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({"schema_version": 2}, "written by a newer version of Reading Room (document version 2;"),
        ({}, "Say which version of the form this is: schema_version: 1."),
        ({"schema_version": "1"}, "The version must be a whole number"),
        ({"schema_version": True}, "The version must be a whole number"),
        ({"schema_version": 0}, "The version must be a whole number"),
    ],
)
def test_other_versions_are_refused_with_what_to_do(data: dict[str, Any], reason: str) -> None:
    with pytest.raises(InvalidCase) as caught:
        parse_document(data)

    (problem,) = caught.value.problems
    assert problem.place == "schema_version"
    assert reason in problem.message


def test_version_that_no_step_leads_from_is_refused() -> None:
    with pytest.raises(InvalidCase, match="Documents of version 1 can no longer be read"):
        upgrade_data({"schema_version": 1}, steps={2: second_to_third}, current=3)
