"""What a learner gives to an item, as plain data: checked, and in one form for each kind."""

import math
from collections.abc import Callable, Mapping
from typing import Any, Final

from readingroom.assessment.differential import MAX_NAMED
from readingroom.assessment.errors import InvalidAnswer
from readingroom.assessment.heatmap import LONGEST_LOOK_S
from readingroom.assessment.hotspot import MAX_MARKS
from readingroom.assessment.short_answer import MAX_LENGTH
from readingroom.casefile.items import (
    DifferentialItem,
    FreeTextItem,
    HotspotItem,
    Item,
    MultipleChoiceItem,
    OrderedListItem,
    ReportItem,
    ShortAnswerItem,
)
from readingroom.learning.answers import check_rows, read_rows, rows_to_data, tidy

Given = Mapping[str, Any]
MOST_LETTERS: Final = 10_000
MOST_LOOKS: Final = 2_000
MOST_LOOK_S: Final = 10 * LONGEST_LOOK_S
_LARGEST: Final = 1_000_000
_UNREADABLE: Final = "The page sent something that can't be read. Load it again."


def read_given(item: Item, given: Given) -> dict[str, Any]:
    """The same in the one form that is kept, with nothing that does not belong to it.

    * ``multiple-choice``: ``{"chosen": [places of options]}``
    * ``ordered-list``: ``{"order": [places of entries as the author has them]}``
    * ``short-answer``, ``free-text``: ``{"text": …}``
    * ``report``: ``{"technique": …, "findings": …, "impression": …}``
    * ``differential``: ``{"rows": [{"name", "points", "code"}]}``, points from 0 to 100
    * ``hotspot``: ``{"marks": [{"slice", "at_px": [column, row]}], "none": bool, "seen": [[slice,
      seconds]]}``; slices of the item's series from 1, pixels from the outer corner of the first

    Places are counted from 0.

    Raises:
        InvalidAnswer: it is no answer to an item of this kind.
    """
    for kind, read in _READERS.items():
        if isinstance(item, kind):
            found: dict[str, Any] = read(item, given)
            return found
    raise InvalidAnswer("Questions of this kind can't be answered here.")


def _choice(item: MultipleChoiceItem, given: Given) -> dict[str, Any]:
    chosen = sorted(set(_places(given.get("chosen"), len(item.options))))
    if not chosen:
        raise InvalidAnswer("Choose an option, then commit.")
    keys = sum(option.is_key for option in item.options)
    if keys == 1 and len(chosen) > 1:
        raise InvalidAnswer("Only one option can be chosen here. Choose one, then commit.")
    return {"chosen": chosen}


def _order(item: OrderedListItem, given: Given) -> dict[str, Any]:
    order = _places(given.get("order"), len(item.entries))
    if sorted(order) != list(range(len(item.entries))):
        raise InvalidAnswer("An entry is missing or there twice. Put each in one place.")
    return {"order": order}


def _short(_: ShortAnswerItem, given: Given) -> dict[str, Any]:
    text = tidy(_text(given, "text", MAX_LENGTH))
    if not text:
        raise InvalidAnswer("Write your answer, then commit.")
    return {"text": text}


def _words(_: FreeTextItem, given: Given) -> dict[str, Any]:
    text = _text(given, "text", MOST_LETTERS)
    if not text:
        raise InvalidAnswer("Write your answer, then commit.")
    return {"text": text}


def _report(item: ReportItem, given: Given) -> dict[str, Any]:
    parts = {name: _text(given, name, MOST_LETTERS) for name in report_parts(item)}
    if not parts["findings"] or not parts["impression"]:
        raise InvalidAnswer("Write findings and an impression, then commit.")
    return parts


def report_parts(item: ReportItem) -> tuple[str, ...]:
    """The parts that a learner is asked for, in the order of a report."""
    return (*(("technique",) if item.technique else ()), "findings", "impression")


def _differential(item: DifferentialItem, given: Given) -> dict[str, Any]:
    rows = given.get("rows")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise InvalidAnswer(_UNREADABLE)
    if len(rows) > most_named(item):
        raise InvalidAnswer(f"Name at most {most_named(item)} diagnoses.")
    read = read_rows((str(row.get("name", "")), str(row.get("points", ""))) for row in rows)
    check_rows(read)
    codes = {tidy(str(row.get("name", ""))): tidy(str(row.get("code", ""))) for row in rows}
    return {"rows": [row | {"code": codes[row["name"]]} for row in rows_to_data(read)]}


def most_named(item: DifferentialItem) -> int:
    """How many diagnoses may be named."""
    return min(item.max_named, MAX_NAMED)


def _hotspot(_: HotspotItem, given: Given) -> dict[str, Any]:
    marks, says_none = given.get("marks", []), given.get("none") is True
    if not isinstance(marks, list) or len(marks) > MAX_MARKS:
        raise InvalidAnswer(f"At most {MAX_MARKS} marks can be sent. Take some away.")
    if bool(marks) == says_none:
        raise InvalidAnswer(
            "You marked something and said that there is nothing: do one of the two."
            if marks
            else "Mark what is abnormal, or say that there is nothing; then commit."
        )
    return {"marks": [_mark(one) for one in marks], "none": says_none, "seen": _seen(given)}


def _mark(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict) or not isinstance(value.get("at_px"), list):
        raise InvalidAnswer(_UNREADABLE)
    at = value["at_px"]
    if len(at) != len(("column", "row")) or not all(_is_length(number) for number in at):
        raise InvalidAnswer(_UNREADABLE)
    return {"slice": _slice(value.get("slice")), "at_px": [round(float(n), 1) for n in at]}


def _seen(given: Given) -> list[list[float]]:
    """Slices and how long each was looked at; what can't be is left out, for it earns nothing."""
    looks = given.get("seen")
    times: dict[int, float] = {}
    for look in looks[:MOST_LOOKS] if isinstance(looks, list) else ():
        if isinstance(look, list) and [type(n) in {int, float} for n in look] == [True, True]:
            place, seconds = look
            if _is_length(place) and place >= 1 and _is_length(seconds):
                times[int(place)] = min(times.get(int(place), 0.0) + seconds, MOST_LOOK_S)
    return [[place, round(times[place], 1)] for place in sorted(times)]


def _slice(value: Any) -> int:
    if type(value) is not int or not 1 <= value <= _LARGEST:
        raise InvalidAnswer(_UNREADABLE)
    return value


def _is_length(number: Any) -> bool:
    return type(number) in {int, float} and math.isfinite(number) and 0 <= float(number) <= _LARGEST


def _text(given: Given, name: str, most: int) -> str:
    value = given.get(name, "")
    if not isinstance(value, str):
        raise InvalidAnswer(_UNREADABLE)
    lines = value.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    text = "\n".join("".join(c if c.isprintable() else " " for c in line) for line in lines).strip()
    if len(text) > most:
        raise InvalidAnswer(f"This is longer than {most} characters. Shorten it, then commit.")
    return text


def _places(value: Any, count: int) -> list[int]:
    """A list of places below ``count``."""
    if not isinstance(value, list) or not all(type(one) is int for one in value):
        raise InvalidAnswer(_UNREADABLE)
    if not all(0 <= one < count for one in value):
        raise InvalidAnswer("An option was chosen that is not there. Load the page anew.")
    return list(value)


_READERS: Final[Mapping[type, Callable[[Any, Given], dict[str, Any]]]] = {
    MultipleChoiceItem: _choice,
    OrderedListItem: _order,
    ShortAnswerItem: _short,
    FreeTextItem: _words,
    ReportItem: _report,
    DifferentialItem: _differential,
    HotspotItem: _hotspot,
}
