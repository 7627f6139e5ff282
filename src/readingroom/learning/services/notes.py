"""Writing in the margin: of two tabs neither loses a word."""

import functools
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from readingroom.accounts.models import Person
from readingroom.kernel.errors import InvalidInput, StateConflict
from readingroom.learning.models import MarginNote
from readingroom.learning.models.note import MOST_CHARACTERS
from readingroom.learning.services.favourites import readable_case

_STAGE: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_BETWEEN: Final = "\n\n"


@dataclass(frozen=True)
class Kept:
    """What is kept of a note now.

    Attributes:
        version: 0 where nothing is kept.
        is_theirs: whether it is another's than was sent, which was not kept.
    """

    text: str
    version: int
    is_theirs: bool = False


@transaction.atomic
def keep_note(
    *, person: Person, case_key: UUID, stage: str, text: str, version: int, now: datetime
) -> Kept:
    """Keep a note that was begun on ``version``; an empty one is taken away.

    Where another tab or device wrote in between, nothing is kept and its note is returned, so
    that both can be put together. The same text sent again is no conflict.

    Raises:
        NotFound: the case is not open to them.
        InvalidInput: it is too long, or of no stage.
        StateConflict: two came in the same moment.
    """
    case, text = readable_case(person, case_key), _readable(text)
    if not _STAGE.fullmatch(stage):
        raise InvalidInput("The page sent something that can't be read. Load it again.")
    if len(text) > MOST_CHARACTERS:
        raise InvalidInput(f"A note holds {MOST_CHARACTERS:,} characters. Make this one shorter.")
    note = MarginNote.objects.filter(person=person, case=case, stage=stage).first()
    if note is None:
        note = MarginNote(person=person, case=case, stage=stage, text="", version=0)
    if note.text == text:
        return Kept(text, note.version)
    if note.version != version and note.text:
        return Kept(note.text, note.version, is_theirs=True)
    return _written(note, text, now)


def keep_both(
    *, person: Person, case_key: UUID, stage: str, text: str, version: int, now: datetime
) -> Kept:
    """The same for a page without scripts: what another tab wrote stays above what was sent."""
    sent = functools.partial(keep_note, person=person, case_key=case_key, stage=stage, now=now)
    kept = sent(text=text, version=version)
    if not kept.is_theirs:
        return kept
    return sent(text=joined(kept.text, text), version=kept.version)


def joined(theirs: str, ours: str) -> str:
    """Two notes as one; what begins with the other is it, longer."""
    ours = _readable(ours)
    if ours.startswith(theirs) or not theirs:
        return ours
    return theirs if theirs.startswith(ours) else f"{theirs}{_BETWEEN}{ours}"


def _written(note: MarginNote, text: str, now: datetime) -> Kept:
    note.text, note.version, note.changed_at = text, note.version + 1, now
    if not text:
        if note.pk:
            note.delete()
        return Kept("", 0)
    try:
        with transaction.atomic():
            note.save()
    except IntegrityError as error:
        raise StateConflict("Your note was changed a moment ago. Try again.") from error
    return Kept(text, note.version)


def _readable(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return lines.rstrip()
