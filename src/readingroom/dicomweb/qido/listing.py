"""What one person may see of the library, held in memory with what studies are searched by.

Reading it takes as long as the library is large, asking whether it is still so does not: who may
see which case is summed up by the database, with the same rule, and read again where it changed.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from django.db.models import Count, F, QuerySet, Sum

from readingroom.accounts.models import Person
from readingroom.archive.models import Series
from readingroom.cases.access import listed_cases
from readingroom.cases.models import Case, RevisionSeries, State
from readingroom.dicomweb.models import StudyKeys
from readingroom.dicomweb.qido.keys import BETWEEN_VALUES, keys_of
from readingroom.dicomweb.qido.shelved import Heads

_KEPT_S: Final = 2.0
_SHARE: Final = 20  # no more than a twentieth of the time goes into reading what may be seen
_PEOPLE_KEPT: Final = 8
_AT_ONCE: Final = 500
_PRIME: Final = 1_000_003

Stamp = tuple[int | None, ...]


class Keys(NamedTuple):
    """What a study is searched by, folded; several values or forms of one joined."""

    date: str
    time: str
    accession: str
    patient_id: str
    patient_name: str
    description: str
    referrer: str
    study_number: str


@dataclass(frozen=True, slots=True)
class SeriesShown:
    """A series in what a person may see."""

    uid: str
    modality: str
    instance_count: int


@dataclass(frozen=True, slots=True)
class StudyShown:
    """A study in what a person may see, with the series they may see of it, one at least."""

    pk: int
    uid: str
    series: tuple[SeriesShown, ...]
    modalities: tuple[str, ...]
    keys: Keys


@dataclass(frozen=True)
class Listing:
    """What one person may see at one moment, oldest study first."""

    studies: Sequence[StudyShown]

    @cached_property
    def by_uid(self) -> dict[str, StudyShown]:
        """Studies by their UID."""
        return {study.uid: study for study in self.studies}

    @cached_property
    def modalities(self) -> frozenset[str]:
        """All there are."""
        return frozenset(one for study in self.studies for one in study.modalities)

    def having(self, column: str, value: str) -> Sequence[StudyShown]:
        """Studies with just this value of a key."""
        return self._indexes(column).get(value, ())

    def _indexes(self, column: str) -> dict[str, list[StudyShown]]:
        found: dict[str, list[StudyShown]] | None = self._kept.get(column)
        if found is None:
            found = {}
            for study in self.studies:
                for value in set(getattr(study.keys, column).split(BETWEEN_VALUES)) - {""}:
                    found.setdefault(value, []).append(study)
            self._kept[column] = found
        return found

    @cached_property
    def _kept(self) -> dict[str, dict[str, list[StudyShown]]]:
        return {}


@dataclass(frozen=True)
class _Kept:
    until: float
    stamp: Stamp
    listing: Listing


class Listings:
    """What each of a few people may see. May be used by several threads."""

    def __init__(self, heads: Heads) -> None:
        self._heads = heads
        self._people: OrderedDict[int, _Kept] = OrderedDict()
        # What people see of a study is mostly the same: it is held once for all of them.
        self._studies: dict[int, StudyShown] = {}
        self._keys: dict[int, Keys] = {}
        self._reading = threading.Lock()

    def of(self, person: Person) -> Listing:
        """What ``person`` may see, as it was no more than a moment ago."""
        kept = self._people.get(person.pk)
        if kept is not None and time.monotonic() < kept.until:
            return kept.listing
        with self._reading:
            return self._asked_again(person)

    def _asked_again(self, person: Person) -> Listing:
        now = time.monotonic()
        kept = self._people.get(person.pk)
        if kept is not None and now < kept.until:
            return kept.listing  # by another thread, meanwhile
        # The stamp first: what changes between the two is then read once more.
        stamp = _stamp_of(person)
        listing = kept.listing if kept and kept.stamp == stamp else self._read(person)
        taken = time.monotonic() - now
        until = now + max(_KEPT_S, _SHARE * taken)
        self._people[person.pk] = _Kept(until, stamp, listing)
        self._people.move_to_end(person.pk)
        while len(self._people) > _PEOPLE_KEPT:
            self._people.popitem(last=False)
        return listing

    def _read(self, person: Person) -> Listing:
        series = _series_by_study(person)
        self._take_in_keys(series)
        shown = (
            self._shared(pk, uid, tuple(rows.values()), self._keys[pk])
            for pk, (uid, rows) in series.items()
            if pk in self._keys
        )
        return Listing(tuple(shown))

    def _shared(self, pk: int, uid: str, series: tuple[SeriesShown, ...], keys: Keys) -> StudyShown:
        kept = self._studies.get(pk)
        if kept is None or kept.series != series or kept.keys is not keys:
            modalities = tuple(sorted({one.modality for one in series if one.modality}))
            kept = self._studies[pk] = StudyShown(pk, uid, series, modalities, keys)
        return kept

    def _take_in_keys(self, series: dict[int, tuple[str, dict[str, SeriesShown]]]) -> None:
        """Have the keys of these studies, and let go of those that are gone."""
        known = set(StudyKeys.objects.values_list("pk", flat=True))
        for pk in self._keys.keys() - known:
            del self._keys[pk]
            self._studies.pop(pk, None)
        _take_down([(pk, *found) for pk, found in series.items() if pk not in known], self._heads)
        missing = [pk for pk in series if pk not in self._keys]
        for start in range(0, len(missing), _AT_ONCE):
            rows = StudyKeys.objects.filter(pk__in=missing[start : start + _AT_ONCE])
            for pk, *values in rows.values_list("pk", *Keys._fields):
                self._keys[pk] = Keys(*values)


def _published(person: Person) -> QuerySet[Case]:
    return listed_cases(person).filter(state=State.PUBLISHED)


def _stamp_of(person: Person) -> Stamp:
    """Changes with the cases that are listed to a person, their revisions, and what is filed."""
    cases = _published(person).aggregate(
        cases=Count("pk"),
        revisions=Sum("published_revision"),
        pairs=Sum((F("pk") * F("published_revision")) % _PRIME),
    )
    return (*cases.values(), Series.objects.aggregate(Sum("revision"))["revision__sum"])


def _series_by_study(person: Person) -> dict[int, tuple[str, dict[str, SeriesShown]]]:
    rows = (
        RevisionSeries.objects.filter(revision__in=_published(person).values("published_revision"))
        .order_by("series__study_id", "series__number", "series_id")
        .values_list(
            "series__study_id",
            "series__study__study_instance_uid",
            "series__series_instance_uid",
            "series__modality",
            "series__instance_count",
        )
        .distinct()
    )
    gathered: dict[int, tuple[str, dict[str, SeriesShown]]] = {}
    for pk, study, uid, modality, count in rows.iterator(chunk_size=2000):
        gathered.setdefault(pk, (study, {}))[1][uid] = SeriesShown(uid, modality, count)
    return gathered


def _take_down(missing: Sequence[tuple[int, str, Iterable[str]]], heads: Heads) -> None:
    """Note what studies are searched by that were not searched before."""
    for start in range(0, len(missing), _AT_ONCE):
        made = (keys_of(*study, heads) for study in missing[start : start + _AT_ONCE])
        # Another process may be at it: what it wrote is the same.
        StudyKeys.objects.bulk_create([keys for keys in made if keys], ignore_conflicts=True)
