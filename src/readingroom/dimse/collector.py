"""Which submission each object belongs to, and when a submission is complete.

An association begins a submission with its first object. A study that comes over several
associations of one sender stays together: whoever sends more of it adds to the submission that is
still open. Once no association is at it and nothing came for the quiet time, it is complete.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import Error as DatabaseError

from readingroom.archive.drafts import Draft
from readingroom.archive.services.intake import MOST_FILES, Intake

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Origin:
    """Who sent something to whom.

    Attributes:
        called, calling: AE titles; never logged.
        address: of the sending machine.
    """

    called: str
    calling: str
    address: str


@dataclass(eq=False)
class _Open:
    origin: Origin
    intake: Intake
    studies: set[str] = field(default_factory=set)
    associations: set[int] = field(default_factory=set)
    touched_s: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)
    is_closed: bool = False


class Collector:
    """The open submissions of one listener. Used by many threads.

    Args:
        begin: opens a submission for what comes from an origin.
        quiet_s: how long nothing more must come.
        clock: seconds, for tests.
    """

    def __init__(
        self,
        begin: Callable[[Origin], Intake],
        *,
        quiet_s: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._begin = begin
        self._quiet_s = quiet_s
        self._clock = clock
        self._open: list[_Open] = []
        self._lock = threading.Lock()

    def put(self, origin: Origin, association: int, studies: Sequence[str], draft: Draft) -> None:
        """Add one object, durably.

        Args:
            origin: who sent it.
            association: a number of the association's own.
            studies: Study Instance UIDs that its beginning names; empty where unknown.
            draft: the object.

        Raises:
            OutOfRoom: the disk would not take it.
            django.db.Error: the database would not take a new submission.
        """
        while True:
            place = self._place(origin, association, studies)
            with place.lock:
                if place.is_closed:
                    continue  # it was completed this moment; what comes now begins another
                place.intake.take(draft)
                place.touched_s = self._clock()
                return

    def _place(self, origin: Origin, association: int, studies: Sequence[str]) -> _Open:
        with self._lock:
            place = self._find(origin, association, studies)
            if place is None:
                place = _Open(origin, self._begin(origin), touched_s=self._clock())
                self._open.append(place)
            place.studies.update(studies)
            place.associations.add(association)
            return place

    def _find(self, origin: Origin, association: int, studies: Sequence[str]) -> _Open | None:
        own = [
            place
            for place in self._open
            if place.origin == origin
            and not place.is_closed
            and place.intake.file_count < MOST_FILES
        ]
        of_study = [place for place in own if not place.studies.isdisjoint(studies)]
        of_association = [place for place in own if association in place.associations]
        return next(iter(of_study or of_association), None)

    def ended(self, association: int) -> None:
        """An association is over."""
        with self._lock:
            for place in self._open:
                if association in place.associations:
                    place.associations.discard(association)
                    place.touched_s = self._clock()

    def close_complete(self, *, now: datetime, all_of_them: bool = False) -> list[UUID]:
        """Close what is complete; keys of submissions that have to be processed now.

        What the database would not take is tried again the next time.

        Args:
            now: the moment.
            all_of_them: whether to wait for nothing: the listener ends.
        """
        with self._lock:
            due = [place for place in self._open if all_of_them or self._is_complete(place)]
        closed = [place for place in due if self._close(place, now, at_once=all_of_them)]
        with self._lock:
            self._open = [place for place in self._open if not place.is_closed]
        return [place.intake.submission.key for place in closed if place.intake.file_count]

    def _is_complete(self, place: _Open) -> bool:
        return (
            not place.associations and self._clock() - place.touched_s >= self._quiet_s
        ) or place.intake.file_count >= MOST_FILES

    def _close(self, place: _Open, now: datetime, *, at_once: bool) -> bool:
        with place.lock:
            if not (at_once or self._is_complete(place)):
                return False  # something came meanwhile
            try:
                if place.intake.file_count:
                    place.intake.close(now=now)
                else:
                    place.intake.abandon()
            except DatabaseError as error:
                logger.warning("a submission stays open: %s", type(error).__name__)
                return False
            place.is_closed = True
            return True
