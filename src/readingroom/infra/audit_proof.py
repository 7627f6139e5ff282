"""Whether the audit log is whole: every line there, in order, unchanged, up to its end."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.conf import settings

from readingroom.infra.chain import BEFORE_THE_FIRST, Line, link_after
from readingroom.infra.models import AuditHead, AuditRecord
from readingroom.infra.terminal import OnProgress
from readingroom.kernel.errors import InvalidInput

_CHUNK: Final = 2000
_SAY_EVERY: Final = 20_000
_HEAD: Final = re.compile(r"(\d{1,18})[ :]([0-9a-f]{64})")
_FIELDS: Final = ("number", "key", "action", "actor", "subject", "codes", "at")


class Fault(StrEnum):
    """What is wrong where the chain breaks."""

    MISSING = "missing"  # a line is not there, or stands twice
    CHANGED = "changed"  # a line does not say what it said when it was written
    CUT = "cut"  # lines at the end are gone
    ADDED = "added"  # a line was written past the library
    OTHER = "other"  # the log is whole, but it is not the one that the noted end is of


@dataclass(frozen=True)
class Head:
    """The end of the log at some time: how many lines, and the link of the last."""

    number: int
    link: str

    def __str__(self) -> str:
        return f"{self.number} {self.link}"


@dataclass(frozen=True)
class Verdict:
    """What a proof found.

    Attributes:
        lines: how many are in order, from the first.
        fault: what breaks the chain; ``None`` where it is whole.
        at: number of the line where it breaks.
    """

    lines: int
    fault: Fault | None = None
    at: int = 0


def read_head(text: str) -> Head:
    """A head as ``str(Head)`` writes it.

    Raises:
        InvalidInput: it is none.
    """
    found = _HEAD.fullmatch(text.strip())
    if not found:
        raise InvalidInput(
            "That is no end of an audit log. Give it as `readingroom audit head` printed it: "
            "a number and 64 letters and digits."
        )
    return Head(int(found[1]), found[2])


def current_head() -> Head:
    """Where the log ends now."""
    row = AuditHead.objects.first()
    return Head(row.number, row.link) if row else Head(0, BEFORE_THE_FIRST)


def prove(*, noted: Head | None = None, on_progress: OnProgress | None = None) -> Verdict:
    """Go through the whole log, line by line, in memory that does not grow with it.

    Args:
        noted: an end that was written down earlier: the log must have had it.
        on_progress: told how many lines are done.
    """
    head = current_head()
    secret: bytes = settings.READINGROOM_AUDIT_SECRET
    link, number = BEFORE_THE_FIRST, 0
    for line, stated in _lines():
        if line.number != number + 1:
            return Verdict(number, Fault.MISSING, number + 1)
        computed = link_after(link, line, secret=secret)
        if computed != stated:
            return Verdict(number, Fault.CHANGED, line.number)
        link, number = computed, line.number
        if noted and number == noted.number and link != noted.link:
            return Verdict(number, Fault.OTHER, number)
        if on_progress and number % _SAY_EVERY == 0:
            on_progress("Lines of the audit log", number, head.number)
    return _at_its_end(Head(number, link), head, noted)


def _lines() -> Iterator[tuple[Line, str]]:
    rows = AuditRecord.objects.order_by("number").values_list(*_FIELDS, "link")
    for number, key, action, actor, subject, codes, at, link in rows.iterator(chunk_size=_CHUNK):
        yield Line(number, str(key), action, actor, subject, codes, at), link


def _at_its_end(last: Head, head: Head, noted: Head | None) -> Verdict:
    """Lines that were written while we read come after the head that we began with."""
    if last.number < max(head.number, noted.number if noted else 0):
        return Verdict(last.number, Fault.CUT, last.number + 1)
    if current_head() != last and last.number > current_head().number:
        return Verdict(last.number, Fault.ADDED, head.number + 1)
    if last.number == head.number and last.link != head.link:
        return Verdict(last.number, Fault.OTHER, last.number)
    return Verdict(last.number)
