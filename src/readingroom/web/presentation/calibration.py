"""Calibration, drawn: what was said against what came of it, with a table beside it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from readingroom.assessment.calibration import (
    CERTAINTY_EDGES,
    EDGES,
    Bin,
    Calibration,
    Detection,
    Span,
    Verdict,
    calibrate,
    calibrate_over_time,
    detect,
)
from readingroom.assessment.groups import TooFew
from readingroom.assessment.intervals import Proportion
from readingroom.casefile.vocab import Difficulty, Labelled, Modality, System
from readingroom.learning.selectors.calibration import FILTERS, Facets, Record, Told

SINCE: Final = (("30", "The last 30 days"), ("90", "The last 90 days"), ("365", "The last year"))
_VOCABULARY: Final[Mapping[str, type[Labelled]]] = {
    "system": System,
    "modality": Modality,
    "difficulty": Difficulty,
}
_LABELS: Final = {"system": "System", "modality": "Modality", "difficulty": "Difficulty"}
_LEFT, _RIGHT, _TOP, _BOTTOM = 48.0, 448.0, 14.0, 254.0
_TIME_BOTTOM: Final = 134.0
_WORDS: Final = {
    Verdict.OVERCONFIDENT: "overconfident",
    Verdict.UNDERCONFIDENT: "underconfident",
}


@dataclass(frozen=True)
class Choice:
    """One value of a filter."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Filter:
    """One thing to filter by; only values that some answer has."""

    name: str
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Mark:
    """One bin, drawn: places in units of the drawing, and its line of the table.

    Attributes:
        x_low, x_high: what was said; the same place twice where it is one number.
        y_low, y_high: the ends of the interval.
    """

    x: float
    x_low: float
    x_high: float
    y: float
    y_low: float
    y_high: float
    said: str
    right: str
    interval: str
    count: int
    verdict: str


@dataclass(frozen=True)
class Figure:
    """One calibration, drawn.

    Attributes:
        sentence: all answers together, in words.
        verdict: ``overconfident``, ``underconfident``, or empty where neither can be said.
        alt: the drawing in words.
    """

    marks: tuple[Mark, ...]
    count: int
    sentence: str
    verdict: str
    alt: str


@dataclass(frozen=True)
class Step:
    """So many answers in turn: what was said and what was right, drawn."""

    x: float
    said_y: float
    y: float
    y_low: float
    y_high: float
    label: str
    said: str
    right: str
    interval: str
    verdict: str


@dataclass(frozen=True)
class TimeFigure:
    """Steps over time, drawn."""

    steps: tuple[Step, ...]
    said_path: str
    right_path: str
    alt: str


@dataclass(frozen=True)
class Part:
    """One kind of answers: its figure, or how many there are of twenty."""

    figure: Figure | None
    few: TooFew | None
    over_time: TimeFigure | None
    assigned: int


@dataclass(frozen=True)
class CalibrationView:
    """The whole page."""

    filters: tuple[Filter, ...]
    since: tuple[Choice, ...]
    is_filtered: bool
    has_any: bool
    known: int
    points: Part
    certainty: Part
    detection: Detection | None
    detection_few: TooFew | None
    left: float = _LEFT
    right: float = _RIGHT
    top: float = _TOP
    bottom: float = _BOTTOM
    time_bottom: float = _TIME_BOTTOM


def calibration_view(record: Record, sent: Mapping[str, str], *, now: datetime) -> CalibrationView:
    """The page of a record in whatever filter ``sent`` asks for; what it does not know is none."""
    everything = [one.facets for one in (*record.by_points, *record.by_certainty)]
    everything += [one.facets for one in record.readings]
    filters = tuple(_filter(name, everything, sent) for name in FILTERS)
    chosen = {f.name: c.value for f in filters for c in f.choices if c.is_chosen and c.value}
    since = next((days for days, _ in SINCE if sent.get("since") == days), "")
    begin = now - timedelta(days=int(since)) if since else None

    def fits(at: datetime, facets: Facets) -> bool:
        is_late = begin is None or at >= begin
        return is_late and all(v in facets.get(n, frozenset()) for n, v in chosen.items())

    found = detect(one.reading for one in record.readings if fits(one.at, one.facets))
    return CalibrationView(
        filters=filters,
        since=tuple(Choice(v, label, v == since) for v, label in (("", "All time"), *SINCE)),
        is_filtered=bool(chosen or since),
        has_any=bool(everything),
        known=record.known,
        points=_part([one for one in record.by_points if fits(one.at, one.facets)], EDGES),
        certainty=_part(
            [one for one in record.by_certainty if fits(one.at, one.facets)], CERTAINTY_EDGES
        ),
        detection=found if isinstance(found, Detection) else None,
        detection_few=found if isinstance(found, TooFew) else None,
    )


def _filter(name: str, facets: Iterable[Facets], sent: Mapping[str, str]) -> Filter:
    there = {value for one in facets for value in one.get(name, ())}
    known = [entry for entry in _VOCABULARY[name] if entry.value in there]
    chosen = sent.get(name, "") if sent.get(name, "") in there else ""
    choices = [Choice("", "All", not chosen)]
    choices += [Choice(entry.value, entry.label, entry.value == chosen) for entry in known]
    return Filter(name, _LABELS[name], tuple(choices))


def _part(told: Sequence[Told], edges: Sequence[float]) -> Part:
    found = calibrate((one.answer for one in told), edges=edges)
    if isinstance(found, TooFew):
        return Part(None, found, None, 0)
    spans = calibrate_over_time((one.at, one.answer) for one in told)
    return Part(
        figure=_figure(found),
        few=None,
        over_time=_time_figure(spans) if len(spans) > 1 else None,
        assigned=sum(one.is_assigned for one in told if one.answer.is_settled),
    )


def _figure(found: Calibration) -> Figure:
    marks = tuple(_mark(one) for one in found.bins)
    told = [
        f"said {one.said}, right {one.right} of {one.count} (interval {one.interval})"
        for one in marks
    ]
    return Figure(
        marks=marks,
        count=found.right.count,
        sentence=_sentence(found),
        verdict=_WORDS[found.verdict] if found.verdict else "",
        alt=f"How often you were right, by how sure you were: {'; '.join(told)}.",
    )


def _sentence(found: Calibration) -> str:
    said = _said(found.said_low, found.said_high)
    return (
        f"Of {found.right.count} answers you were right in {_percent(found.right.share)} "
        f"(95 % interval {_interval(found.right)}), and had said {said} on average."
    )


def _mark(one: Bin) -> Mark:
    return Mark(
        x=_across((one.said_low + one.said_high) / 2),
        x_low=_across(one.said_low),
        x_high=_across(one.said_high),
        y=_up(one.right.share),
        y_low=_up(one.right.low),
        y_high=_up(one.right.high),
        said=_said(one.said_low, one.said_high),
        right=_percent(one.right.share),
        interval=_interval(one.right),
        count=one.right.count,
        verdict=_WORDS[one.verdict] if one.verdict else "",
    )


def _time_figure(spans: Sequence[Span]) -> TimeFigure:
    width = (_RIGHT - _LEFT) / len(spans)
    steps = tuple(_step(span, _LEFT + width * (at + 0.5)) for at, span in enumerate(spans))
    told = [f"to {step.label}: said {step.said}, right {step.right}" for step in steps]
    return TimeFigure(
        steps=steps,
        said_path=_path([(step.x, step.said_y) for step in steps]),
        right_path=_path([(step.x, step.y) for step in steps]),
        alt=f"Each step is twenty answers, the oldest first. {'; '.join(told)}.",
    )


def _step(span: Span, x: float) -> Step:
    found, day = span.calibration, span.last_at
    return Step(
        x=round(x, 1),
        said_y=_up((found.said_low + found.said_high) / 2, _TIME_BOTTOM),
        y=_up(found.right.share, _TIME_BOTTOM),
        y_low=_up(found.right.low, _TIME_BOTTOM),
        y_high=_up(found.right.high, _TIME_BOTTOM),
        label=f"{day.day} {day:%b %Y}",
        said=_said(found.said_low, found.said_high),
        right=_percent(found.right.share),
        interval=_interval(found.right),
        verdict=_WORDS[found.verdict] if found.verdict else "",
    )


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points)


def _across(share: float) -> float:
    return round(_LEFT + (_RIGHT - _LEFT) * share, 1)


def _up(share: float, bottom: float = _BOTTOM) -> float:
    return round(bottom - (bottom - _TOP) * share, 1)


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %"


def _said(low: float, high: float) -> str:
    is_one = round(low, 3) == round(high, 3)
    return _percent(low) if is_one else f"{low * 100:.0f}–{high * 100:.0f} %"


def _interval(found: Proportion) -> str:
    return f"{found.low * 100:.0f}–{found.high * 100:.0f} %"
