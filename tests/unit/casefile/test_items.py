"""What may be asked, and the version by which an answer knows what was."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from readingroom.casefile.items import (
    HotspotItem,
    Item,
    ReportItem,
    ShortAnswerItem,
    asks_certainty,
    item_version,
)

ITEMS: TypeAdapter[Item] = TypeAdapter(Item)


def read(kind: str, **fields: Any) -> Item:
    return ITEMS.validate_python({"kind": kind, "id": "a", "stage": "b", "stem": "c", **fields})


def test_images_may_be_normal() -> None:
    normal = read("hotspot", series="ct")

    assert isinstance(normal, HotspotItem)
    assert normal.targets == ()


def test_a_short_answer_takes_its_other_names_once() -> None:
    item = read("short-answer", accepted=("Lung", "Pulmonary"), not_accepted=("Lug",))

    assert isinstance(item, ShortAnswerItem)
    assert asks_certainty(item)
    with pytest.raises(ValidationError, match="twice"):
        read("short-answer", accepted=("Lung",), not_accepted=("lung",))


def test_a_report_needs_no_rubric() -> None:
    item = read("report", findings="Seen.", impression="Meant.")

    assert isinstance(item, ReportItem)
    assert not asks_certainty(item)


def test_a_version_changes_with_what_is_asked_and_not_with_what_says_nothing() -> None:
    plain = read("short-answer", accepted=("Lung",))
    same = read("short-answer", accepted=("Lung",), rationale="", after_findings=False)
    other = read("short-answer", accepted=("Lungs",))

    assert item_version(plain) == item_version(same)
    assert item_version(plain) != item_version(other)
    assert len(item_version(plain)) == 16
