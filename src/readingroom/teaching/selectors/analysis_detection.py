"""How well a class told abnormal from normal: of whole batches, five people at a time."""

from collections.abc import Iterable, Mapping
from typing import Any

from readingroom.assessment.calibration import Detection, Reading, answer_by_points, detect
from readingroom.assessment.groups import TooFew
from readingroom.assessment.release import counted
from readingroom.learning.cells import TRUTH, Cells, Thesaurus
from readingroom.learning.readings import is_normal_case, last_guess, of_case, of_hotspot
from readingroom.teaching.selectors.analysis_figures import Batches, Documents, Part


def group_detection(
    works: Iterable[Batches], words: Thesaurus, documents: Documents
) -> Detection | TooFew | None:
    """Sensitivity and specificity over what was set for a class; none without normals in the mix.

    Abnormal and normal readings are let out apart, each where five people have some: a figure to
    which one person alone met a normal case would be theirs.
    """
    found: list[Reading] = []
    for batches in works:
        said = {part.key: _readings(part, words, documents) for batch in batches for part in batch}
        for is_abnormal in (True, False):
            kept = {
                key: [one for one in own if one.is_abnormal == is_abnormal and one.is_settled]
                for key, own in said.items()
            }
            for part in counted(batches, has=lambda one, kept=kept: bool(kept[one.key])):  # type: ignore[misc]  # a lambda with a default
                found += kept[part.key]
    return detect(found)


def _readings(part: Part, words: Thesaurus, documents: Documents) -> list[Reading]:
    marks = (
        of_hotspot(one["kind"], one["detail"], is_settled=documents.is_settled(one))
        for one in part.said.get("answers", ())
    )
    cases = (_of_way(way, words, documents) for way in part.said.get("cases", ()))
    return [one for one in (*marks, *cases) if one is not None]


def _of_way(way: Mapping[str, Any], words: Thesaurus, documents: Documents) -> Reading | None:
    document = documents.of(way["revision"])
    if document is None:
        return None
    rows = last_guess([stage.kind for stage in document.stages], way["stages"])
    lead = answer_by_points(Cells(document, words).belief(rows), TRUTH)
    return of_case(
        rows,
        is_normal=is_normal_case(document),
        is_right=lead is not None and lead.is_right,
        is_settled=documents.is_settled(way),
    )
