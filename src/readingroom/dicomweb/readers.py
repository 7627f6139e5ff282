"""What an API token opens: the published cases that its person may see."""

import hashlib
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Generic, TypeVar

from django.db import Error as DatabaseError
from django.db import close_old_connections

from readingroom.accounts.models import Person, Scope
from readingroom.accounts.services.api_tokens import bearer_of
from readingroom.dicomweb.qido.catalogue import Catalogue, open_series
from readingroom.dicomweb.qido.found import Found
from readingroom.dicomweb.qido.query import Query
from readingroom.dicomweb.qido.shelved import Heads
from readingroom.infra.changes import Standing, standing
from readingroom.kernel.errors import Unavailable

logger = logging.getLogger(__name__)

_KEPT_S: Final = 10.0
"""For how long what ends by time alone, a token or the hours before an exam, may still be open."""
_KEPT: Final = 4096

Key = TypeVar("Key")
Value = TypeVar("Value")


class Readers:
    """Finds what tokens open. May be used by several threads."""

    def __init__(self, heads: Heads) -> None:
        self._catalogue = Catalogue(heads)
        self._people: _Remembered[str, Person | None] = _Remembered()
        self._series: _Remembered[tuple[int, str], frozenset[str]] = _Remembered()

    def reach_of(self, token: str) -> "PersonReach | None":
        """What ``token`` opens; ``None`` for one that is unknown, ended or not made for reading.

        Raises:
            Unavailable: the database does not answer.
        """
        digest = hashlib.sha256(token.encode()).hexdigest()
        person = self._people.get(digest, lambda: _asked(lambda: _reader(token)))
        return PersonReach(person, self._catalogue, self._series) if person else None


@dataclass(frozen=True)
class PersonReach:
    """What is open to a person by their token."""

    person: Person
    catalogue: Catalogue
    remembered: "_Remembered[tuple[int, str], frozenset[str]]"

    def series_of(self, study: str) -> frozenset[str]:
        """UIDs of the series of a study in published cases that the person may see."""
        return self.remembered.get(
            (self.person.pk, study), lambda: _asked(lambda: open_series(self.person, study))
        )

    def search(self, query: Query, *, root: str) -> Found:
        """Search what the library lists to the person, or one study that they may see."""
        if query.study:
            return self.catalogue.search_study(query, self.series_of(query.study), root=root)
        return _asked(lambda: self.catalogue.search(self.person, query, root=root))


def _reader(token: str) -> Person | None:
    bearer = bearer_of(token, now=datetime.now(UTC))
    return bearer.person if bearer and bearer.may(Scope.READ_IMAGES) else None


class _Remembered(threading.local, Generic[Key, Value]):
    """Values that are asked for again once anybody wrote to the library, and after a while.

    Each thread has its own: what the database says of changes it says to one connection.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, tuple[float, Value]] = OrderedDict()
        self._standing: Standing | None = None

    def get(self, key: Key, ask: Callable[[], Value]) -> Value:
        now, stands = time.monotonic(), _asked(standing)
        if stands != self._standing:
            self._kept.clear()
            self._standing = stands
        kept = self._kept.get(key)
        if kept and now < kept[0]:
            return kept[1]
        value = ask()
        self._kept[key] = (now + _KEPT_S, value)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return value


def _asked(ask: Callable[[], Value]) -> Value:
    """Ask the database, once more on a new connection where the old one had died."""
    try:
        return ask()
    except DatabaseError as error:
        close_old_connections()
        logger.warning("the database did not answer: %s", type(error).__name__)
        raise Unavailable(
            "The library's database does not answer. Try again in a moment.",
            detail=type(error).__name__,
        ) from None
