"""A redacted copy in the place of a held document, made and answered for by a person.

A copy comes in pieces and waits in quarantine, as all that comes from outside. A reading process
opens it beside the document; only what it let pass takes the document's place, and is noted as a
decision that can be undone.
"""

import contextlib
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from django.db import transaction

from readingroom.accounts.actor import Actor
from readingroom.accounts.models import Person
from readingroom.archive import access
from readingroom.archive.digests import keyed_digest
from readingroom.archive.models import QuarantinedObject
from readingroom.archive.places import places, secrets
from readingroom.archive.services.decisions import Choice, decide, take_decided
from readingroom.archive.services.hold import held_row
from readingroom.archive.services.looking import look_at
from readingroom.archive.states import Decision
from readingroom.archive.steps.files import write_beside
from readingroom.archive.viewing.messages import Want
from readingroom.archive.viewing.viewers import ask
from readingroom.imaging.deid.copies import LARGEST, DocumentRefused
from readingroom.infra import audit
from readingroom.kernel.errors import (
    InvalidInput,
    ReadingRoomError,
    StateConflict,
    Unavailable,
)

LARGEST_PIECE: Final = 768 * 1024  # less than the longest form may have
_AT_THE_MACHINE: Final = "machine"


@dataclass(frozen=True)
class Piece:
    """A part of a copy.

    Attributes:
        offset: where it begins; 0 begins anew.
        size: of the whole copy, in bytes.
    """

    offset: int
    size: int
    data: bytes


@dataclass(frozen=True)
class LookedThrough:
    """A copy that may take its document's place.

    Attributes:
        digest: SHA-256 of its bytes, in hex.
        size: of it, in bytes.
    """

    path: Path
    digest: str
    size: int


def keep_piece(key: UUID, piece: Piece, *, actor: Actor | None) -> int:
    """Keep a part of a redacted copy until all of it is here.

    Returns:
        how many bytes are here.

    Raises:
        NotPermitted: ``actor`` is no editor.
        NotFound: no such held file, or not one that ``actor`` may decide about.
        DocumentRefused: the copy is empty or too large.
        InvalidInput: the part is too large, or reaches beyond the whole.
        StateConflict: it is not the next part.
        Unavailable: the disk would not take it.
    """
    access.check_may_decide(actor)
    item = held_row(key, actor)
    _check_size(piece.size)
    end = piece.offset + len(piece.data)
    if not 0 < len(piece.data) <= LARGEST_PIECE or end > piece.size:
        raise InvalidInput("The copy came in parts that don't fit. Choose it again.")
    draft = _draft(item, actor)
    if piece.offset and piece.offset != _size_of(draft):
        raise StateConflict("A part of the copy got lost on its way. Choose it again.")
    _append(draft, piece)
    return end


def look_through(key: UUID, *, actor: Actor | None) -> LookedThrough:
    """Have a reading process look through the copy that came, beside its document.

    What doesn't pass is erased at once.

    Raises:
        NotPermitted, NotFound: as ``keep_piece``.
        StateConflict: no copy came.
        DocumentRefused: the held file is no document, or the copy can't take its place.
        Unavailable: too much is looked at just now.
    """
    access.check_may_decide(actor)
    item = held_row(key, actor)
    draft = _draft(item, actor)
    taken = draft.with_suffix(".taken")  # nothing more is written to it
    try:
        draft.replace(taken)
    except FileNotFoundError:
        raise StateConflict("The copy is not here any more. Choose it again.") from None
    try:
        seen = ask(replace(look_at(item, Want.COPY), copy=str(taken)))
        if seen.code:
            raise DocumentRefused(seen.code)
    except ReadingRoomError:
        taken.unlink(missing_ok=True)
        raise
    return LookedThrough(taken, str(seen.facts["digest"]), int(seen.facts["bytes"]))


def release_redacted(key: UUID, copy: LookedThrough, *, actor: Actor | None, now: datetime) -> None:
    """Decide that a held document goes on with ``copy`` in the place of its own bytes.

    Raises:
        NotPermitted, NotFound, StateConflict: as ``decisions.decide``; the copy is erased then.
    """
    try:
        item = held_row(key, actor)
        told = ("held-redacted", item.byte_digest, copy.digest)
        with transaction.atomic():
            choice = Choice(Decision.REDACT, seen=keyed_digest(secrets().deid, *told))
            decide(key, choice, actor=actor, now=now)
            _record(item, actor, now, copy.size)
            copy.path.replace(places().quarantine(item.submission.key).redacted(item.ordinal))
    finally:
        copy.path.unlink(missing_ok=True)


def release_redacted_at_once(key: UUID, copy: bytes, *, actor: Actor | None, now: datetime) -> None:
    """Both with the bytes of a copy, and sent on at once.

    Its submission waits then for ``process_submission`` or the job that runs it. Raises as
    ``look_through`` and ``release_redacted``.
    """
    access.check_may_decide(actor)
    item = held_row(key, actor)
    _check_size(len(copy))
    write_beside(_draft(item, actor), [copy])
    release_redacted(key, look_through(key, actor=actor), actor=actor, now=now)
    take_decided(item.submission.key, before=now, now=now)


def _check_size(size: int) -> None:
    if size > LARGEST:
        raise DocumentRefused("copy_too_large")
    if not size:
        raise DocumentRefused("copy_empty")


def _draft(item: QuarantinedObject, actor: Actor | None) -> Path:
    sender = str(actor.key) if isinstance(actor, Person) else _AT_THE_MACHINE
    return places().quarantine(item.submission.key).redacted_draft(item.ordinal, sender)


def _size_of(path: Path) -> int:
    with contextlib.suppress(FileNotFoundError):
        return path.stat().st_size
    return 0


def _append(path: Path, piece: Piece) -> None:
    try:
        with path.open("r+b" if piece.offset else "wb") as file:
            file.seek(piece.offset)
            file.write(piece.data)
    except OSError as error:
        raise Unavailable(
            "The disk of the library could not take the copy. Is it full?",
            detail=f"errno={error.errno}",
        ) from error


def _record(item: QuarantinedObject, actor: Actor | None, now: datetime, size: int) -> None:
    audit.record(
        "file.redacted",
        subject=item.key,
        actor=actor.key if isinstance(actor, Person) else None,
        at=now,
        codes={"submission": item.submission.key, "bytes": size},
    )
