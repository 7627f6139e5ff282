"""What a document says while a case is unknown: made of what may be known, never cut from all.

A veiled document holds nothing of a later stage. Of the stage that waits for a commit it holds
what a reader at the light box would be given, and of those before it what was found as well.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, Final

from readingroom.casefile.document import CaseDocument, Stage, series_of
from readingroom.casefile.pathology import PathologyStage
from readingroom.casefile.stages import (
    CourseStage,
    LaboratoryStage,
    PresentationStage,
    ProcedureStage,
)
from readingroom.casefile.study import Series, StudyStage
from readingroom.learning.unfolding import DISCLOSING, Unfolding

_PLANES: Final = ("sagittal", "coronal", "axial")
_SEQUENCES: Final = (("t1", 0), ("t2", 1), ("stir", 2), ("flair", 2), ("dwi", 4), ("adc", 5))
_USUAL: Final = 3
_CONTRAST: Final = ("after", "c+", "post", "arterial", "venous", "delayed", "contrast-enhanced")


@dataclass(frozen=True)
class Veiled:
    """A document that tells nothing early.

    Attributes:
        series_ids: the ``id`` of each of its series in the whole document, by its ``id`` here.
    """

    document: CaseDocument
    series_ids: Mapping[str, str]


def veil(course: Unfolding) -> Veiled:
    """The document as it may be shown where the learner stands; the whole one at the end."""
    whole = course.document
    if course.is_over:
        return Veiled(whole, {series.id: series.id for series in whole.all_series()})
    ids: dict[str, str] = {}
    stages = [_opened(stage, at, ids) for at, stage in enumerate(course.opened, start=1)]
    if course.here is not None:
        stages.append(_asked(course.here, len(stages) + 1, ids))
    document = CaseDocument(
        schema_version=1,
        title=whole.safe_title,
        unknown_title=whole.safe_title,
        patient=whole.patient,
        stages=tuple(stages),
    )
    return Veiled(document, ids)


def veil_blind(course: Unfolding) -> Veiled:
    """The same for an exam: of what is open already, too, only what there was to see."""
    whole = course.document
    ids: dict[str, str] = {}
    reached = course.asked[: course.committed + 1]
    stages = tuple(_asked(stage, at, ids) for at, stage in enumerate(reached, start=1))
    document = CaseDocument(
        schema_version=1,
        title=whole.safe_title,
        unknown_title=whole.safe_title,
        patient=whole.patient,
        stages=stages,
    )
    return Veiled(document, ids)


def veil_images(whole: CaseDocument) -> Veiled:
    """What was taken before the diagnosis is told, as images and nothing else."""
    ids: dict[str, str] = {}
    before = takewhile(lambda stage: stage.kind not in DISCLOSING, whole.stages)
    studies = (stage for stage in before if isinstance(stage, StudyStage))
    document = CaseDocument(
        schema_version=1,
        title=whole.safe_title,
        unknown_title=whole.safe_title,
        patient=whole.patient,
        stages=tuple(_asked(stage, at, ids) for at, stage in enumerate(studies, start=1)),
    )
    return Veiled(document, ids)


def stage_id(place: int) -> str:
    """What the stage of this place, from 1, is called on pages while a case is unknown."""
    return f"stage-{place}"


def _opened(stage: Stage, place: int, ids: dict[str, str]) -> Stage:
    """A stage with what was found; its series keep the names that its text leads to."""
    changed: dict[str, Any] = {"id": stage_id(place), "title": ""}
    if isinstance(stage, StudyStage | PathologyStage):
        changed["series"] = tuple(
            _bare(series, series.id, number, is_slide=isinstance(stage, PathologyStage))
            for number, series in enumerate(_by_protocol(stage), start=1)
        )
        ids.update({series.id: series.id for series in stage.series})
    return stage.model_copy(update=changed)


def _asked(stage: Stage, place: int, ids: dict[str, str]) -> Stage:
    """A stage with what there is to see, and nothing that was made of it."""
    series = _unnamed(stage, place, ids)
    for kind, make in _MATERIAL.items():
        if isinstance(stage, kind):
            made: Stage = make(stage, stage_id(place), series)
            return made
    raise LookupError("a discussion is never asked about: Unfolding says so")


def _unnamed(stage: Stage, place: int, ids: dict[str, str]) -> tuple[Series, ...]:
    """Its series in the order of the protocol, under names that say nothing."""
    found = []
    for number, series in enumerate(_by_protocol(stage), start=1):
        name = _free(f"s{place}-{number}", ids)
        ids[name] = series.id
        found.append(_bare(series, name, number, is_slide=isinstance(stage, PathologyStage)))
    return tuple(found)


def _free(name: str, taken: Mapping[str, str]) -> str:
    """``name``, or one beside it where an author chose the same for a series that is open."""
    return name if name not in taken else _free(f"{name}-0", taken)


def _by_protocol(stage: Stage) -> list[Series]:
    """By plane, contrast and weighting: the author's order might point at the best of them."""
    return sorted(series_of(stage), key=_rank)


def _rank(series: Series) -> tuple[int, bool, int, str, str, int]:
    plane, technique = series.plane.casefold(), f"{series.sequence} {series.phase}".casefold()
    weight = next((rank for word, rank in _SEQUENCES if word in technique), _USUAL)
    return (
        next((at for at, word in enumerate(_PLANES) if word in plane), len(_PLANES)),
        any(word in technique for word in _CONTRAST),
        weight,
        series.label,
        series.images,
        series.stack,
    )


def _bare(series: Series, name: str, number: int, *, is_slide: bool) -> Series:
    """Its images and its technique: no caption, key image, window, mark or stain.

    What an author keeps back of a stack stays back here too.
    """
    technique = "" if is_slide else f"{series.plane}{series.sequence}{series.phase}{series.window}"
    word = "Picture" if is_slide else "Series"
    return Series(
        id=name,
        images=series.images,
        stack=series.stack,
        plane=series.plane if technique else "",
        sequence=series.sequence if technique else f"{word} {number}",
        phase=series.phase if technique else "",
        window=series.window if technique else "",
        first_slice=series.first_slice,
        last_slice=series.last_slice,
        every=series.every,
    )


def _presentation(stage: PresentationStage, name: str, _: tuple[Series, ...]) -> Stage:
    return PresentationStage(kind="presentation", id=name, day=stage.day)


def _laboratory(stage: LaboratoryStage, name: str, _: tuple[Series, ...]) -> Stage:
    return LaboratoryStage(
        kind="laboratory", id=name, day=stage.day, results=stage.results, cultures=stage.cultures
    )


def _study(stage: StudyStage, name: str, series: tuple[Series, ...]) -> Stage:
    return StudyStage(
        kind="study",
        id=name,
        day=stage.day,
        modality=stage.modality,
        modality_label=stage.modality_label,
        region=stage.region,
        series=series,
    )


def _procedure(stage: ProcedureStage, name: str, _: tuple[Series, ...]) -> Stage:
    return ProcedureStage(kind="procedure", id=name, day=stage.day, procedure=stage.procedure)


def _course(stage: CourseStage, name: str, _: tuple[Series, ...]) -> Stage:
    return CourseStage(kind="course", id=name, day=stage.day, events=stage.events)


def _pathology(stage: PathologyStage, name: str, series: tuple[Series, ...]) -> Stage:
    return PathologyStage(
        kind="pathology",
        id=name,
        day=stage.day,
        specimen=stage.specimen,
        macroscopy=stage.macroscopy,
        microscopy=stage.microscopy,
        stains=stage.stains,
        proliferation=stage.proliferation,
        molecular=stage.molecular,
        series=series,
    )


_MATERIAL: Final[Mapping[type, Callable[[Any, str, tuple[Series, ...]], Stage]]] = {
    PresentationStage: _presentation,
    LaboratoryStage: _laboratory,
    StudyStage: _study,
    ProcedureStage: _procedure,
    CourseStage: _course,
    PathologyStage: _pathology,
}
