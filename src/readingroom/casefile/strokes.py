"""Saves that were one stretch of typing: a step back takes all of it, as a word processor's does.

How often a page saves depends on how fast machine and network are. What one person typed into one
field without a pause is one step all the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Final

from readingroom.casefile.edits import Edit
from readingroom.casefile.working import ID

PAUSE: Final = timedelta(seconds=6)
"""Saves further apart than this are two steps."""
LONGEST: Final = timedelta(seconds=30)
"""A step is never of more typing than this."""
_KEPT = 0.5


@dataclass(frozen=True)
class Save:
    """What one person saved at once, and when."""

    at: datetime
    edits: tuple[Edit, ...]


def last_step(saves: Sequence[Save]) -> int:
    """How many of one person's saves, the newest last, make the step to take back; 0 for none."""
    if not saves:
        return 0
    count = 1
    for earlier, later in pairwise(reversed(saves)):
        # Backwards: what `pairwise` gives first is the younger one.
        if not _goes_on(later, earlier) or saves[-1].at - later.at > LONGEST:
            break
        count += 1
    return count


def next_step(saves: Sequence[Save]) -> int:
    """How many of the saves that were taken back, the oldest first, make the step to do again."""
    if not saves:
        return 0
    count = 1
    for earlier, later in pairwise(saves):
        if not _goes_on(earlier, later) or later.at - saves[0].at > LONGEST:
            break
        count += 1
    return count


def joined(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """The same edits, with those that follow each other in one field as one."""
    told: list[Edit] = []
    for edit in edits:
        last = told[-1] if told else None
        if last is not None and last.kind == edit.kind == "set" and last.path == edit.path:
            told[-1] = Edit("set", edit.path, base=last.base, value=edit.value)
        else:
            told.append(edit)
    return tuple(told)


def _goes_on(earlier: Save, later: Save) -> bool:
    """Whether ``later`` is more typing where ``earlier`` was, with nobody's words between."""
    if later.at - earlier.at > PAUSE:
        return False
    if len(later.edits) != 1 or later.edits[0].kind != "set" or not earlier.edits:
        return False
    (more,), before = later.edits, earlier.edits[-1]
    return (
        before.kind == "set"
        and before.path == more.path
        and all(_leads_to(edit, more.path) for edit in earlier.edits)
        and before.value == more.base
        and _is_typing(more.base, more.value)
    )


def _leads_to(edit: Edit, path: tuple[str, ...]) -> bool:
    """The field itself, or the entry that was begun by writing in it."""
    if edit.kind == "insert":
        entry = (*edit.path, str(edit.value[ID]))
        return path[: len(entry)] == entry
    return edit.kind == "set" and edit.path == path


def _is_typing(before: Any, after: Any) -> bool:
    """Whether most of a text stayed: what was chosen anew, or pasted over all, is no typing."""
    if not (isinstance(before, str) and isinstance(after, str)):
        return False
    shorter = min(len(before), len(after))
    start = _alike(before, after)
    end = _alike(before[start:][::-1], after[start:][::-1])
    return start + end >= _KEPT * shorter


def _alike(one: str, other: str) -> int:
    """How many characters two texts have in common from their beginnings."""
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count
