"""Files that a browser sends in pieces: each piece checked, each file kept until it is whole.

A file is known by a digest of its content: SHA-256 over the SHA-256 of each of its pieces. So a
page that was closed, opened again and given the same folder can ask what is here already, and no
name of a file ever leaves the sender's side.
"""

import errno
import fcntl
import hashlib
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from readingroom.accounts.actor import may_contribute
from readingroom.accounts.models import Person
from readingroom.archive.digests import keyed_digest
from readingroom.archive.models import Door, Submission, UploadedFile
from readingroom.archive.places import places, secrets
from readingroom.archive.quarantine import Quarantine
from readingroom.archive.services.quota import check_room
from readingroom.archive.states import SubmissionState
from readingroom.infra import audit
from readingroom.kernel.errors import (
    InvalidInput,
    NotFound,
    NotPermitted,
    StateConflict,
    Unavailable,
)

CHUNK_BYTES: Final = 4 * 1024**2
MAX_FILES: Final = 20_000
MAX_FILE_BYTES: Final = 32 * 1024**3  # an archive; what is in it has limits of its own
KEPT_FREE_BYTES: Final = 512 * 1024**2
_SLACK_BYTES: Final = 64 * 1024**2  # for pieces that are sent twice
_TAKEN_IN_EVERY: Final = 50
_DIGEST = re.compile(r"[0-9a-f]{64}")
_FULL: Final = (
    "The disk of the library is full. What has arrived is kept. Tell the administrator; when "
    "there is room again, go on."
)


class WrongHash(InvalidInput):
    """A piece or a file is not what its digest says."""

    code = "wrong_hash"


class DiskFull(Unavailable):
    """There is no room for more."""

    code = "disk_full"


@dataclass(frozen=True)
class Piece:
    """One piece of one file.

    Attributes:
        content_id: of the file: 64 hex digits.
        file_bytes: size of the whole file.
        offset: where in the file the piece belongs; a multiple of ``CHUNK_BYTES``.
        sha256: of ``data``, 64 hex digits.
        data: ``CHUNK_BYTES``, or what is left of the file.
    """

    content_id: str
    file_bytes: int
    offset: int
    sha256: str
    data: bytes


@dataclass(frozen=True)
class Standing:
    """What is here of one file.

    Attributes:
        received: bytes from its start; its size once it is whole.
        is_whole: whether all of it is here.
        ordinals: first and last file of the submission that it became, once taken in.
        is_batch_full: whether so many files wait now that they are worth being taken in.
    """

    received: int
    is_whole: bool
    ordinals: tuple[int, int] | None = None
    is_batch_full: bool = False


@transaction.atomic
def open_upload(*, owner: Person, files: int, size_bytes: int, now: datetime) -> Submission:
    """Begin a submission whose files come one by one.

    Raises:
        NotPermitted: ``owner`` is a learner.
        InvalidInput: too many files, too much for what the owner or the site may have waiting.
        Unavailable: the disk would be full.
    """
    if not may_contribute(owner):
        raise NotPermitted(
            "Learners read cases. Ask your administrator for the contributor role to send images."
        )
    if not 1 <= files <= MAX_FILES:
        raise InvalidInput(f"Choose between 1 and {MAX_FILES:,} files at a time.")
    if size_bytes < 0:
        raise InvalidInput("A folder can't be smaller than nothing.")
    check_room(owner, size_bytes)
    if shutil.disk_usage(places().root).free < size_bytes + KEPT_FREE_BYTES:
        raise DiskFull(
            "The disk of the library has no room for this. Choose fewer series, or tell the "
            "administrator."
        )
    submission = Submission.objects.create(
        owner=owner,
        institution=owner.institution,
        door=Door.PAGE,
        state=SubmissionState.RECEIVING,
        stage="receive",
        expected_bytes=size_bytes,
        created_at=now,
        moved_at=now,
    )
    quarantine = places().quarantine(submission.key)
    quarantine.prepare()
    quarantine.incoming.mkdir(mode=0o700, exist_ok=True)
    audit.record(
        "upload.opened",
        subject=submission.key,
        actor=owner.key,
        at=now,
        codes={"files": files, "door": Door.PAGE.value},
    )
    return submission


def find_open_upload(owner: Person) -> Submission | None:
    """The newest upload of ``owner`` that is not closed yet."""
    return _open_ones(owner).order_by("-created_at").first()


def open_upload_of(owner: Person, key: UUID) -> Submission:
    """One upload that is open.

    Raises:
        NotFound: there is none of this key, or not of ``owner``.
        StateConflict: it was closed.
    """
    submission = Submission.objects.filter(owner=owner, door=Door.PAGE, key=key).first()
    if submission is None:
        raise NotFound("This upload is not here any more. Choose the folder again and send it.")
    if submission.state != SubmissionState.RECEIVING:
        raise StateConflict("This upload is closed already. Send more files as a new one.")
    return submission


def standings(submission: Submission, content_ids: Iterable[str]) -> Mapping[str, Standing]:
    """What is here of each of these files; those of which nothing is are left out.

    Raises:
        InvalidInput: an id is none.
    """
    quarantine = places().quarantine(submission.key)
    ids = [_checked(content_id) for content_id in content_ids]
    taken = _taken(submission, ids)
    found = {}
    for content_id in ids:
        if content_id in taken:
            found[content_id] = Standing(0, is_whole=True, ordinals=taken[content_id])
        elif quarantine.arrived(content_id).exists():
            found[content_id] = Standing(
                quarantine.arrived(content_id).stat().st_size, is_whole=True
            )
        elif size := _size(quarantine.partial(content_id)):
            found[content_id] = Standing(_whole_pieces(size), is_whole=False)
    return found


def take_piece(submission: Submission, piece: Piece, *, now: datetime) -> Standing:
    """Keep one piece. A piece that is here already, or comes too early, changes nothing: what is
    answered says where to go on.

    Raises:
        WrongHash: the piece is damaged, or the file is not what it was said to be.
        InvalidInput: it does not fit the file, or more comes than was announced.
        StateConflict: the upload was closed.
        Unavailable: the disk is full.
    """
    _check_piece(piece)
    quarantine = places().quarantine(submission.key)
    standing = standings(submission, [piece.content_id]).get(piece.content_id)
    if standing and standing.is_whole:
        return standing
    _reserve(submission, len(piece.data), now)
    with _disk_troubles():
        received = _append(quarantine, piece)
        is_whole = received >= piece.file_bytes
        if is_whole:
            _complete(quarantine, piece)
    return Standing(received, is_whole, is_batch_full=is_whole and _count_arrivals(submission, 1))


def take_small(
    submission: Submission, files: Sequence[tuple[str, bytes]], *, now: datetime
) -> list[Standing]:
    """Keep several whole files at once, each an id and its bytes, none larger than a piece.

    Raises:
        WrongHash: one is not what its id says; none was kept.
        InvalidInput, StateConflict, Unavailable: as for ``take_piece``.
    """
    pieces = [
        Piece(content_id, len(data), 0, hashlib.sha256(data).hexdigest(), data)
        for content_id, data in files
    ]
    for piece in pieces:
        _check_piece(piece)
        if hashlib.sha256(bytes.fromhex(piece.sha256)).hexdigest() != piece.content_id:
            raise WrongHash("A file was damaged on its way. It is sent again.")
    here = standings(submission, [piece.content_id for piece in pieces])
    new = {p.content_id: p for p in pieces if not _is_whole(here.get(p.content_id))}
    _reserve(submission, sum(len(piece.data) for piece in new.values()), now)
    quarantine = places().quarantine(submission.key)
    for piece in new.values():
        with _disk_troubles():
            quarantine.partial(piece.content_id).unlink(missing_ok=True)
            _append(quarantine, piece)
            _complete(quarantine, piece)
    is_full = bool(new) and _count_arrivals(submission, len(new))
    return [Standing(piece.file_bytes, is_whole=True, is_batch_full=is_full) for piece in pieces]


@transaction.atomic
def close_upload(submission: Submission, *, now: datetime) -> None:
    """Say that all files are here: the submission waits for ``process_submission`` now.

    Raises:
        InvalidInput: nothing arrived.
        StateConflict: it was closed already.
    """
    quarantine = places().quarantine(submission.key)
    has_rows = UploadedFile.objects.filter(submission=submission).exists()
    if not has_rows and not quarantine.all_arrived():
        raise InvalidInput("No file arrived. Choose what to send, then send it.")
    moved = _receiving(submission).update(state=SubmissionState.WAITING, moved_at=now)
    if not moved:
        raise StateConflict("This upload is closed already.")
    audit.record("upload.closed", subject=submission.key, at=now)


def discard_upload(submission: Submission, *, now: datetime) -> None:
    """Forget an upload that is not closed, and erase what came of it.

    Raises:
        StateConflict: it was closed meanwhile, or is being read at this moment.
    """
    quarantine = places().quarantine(submission.key)
    with quarantine.locked(), transaction.atomic():
        gone, _ = _receiving(submission).delete()
        if not gone:
            raise StateConflict("This upload is closed already. It can't be taken back any more.")
        audit.record("upload.discarded", subject=submission.key, at=now)
    quarantine.erase_all()


def upload_digest(content_id: str) -> str:
    """What the database knows an uploaded file by."""
    return keyed_digest(secrets().deid, "uploaded-file", content_id)


def content_id_of(path: Path) -> str:
    """The id of a file: SHA-256 over the SHA-256 of each of its pieces, in hex."""
    whole = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(CHUNK_BYTES):
            whole.update(hashlib.sha256(piece).digest())
    return whole.hexdigest()


def _open_ones(owner: Person) -> QuerySet[Submission]:
    return Submission.objects.filter(owner=owner, door=Door.PAGE, state=SubmissionState.RECEIVING)


def _receiving(submission: Submission) -> QuerySet[Submission]:
    return Submission.objects.filter(pk=submission.pk, state=SubmissionState.RECEIVING)


def _taken(submission: Submission, ids: Sequence[str]) -> dict[str, tuple[int, int]]:
    by_digest = {upload_digest(content_id): content_id for content_id in ids}
    rows = UploadedFile.objects.filter(submission=submission, digest__in=list(by_digest))
    return {by_digest[row.digest]: (row.first_ordinal, row.last_ordinal) for row in rows}


def _checked(digest: str) -> str:
    if not _DIGEST.fullmatch(digest):
        raise InvalidInput("The page sent something that is no digest. Load it again.")
    return digest


def _check_piece(piece: Piece) -> None:
    _checked(piece.content_id)
    _checked(piece.sha256)
    if not 0 <= piece.file_bytes <= MAX_FILE_BYTES:
        raise InvalidInput("This file is larger than the library takes. Send it in parts.")
    wanted = min(CHUNK_BYTES, piece.file_bytes - piece.offset)
    if piece.offset % CHUNK_BYTES or piece.offset < 0 or len(piece.data) != wanted:
        raise WrongHash("A piece of a file was cut on its way. It is sent again.")
    if hashlib.sha256(piece.data).hexdigest() != piece.sha256:
        raise WrongHash("A piece of a file was damaged on its way. It is sent again.")


def _reserve(submission: Submission, size: int, now: datetime) -> None:
    """Count ``size`` towards what was announced, and note that the sender is alive."""
    room = _receiving(submission).filter(
        arrived_bytes__lte=F("expected_bytes") * 5 / 4 + _SLACK_BYTES - size
    )
    if room.update(arrived_bytes=F("arrived_bytes") + size, moved_at=now):
        return
    if not _receiving(submission).exists():
        raise StateConflict("This upload is closed already. Send more files as a new one.")
    raise InvalidInput("More came than was announced. Choose the folder again and send it anew.")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _whole_pieces(size: int) -> int:
    """Where to go on in a file of which ``size`` bytes came: a piece that was cut comes again."""
    return size - size % CHUNK_BYTES


def _append(quarantine: Quarantine, piece: Piece) -> int:
    """Write the piece if it is the next; how much is here now."""
    descriptor = os.open(quarantine.partial(piece.content_id), os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # the same file may come from two pages
        here = _whole_pieces(os.fstat(file.fileno()).st_size)
        if piece.offset != here:
            return here
        file.seek(here)
        file.truncate()
        file.write(piece.data)
        file.flush()
        return here + len(piece.data)


def _complete(quarantine: Quarantine, piece: Piece) -> None:
    """Give the whole file its place, if it is what it was said to be."""
    draft = quarantine.partial(piece.content_id)
    if content_id_of(draft) != piece.content_id:
        draft.unlink(missing_ok=True)
        raise WrongHash("This file changed while it was sent. It is sent again from its start.")
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    draft.replace(quarantine.arrived(piece.content_id))


def _is_whole(standing: Standing | None) -> bool:
    return standing is not None and standing.is_whole


@contextmanager
def _disk_troubles() -> Iterator[None]:
    """Say what the disk refuses in words."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            raise DiskFull(_FULL, detail=f"errno={error.errno}") from None
        raise Unavailable(
            "The library could not keep this file just now. It is tried again.",
            detail=f"errno={error.errno}",
        ) from None


def _count_arrivals(submission: Submission, count: int) -> bool:
    """Count whole files; whether a batch of them is full."""
    _receiving(submission).update(arrived_count=F("arrived_count") + count)
    submission.refresh_from_db(fields=["arrived_count"])
    return submission.arrived_count % _TAKEN_IN_EVERY < count
