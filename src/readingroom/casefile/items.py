"""Items: what a learner is asked, each attached to a stage."""

import hashlib
import json
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from readingroom.casefile.base import (
    LIST_LIMIT,
    Code,
    Line,
    OptionalLine,
    OptionalProse,
    Part,
    PointPx,
    Prose,
    SliceNumber,
    Slug,
)
from readingroom.casefile.study import Images
from readingroom.casefile.vocab import Aspect

MOST_TARGETS: Final = 100


class ItemBase(Part):
    """What every item has, whatever its kind."""

    id: Slug
    """The name of the item within this case."""
    stage: Slug
    """The `id` of the stage it is asked at; only what is shown by then may be needed."""
    stem: Prose
    """The question."""
    rationale: OptionalProse = ""
    """Why the answer is the answer; shown afterwards."""
    after_findings: bool = False
    """True where the question builds on what its stage found: as an unknown it is asked then."""


class Option(Part):
    """One option of a multiple-choice item."""

    text: Line
    """What it says."""
    is_key: bool = False
    """True for a right answer."""
    rationale: OptionalProse = ""
    """Why it is right, or what makes it tempting."""


class MultipleChoiceItem(ItemBase):
    """Choose one option, or all that apply."""

    kind: Literal["multiple-choice"]
    """`multiple-choice`"""
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=12)]
    """At least one right and one wrong, all different."""

    @model_validator(mode="after")
    def _check_options(self) -> Self:
        keys = sum(option.is_key for option in self.options)
        if not 0 < keys < len(self.options):
            raise PydanticCustomError(
                "options", "needs at least one option with is_key: true, and at least one without"
            )
        _refuse_twins([option.text for option in self.options], "option")
        return self


class AcceptedDiagnosis(Part):
    """An answer to a differential item that earns credit."""

    diagnosis: Line
    """What it is called."""
    synonyms: Annotated[tuple[Line, ...], Field(max_length=LIST_LIMIT)] = ()
    """Other names that count the same."""
    code: Code | None = None
    """The same as a coded concept."""
    credit: Annotated[float, Field(gt=0, le=1)] = 1.0
    """1 for the diagnosis itself, less for a broader or neighbouring one."""


class DifferentialItem(ItemBase):
    """Commit to ranked diagnoses with points out of 100."""

    kind: Literal["differential"]
    """`differential`"""
    accepted: Annotated[tuple[AcceptedDiagnosis, ...], Field(min_length=1, max_length=50)]
    """The right answer, and those that earn part of the credit."""
    max_named: Annotated[int, Field(ge=1, le=10)] = 5
    """How many diagnoses a learner may name beside “something else”."""

    @model_validator(mode="after")
    def _one_is_right(self) -> Self:
        if not any(answer.credit == 1 for answer in self.accepted):
            raise PydanticCustomError("accepted", "needs one diagnosis with full credit (1)")
        _refuse_twins([answer.diagnosis for answer in self.accepted], "diagnosis")
        return self


class TracedOutline(Part):
    """One outline of a place, on one slice."""

    slice: SliceNumber
    """The slice it is on, counted from 1."""
    outline_px: Annotated[tuple[PointPx, ...], Field(min_length=3, max_length=LIST_LIMIT)]
    """Its corners in order, each column, row in pixels from the outer corner of the first."""


class HotspotTarget(Part):
    """A place that counts as found; places of one label are one thing."""

    label: Line
    """What lies there."""
    first_slice: SliceNumber
    """The first slice on which a mark counts."""
    last_slice: SliceNumber
    """The last slice on which a mark counts."""
    outline_px: Annotated[tuple[PointPx, ...], Field(min_length=3, max_length=LIST_LIMIT)] = ()
    """Its corners in order, each column, row in pixels from the outer corner of the first."""
    traced: Annotated[tuple[TracedOutline, ...], Field(max_length=LIST_LIMIT)] = ()
    """In place of `outline_px`: outlines slice by slice, as a segmentation gives them."""

    @model_validator(mode="after")
    def _is_one_place(self) -> Self:
        if self.last_slice < self.first_slice:
            raise PydanticCustomError("slices", "has its last_slice before its first_slice")
        if bool(self.outline_px) == bool(self.traced):
            raise PydanticCustomError("outline", "needs an outline_px, or traced in its place")
        slices = range(self.first_slice, self.last_slice + 1)
        if any(one.slice not in slices for one in self.traced):
            raise PydanticCustomError("traced", "has a traced outline outside its slices")
        return self

    def outlines(self) -> tuple[tuple[int, int, tuple[PointPx, ...]], ...]:
        """From which slice, to which slice, and the corners of each of its outlines."""
        if self.outline_px:
            return ((self.first_slice, self.last_slice, self.outline_px),)
        return tuple((one.slice, one.slice, one.outline_px) for one in self.traced)


class SegmentTarget(Part):
    """A segment of a DICOM segmentation whose region is to be found."""

    images: Images
    """Where the segmentation is: a path inside the case folder, or `series:` and a library UID."""
    number: Annotated[int, Field(ge=1, le=65_535)]
    """Its Segment Number (0062,0004)."""
    label: OptionalLine = ""
    """What lies there; where nothing is said, what the segmentation calls it."""


class HotspotItem(ItemBase):
    """Mark any abnormality on a freely scrolled stack, or say that there is none.

    What is asked is the same whether there is one or not; the `stem` is shown afterwards.
    """

    kind: Literal["hotspot"]
    """`hotspot`"""
    series: Slug
    """The `id` of the series to mark."""
    targets: Annotated[tuple[HotspotTarget, ...], Field(max_length=MOST_TARGETS)] = ()
    """The places to be found; none where the images are normal."""
    segments: Annotated[tuple[SegmentTarget, ...], Field(max_length=MOST_TARGETS)] = ()
    """Places that are said by segmentations. As the case is taken in each becomes one of the
    `targets`, traced on the slices of `series`, so that nothing filed later changes a question."""
    tolerance_mm: Annotated[float, Field(ge=0, le=100)] = 0.0
    """How far outside an outline a mark still counts."""
    tolerance_px: Annotated[float, Field(ge=0, le=1000)] = 0.0
    """The same for images that don't say how large their pixels are."""

    @model_validator(mode="after")
    def _are_not_too_many(self) -> Self:
        if len(self.targets) + len(self.segments) > MOST_TARGETS:
            raise PydanticCustomError("targets", "asks for more than 100 places")
        return self


class Criterion(Part):
    """One line of a rubric."""

    text: Line
    """What the answer should say."""
    aspect: Aspect = Aspect.INTERPRETATION
    """Whether it asks for what was seen, or for what was made of it."""
    points: Annotated[int, Field(ge=1, le=100)] = 1
    """What it is worth."""
    is_critical: bool = False
    """True where leaving it out fails the answer."""


class FreeTextItem(ItemBase):
    """Answer in one's own words, scored by a rubric."""

    kind: Literal["free-text"]
    """`free-text`"""
    rubric: Annotated[tuple[Criterion, ...], Field(min_length=1, max_length=50)]
    """What earns points."""
    model_answer: OptionalProse = ""
    """An answer that earns them all."""


class ReportItem(ItemBase):
    """Write the report of a study; the author's stands beside it afterwards."""

    kind: Literal["report"]
    """`report`"""
    technique: OptionalProse = ""
    """The author's words on how it was made; learners are asked for this part where it is given."""
    findings: Prose
    """The author's findings."""
    impression: Prose
    """The author's impression."""
    rubric: Annotated[tuple[Criterion, ...], Field(max_length=50)] = ()
    """What earns points; without any the two reports are only set side by side."""


class ShortAnswerItem(ItemBase):
    """Answer in a word or a few."""

    kind: Literal["short-answer"]
    """`short-answer`"""
    accepted: Annotated[tuple[Line, ...], Field(min_length=1, max_length=50)]
    """The answer first, then its other names. Case, number, spelling and slips play no part."""
    not_accepted: Annotated[tuple[Line, ...], Field(max_length=50)] = ()
    """Words that mean something else and are to be taken for no slip."""

    @model_validator(mode="after")
    def _answers_differ(self) -> Self:
        _refuse_twins([*self.accepted, *self.not_accepted], "answer")
        return self


class OrderedListItem(ItemBase):
    """Put entries in the right order."""

    kind: Literal["ordered-list"]
    """`ordered-list`"""
    entries: Annotated[tuple[Line, ...], Field(min_length=2, max_length=20)]
    """The entries in their right order; learners see them shuffled."""

    @model_validator(mode="after")
    def _entries_differ(self) -> Self:
        _refuse_twins(list(self.entries), "entry")
        return self


Item = Annotated[
    MultipleChoiceItem
    | DifferentialItem
    | HotspotItem
    | FreeTextItem
    | ReportItem
    | ShortAnswerItem
    | OrderedListItem,
    Field(discriminator="kind"),
]

ITEM_VERSION_LENGTH: Final = 16
_MARKED_BY_CERTAINTY: Final = (MultipleChoiceItem, ShortAnswerItem)


def item_version(item: Item) -> str:
    """Sixteen hexadecimal digits that change with whatever the item says.

    Fields that say nothing don't count, so that a field added to the form changes no version.
    """
    dumped = item.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    text = json.dumps(dumped, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:ITEM_VERSION_LENGTH]


def asks_certainty(item: Item) -> bool:
    """Whether a learner says beforehand how sure they are, and is marked by it."""
    return isinstance(item, _MARKED_BY_CERTAINTY)


def _refuse_twins(texts: list[str], noun: str) -> None:
    seen: set[str] = set()
    for text in texts:
        if text.casefold() in seen:
            raise PydanticCustomError(
                "twins", "has the {noun} “{text}” twice", {"noun": noun, "text": text}
            )
        seen.add(text.casefold())
