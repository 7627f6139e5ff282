"""Working copies of before questions stood in their stages: none is lost on the way there."""

import copy
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from readingroom.casefile.working import close_copy

STAGES = [
    {"_id": "e1", "kind": "presentation", "id": "start"},
    {"_id": "e2", "kind": "study", "id": "ct", "items": [{"_id": "e3", "kind": "x", "id": "old"}]},
]
ITEMS = [
    {
        "kind": "multiple-choice", "id": "best", "stage": "ct", "stem": "Which?",
        "options": [{"text": "One", "is_key": True}, {"text": "Two"}],
    },
    {"kind": "ordered-list", "id": "rank", "stage": "gone", "entries": ["First", "Then"]},
]  # fmt: skip


class Row(SimpleNamespace):
    """A draft, as the migration has it."""

    def save(self, *, update_fields: list[str]) -> None:
        self.saved = update_fields


def moved(*copies: dict[str, Any]) -> list[Row]:
    rows = [Row(copy=copy.deepcopy(one), saved=[]) for one in copies]
    drafts = SimpleNamespace(objects=SimpleNamespace(all=lambda: rows))
    migration = import_module("readingroom.cases.migrations.0007_keyed_items")
    migration.move_items(SimpleNamespace(get_model=lambda *_: drafts), None)
    return rows


def test_questions_of_a_draft_go_into_their_stages_and_come_out_as_they_were() -> None:
    (row,) = moved({"title": "T", "stages": STAGES, "items": ITEMS})

    start, ct = row.copy["stages"]
    assert "items" not in row.copy
    assert "items" not in start
    assert [one["id"] for one in ct["items"]] == ["old", "best", "rank"]  # the lost one is last
    assert row.saved == ["copy"]
    ids = [one["_id"] for item in ct["items"] for one in (item, *item.get("options", []))]
    assert len(ids) == len(set(ids))
    told = close_copy(row.copy).data["items"]  # one with nothing in it is none
    assert told == [ITEMS[0], {**ITEMS[1], "stage": "ct"}]


def test_a_draft_without_questions_is_not_touched() -> None:
    rows = moved({"title": "T", "stages": STAGES}, {"title": "T", "items": ITEMS, "stages": []})

    assert [row.saved for row in rows] == [[], []]
