"""Readings: whether something abnormal was there, and whether it was called so.

Of a hotspot the marks tell it; of a case taken as an unknown the leading diagnosis does.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile
from typing import Any, Final

from readingroom.assessment.calibration import Reading
from readingroom.casefile.document import CaseDocument
from readingroom.learning.answers import Row, plain, rows_from_data
from readingroom.learning.unfolding import DISCLOSING

_SAYS_NORMAL: Final = frozenset({"normal", "normal study", "normal variant"})
_CODED_NORMAL: Final = "SCT 17621005"
"""SNOMED CT: Normal (qualifier value)."""
_CALLED_NORMAL: Final = _SAYS_NORMAL | {
    "no abnormality", "nothing abnormal", "normal findings", "no finding", "no findings",
    "unremarkable",
}  # fmt: skip


def is_normal_case(document: CaseDocument) -> bool:
    """Whether a case says of itself, by a tag or a code, that it shows nothing abnormal."""
    codes = [f"{code.scheme} {code.value}" for code in document.diagnosis_codes]
    return says_normal(document.tags, codes)


def says_normal(tags: Iterable[str], codes: Iterable[str]) -> bool:
    """The same of its bare tags and codes, ``SCHEME value``."""
    return any(tag.casefold() in _SAYS_NORMAL for tag in tags) or _CODED_NORMAL in codes


def last_guess(stages: Sequence[str], said: Sequence[Sequence[dict[str, Any]]]) -> tuple[Row, ...]:
    """What was committed last before the diagnosis was told; empty for nothing.

    Args:
        stages: their kinds, in order.
        said: the rows committed at each, as far as it went.
    """
    guessed = sum(1 for _ in takewhile(lambda kind: kind not in DISCLOSING, stages))
    known = said[:guessed]
    return rows_from_data(known[-1]) if known else ()


def of_case(
    rows: Sequence[Row], *, is_normal: bool, is_right: bool, is_settled: bool = True
) -> Reading | None:
    """A case by its leading diagnosis; none where nothing had any points.

    Of a normal case whatever leads, other than its own title or that it is normal, is called
    abnormal; of any other case whatever leads, other than that it is normal.
    """
    leader = max(rows, key=lambda row: row.points, default=None)
    if leader is None or not leader.points:
        return None
    called_normal = plain(leader.name) in _CALLED_NORMAL or leader.code == _CODED_NORMAL
    is_left = called_normal or (is_normal and is_right)
    return Reading(is_abnormal=not is_normal, was_called=not is_left, is_settled=is_settled)


def of_hotspot(kind: str, detail: Mapping[str, Any], *, is_settled: bool = True) -> Reading | None:
    """An answer to a hotspot; none of another question, or of an answer that was not judged."""
    if kind != "hotspot" or not {"found", "missed", "false"} <= set(detail):
        return None
    counts = {name: _count(detail[name]) for name in ("found", "missed", "false")}
    return Reading(
        is_abnormal=counts["found"] + counts["missed"] > 0,
        was_called=counts["found"] + counts["false"] > 0,
        is_settled=is_settled,
    )


def _count(told: object) -> int:
    """A number, or as many as are listed."""
    return len(told) if isinstance(told, list) else int(str(told))
