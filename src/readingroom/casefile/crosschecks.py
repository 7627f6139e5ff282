"""What one field of a case document can't know of another."""

from collections import Counter
from collections.abc import Iterable, Iterator

from readingroom.casefile.document import CaseDocument, Stage, series_of
from readingroom.casefile.errors import Problem
from readingroom.casefile.items import HotspotItem
from readingroom.casefile.links import find_image_links, walk_texts
from readingroom.casefile.order import check_order, series_seen_by
from readingroom.casefile.pathology import PathologyStage
from readingroom.casefile.stages import Diagnosis

_WHOLE = 100


def cross_check(document: CaseDocument) -> tuple[Problem, ...]:
    """Everything that is wrong between the parts of a document whose parts are each right."""
    return (
        *_check_names(document),
        *check_order(document),
        *_check_links(document),
        *_check_items(document),
        *(
            problem
            for index, stage in enumerate(document.stages)
            for problem in _check_stage(stage, f"stages[{index}]")
        ),
    )


def _check_names(document: CaseDocument) -> Iterator[Problem]:
    stages = enumerate(document.stages)
    yield from _twins(((f"stages[{i}].id", stage.id) for i, stage in stages), "stages")
    yield from _twins(
        ((f"items[{i}].id", item.id) for i, item in enumerate(document.items)), "items"
    )
    yield from _twins(
        (
            (f"stages[{i}].series[{j}].id", series.id)
            for i, stage in enumerate(document.stages)
            for j, series in enumerate(series_of(stage))
        ),
        "series",
    )


def _twins(named: Iterable[tuple[str, str]], noun: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for place, name in named:
        if name.casefold() in seen:
            yield Problem(place, f"Two {noun} are called “{name}”. Give one of them another name.")
        seen.add(name.casefold())


def _check_stage(stage: Stage, place: str) -> Iterator[Problem]:
    yield from _check_differential(stage.differential, f"{place}.differential")
    if isinstance(stage, PathologyStage):
        markers = ((f"{place}.stains[{i}].marker", s.marker) for i, s in enumerate(stage.stains))
        yield from _twins(markers, "stains")


def _check_differential(differential: tuple[Diagnosis, ...], place: str) -> Iterator[Problem]:
    named = ((f"{place}[{i}].diagnosis", entry.diagnosis) for i, entry in enumerate(differential))
    yield from _twins(named, "diagnoses")
    shares = [entry.share or 0 for entry in differential]
    if sum(shares) > _WHOLE:
        yield Problem(place, f"The shares add up to {sum(shares)}; together they can't exceed 100.")
    lowest = _WHOLE
    for index, entry in enumerate(differential):
        if entry.share is not None and entry.share > lowest:
            yield Problem(
                f"{place}[{index}].share",
                f"A share of {entry.share} ranks below one of {lowest}. Put the likelier diagnosis "
                "first.",
            )
        lowest = min(lowest, _WHOLE if entry.share is None else entry.share)


def _check_links(document: CaseDocument) -> Iterator[Problem]:
    everything = frozenset(series.id for series in document.all_series())
    shown: set[str] = set()
    for index, stage in enumerate(document.stages):
        shown |= {series.id for series in series_of(stage)}
        place = f"stages[{index}]"
        for where, series, _ in _references(stage, place):
            yield from _check_reference(where, series, frozenset(shown), everything)
        yield from _malformed(stage, place)
        yield from _left_out(stage, place, document)
    for place, text in walk_texts(document.patient, "patient"):
        for link in find_image_links(text):
            yield Problem(place, f"“{link.text}” links to an image before any is shown.")


def _left_out(stage: Stage, place: str, document: CaseDocument) -> Iterator[Problem]:
    """What points at a slice that the trim of its series keeps from readers."""
    for where, name, number in _references(stage, place):
        series = document.find_series(name)
        if series is not None and not series.shows(number):
            yield Problem(
                where,
                f"Slice {number} of “{name}” is not among those that readers are shown. Link "
                "another slice, or show this one.",
            )
    for index, series in enumerate(series_of(stage)):
        here = f"{place}.series[{index}]"
        if (series.last_slice or series.first_slice or 0) < (series.first_slice or 0):
            yield Problem(
                f"{here}.last_slice",
                f"The last slice shown, {series.last_slice}, comes before the first, "
                f"{series.first_slice}.",
            )
        elif series.key_image is not None and not series.shows(series.key_image):
            yield Problem(
                f"{here}.key_image",
                f"The key image, slice {series.key_image}, is not among those that readers are "
                "shown.",
            )


def _references(stage: Stage, place: str) -> Iterator[tuple[str, str, int]]:
    """Place, series and slice of everything in a stage that points at an image."""
    for where, text in walk_texts(stage, place):
        for link in find_image_links(text):
            if link.series is not None and link.slice is not None:
                yield where, link.series, link.slice
    for i, entry in enumerate(stage.differential):
        for side, reasons in (("for", entry.evidence_for), ("against", entry.against)):
            for j, reason in enumerate(reasons):
                if reason.image is not None:
                    where = f"{place}.differential[{i}].{side}[{j}].image.series"
                    yield where, reason.image.series, reason.image.slice


def _malformed(stage: Stage, place: str) -> Iterator[Problem]:
    for where, text in walk_texts(stage, place):
        for link in find_image_links(text):
            if link.series is None:
                yield Problem(
                    where,
                    f"The link “{link.target}” can't be followed. Write image:, the series, a "
                    "slash and the slice, such as image:sag-stir/8.",
                )


def _check_reference(
    place: str, series: str, shown: frozenset[str], everything: frozenset[str]
) -> Iterator[Problem]:
    if series not in everything:
        known = ", ".join(sorted(everything)) or "none"
        yield Problem(place, f"No series of this case is called “{series}” (there are: {known}).")
    elif series not in shown:
        yield Problem(
            place,
            f"The series “{series}” is first shown at a later stage, so this stage can't point "
            "at it yet.",
        )


def _check_items(document: CaseDocument) -> Iterator[Problem]:
    stages = Counter(stage.id for stage in document.stages)
    everything = frozenset(series.id for series in document.all_series())
    for index, item in enumerate(document.items):
        place = f"items[{index}]"
        if item.stage not in stages:
            yield Problem(f"{place}.stage", f"No stage of this case is called “{item.stage}”.")
            continue
        shown = series_seen_by(document, item.stage)
        if isinstance(item, HotspotItem):
            yield from _check_reference(f"{place}.series", item.series, shown, everything)
        for where, text in walk_texts(item, place):
            for link in find_image_links(text):
                if link.series is not None:
                    yield from _check_reference(where, link.series, shown, everything)
