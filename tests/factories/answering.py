"""Published cases that ask, and what is answered to them."""

from typing import Any

from readingroom.casefile.validation import parse_document
from readingroom.cases.models import Case, Visibility
from tests.factories.unknown import published
from tests.unit.learning.cases import fields

CHOICE = {
    "kind": "multiple-choice", "id": "level", "stage": "start", "stem": "Which level?",
    "options": [{"text": "C4", "rationale": "One too high."}, {"text": "C5", "is_key": True},
                {"text": "C6"}],
}  # fmt: skip
ORDER = {
    "kind": "ordered-list", "id": "steps", "stage": "start", "stem": "In which order?",
    "entries": ["First", "Second", "Third"],
}  # fmt: skip


def asking_case(*items: dict[str, Any], visibility: Visibility = Visibility.PUBLIC) -> Case:
    """A published case of two stages that asks ``items``; without any, one of choice and order."""
    told = {
        **fields(), "title": "Metastasis", "diagnosis_codes": [],
        "items": list(items or (CHOICE, ORDER)), "stages": [
            {"kind": "presentation", "id": "start"},
            {"kind": "laboratory", "id": "lab"},
            {"kind": "discussion", "id": "end", "text": "It was a metastasis."},
        ],
    }  # fmt: skip
    return published(parse_document(told), visibility)
