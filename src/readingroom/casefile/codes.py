"""Coded diagnoses for completion: a short list that ships, and one of the institution's own.

The list that ships holds codes of ICD-10-CM (scheme ``I10C``, DICOM PS3.16 chapter 8), which the
National Center for Health Statistics puts in the public domain; the further words are ours.
An institution's file has the same columns: scheme, value, meaning, also.
"""

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from readingroom.kernel.codes import CodedConcept

SHIPPED: Final = Path(__file__).with_name("codes.csv")
MAX_FOUND: Final = 12
_COLUMNS: Final = ("scheme", "value", "meaning")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class _Entry:
    code: CodedConcept
    words: tuple[str, ...]


def find_codes(query: str, *, own: Path | None = None) -> tuple[CodedConcept, ...]:
    """Codes whose meaning, further words or value hold a word for each that was typed.

    Words count from their beginning, in any order; the institution's own come first, and those
    whose meaning begins as typed before others. At most ``MAX_FOUND``.
    """
    typed = [word.casefold() for word in _WORD.findall(query)]
    if not typed:
        return ()
    mine = _read(own, own.stat().st_mtime) if own is not None and own.is_file() else ()
    fitting = [entry for entry in (*mine, *_read(SHIPPED, 0.0)) if _fits(entry, typed)]
    fitting.sort(key=lambda entry: not entry.words[0].startswith(typed[0]))
    return tuple(dict.fromkeys(entry.code for entry in fitting))[:MAX_FOUND]


def _fits(entry: _Entry, typed: list[str]) -> bool:
    return all(any(word.startswith(start) for word in entry.words) for start in typed)


@cache
def _read(path: Path, _changed_at: float) -> tuple[_Entry, ...]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if all(row.get(name) for name in _COLUMNS)]
    return tuple(
        _Entry(
            CodedConcept(value=row["value"], scheme=row["scheme"], meaning=row["meaning"]),
            tuple(
                word.casefold()
                for word in _WORD.findall(
                    f"{row['meaning']} {row.get('also') or ''} {row['value']}"
                )
            ),
        )
        for row in rows
    )
