"""Searching for a person: every study of the published cases that the library lists to them.

What a person may see, and what studies are searched by, is held in memory (``listing``) and
searched there; the database is asked for the text of those that a page shows. So what a search
costs depends neither on how many studies there are nor on how many a page leaves out.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from readingroom.accounts.models import Person
from readingroom.archive.models import Instance
from readingroom.cases.access import visible_cases
from readingroom.cases.models import RevisionSeries, State
from readingroom.dicomweb.qido.found import Found, as_text, page
from readingroom.dicomweb.qido.levels import INSTANCE_UID, MODALITY, SERIES_UID, STUDIES, STUDY_UID
from readingroom.dicomweb.qido.listing import Listing, Listings, StudyShown
from readingroom.dicomweb.qido.matching import Match
from readingroom.dicomweb.qido.query import Query
from readingroom.dicomweb.qido.shelved import Heads, Result, search_shelf
from readingroom.dicomweb.qido.sieves import sift
from readingroom.dicomweb.qido.written import Written, attributes_of, bodies

_CHUNK: Final = 50


class Catalogue:
    """Searches for people. May be used by several threads."""

    def __init__(self, heads: Heads) -> None:
        self._heads = heads
        self._listings = Listings(heads)
        self._written = Written()

    def search(self, person: Person, query: Query, *, root: str) -> Found:
        """Search what the library lists to ``person``."""
        listing = self._listings.of(person)
        if query.level != STUDIES:
            worth = _pairs(listing, query, _series_with(query))
            return search_shelf(self._heads, query, worth, root=root)
        return self._studies(listing, query, root)

    def search_study(self, query: Query, series: frozenset[str], *, root: str) -> Found:
        """Search these series of the study that the query names."""
        pairs = [(query.study, uid) for uid in sorted(series) if query.series in {"", uid}]
        return search_shelf(self._heads, query, pairs, root=root)

    def _studies(self, listing: Listing, query: Query, root: str) -> Found:
        # One more than the page shows tells whether there are others.
        first, last = query.offset, query.offset + query.limit + 1
        if not query.matches:
            return self._page(listing.studies[first:last], query, root)
        found, left = sift(listing, query.matches)
        if not left:
            return self._page(list(islice(found, first, last)), query, root)
        fitting = _fitting(found, query, left, root)
        return page(fitting, limit=query.limit, offset=query.offset)

    def _page(self, shown: Sequence[StudyShown], query: Query, root: str) -> Found:
        wanted = shown[: query.limit]
        if query.fields or query.wants_all:
            texts = [
                as_text(query.chosen(attributes_of(study, body, root)))
                for study, body in bodies(wanted)
            ]
        else:
            texts = self._written.plain(wanted, root)
        return Found(texts, has_more=len(shown) > query.limit)


def _fitting(
    found: Iterator[StudyShown], query: Query, left: list[Match], root: str
) -> Iterator[Result]:
    """Of studies found, those whose attributes fit what memory could not tell."""
    while some := list(islice(found, _CHUNK)):
        for study, body in bodies(some):
            attributes = attributes_of(study, body, root)
            if all(match.fits(attributes) for match in left):
                yield query.chosen(attributes)


def open_series(person: Person, study: str) -> frozenset[str]:
    """UIDs of the series of a study that published cases show to ``person``."""
    shown = visible_cases(person).filter(state=State.PUBLISHED).values("published_revision")
    rows = RevisionSeries.objects.filter(
        series__study__study_instance_uid=study, revision__in=shown
    )
    return frozenset(rows.values_list("series__series_instance_uid", flat=True))


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
    series, modality = (wanted.get(tag) for tag in (SERIES_UID, MODALITY))
    studies, _ = sift(listing, [match for match in query.matches if match.tag == STUDY_UID])
    for shown in studies:
        for one in shown.series:
            if (
                (only is None or one.uid in only)
                and (series is None or series.takes(one.uid))
                and (modality is None or modality.takes(one.modality))
            ):
                yield shown.uid, one.uid
