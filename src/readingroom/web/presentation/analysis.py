"""Figures of a class in words, tables and pictures."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from readingroom.assessment.calibration import Calibration, Detection, Verdict
from readingroom.assessment.groups import TooFew
from readingroom.assessment.heatmap import HeatMap
from readingroom.assessment.intervals import Proportion
from readingroom.assessment.items_analysis import Discrimination, ItemFigures
from readingroom.casefile.document import stage_heading
from readingroom.casefile.items import HotspotItem, MultipleChoiceItem
from readingroom.casefile.validation import read_stored
from readingroom.cases.models import Revision
from readingroom.cases.selectors import CasePage, SeriesView
from readingroom.learning.cells import Thesaurus
from readingroom.learning.unfolding import Unfolding
from readingroom.teaching.selectors.analysis_figures import (
    Batches,
    Named,
    QuestionFigures,
    question_figures,
    stage_names,
)
from readingroom.teaching.selectors.analysis_lesions import (
    LesionFigures,
    SliceMarks,
    heat_on,
    lesion_figures,
)

_KINDS: Final = {
    "multiple-choice": "Multiple choice",
    "differential": "Differential",
    "hotspot": "Mark on the images",
    "free-text": "Free text",
    "ordered-list": "Order",
    "short-answer": "Short answer",
    "report": "Report",
}
_MINUTE_S: Final = 60
_CLEAR: Final = 0.3
"""From what discrimination up an item tells well apart (R. L. Ebel, Essentials of Educational
Measurement, 1972)."""


@dataclass(frozen=True)
class OptionView:
    """One option of a question: what it says, how many chose it, and what that tells."""

    text: str
    is_key: bool
    chosen: Proportion
    note: str


@dataclass(frozen=True)
class HeatCell:
    """One cell of a heat map, in px of the image; ``strength`` from 0.15 to 0.85."""

    x: float
    y: float
    width: float
    height: float
    strength: str
    people: int


@dataclass(frozen=True)
class HeatView:
    """The marks of a group over one slice.

    Attributes:
        name: of the field that chooses the slice.
        url: of the picture; empty where it can't be shown.
    """

    name: str
    number: int
    url: str
    columns: int
    rows: int
    cells: tuple[HeatCell, ...]
    slices: tuple[SliceMarks, ...]


@dataclass(frozen=True)
class DetectionView:
    """Sensitivity, specificity and the mix of a group, each with its words; or too few readings."""

    too_few: TooFew | None
    shares: tuple[tuple[str, Proportion], ...] = ()


@dataclass(frozen=True)
class QuestionView:
    """One question with its figures in words.

    Attributes:
        too_few: how many answered, where that is too few to show anything; else None.
        discrimination: empty where it can't be told.
    """

    id: str
    stem: str
    kind: str
    too_few: TooFew | None
    people: int = 0
    mean: str = ""
    discrimination: str = ""
    median: str = ""
    options: tuple[OptionView, ...] = ()
    lesions: LesionFigures | None = None
    heat: HeatView | None = None


@dataclass(frozen=True)
class StageTable:
    """The diagnoses named at one stage."""

    heading: str
    people: int
    named: tuple[Named, ...]


@dataclass(frozen=True)
class BinView:
    """One bin of the calibration, in per cent."""

    said: str
    right: Proportion
    verdict: str


@dataclass(frozen=True)
class CalibrationView:
    """How sure a group was against how often it was right.

    Attributes:
        too_few: where there are too few answers to show anything.
        verdict: a sentence; empty where the figures leave room for agreement.
    """

    too_few: TooFew | None
    bins: tuple[BinView, ...] = ()
    said: str = ""
    right: Proportion | None = None
    verdict: str = ""


_VERDICTS: Final = {
    Verdict.OVERCONFIDENT: "The group was right less often than it said.",
    Verdict.UNDERCONFIDENT: "The group was right more often than it said.",
}
_SHORT_VERDICTS: Final = {
    Verdict.OVERCONFIDENT: "overconfident",
    Verdict.UNDERCONFIDENT: "underconfident",
}


def question_views(
    batches: Batches, page: CasePage | None, slices: Mapping[str, int]
) -> tuple[QuestionView, ...]:
    """Every question that was answered.

    Args:
        page: whose images lie under the marks; None shows the marks alone.
        slices: which slice of which hotspot is wanted, by the name of its field.
    """
    return tuple(
        _question(number, one, batches, page, slices)
        for number, one in enumerate(question_figures(batches), start=1)
    )


def stage_views(batches: Batches, words: Thesaurus) -> tuple[StageTable, ...]:
    """What was named at each stage of each case, revision by revision."""
    keys = dict.fromkeys(
        (way["case"], way["revision"])
        for batch in batches
        for part in batch
        for way in part.said.get("cases", ())
    )
    has_several = len({case for case, _ in keys}) > 1
    found: list[StageTable] = []
    for case, pk in keys:
        revision = Revision.objects.filter(pk=pk).first()
        if revision is None:
            continue
        document = read_stored(revision.document)
        asked = Unfolding(document, 0).asked
        of_case = f"{document.safe_title}: " if has_several else ""
        found += [
            StageTable(f"{of_case}{stage_heading(asked[one.place])}", one.people, one.named)
            for one in stage_names(batches, case, revision, words)
        ]
    return tuple(found)


def calibration_view(found: Calibration | TooFew) -> CalibrationView:
    """The calibration of a group in words."""
    if isinstance(found, TooFew):
        return CalibrationView(found)
    bins = tuple(
        BinView(
            _said(one.said_low, one.said_high),
            one.right,
            _SHORT_VERDICTS[one.verdict] if one.verdict else "",
        )
        for one in found.bins
    )
    return CalibrationView(
        None,
        bins,
        _said(found.said_low, found.said_high),
        found.right,
        _VERDICTS[found.verdict] if found.verdict else "",
    )


def detection_view(found: Detection | TooFew | None) -> DetectionView | None:
    """How well a group told abnormal from normal; none where no normals are in the mix."""
    if found is None:
        return None
    if isinstance(found, TooFew):
        return DetectionView(found)
    return DetectionView(
        None,
        (
            ("Sensitivity: abnormal, and called so", found.sensitivity),
            ("Specificity: normal, and left alone", found.specificity),
            ("Abnormal in the mix", found.abnormal),
        ),
    )


def _question(
    number: int,
    one: QuestionFigures,
    batches: Batches,
    page: CasePage | None,
    slices: Mapping[str, int],
) -> QuestionView:
    name, item, found = f"question-{number}", one.item, one.figures
    stem = item.stem if item else "A question that is no longer there"
    kind = _KINDS.get(item.kind, "Question") if item else "Question"
    if isinstance(found, TooFew):
        return QuestionView(name, stem, kind, found)
    lesions = heat = None
    if isinstance(item, HotspotItem):
        figures = lesion_figures(batches, one.question, item)
        if not isinstance(figures, TooFew):
            lesions = figures
            heat = _heat(name, figures, _series_of(page, item), slices.get(name, 0))
    return QuestionView(
        id=name,
        stem=stem,
        kind=kind,
        too_few=None,
        people=found.people,
        mean=f"{round(100 * found.difficulty)} %",
        discrimination=discrimination_words(found.discrimination),
        median=_time(found.median_s),
        options=_options(item, found) if isinstance(item, MultipleChoiceItem) else (),
        lesions=lesions,
        heat=heat,
    )


def _options(item: MultipleChoiceItem, found: ItemFigures) -> tuple[OptionView, ...]:
    return tuple(
        OptionView(
            option.text,
            use.is_key,
            use.chosen,
            "chosen by those who did better elsewhere than those who were right: look at the key"
            if use.is_tempting
            else "hardly anyone chose it"
            if use.is_idle
            else "",
        )
        for option, use in zip(item.options, found.options, strict=True)
    )


def discrimination_words(one: Discrimination | None) -> str:
    """The figure with its interval; a word on it only where the interval leaves no other."""
    if one is None:
        return ""
    word = "too few people to say more"
    if one.high < 0:
        word = "those who did better elsewhere did worse here"
    elif one.high < _CLEAR:
        word = "tells little apart"
    elif one.low > 0 and one.correlation >= _CLEAR:
        word = "tells well apart"
    figures = f"{one.correlation:.2f} ({one.low:.2f} to {one.high:.2f})".replace("-", "−")
    return f"{figures}: {word}"


def _time(seconds: float | None) -> str:
    if seconds is None:
        return ""
    minutes, rest = divmod(round(seconds), _MINUTE_S)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def _said(low: float, high: float) -> str:
    ends = [str(round(100 * end)) for end in (low, high)]
    return f"{ends[0]} %" if ends[0] == ends[1] else f"{ends[0]} to {ends[1]} %"


def _series_of(page: CasePage | None, item: HotspotItem) -> SeriesView | None:
    view = page.series.get(item.series) if page else None
    return view if view is not None and view.is_available else None


def _heat(
    name: str, figures: LesionFigures, view: SeriesView | None, wanted: int
) -> HeatView | None:
    marked = {one.number for one in figures.slices}
    number = wanted if wanted in marked else figures.most_marked
    if number is None or view is None:
        return None
    found = heat_on(figures, number, (float(view.columns), float(view.rows)))
    if isinstance(found, TooFew):
        return None
    url = view.preview_url(number)
    return HeatView(name, number, url, view.columns, view.rows, _cells(found), figures.slices)


def _cells(found: HeatMap) -> tuple[HeatCell, ...]:
    most = max((count for row in found.counts for count in row), default=0)
    width, height = found.cell
    return tuple(
        HeatCell(
            round(width * column, 2),
            round(height * row, 2),
            round(width, 2),
            round(height, 2),
            f"{0.15 + 0.7 * count / most:.2f}",
            count,
        )
        for row, counts in enumerate(found.counts)
        for column, count in enumerate(counts)
        if count
    )
