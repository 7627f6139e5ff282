"""Published cases that ask, and what is answered to them."""

from typing import Any

from readingroom.casefile.validation import parse_document
from readingroom.cases.models import Case, Visibility
from tests.factories.cases import make_series
from tests.factories.people import amara
from tests.factories.unknown import published
from tests.unit.learning.cases import fields

CHOICE: dict[str, Any] = {
    "kind": "multiple-choice", "id": "level", "stage": "start", "stem": "Which level?",
    "options": [{"text": "C4", "rationale": "One too high."}, {"text": "C5", "is_key": True},
                {"text": "C6"}],
}  # fmt: skip
IN_WORDS: dict[str, Any] = {
    "kind": "free-text", "id": "say", "stage": "start", "stem": "What do you see?",
    "model_answer": "A mass.", "rubric": [
        {"text": "Names the mass", "aspect": "observation", "points": 3},
        {"text": "Thinks of a metastasis", "is_critical": True}],
}  # fmt: skip
ORDER: dict[str, Any] = {
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


KEYS = (
    "zwhy", "zkey", "zaccepted", "zmodel", "zreport", "zrubric", "ztarget", "zwhole-title",
    "zstem-find", "zid",
)  # fmt: skip
"""Begin every word that is in a case of ``every_kind`` and tells an answer."""


def _item(kind: str, name: str, **fields: Any) -> dict[str, Any]:
    return {
        "kind": kind, "id": f"zid-{name}", "stage": "ct", "stem": f"zstem-{name}",
        "rationale": f"zwhy-{name}", **fields,
    }  # fmt: skip


EVERY_KIND = (
    _item("multiple-choice", "level", options=[
        {"text": "First", "rationale": "zkey-not"},
        {"text": "Second", "is_key": True, "rationale": "zkey-that"}]),
    _item("short-answer", "name", accepted=["Lung", "zaccepted-other"], not_accepted=["zkey-lug"]),
    _item("free-text", "say", model_answer="zmodel", rubric=[
        {"text": "zrubric-seen", "aspect": "observation"},
        {"text": "zrubric-meant", "is_critical": True}]),
    _item("report", "report", findings="zreport-seen", impression="zreport-meant"),
    _item("differential", "ddx", accepted=[
        {"diagnosis": "zaccepted-it", "synonyms": ["Metastasis"]}]),
    _item("hotspot", "find", series="lung", targets=[
        {"label": "ztarget", "first_slice": 4, "last_slice": 6,
         "outline_px": [[10, 10], [20, 10], [20, 20], [10, 20]]},
        {"label": "zkey-missed", "first_slice": 9, "last_slice": 9,
         "outline_px": [[30, 30], [33, 30], [33, 33]]}]),
    _item("ordered-list", "steps", entries=["One", "Two", "Three", "Four"]),
)  # fmt: skip


def every_kind(
    visibility: Visibility = Visibility.PUBLIC, items: tuple[dict[str, Any], ...] = EVERY_KIND
) -> Case:
    """A published case with an image stack that asks every kind of question about it."""
    row = make_series(amara())
    told = {
        **fields(), "diagnosis_codes": [], "items": list(items), "stages": [
            {"kind": "presentation", "id": "start"},
            {"kind": "study", "id": "ct", "modality": "ct", "region": "Chest", "findings": "zkey-f",
             "series": [{"id": "lung", "images": f"series:{row.series_instance_uid}",
                         "plane": "Axial", "sequence": "Lung"}]},
            {"kind": "discussion", "id": "end", "text": "zkey-end"},
        ],
    }  # fmt: skip
    return published(parse_document(told), visibility)
