"""What a learner writes at a stage: diagnoses in their own words, each with points."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from readingroom.assessment.differential import FULL, MAX_NAMED
from readingroom.assessment.errors import InvalidAnswer

MAX_LENGTH: Final = 120
_WORD: Final = re.compile(r"[^\W_]+")
_MOST_DIGITS: Final = 3


@dataclass(frozen=True)
class Row:
    """One diagnosis.

    Attributes:
        name: as the learner wrote it.
        points: from 0 to 100.
        code: ``SCHEME value`` where the words are those of the coded list, else empty.
    """

    name: str
    points: int
    code: str = ""


def read_rows(pairs: Iterable[tuple[str, str]]) -> tuple[Row, ...]:
    """The rows of a form: pairs of name and points as typed. Wholly empty ones are left out.

    Raises:
        InvalidAnswer: a sentence for whoever filled it in.
    """
    rows = []
    for typed_name, typed_points in pairs:
        name, points = tidy(typed_name), typed_points.strip()
        if name:
            rows.append(Row(name, _points(name, points)))
        elif points not in {"", "0"}:
            raise InvalidAnswer("Points stand beside no diagnosis. Name it, or clear the points.")
    check_rows(rows)
    return tuple(rows)


def check_rows(rows: Iterable[Row]) -> None:
    """Refuse what can't be scored.

    Raises:
        InvalidAnswer: too many rows, a name twice, or more than a hundred points.
    """
    rows = tuple(rows)
    if len(rows) > MAX_NAMED:
        raise InvalidAnswer(f"Name at most {MAX_NAMED} diagnoses; the rest is “something else”.")
    seen: set[str] = set()
    for row in rows:
        if plain(row.name) in seen:
            raise InvalidAnswer(f"“{row.name}” is named twice. Put its points into one row.")
        seen.add(plain(row.name))
    total = sum(row.points for row in rows)
    if total > FULL:
        raise InvalidAnswer(f"Your points come to {total}. Take {total - int(FULL)} away.")


def rest_of(rows: Iterable[Row]) -> int:
    """Points that are left for “something else”."""
    return int(FULL) - sum(row.points for row in rows)


def tidy(text: str) -> str:
    """One line without what can't be shown, at most ``MAX_LENGTH`` characters."""
    shown = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(shown.split())[:MAX_LENGTH].strip()


def plain(text: str) -> str:
    """Words as they are compared: small letters, no accents, one space between."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(part for part in parts if not unicodedata.combining(part))
    return " ".join(_WORD.findall(bare))


def rows_to_data(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Rows as plain data, to be kept."""
    return [{"name": r.name, "points": r.points, "code": r.code} for r in rows]


def rows_from_data(data: Iterable[dict[str, Any]]) -> tuple[Row, ...]:
    """What ``rows_to_data`` made, read again."""
    return tuple(Row(one["name"], one["points"], one["code"]) for one in data)


def _points(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        raise InvalidAnswer(f"Give “{name}” points from 0 to 100, as a whole number.")
    points = int(text)
    if points > FULL:
        raise InvalidAnswer(f"“{name}” has more than 100 points. Give at most 100.")
    return points
