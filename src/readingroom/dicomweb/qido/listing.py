"""What one person may see of the library, held in memory with what studies are searched by.

Reading it takes as long as the library is large, asking whether it is still so does not: who may
see which case is summed up by the database, with the same rule, and read again where it changed.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
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
from readingroom.infra.changes import Standing, standing

_KEPT_S: Final = 2.0
"""For how long an exam that has just begun may leave its cases listed: time writes nothing."""
_SHARE: Final = 20  # no more than a twentieth of the time goes into reading what was filed
_PEOPLE_KEPT: Final = 8
_AT_ONCE: Final = 500
_PRIME: Final = 1_000_003


class Stamp(NamedTuple):
    """What changes with what is listed to a person, and with what is filed."""

    cases: tuple[int | None, ...]
    filed: int | None


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
    filed_until: float


class _Settled(threading.local):
    """What a thread found to be still so, until anybody writes."""

    def __init__(self) -> None:
        self.standing: Standing | None = None
        self.people: dict[int, _Kept] = {}

    def note(self, now: Standing) -> None:
        if now != self.standing:
            self.standing = now
            self.people.clear()


class Listings:
    """What each of a few people may see. May be used by several threads."""

    def __init__(self, heads: Heads) -> None:
        self._heads = heads
        self._people: OrderedDict[int, _Kept] = OrderedDict()
        # What people see of a study is mostly the same: it is held once for all of them.
        self._studies: dict[int, StudyShown] = {}
        self._keys: dict[int, Keys] = {}
        self._reading = threading.Lock()
        self._settled = _Settled()

    def of(self, person: Person) -> Listing:
        """What ``person`` may see now.

        What was written by anybody is looked at once more before it is answered from memory; what
        changes by time alone, no more than a moment later.
        """
        before = standing()
        self._settled.note(before)
        kept = self._people.get(person.pk)
        is_settled = kept is not None and kept is self._settled.people.get(person.pk)
        if kept is None or not is_settled or time.monotonic() >= kept.until:
            with self._reading:
                kept = self._asked_again(person)
            # What this thread wrote just now are keys, which open nothing.
            self._settled.standing = replace(before, own=standing().own)
            self._settled.people[person.pk] = kept
        return kept.listing

    def _asked_again(self, person: Person) -> _Kept:
        now = time.monotonic()
        kept = self._people.get(person.pk)
        # The stamp first: what changes between the two is then read once more.
        stamp = _stamp_of(person)
        if kept and kept.stamp == stamp and now < kept.until:
            return kept
        if kept and (kept.stamp == stamp or _is_soon_enough(kept, stamp, now)):
            fresh = replace(kept, until=now + _KEPT_S)
        else:
            listing = self._read(person)
            done = time.monotonic()
            fresh = _Kept(now + _KEPT_S, stamp, listing, done + max(_KEPT_S, _SHARE * (done - now)))
        self._people[person.pk] = fresh
        self._people.move_to_end(person.pk)
        while len(self._people) > _PEOPLE_KEPT:
            self._people.popitem(last=False)
        return fresh

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
    filed = Series.objects.aggregate(Sum("revision"))["revision__sum"]
    return Stamp(tuple(cases.values()), filed)


def _is_soon_enough(kept: _Kept, stamp: Stamp, now: float) -> bool:
    """Whether all that is new is what was filed, and that was read a moment ago."""
    return kept.stamp.cases == stamp.cases and now < kept.filed_until


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
