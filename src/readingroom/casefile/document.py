"""The case document: the one form in which a case is stored, compared, exported and taught."""

import json
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from readingroom.casefile.base import (
    LIST_LIMIT,
    Code,
    Line,
    OptionalLine,
    OptionalProse,
    Part,
)
from readingroom.casefile.discussion import DiscussionStage
from readingroom.casefile.items import HotspotItem, Item, SegmentTarget
from readingroom.casefile.pathology import PathologyStage
from readingroom.casefile.patient import Patient
from readingroom.casefile.stages import (
    CourseStage,
    LaboratoryStage,
    PresentationStage,
    ProcedureStage,
)
from readingroom.casefile.study import Series, StudyStage
from readingroom.casefile.vocab import (
    Certainty,
    Difficulty,
    Language,
    Licence,
    StageKind,
    System,
)

SCHEMA_VERSION: Final = 1
NAMELESS: Final = "Unknown case"

_FIRST = ("schema_version", "kind", "shape", "id", "stage", "stem")
_LAST = ("findings", "limits", "differential", "items")
_EXACT_WHOLE_NUMBERS = 2**53
_NONE: Final[Mapping[str, str]] = {}

Stage = Annotated[
    PresentationStage
    | LaboratoryStage
    | StudyStage
    | ProcedureStage
    | PathologyStage
    | CourseStage
    | DiscussionStage,
    Field(discriminator="kind"),
]


class Contributor(Part):
    """Someone who made the case."""

    name: Line
    """The name as it is to be credited."""
    affiliation: OptionalLine = ""
    """Department, hospital."""
    orcid: Annotated[str, Field(pattern=r"^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$")] | None = None
    """Their ORCID iD."""


class CaseDocument(Part):
    """Everything a case says, apart from who owns it and who may see it.

    Only ``validation.parse_document`` makes one from data: it also checks what one field can't
    know of another.
    """

    schema_version: Literal[1]
    """The version of this form."""
    title: Line
    """Normally the diagnosis, any detail after a dash. Shown after reveal only."""
    unknown_title: OptionalLine = ""
    """The title until reveal, and in addresses, lists and previews; must not tell the diagnosis."""
    contributors: Annotated[tuple[Contributor, ...], Field(max_length=LIST_LIMIT)] = ()
    """Who made the case, in the order of credit."""
    certainty: Certainty = Certainty.NOT_APPLICABLE
    """How sure the diagnosis is."""
    basis: OptionalProse = ""
    """What the diagnosis rests on: histology, follow-up, typical appearance."""
    systems: Annotated[tuple[System, ...], Field(max_length=20)] = ()
    """Where the case is filed, the most fitting first."""
    tags: Annotated[tuple[Line, ...], Field(max_length=LIST_LIMIT)] = ()
    """Free words to find it by; they may tell the diagnosis and are shown after reveal."""
    difficulty: Difficulty | None = None
    """primary, intermediate or advanced."""
    suitable_for_quiz: bool = False
    """True where the case may be asked as an unknown."""
    diagnosis_codes: Annotated[tuple[Code, ...], Field(max_length=LIST_LIMIT)] = ()
    """The diagnosis as coded concepts: SCT, RADLEX, I10, ICDO3."""
    licence: Licence = Licence.ALL_RIGHTS_RESERVED
    """On what terms others may use it."""
    language: Language = Language.ENGLISH
    """The language it is written in."""
    notice: OptionalLine = ""
    """A line shown wherever the images are, such as that they are simulated."""
    patient: Patient = Patient()
    """The patient."""
    stages: Annotated[tuple[Stage, ...], Field(max_length=100)] = ()
    """The case as it unfolds, in order."""
    items: Annotated[tuple[Item, ...], Field(max_length=LIST_LIMIT)] = ()
    """What learners are asked."""

    @field_validator("systems", "tags")
    @classmethod
    def _each_once(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        for place, value in enumerate(values):
            if value.casefold() in {earlier.casefold() for earlier in values[:place]}:
                raise PydanticCustomError("twins", "has “{value}” twice", {"value": str(value)})
        return values

    @property
    def safe_title(self) -> str:
        """A title that never tells the diagnosis, for before reveal."""
        return self.unknown_title or NAMELESS

    @property
    def studies(self) -> tuple[StudyStage, ...]:
        """The stages that are imaging studies, in order."""
        return tuple(stage for stage in self.stages if isinstance(stage, StudyStage))

    def all_series(self) -> Iterator[Series]:
        """Every series of every stage, in order."""
        for stage in self.stages:
            yield from series_of(stage)

    def find_series(self, series_id: str) -> Series | None:
        """The series of this ``id``, or None."""
        return next((series for series in self.all_series() if series.id == series_id), None)


def series_of(stage: Stage) -> tuple[Series, ...]:
    """The series a stage shows; empty for stages without images."""
    return stage.series if isinstance(stage, StudyStage | PathologyStage) else ()


def segments_named(document: CaseDocument) -> Iterator[SegmentTarget]:
    """The segments that questions are still to take places from."""
    for item in document.items:
        if isinstance(item, HotspotItem):
            yield from item.segments


def map_images(
    document: CaseDocument,
    images: Mapping[str, str],
    segmentations: Mapping[str, str] = _NONE,
) -> CaseDocument:
    """The same document with series ``id`` looking for its images at ``images[id]``.

    Series that ``images`` does not name keep theirs. For taking a folder into the library
    (``series:<uid>``) and for writing one out (a relative path).

    Args:
        segmentations: the same for what segments are taken from, by where that is now.
    """
    data = dump_document(document)
    for stage in data.get("stages", []):
        for series in stage.get("series", []):
            series["images"] = images.get(series["id"], series["images"])
    for item in data.get("items", []):
        for segment in item.get("segments", []):
            segment["images"] = segmentations.get(segment["images"], segment["images"])
    return CaseDocument.model_validate_json(json.dumps(data))


def stage_heading(stage: Stage) -> str:
    """What a stage is called before and after reveal: its title, or what it holds."""
    if isinstance(stage, StudyStage):
        return stage.heading
    return stage.title or StageKind.label_of(stage.kind)


def dump_document(document: CaseDocument) -> dict[str, Any]:
    """The document as plain data: mappings, lists, text, numbers, truth values.

    Fields come in the order of reading, those that say nothing are left out, and whole numbers
    are whole. ``validation.parse_document`` gives the document back.
    """
    dumped: dict[str, Any] = document.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    plain: dict[str, Any] = _in_reading_order(dumped)
    return plain


def _in_reading_order(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _in_reading_order(value[key]) for key in sorted(value, key=_rank)}
    if isinstance(value, list):
        return [_in_reading_order(entry) for entry in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT_WHOLE_NUMBERS:
        return int(value)
    return value


def _rank(key: str) -> int:
    """Kind and name first, what was made of it last, the rest as declared (sorting is stable)."""
    if key in _FIRST:
        return _FIRST.index(key) - len(_FIRST)
    return 1 + _LAST.index(key) if key in _LAST else 0
