"""Answering within a sitting: one entry after the other, each once, in time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction

from readingroom.accounts.models import Person
from readingroom.kernel.errors import InvalidInput, NotFound, StateConflict
from readingroom.kernel.ids import new_key
from readingroom.learning.answers import rows_to_data
from readingroom.learning.cells import Thesaurus
from readingroom.learning.sitting import Sitting as Way
from readingroom.learning.unfolding import Said, is_new
from readingroom.teaching.casework import is_answered, revision_of, way_of
from readingroom.teaching.models import (
    EntryKind,
    Sitting,
    SittingCommit,
    SittingEntry,
    Unsent,
)
from readingroom.teaching.services.handing_over import hand_over
from readingroom.teaching.services.judging import keep_answer, score_of
from readingroom.teaching.services.sittings import ABSENT, sitting_of

MOST_TOKEN: Final = 64
_MOST_UNSENT: Final = 200_000
_UNREADABLE: Final = "The page sent something that can't be read. Load it again."
_OVER: Final = (
    "The time of this sitting is over, by the library's clock. What you committed before counts."
)
_DONE: Final = (
    "You have answered this already, and a sitting goes forward only. Go on where you stand."
)
_PAUSED: Final = "This sitting is paused. Go on with it first."


@dataclass(frozen=True)
class Asker:
    """Who answers, where and when.

    Attributes:
        key: of the sitting.
        number: the entry, from 1.
        token: of the page that asked, from 1 to 64 characters.
    """

    actor: Person
    key: UUID
    number: int
    token: str
    words: Thesaurus
    now: datetime


def waiting(sitting: Sitting) -> SittingEntry | None:
    """The entry that waits for an answer; None where all are done."""
    return sitting.entries.filter(done_at__isnull=True).order_by("number").first()


@transaction.atomic
def commit_stage(asker: Asker, said: Said) -> SittingEntry:
    """Fix what is said at one stage of a case. The same sent again changes nothing.

    Raises:
        NotFound: the sitting is not theirs, or has no such entry.
        StateConflict: too late, paused, another entry waits, or the stage was committed.
        InvalidInput: it came without the token of a page.
    """
    sitting, entry = _asked(asker)
    if entry.kind != EntryKind.CASE:
        raise InvalidInput(_UNREADABLE)
    revision = revision_of(entry, asker.actor)
    way = way_of(entry, revision)
    if said.place < len(way.said) and way.said[said.place] == said:
        return entry
    _check_waits(sitting, entry)
    is_new(way.course, way.said, said)
    _write(entry, said, asker.now)
    way = Way(way.key, revision, (*way.said, said), way.number)
    if is_answered(way.course, is_exam=sitting.is_exam):
        _done(entry, asker)
        if not sitting.is_exam:
            hand_over(asker.actor, way, key=new_key(), words=asker.words, now=asker.now)
    return entry


@transaction.atomic
def answer_question(asker: Asker, given: dict[str, Any], certainty: int | None) -> SittingEntry:
    """Fix the answer to a question. The same sent again changes nothing.

    Raises:
        NotFound: the sitting is not theirs, or has no such entry.
        InvalidAnswer: it is no answer to this question.
        StateConflict: too late, paused, another entry waits, or it was answered.
        InvalidInput: it came without the token of a page.
    """
    sitting, entry = _asked(asker)
    if entry.kind != EntryKind.ITEM:
        raise InvalidInput(_UNREADABLE)
    if entry.done_at is not None and entry.token == asker.token:
        return entry
    _check_waits(sitting, entry)
    revision = revision_of(entry, asker.actor)
    keep_answer(
        entry,
        revision,
        (given, certainty),
        token=asker.token,
        words=asker.words,
        now=asker.now,
    )
    _done(entry, asker)
    return entry


@transaction.atomic
def leave_entry(asker: Asker) -> SittingEntry:
    """Go on without (another) answer. The same sent again changes nothing.

    Raises:
        NotFound: the sitting is not theirs, or has no such entry.
        StateConflict: too late, paused, or another entry waits.
        InvalidInput: it came without the token of a page.
    """
    sitting, entry = _asked(asker)
    if entry.done_at is not None and entry.token == asker.token:
        return entry
    _check_waits(sitting, entry)
    _done(entry, asker)
    return entry


@transaction.atomic
def keep_unsent(asker: Asker, fields: dict[str, Any], *, size: int) -> datetime:
    """Keep what is written and not committed, in place of what was kept before.

    Args:
        fields: plain data; ``size`` is how many characters it came in.

    Raises:
        NotFound: the sitting is not theirs, or has no such entry.
        StateConflict: too late, paused, or another entry waits.
        InvalidInput: it is too long.
    """
    sitting, entry = _asked(asker)
    if size > _MOST_UNSENT:
        raise InvalidInput("This is too long to be kept. Shorten it, and commit it.")
    _check_waits(sitting, entry)
    Unsent.objects.update_or_create(entry=entry, defaults={"fields": fields, "kept_at": asker.now})
    return asker.now


def _asked(asker: Asker) -> tuple[Sitting, SittingEntry]:
    if not 0 < len(asker.token) <= MOST_TOKEN:
        raise InvalidInput(_UNREADABLE)
    sitting = sitting_of(asker.actor, asker.key, words=asker.words, now=asker.now, lock=True)
    rows = sitting.entries.select_related("revision").prefetch_related("commits")
    entry = rows.filter(number=asker.number).first()
    if entry is None:
        raise NotFound(ABSENT)
    entry.sitting = sitting
    return sitting, entry


def _check_waits(sitting: Sitting, entry: SittingEntry) -> None:
    if sitting.finished_at is not None:
        raise StateConflict(_OVER)
    if sitting.paused_at is not None:
        raise StateConflict(_PAUSED)
    here = waiting(sitting)
    if here is None or here.pk != entry.pk:
        raise StateConflict(_DONE)


def _write(entry: SittingEntry, said: Said, now: datetime) -> None:
    try:
        with transaction.atomic():
            SittingCommit.objects.create(
                entry=entry,
                place=said.place,
                token=said.token,
                rows=rows_to_data(said.rows),
                committed_at=now,
            )
    except IntegrityError as error:
        raise StateConflict(_DONE) from error
    Unsent.objects.filter(entry=entry).delete()


def _done(entry: SittingEntry, asker: Asker) -> None:
    fresh = SittingEntry.objects.select_related("revision__case", "sitting").get(pk=entry.pk)
    fresh.done_at, fresh.token = asker.now, asker.token
    if not fresh.sitting.is_exam:
        fresh.score = score_of(fresh, fresh.sitting, words=asker.words)
    fresh.save(update_fields=["done_at", "token", "score"])
    Unsent.objects.filter(entry=fresh).delete()
    entry.done_at, entry.token, entry.score = fresh.done_at, fresh.token, fresh.score
