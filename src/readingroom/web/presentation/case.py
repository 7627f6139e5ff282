"""The case page, worked out: stages with names and pictures, citation, reading time."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from readingroom.casefile.document import CaseDocument, Stage, series_of, stage_heading
from readingroom.casefile.links import find_image_links, walk_texts
from readingroom.casefile.study import StudyStage
from readingroom.casefile.vocab import StageKind
from readingroom.cases.selectors import CasePage, SeriesView

MAX_KEY_IMAGES: Final = 3
MAX_HUNG: Final = 3
_WORDS_PER_MINUTE: Final = 200
_SHORT_TECHNIQUE: Final = (
    (", Without contrast", ""), (", After contrast", " C+"), (" fat-saturated", " FS"),
)  # fmt: skip
_SHORTER: Final = (
    *_SHORT_TECHNIQUE,
    ("Sagittal", "Sag"), ("Axial", "Ax"), ("Coronal", "Cor"), ("Soft tissue", "Soft"), (",", ""),
)  # fmt: skip


@dataclass(frozen=True)
class KeyImage:
    """One slice shown in the text."""

    series: SeriesView
    frame: int

    @property
    def url(self) -> str:
        """Its rendered picture."""
        return self.series.preview_url(self.frame)

    @property
    def name(self) -> str:
        """What the slice is called, in a few characters."""
        return f"{short_label(self.series.label)} {self.frame}"

    @property
    def alt(self) -> str:
        """Technique and place; never what is seen."""
        return f"{self.series.label}, slice {self.frame} of {self.series.frame_count}"


@dataclass(frozen=True)
class StageView:
    """One stage as the page shows it.

    Attributes:
        place: counted from 1.
        name: a word or two for the stepper.
        when: its day in words, empty where it has none or is the first.
        explains_shares: whether this is the first stage that shares out a hundred.
    """

    stage: Stage
    place: int
    heading: str
    name: str
    when: str
    series: tuple[SeriesView, ...]
    key_images: tuple[KeyImage, ...]
    explains_shares: bool

    @property
    def template(self) -> str:
        """The fragment for this kind."""
        return f"cases/_{self.stage.kind}.html"

    @property
    def image_count(self) -> int:
        """Images of all its series."""
        return sum(view.shown_count for view in self.series)

    @property
    def marked(self) -> tuple[SeriesView, ...]:
        """Its series on which the author has marked something."""
        return tuple(view for view in self.series if view.is_available and view.shown_marks)

    @property
    def is_simulated(self) -> bool:
        """Whether all its images are simulated."""
        return bool(self.series) and all(view.simulated for view in self.series)


def stage_views(page: CasePage) -> tuple[StageView, ...]:
    """Every stage of the page, in order."""
    names = stage_names(page.document)
    shared = [stage.id for stage in page.document.stages if _shares_out(stage)]
    return tuple(
        StageView(
            stage=stage,
            place=place,
            heading=stage_heading(stage),
            name=names[place - 1],
            when=_when(stage.day),
            series=(series := _series(stage, page.series)),
            key_images=_key_images(stage, series),
            explains_shares=shared[:1] == [stage.id],
        )
        for place, stage in enumerate(page.document.stages, start=1)
    )


def stage_names(document: CaseDocument) -> tuple[str, ...]:
    """A short name for each stage: what it is, and more only where two would be called the same."""
    short = [_short_name(stage) for stage in document.stages]
    twins = {name for name, count in Counter(short).items() if count > 1}
    return tuple(
        stage_heading(stage) if name in twins else name
        for name, stage in zip(short, document.stages, strict=True)
    )


def short_label(label: str) -> str:
    """A series' name for the inside of a sentence: ``Sag T1 C+``."""
    return _shortened(label, _SHORTER)


def film_label(label: str) -> str:
    """A series' name for the corner of a viewport: ``Sagittal T1 FS C+``."""
    return _shortened(label, _SHORT_TECHNIQUE)


def _shortened(label: str, shorter: Sequence[tuple[str, str]]) -> str:
    for words, fewer in shorter:
        label = label.replace(words, fewer)
    return label


def hung_series(stages: Sequence[StageView]) -> tuple[str, ...]:
    """What the film shows at first: of the first study, the series its text cites, in one plane.

    Falls back on the study's other series of that plane, in their order.
    """
    shown = next((stage for stage in stages if any(v.is_available for v in stage.series)), None)
    if shown is None:
        return ()
    available = [view for view in shown.series if view.is_available]
    cited = [image.series for image in _cited(shown.stage, {v.id: v for v in available})]
    first = (cited or available)[0]
    alike = [view for view in (*cited, *available) if view.plane == first.plane]
    return tuple(dict.fromkeys(view.id for view in alike))[:MAX_HUNG]


def citation(page: CasePage, address: str) -> str:
    """How to cite the case. By its safe title, so that a slide with it gives nothing away."""
    names = ", ".join(person.name for person in page.document.contributors) or page.author_name
    names = names.rstrip(".")
    return (
        f"{names}. “{page.document.safe_title}”. Reading Room, {page.number}, "
        f"revision {page.revision_number}, {page.revision_at.day} {page.revision_at:%B %Y}. "
        f"{address}"
    )


def reading_minutes(document: CaseDocument) -> int:
    """Minutes it takes to read, at least one; the pictures take as long as they take."""
    words = sum(len(text.split()) for _, text in walk_texts(document))
    return max(1, round(words / _WORDS_PER_MINUTE))


def _series(stage: Stage, known: Mapping[str, SeriesView]) -> tuple[SeriesView, ...]:
    return tuple(known[one.id] for one in series_of(stage) if one.id in known)


def _shares_out(stage: Stage) -> bool:
    return any(entry.share is not None for entry in stage.differential)


def _short_name(stage: Stage) -> str:
    if isinstance(stage, StudyStage):
        return stage.modality_label or stage.modality.label
    return next(kind.label for kind in StageKind if kind.value == stage.kind)


def _key_images(stage: Stage, series: Sequence[SeriesView]) -> tuple[KeyImage, ...]:
    """The slices the text points at first, one a series; else the slices the series open at."""
    available = {view.id: view for view in series if view.is_available}
    once: dict[str, KeyImage] = {}
    for image in _cited(stage, available):
        once.setdefault(image.series.id, image)
    if not once:
        once = {view.id: KeyImage(view, view.initial_frame) for view in available.values()}
    return tuple(once.values())[:MAX_KEY_IMAGES]


def _cited(stage: Stage, known: Mapping[str, SeriesView]) -> Iterator[KeyImage]:
    for _, text in walk_texts(stage):
        for link in find_image_links(text):
            view = known.get(link.series or "")
            if view is not None and link.slice is not None:
                yield KeyImage(view, min(link.slice, view.frame_count))


def _when(day: int | None) -> str:
    if not day:
        return ""
    count = abs(day)
    unit = "day" if count == 1 else "days"
    return f"{count} {unit} {'after' if day > 0 else 'before'} the first study"
