"""Held files for a page: by submission and series, with what there is to say of each."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Final
from uuid import UUID

from django.urls import reverse

from readingroom.archive.reasons import sentence_for
from readingroom.archive.services.hold import HeldObject, HeldReason
from readingroom.archive.services.looking import FoundBox, HeldFacts

PAGE_SIZE: Final = 240
MOST_IN_HAND: Final = 1000
KINDS: Final = {
    "picture": "",
    "document": (
        "This is a document. Its pages are not shown here. Read it where it came from; then "
        "release it on your word, or with a redacted copy in its place."
    ),
    "report": (
        "This is a structured report. Its free text is removed when it is released; codes and "
        "measurements stay."
    ),
    "drawing": "These are drawings over another image. Their text is removed when released.",
    "other": "This file has no picture.",
}
_ACTIONS: Final = {
    "moved": "with dates moved",
}
_RULES: Final = {
    "table": "by the standard's table",
    "private": "private to a device's maker",
    "unknown": "unknown to the standard",
    "scope": "about something other than the image",
    "value": "by the kind of their values",
    "not_of_class": "no part of such an object",
    "safe_private": "private, and on the published list of safe ones",
    "unreadable": "could not be read",
    "pixels": "in the picture",
}


@dataclass(frozen=True)
class HeldSeries:
    """Held files of one series, or those of which it isn't known what series they are of.

    Attributes:
        number: its place in its submission, from 1; 0 where it isn't known.
        reasons: all that any of its files is held for.
    """

    number: int
    files: tuple[HeldObject, ...]
    reasons: tuple[HeldReason, ...]

    @property
    def first(self) -> HeldObject:
        """Where to begin: the first that nobody decided about, else the first."""
        return next((file for file in self.files if not file.decision), self.files[0])


@dataclass(frozen=True)
class HeldSubmission:
    """Held files that came together."""

    key: UUID
    series: tuple[HeldSeries, ...]
    count: int
    held_at: datetime


@dataclass(frozen=True)
class ReasonFilter:
    """One reason to show alone, with how many files are held for it."""

    code: str
    sentence: str
    count: int
    is_chosen: bool


def by_submission(held: Sequence[HeldObject]) -> list[HeldSubmission]:
    """Groups of what is held, in the order given."""
    groups = []
    for key, files in groupby(held, key=lambda item: item.submission_key):
        of_submission = list(files)
        known = [members for members in _series(of_submission) if members[0].series]
        unknown = [item for item in of_submission if not item.series]
        parts = [*enumerate(known, start=1), *([(0, unknown)] if unknown else [])]
        series = [HeldSeries(number, tuple(all_), _reasons(all_)) for number, all_ in parts]
        oldest = min(item.held_at for item in of_submission)
        groups.append(HeldSubmission(key, tuple(series), len(of_submission), oldest))
    return groups


def reason_filters(held: Sequence[HeldObject], chosen: str) -> list[ReasonFilter]:
    """The reasons there are, most frequent first."""
    counts = Counter(reason.code for item in held for reason in item.reasons)
    return [
        ReasonFilter(code, sentence_for(code), count, code == chosen)
        for code, count in counts.most_common()
    ]


def held_for(held: Sequence[HeldObject], code: str) -> list[HeldObject]:
    """Those held for ``code``; all where none is given."""
    return [h for h in held if not code or any(reason.code == code for reason in h.reasons)]


def review_props(held: Sequence[HeldObject], current: HeldObject) -> dict[str, Any]:
    """What the island for deciding is told: the files in order, and where to ask."""
    place = held.index(current)
    start = max(0, place - MOST_IN_HAND // 2)
    return {
        "current": str(current.key),
        "root": reverse("web:held"),
        "files": [
            {
                "key": str(item.key),
                "group": f"{item.submission_key}/{item.series or item.key}",
                "ordinal": item.ordinal,
                "decision": _decision(item),
                "reasons": [reason.sentence for reason in item.reasons],
            }
            for item in held[start : start + MOST_IN_HAND]
        ],
    }


def facts_as_json(facts: HeldFacts) -> dict[str, Any]:
    """What the island is told of one file."""
    return {
        "kind": facts.kind,
        "name": facts.name,
        "frames": facts.frames,
        "rows": facts.rows,
        "columns": facts.columns,
        "aspect": facts.aspect,
        "window": facts.window,
        "presets": facts.presets,
        "trouble": facts.trouble,
        "face": facts.shows_face,
        "takes": facts.takes,
        "remark": KINDS.get(facts.kind, ""),
        "header": header_lines(facts),
        "boxes": [
            {
                "frame": box.frame,
                "x": box.x,
                "y": box.y,
                "width": box.width,
                "height": box.height,
                "kind": box.kind,
                "masked": box.is_proposed,
            }
            for box in facts.boxes
        ],
    }


def header_lines(facts: HeldFacts) -> list[str]:
    """What would be done to the header, a line each: how many, and by which rule."""
    return [
        f"{count} {_ACTIONS.get(action, action)}: {_RULES.get(rule, rule)}"
        for action, rule, count in facts.header
        if count
    ]


def proposed(boxes: Sequence[FoundBox]) -> list[list[int | None]]:
    """Boxes to be masked unless a person knows better, as forms send them."""
    return [[b.frame, b.x, b.y, b.width, b.height] for b in boxes if b.is_proposed]


def _decision(item: HeldObject) -> str:
    decision = "release" if item.decision == "deface" else item.decision
    return "mask" if decision == "release" and item.masks else decision


def _series(files: Sequence[HeldObject]) -> list[list[HeldObject]]:
    return [list(members) for _, members in groupby(files, key=lambda item: item.series)]


def _reasons(files: Sequence[HeldObject]) -> tuple[HeldReason, ...]:
    return tuple(dict.fromkeys(reason for item in files for reason in item.reasons))
