"""Searching for a person: every study of the published cases that the library lists to them.

What a person may see is read at once, kept for a moment, and searched in memory; the database is
asked for what the other attributes of a study are. So the number of queries and their cost do not
depend on how many studies a page leaves out.
"""

import json
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q

from readingroom.accounts.models import Person
from readingroom.archive.models import Instance
from readingroom.cases.access import listed_cases, visible_cases
from readingroom.cases.models import RevisionSeries, State
from readingroom.dicomweb.models import StudyKeys
from readingroom.dicomweb.qido.found import Found, as_text, page
from readingroom.dicomweb.qido.keys import keys_of
from readingroom.dicomweb.qido.levels import (
    INSTANCE_UID,
    MODALITIES_IN_STUDY,
    MODALITY,
    SERIES_UID,
    STUDIES,
    STUDY_UID,
)
from readingroom.dicomweb.qido.matching import Match, folded
from readingroom.dicomweb.qido.query import Query
from readingroom.dicomweb.qido.shelved import Heads, search_shelf, study_sums

_KEPT_S: Final = 2.0
_SHARE: Final = 20  # no more than a twentieth of the time goes into reading what may be seen
_PEOPLE_KEPT: Final = 8
_AT_ONCE: Final = 500
_CHUNK: Final = 50
_COLUMNS: Final = {
    "00080020": "date",
    "00080050": "accession",
    "00100010": "patient_name",
    "00100020": "patient_id",
    "00081030": "description",
}
_FROM_SUMS: Final = frozenset({STUDY_UID, MODALITIES_IN_STUDY})


@dataclass(frozen=True)
class SeriesShown:
    """A series in what a person may see."""

    uid: str
    modality: str
    instance_count: int


@dataclass(frozen=True)
class StudyShown:
    """A study in what a person may see, with the series they may see of it."""

    pk: int
    uid: str
    series: tuple[SeriesShown, ...]

    @property
    def modalities(self) -> list[str]:
        """Of these series."""
        return sorted({one.modality for one in self.series if one.modality})


@dataclass(frozen=True)
class Listing:
    """What one person may see at one moment, oldest study first."""

    studies: dict[int, StudyShown]
    by_uid: dict[str, StudyShown]


class Catalogue:
    """Searches for people. May be used by several threads."""

    def __init__(self, heads: Heads) -> None:
        self._heads = heads
        self._listings: OrderedDict[int, tuple[float, Listing]] = OrderedDict()
        self._lock = threading.Lock()

    def search(self, person: Person, query: Query, *, root: str) -> Found:
        """Search what the library lists to ``person``, or one study that they may see."""
        if query.study:
            series = [query.series] if query.series else open_series(person, query.study)
            pairs = [(query.study, uid) for uid in sorted(series)]
            return search_shelf(self._heads, query, pairs, root=root)
        listing = self._listing(person)
        if query.level != STUDIES:
            worth = _pairs(listing, query, _series_with(query))
            return search_shelf(self._heads, query, worth, root=root)
        return _search_studies(listing, query, root)

    def _listing(self, person: Person) -> Listing:
        now = time.monotonic()
        with self._lock:
            until, listing = self._listings.get(person.pk, (0.0, None))
        if listing is not None and now < until:
            return listing
        listing = _read_listing(person, self._heads)
        taken = time.monotonic() - now
        with self._lock:
            self._listings[person.pk] = (now + max(_KEPT_S, _SHARE * taken), listing)
            while len(self._listings) > _PEOPLE_KEPT:
                self._listings.popitem(last=False)
        return listing


def open_series(person: Person, study: str) -> frozenset[str]:
    """UIDs of the series of a study that published cases show to ``person``."""
    shown = visible_cases(person).filter(state=State.PUBLISHED).values("published_revision")
    rows = RevisionSeries.objects.filter(
        series__study__study_instance_uid=study, revision__in=shown
    )
    return frozenset(rows.values_list("series__series_instance_uid", flat=True))


def _read_listing(person: Person, heads: Heads) -> Listing:
    rows = (
        RevisionSeries.objects.filter(
            revision__in=listed_cases(person)
            .filter(state=State.PUBLISHED)
            .values("published_revision")
        )
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
    studies = {
        pk: StudyShown(pk, uid, tuple(series.values())) for pk, (uid, series) in gathered.items()
    }
    _take_down_keys(studies, heads)
    return Listing(studies, {study.uid: study for study in studies.values()})


def _take_down_keys(studies: dict[int, StudyShown], heads: Heads) -> None:
    """Note what studies are searched by that were not searched before."""
    known = set(StudyKeys.objects.values_list("pk", flat=True))
    missing = [study for pk, study in studies.items() if pk not in known]
    for start in range(0, len(missing), _AT_ONCE):
        made = (
            keys_of(study.pk, study.uid, [one.uid for one in study.series], heads)
            for study in missing[start : start + _AT_ONCE]
        )
        # Another process may be at it: what it wrote is the same.
        StudyKeys.objects.bulk_create([keys for keys in made if keys], ignore_conflicts=True)


def _series_with(query: Query) -> frozenset[str] | None:
    """Series of the instances that a search names by their UIDs; ``None`` where it names none."""
    named = [match for match in query.matches if match.path == (INSTANCE_UID,)]
    if not named:
        return None
    rows = Instance.objects.filter(sop_instance_uid__in=named[0].alternatives)
    return frozenset(rows.values_list("series__series_instance_uid", flat=True))


def _pairs(
    listing: Listing, query: Query, only: frozenset[str] | None
) -> Iterator[tuple[str, str]]:
    """The series worth looking at: those that what is known of them does not rule out."""
    wanted = {match.tag: match for match in query.matches if len(match.path) == 1}
    study, series, modality = (wanted.get(tag) for tag in (STUDY_UID, SERIES_UID, MODALITY))
    for shown in _named(listing, study):
        for one in shown.series:
            if (
                (only is None or one.uid in only)
                and (series is None or series.takes(one.uid))
                and (modality is None or modality.takes(one.modality))
            ):
                yield shown.uid, one.uid


def _named(listing: Listing, match: Match | None) -> Iterable[StudyShown]:
    """The studies that a list of UIDs names, or all."""
    if match is None:
        return listing.studies.values()
    found = (listing.by_uid.get(uid) for uid in sorted(match.alternatives))
    return [study for study in found if study]


def _search_studies(listing: Listing, query: Query, root: str) -> Found:
    """One page of studies.

    What matches are left after the database has looked (wild cards, capitals, attributes without
    a column) is settled here.
    """
    by_tag = {match.tag: match for match in query.matches}
    left = [match for match in query.matches if match.tag not in _FROM_SUMS]
    modality = by_tag.get(MODALITIES_IN_STUDY)
    if not left or STUDY_UID in by_tag:
        named = _named(listing, by_tag.get(STUDY_UID))
        shown = (study for study in named if _has(study, modality))
        if not left:
            return _page_of(list(_upto(shown, query.offset + query.limit + 1)), query, root)
        likely = sorted(study.pk for study in shown)
    else:
        # Numbers first: bodies that no page shows are not carried through the sorting.
        rows = StudyKeys.objects.filter(*(_narrowed(match) for match in left))
        found = (listing.studies.get(pk) for pk in rows.values_list("pk", flat=True))
        likely = sorted(study.pk for study in found if study and _has(study, modality))
    results = (
        query.chosen(result)
        for pk, body in _bodies(likely)
        for result in [_result(listing.studies[pk], body, root)]
        if all(match.fits(result) for match in left)
    )
    return page(results, limit=query.limit, offset=query.offset)


def _has(study: StudyShown, modality: Match | None) -> bool:
    return modality is None or any(modality.takes(one.modality) for one in study.series)


def _bodies(pks: list[int]) -> Iterator[tuple[int, str]]:
    for start in range(0, len(pks), _CHUNK):
        chunk = pks[start : start + _CHUNK]
        rows = StudyKeys.objects.filter(pk__in=chunk).order_by("pk")
        yield from rows.values_list("pk", "body")


def _upto(studies: Iterable[StudyShown], count: int) -> Iterator[StudyShown]:
    for place, study in enumerate(studies):
        if place == count:
            return
        yield study


def _page_of(studies: list[StudyShown], query: Query, root: str) -> Found:
    wanted = studies[query.offset : query.offset + query.limit]
    bodies = dict(
        StudyKeys.objects.filter(pk__in=[study.pk for study in wanted]).values_list("pk", "body")
    )
    results = [
        as_text(query.chosen(_result(study, bodies[study.pk], root)))
        for study in wanted
        if study.pk in bodies
    ]
    return Found(results, has_more=len(studies) > query.offset + query.limit)


def _result(study: StudyShown, body: str, root: str) -> dict[str, Any]:
    attributes: dict[str, Any] = json.loads(body)
    count = sum(one.instance_count for one in study.series)
    sums = study_sums(study.uid, study.modalities, len(study.series), count, root)
    return {**attributes, **sums}


def _narrowed(match: Match) -> Q:
    """What the database can say of a match: never less than what fits."""
    column = _COLUMNS.get(match.tag)
    if column is None or match.is_fuzzy or len(match.path) > 1:
        return Q()
    if match.between is not None:
        low, high = match.between
        return Q(**{f"{column}__gte": low}) & (Q(**{f"{column}__lte": high}) if high else Q())
    wanted = folded(match.wanted)
    if not match.has_wildcard:
        return Q(**{column: wanted})
    literals = wanted.replace("?", "*").split("*")
    if literals[0]:
        return Q(**{f"{column}__gte": literals[0], f"{column}__lt": _after(literals[0])})
    return Q(**{f"{column}__contains": max(literals, key=len)})


def _after(prefix: str) -> str:
    """The first text after all that begin with ``prefix``."""
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)
