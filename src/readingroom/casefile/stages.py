"""The stages a case is told in, and the differential that stands at each of them."""

from typing import Annotated, Literal

from pydantic import Field

from readingroom.casefile.base import (
    LIST_LIMIT,
    Code,
    Day,
    Line,
    OptionalLine,
    OptionalProse,
    Part,
    Prose,
    SliceNumber,
    Slug,
)
from readingroom.casefile.vocab import CourseKind, LabFlag


class ImageReference(Part):
    """One slice of one series of this case."""

    series: Slug
    """The `id` of a series."""
    slice: SliceNumber
    """The slice, counted from 1 in the order shown."""


class Evidence(Part):
    """One reason for or against a diagnosis."""

    text: Prose
    """The reason, in a sentence."""
    image: ImageReference | None = None
    """Where it can be seen."""


class Diagnosis(Part):
    """One entry of a differential; its rank is its place in the list."""

    diagnosis: Line
    """What it is called."""
    code: Code | None = None
    """The same as a coded concept."""
    share: Annotated[int, Field(ge=0, le=100)] | None = None
    """How likely it seems at this stage: points out of the 100 that all entries share."""
    evidence_for: Annotated[tuple[Evidence, ...], Field(max_length=LIST_LIMIT)] = Field(
        default=(), alias="for"
    )
    """What speaks for it."""
    against: Annotated[tuple[Evidence, ...], Field(max_length=LIST_LIMIT)] = ()
    """What speaks against it."""


class StageBase(Part):
    """What every stage has, whatever its kind."""

    id: Slug
    """The name of the stage within this case, which items refer to."""
    title: OptionalLine = ""
    """A heading of its own; shown before the diagnosis is known, so it must not tell it."""
    day: Day | None = None
    """When, in whole days from the first study, which is day 0."""
    findings: OptionalProse = ""
    """What was found, in Markdown."""
    limits: OptionalProse = ""
    """What could not be seen, and why: slice thickness, missing sequences."""
    differential: Annotated[tuple[Diagnosis, ...], Field(max_length=50)] = ()
    """What it could be at this point, the likeliest first."""


class PresentationStage(StageBase):
    """How the patient came; age, sex and complaint are the patient's own."""

    kind: Literal["presentation"]
    """`presentation`"""


class LabResult(Part):
    """One value of a laboratory report."""

    name: Line
    """What was measured, such as `CRP`."""
    value: Line
    """The value as reported, such as `48` or `< 5`."""
    unit: OptionalLine = ""
    """Its unit, such as `mg/L`."""
    reference: OptionalLine = ""
    """The reference range as reported."""
    flag: LabFlag | None = None
    """low, normal, high or abnormal."""


class Culture(Part):
    """A specimen that was stained or cultured for organisms."""

    specimen: Line
    """What was sent, such as `Blood, two sets`."""
    gram_stain: OptionalLine = ""
    """What the Gram stain showed."""
    growth: OptionalLine = ""
    """What grew, or that nothing did."""


class LaboratoryStage(StageBase):
    """Inflammatory markers, blood counts, cultures, Gram stains."""

    kind: Literal["laboratory"]
    """`laboratory`"""
    results: Annotated[tuple[LabResult, ...], Field(max_length=LIST_LIMIT)] = ()
    """Values, such as inflammatory markers."""
    cultures: Annotated[tuple[Culture, ...], Field(max_length=LIST_LIMIT)] = ()
    """Gram stains and cultures."""


class ProcedureStage(StageBase):
    """Something done to find the diagnosis, such as a biopsy or an endoscopy."""

    kind: Literal["procedure"]
    """`procedure`"""
    procedure: OptionalLine = ""
    """What was done."""
    code: Code | None = None
    """The same as a coded concept."""
    complications: OptionalProse = ""
    """What went wrong, if anything."""


class CourseEvent(Part):
    """One thing that happened to the patient."""

    what: CourseKind
    """operation, treatment, follow-up or outcome."""
    text: Prose
    """What happened."""
    day: Day | None = None
    """When, in days from the first study."""


class CourseStage(StageBase):
    """What was done and how it went: operation, treatment, follow-up."""

    kind: Literal["course"]
    """`course`"""
    events: Annotated[tuple[CourseEvent, ...], Field(max_length=LIST_LIMIT)] = ()
    """The course, first things first."""
