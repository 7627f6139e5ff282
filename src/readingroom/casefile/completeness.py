"""How complete a case is, with the reasons, from the document alone."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from readingroom.casefile.document import CaseDocument, series_of
from readingroom.casefile.items import HotspotItem
from readingroom.casefile.links import find_image_links, walk_texts
from readingroom.casefile.pathology import PathologyStage
from readingroom.casefile.spoiler import find_spoilers
from readingroom.casefile.stages import PresentationStage
from readingroom.casefile.study import StudyStage
from readingroom.casefile.vocab import Certainty, Licence

_PERFECT = 100
_SHORT_FINDINGS = 80


@dataclass(frozen=True)
class Reason:
    """Something that would make the case better.

    Attributes:
        place: where, such as ``stages[1].findings``.
        message: what to do, in a sentence.
        why: what the reader gains.
        points: how many points of the score it would bring, at least 1.
    """

    place: str
    message: str
    why: str
    points: int


@dataclass(frozen=True)
class Completeness:
    """A score from 0 to 100, with what is missing, the weightiest first."""

    score: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class _Check:
    weight: int
    message: str
    why: str
    missing: Callable[[CaseDocument], Iterator[str]]
    """The places where it is missing; the weight is lost if there is any."""


def _if(place: str, is_missing: Callable[[CaseDocument], bool]) -> Callable[..., Iterator[str]]:
    def places(document: CaseDocument) -> Iterator[str]:
        if is_missing(document):
            yield place

    return places


def _studies(document: CaseDocument) -> Iterator[tuple[str, StudyStage]]:
    for index, stage in enumerate(document.stages):
        if isinstance(stage, StudyStage):
            yield f"stages[{index}]", stage


def _short_findings(document: CaseDocument) -> Iterator[str]:
    for place, study in _studies(document):
        if len(study.findings) < _SHORT_FINDINGS:
            yield f"{place}.findings"


def _no_series(document: CaseDocument) -> Iterator[str]:
    studies = list(_studies(document))
    if not studies:
        yield "stages"
    for place, study in studies:
        if not study.series:
            yield f"{place}.series"


def _no_region(document: CaseDocument) -> Iterator[str]:
    for place, study in _studies(document):
        if not study.region:
            yield f"{place}.region"


def _no_time(document: CaseDocument) -> Iterator[str]:
    for place, study in list(_studies(document))[1:]:
        if study.day is None and not study.caption:
            yield f"{place}.day"


def _no_key_image(document: CaseDocument) -> Iterator[str]:
    for index, stage in enumerate(document.stages):
        for number, series in enumerate(series_of(stage)):
            if series.key_image is None:
                yield f"stages[{index}].series[{number}].key_image"


def _no_series_label(document: CaseDocument) -> Iterator[str]:
    for index, stage in enumerate(document.stages):
        for number, series in enumerate(series_of(stage)):
            if series.label == series.id:
                yield f"stages[{index}].series[{number}]"


def _no_limits(document: CaseDocument) -> Iterator[str]:
    studies = list(_studies(document))
    if studies and not any(study.limits for _, study in studies):
        yield f"{studies[0][0]}.limits"


def _has_links(document: CaseDocument) -> bool:
    return any(find_image_links(text) for stage in document.stages for _, text in walk_texts(stage))


def _no_evidence(document: CaseDocument) -> Iterator[str]:
    for index, stage in enumerate(document.stages):
        for rank, entry in enumerate(stage.differential):
            if not entry.evidence_for:
                yield f"stages[{index}].differential[{rank}].for"
            if not entry.against:
                yield f"stages[{index}].differential[{rank}].against"


def _no_shares(document: CaseDocument) -> Iterator[str]:
    for index, stage in enumerate(document.stages):
        for rank, entry in enumerate(stage.differential):
            if entry.share is None:
                yield f"stages[{index}].differential[{rank}].share"


def _hidden_targets(document: CaseDocument) -> Iterator[str]:
    """Hotspots that are to be found where readers are not shown a single slice."""
    for index, item in enumerate(document.items):
        if not isinstance(item, HotspotItem):
            continue
        series = document.find_series(item.series)
        for number, target in enumerate(item.targets):
            slices = range(target.first_slice, target.last_slice + 1)
            if series is not None and not any(series.shows(one) for one in slices):
                yield f"items[{index}].targets[{number}].first_slice"


def _no_feedback(document: CaseDocument) -> Iterator[str]:
    for index, item in enumerate(document.items):
        if not item.rationale and not getattr(item, "model_answer", ""):
            yield f"items[{index}].rationale"


def _thin_pathology(document: CaseDocument) -> Iterator[str]:
    for index, stage in enumerate(document.stages):
        if isinstance(stage, PathologyStage) and not stage.final_diagnosis:
            yield f"stages[{index}].final_diagnosis"


def _spoilers(document: CaseDocument) -> Iterator[str]:
    for spoiler in find_spoilers(document):
        yield spoiler.place


def _discussion(document: CaseDocument, field: str) -> bool:
    last = document.stages[-1] if document.stages else None
    return bool(last is not None and last.kind == "discussion" and getattr(last, field))


def _presents(document: CaseDocument) -> bool:
    return bool(document.patient.presentation) or any(
        isinstance(stage, PresentationStage) and stage.findings for stage in document.stages
    )


_CHECKS: Final = (
    _Check(10, "Add a study with its images.", "Readers learn from the images.", _no_series),
    _Check(
        10,
        "Describe what each study shows.",
        "A study without findings leaves the reader alone with the images.",
        _short_findings,
    ),
    _Check(
        8,
        "Write the discussion.",
        "It joins images, course and diagnosis into something to learn.",
        _if("stages", lambda d: not _discussion(d, "text")),
    ),
    _Check(
        8,
        "Add a title for before reveal.",
        "Until then the case has no name, and can't be found as an unknown.",
        _if("unknown_title", lambda d: not d.unknown_title),
    ),
    _Check(
        8,
        "Take the diagnosis out of what is shown before reveal.",
        "A learner who has read it can't be tested on it.",
        _spoilers,
    ),
    _Check(
        7,
        "Say how the patient presented.",
        "Reading starts from a question.",
        _if("patient.presentation", lambda d: not _presents(d)),
    ),
    _Check(
        6,
        "Give a differential for at least one stage.",
        "What else it could be is what readers most want to practise.",
        _if("stages", lambda d: not any(stage.differential for stage in d.stages)),
    ),
    _Check(
        5,
        "Say what speaks for and against each diagnosis.",
        "A list alone does not show how to choose.",
        _no_evidence,
    ),
    _Check(
        5,
        "Link the text to slices.",
        "Readers then see what is meant, at once.",
        _if("stages", lambda d: not _has_links(d)),
    ),
    _Check(
        5,
        "Add teaching points.",
        "They are what is remembered and reviewed.",
        _if("stages", lambda d: not _discussion(d, "teaching_points")),
    ),
    _Check(
        4,
        "Say how certain the diagnosis is.",
        "Readers weigh a proven case differently.",
        _if("certainty", lambda d: d.certainty is Certainty.NOT_APPLICABLE),
    ),
    _Check(
        3,
        "Say what the diagnosis rests on.",
        "Certainty without its ground can't be checked.",
        _if("basis", lambda d: d.certainty is not Certainty.NOT_APPLICABLE and not d.basis),
    ),
    _Check(
        4,
        "Give the patient's age.",
        "Age changes every differential.",
        _if("patient.age", lambda d: d.patient.age is None),
    ),
    _Check(
        4,
        "File the case under a system.",
        "It is found by it.",
        _if("systems", lambda d: not d.systems),
    ),
    _Check(
        3,
        "Code the diagnosis.",
        "Synonyms and similar cases are found by codes.",
        _if("diagnosis_codes", lambda d: not d.diagnosis_codes),
    ),
    _Check(
        3,
        "Choose a key image for each series.",
        "It opens there, and previews show it.",
        _no_key_image,
    ),
    _Check(
        3,
        "Say plane and sequence, phase or window of each series.",
        "Readers choose series by them.",
        _no_series_label,
    ),
    _Check(3, "Name the region of each study.", "Cases are filtered by it.", _no_region),
    _Check(
        2,
        "Say when each later study was made: its day, or a caption.",
        "Intervals carry meaning.",
        _no_time,
    ),
    _Check(
        2,
        "Say what the studies could not show.",
        "Limits belong to every report.",
        _no_limits,
    ),
    _Check(
        2,
        "Give each diagnosis its share.",
        "Learners compare their own judgement with it.",
        _no_shares,
    ),
    _Check(
        2,
        "State the pathologist's final diagnosis.",
        "It is the answer the case rests on.",
        _thin_pathology,
    ),
    _Check(
        3,
        "Add a reference.",
        "Readers can go on from there.",
        _if("stages", lambda d: not _discussion(d, "references")),
    ),
    _Check(
        2,
        "Say how difficult it is.",
        "Learners choose cases of their level.",
        _if("difficulty", lambda d: d.difficulty is None),
    ),
    _Check(
        2,
        "Credit a contributor.",
        "Work is credited to those who did it.",
        _if("contributors", lambda d: not d.contributors),
    ),
    _Check(
        2,
        "Add a question.",
        "Being tested teaches more than reading.",
        _if("items", lambda d: d.suitable_for_quiz and not d.items),
    ),
    _Check(
        4,
        "Let readers see the slices on which a place is to be found.",
        "As the series is trimmed now, nobody can mark it.",
        _hidden_targets,
    ),
    _Check(
        1,
        "Say why the answer to each question is the answer.",
        "Learners remember what they were told right after they answered.",
        _no_feedback,
    ),
    _Check(
        1,
        "Choose a licence.",
        "Others then know what they may do with it.",
        _if("licence", lambda d: d.licence is Licence.ALL_RIGHTS_RESERVED),
    ),
)


def completeness(document: CaseDocument) -> Completeness:
    """How much of a good teaching case is there.

    Each check has a weight; the score is the share of the weight that is earned, rounded down,
    so that 100 means that nothing is missing. Checks that do not apply count as earned.
    """
    total = sum(check.weight for check in _CHECKS)
    lost = 0
    reasons: list[Reason] = []
    for check in _CHECKS:
        places = list(check.missing(document))
        if places:
            lost += check.weight
            points = max(1, round(check.weight * _PERFECT / total))
            reasons.extend(Reason(place, check.message, check.why, points) for place in places)
    reasons.sort(key=lambda reason: -reason.points)
    return Completeness((total - lost) * _PERFECT // total, tuple(reasons))
