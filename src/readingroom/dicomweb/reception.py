"""One STOW request: parts to files, an outcome for each, all durable before anything is said.

Source: PS3.18 section 10.5 and annex I.2.
"""

import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from readingroom.archive.drafts import Draft, OutOfRoom, Spool
from readingroom.archive.models import Door
from readingroom.archive.services.intake import MOST_FILES, Intake, Recipient, open_intake
from readingroom.dicomweb.multipart import MultipartParser, NotMultipart, PartBegins, PartEnds
from readingroom.imaging.headline import ACCEPTED_SYNTAXES, Headline, read_headline
from readingroom.imaging.sopclasses import ACCEPTED
from readingroom.kernel.errors import InvalidInput

# Failure Reason (0008,1197): PS3.18 table I.2-2.
PROCESSING_FAILURE: Final = 0x0110
CLASS_NOT_SUPPORTED: Final = 0x0122
OUT_OF_RESOURCES: Final = 0xA700
DOES_NOT_MATCH: Final = 0xA900
NOT_UNDERSTOOD: Final = 0xC000
SYNTAX_NOT_SUPPORTED: Final = 0xC122

_SYNCED_AT_ONCE: Final = 3  # what is synced together, the disk's journal commits together
_PART_TYPES: Final = frozenset({"application/dicom", ""})
_SYNTAXES: Final = frozenset(ACCEPTED_SYNTAXES)


class TooMany(InvalidInput):
    """More instances than a request may hold."""

    code = "too_many"


@dataclass(frozen=True)
class Outcome:
    """What became of one instance.

    Attributes:
        sop_class, sop_instance: as received; empty where they can't be told.
        failure: the reason; 0 where it is stored.
    """

    sop_class: str
    sop_instance: str
    failure: int = 0


@dataclass(frozen=True)
class Bounds:
    """How much may come.

    Attributes:
        instance_bytes: of one instance.
        room_bytes: of all that is kept; ``None`` for no limit.
    """

    instance_bytes: int
    room_bytes: int | None = None


class Reception:
    """Takes one request in. Used by one thread at a time.

    Args:
        spool: where instances go while they come.
        recipient: whose they will be.
        boundary: of the body.
        study: the Study Instance UID in the address; empty for any.
        bounds: how much may come.
        clock: the moment, with its zone.
    """

    def __init__(
        self,
        spool: Spool,
        recipient: Recipient,
        *,
        boundary: str,
        study: str,
        bounds: Bounds,
        clock: Callable[[], datetime],
    ) -> None:
        self._spool, self._recipient, self._study = spool, recipient, study
        self._most_bytes, self._room_bytes = bounds.instance_bytes, bounds.room_bytes
        self._clock = clock
        self._parser = MultipartParser(boundary)
        self._intake: Intake | None = None
        self._draft: Draft | None = None
        self._failure = 0
        self._syncing: list[Future[None]] = []
        self._syncer = ThreadPoolExecutor(_SYNCED_AT_ONCE)
        self.outcomes: list[Outcome] = []

    def feed(self, data: bytes) -> None:
        """Take the next piece of the body.

        Raises:
            NotMultipart: it does not keep to the form.
            TooMany: it holds more instances than a request may.
            django.db.Error: the database would not take the submission.
        """
        for event in self._parser.feed(data):
            if isinstance(event, bytes):
                self._write(event)
            elif isinstance(event, PartBegins):
                self._begin(event)
            elif isinstance(event, PartEnds):
                self._end()

    def finish(self) -> UUID | None:
        """Make all of it durable; the key of the submission, or ``None`` where nothing was kept.

        Raises:
            NotMultipart: it broke off.
            OutOfRoom: the disk would not take it; nothing is kept.
            django.db.Error: the database would not; nothing is kept.
        """
        if not self._parser.is_complete:
            raise NotMultipart(detail="broken off")
        if self._intake is None:
            self._syncer.shutdown()
            return None
        for synced in self._syncing:
            synced.result()
        self._syncer.shutdown()
        self._intake.sync_names()
        self._intake.close(now=self._clock())
        key, self._intake = self._intake.submission.key, None
        return key

    def abandon(self) -> None:
        """Remove what came: none of it was promised."""
        self._syncer.shutdown(cancel_futures=True)
        if self._draft:
            self._draft.drop()
        if self._intake:
            self._intake.abandon()
            self._intake = None

    def _begin(self, part: PartBegins) -> None:
        if len(self.outcomes) >= MOST_FILES:
            raise TooMany(f"A request may hold {MOST_FILES:,} instances at most. Send fewer.")
        self._failure = 0
        if part.media_type not in _PART_TYPES:
            self._failure = NOT_UNDERSTOOD
            return
        if self._room_bytes is not None and self._room_bytes <= 0:
            self._failure = OUT_OF_RESOURCES
            return
        try:
            self._draft = self._spool.draft()
        except OutOfRoom:
            self._failure = OUT_OF_RESOURCES

    def _write(self, data: bytes) -> None:
        if self._draft is None or self._failure:
            return
        try:
            self._draft.write(data)
        except OutOfRoom:
            self._fail(OUT_OF_RESOURCES)
        else:
            if self._draft.size_bytes > self._most_bytes:
                self._fail(OUT_OF_RESOURCES)

    def _fail(self, reason: int) -> None:
        self._failure = reason
        if self._draft:
            self._draft.close()
            self._draft.path.unlink(missing_ok=True)

    def _end(self) -> None:
        draft, self._draft = self._draft, None
        headline = read_headline(bytes(draft.head)) if draft else None
        failure = self._failure or self._judge(headline)
        if draft and not failure:
            failure = self._keep(draft)
        elif draft:
            draft.drop()
        known = headline or Headline("", "", "", ())
        self.outcomes.append(Outcome(known.sop_class, known.sop_instance, failure))

    def _judge(self, headline: Headline | None) -> int:
        if headline is None:
            return NOT_UNDERSTOOD
        if headline.sop_class not in ACCEPTED:
            return CLASS_NOT_SUPPORTED
        if headline.transfer_syntax not in _SYNTAXES:
            return SYNTAX_NOT_SUPPORTED
        if self._study and headline.studies and self._study not in headline.studies:
            return DOES_NOT_MATCH
        return 0

    def _keep(self, draft: Draft) -> int:
        if self._intake is None:
            self._intake = open_intake(self._recipient, door=Door.WEB, now=self._clock())
        try:
            place = self._intake.adopt(draft)
        except OutOfRoom:
            draft.drop()
            return OUT_OF_RESOURCES
        draft.close()  # thousands may wait to be synced; none of them stays open
        if self._room_bytes is not None:
            self._room_bytes -= draft.size_bytes
        self._syncing.append(self._syncer.submit(_sync, place))
        return 0


def _sync(place: Path) -> None:
    try:
        descriptor = os.open(place, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise OutOfRoom(detail=f"errno={error.errno}") from error
