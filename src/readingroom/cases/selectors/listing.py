"""The library's page: cards, facets with counts, pages of both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from readingroom.accounts.actor import Actor
from readingroom.accounts.models import Person
from readingroom.casefile.document import CaseDocument
from readingroom.casefile.validation import read_stored
from readingroom.cases.access import listed_cases
from readingroom.cases.facets import NAMES, facets_of, label_of, position_of
from readingroom.cases.models import Case, CaseFacet, CaseOpening, RevisionSeries
from readingroom.cases.pixels import SeriesAddress, listed_thumbnail_url

PAGE_SIZE = 24
ORDERS = {
    "newest": ("-published_at", "-pk"),
    "oldest": ("published_at", "pk"),
    "number": ("number",),
}
Chosen = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class CaseCard:
    """One case in the library, without its answer until its reader has opened it."""

    key: UUID
    number: str
    title: str
    presentation: str
    modalities: tuple[str, ...]
    systems: tuple[str, ...]
    difficulty: str | None
    certainty: str
    image_count: int
    thumbnail_url: str | None
    is_simulated: bool
    state: str
    visibility: str
    opened: bool
    diagnosis: str | None
    is_askable: bool = False


@dataclass(frozen=True)
class FacetOption:
    """One value to filter by, and how many cases it would leave."""

    facet: str
    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    """One thing to filter by."""

    name: str
    label: str
    options: tuple[FacetOption, ...]


@dataclass(frozen=True)
class Listing:
    """One page of the library.

    Attributes:
        total: cases the reader could see without filters.
        matching: cases that fit the filters.
        page: counted from 1.
    """

    cards: tuple[CaseCard, ...]
    facets: tuple[Facet, ...]
    chosen: tuple[FacetOption, ...]
    total: int
    matching: int
    page: int
    page_count: int
    order: str


def listing(actor: Actor, *, chosen: Chosen, order: str, page: int, now: datetime) -> Listing:
    """The cases that ``actor`` may see and that fit: within a facet any value, across all.

    Unknown facets are ignored, an unknown order is the newest first, and a page beyond the last
    is the last: an address that someone kept always shows something.
    """
    known = {name: tuple(chosen.get(name, ())) for name in NAMES}
    reach = listed_cases(actor)
    fitting = _narrowed(reach, known)
    matching = fitting.count()
    page_count = max(1, -(-matching // PAGE_SIZE))
    page = min(max(1, page), page_count)
    order = order if order in ORDERS else "newest"
    start = (page - 1) * PAGE_SIZE
    rows = list(
        fitting.select_related("published_revision").order_by(*ORDERS[order])[
            start : start + PAGE_SIZE
        ]
    )
    facets = tuple(_facet(reach, known, name) for name in NAMES)
    return Listing(
        cards=_cards(rows, actor, now),
        facets=facets,
        chosen=tuple(option for facet in facets for option in facet.options if option.is_chosen),
        total=reach.count(),
        matching=matching,
        page=page,
        page_count=page_count,
        order=order,
    )


def cards_of(
    actor: Actor, case_ids: Sequence[int], *, now: datetime
) -> tuple[tuple[CaseCard, Mapping[str, Any]], ...]:
    """The cards of these cases in this order, each with its stored document.

    Cases that may not be listed to ``actor`` are left out, whoever asked for them.
    """
    rows = listed_cases(actor).select_related("published_revision").in_bulk(case_ids)
    shown = [rows[case_id] for case_id in case_ids if case_id in rows]
    documents = [row.published_revision.document for row in shown if row.published_revision]
    return tuple(zip(_cards(shown, actor, now), documents, strict=True))


def _narrowed(cases: QuerySet[Case], chosen: Chosen) -> QuerySet[Case]:
    for name, values in chosen.items():
        if values:
            fitting = CaseFacet.objects.filter(name=name, value__in=values)
            cases = cases.filter(pk__in=fitting.values("case_id"))
    return cases


def _facet(reach: QuerySet[Case], chosen: Chosen, name: str) -> Facet:
    """Counts are of what the other facets leave, so that a second value can be added."""
    others = {other: values for other, values in chosen.items() if other != name}
    counted = dict(
        CaseFacet.objects.filter(name=name, case__in=_narrowed(reach, others))
        .values_list("value")
        .annotate(cases=Count("case_id"))
    )
    values = {**dict.fromkeys(chosen[name], 0), **counted}
    options = (
        FacetOption(name, value, label_of(name, value), count, value in chosen[name])
        for value, count in values.items()
    )
    return Facet(
        name, NAMES[name], tuple(sorted(options, key=lambda o: position_of(name, o.value)))
    )


def _cards(rows: Sequence[Case], actor: Actor, now: datetime) -> tuple[CaseCard, ...]:
    opened = set()
    if isinstance(actor, Person):
        openings = CaseOpening.objects.filter(person=actor, case__in=rows)
        opened = set(openings.values_list("case_id", flat=True))
    series: dict[int, list[RevisionSeries]] = {}
    revisions = [row.published_revision_id for row in rows]
    for shown in RevisionSeries.objects.filter(revision__in=revisions).select_related(
        "series__study"
    ):
        series.setdefault(shown.revision_id, []).append(shown)
    return tuple(
        _card(row, series.get(row.published_revision_id or 0, []), opened=row.pk in opened, now=now)
        for row in rows
    )


def _card(case: Case, series: Sequence[RevisionSeries], *, opened: bool, now: datetime) -> CaseCard:
    document = _document(case)
    values: dict[str, list[str]] = {name: [] for name in NAMES}
    for name, value in facets_of(document):
        values[name].append(label_of(name, value))
    return CaseCard(
        key=case.key,
        number=case.short_number,
        title=document.safe_title,
        presentation=document.patient.presentation,
        modalities=tuple(values["modality"]),
        systems=tuple(values["system"]),
        difficulty=document.difficulty.label if document.difficulty else None,
        certainty=document.certainty.label,
        image_count=sum(shown.series.frame_count for shown in series),
        thumbnail_url=_thumbnail(series, now),
        is_simulated=bool(series) and all(shown.series.is_simulated for shown in series),
        state=case.state,
        visibility=case.visibility,
        opened=opened,
        diagnosis=document.title if opened else None,
        is_askable=document.suitable_for_quiz,
    )


def _document(case: Case) -> CaseDocument:
    if case.published_revision is None:
        raise LookupError("a published case has a revision: a constraint says so")
    return read_stored(case.published_revision.document)


def _thumbnail(series: Sequence[RevisionSeries], now: datetime) -> str | None:
    """The middle slice of the first series: never the key image, which would point at it."""
    if not series:
        return None
    first = series[0].series
    address = SeriesAddress(first.study.study_instance_uid, first.series_instance_uid)
    return listed_thumbnail_url(address, now=now)
