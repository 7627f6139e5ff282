"""A study: its series, how they are best looked at, and what is marked on them."""

import re
from pathlib import PurePosixPath
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from readingroom.casefile.base import (
    LIST_LIMIT,
    Line,
    OptionalLine,
    Part,
    PointPx,
    SliceNumber,
    Slug,
)
from readingroom.casefile.stages import StageBase
from readingroom.casefile.vocab import Modality

LIBRARY_PREFIX: Final = "series:"
_UID = re.compile(r"(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*))+")
_MAX_UID_LENGTH = 64  # PS3.5 section 9.1
_MAX_NAME_BYTES = 255  # what common file systems take
_FORBIDDEN_IN_PATHS = re.compile(r'[\x00-\x1f\x7f\\:*?"<>|]')


def _check_images(images: str) -> str:
    if images.startswith(LIBRARY_PREFIX):
        uid = images.removeprefix(LIBRARY_PREFIX)
        if len(uid) > _MAX_UID_LENGTH or not _UID.fullmatch(uid):
            raise PydanticCustomError("images", "does not name a series by its DICOM UID")
        return images
    parts = images.split("/")
    if _FORBIDDEN_IN_PATHS.search(images) or any(
        part in {"", ".", ".."} or part != part.strip() or len(part.encode()) > _MAX_NAME_BYTES
        for part in parts
    ):
        raise PydanticCustomError(
            "images",
            "must be a path inside the case folder, such as images/mri/sag-t2, "
            "without “..” and without a leading slash",
        )
    return str(PurePosixPath(images))


Images = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_check_images)]


class Window(Part):
    """A grey-scale window in modality units (HU for CT)."""

    center: float
    """The value shown as mid grey."""
    width: Annotated[float, Field(gt=0)]
    """The range of values between black and white."""


class Arrow(Part):
    """An arrow that points at something on one slice."""

    shape: Literal["arrow"]
    """`arrow`"""
    slice: SliceNumber
    """The slice it is on, counted from 1."""
    tip_px: PointPx
    """Where it points: column, row in image pixels, 0, 0 at the outer corner of the first pixel."""
    tail_px: PointPx
    """Where it starts: column, row in image pixels."""
    label: OptionalLine = ""
    """What it shows."""


class Measurement(Part):
    """A straight distance on one slice; its length comes from the pixel spacing."""

    shape: Literal["measurement"]
    """`measurement`"""
    slice: SliceNumber
    """The slice it is on, counted from 1."""
    from_px: PointPx
    """One end: column, row in image pixels."""
    to_px: PointPx
    """The other end: column, row in image pixels."""
    label: OptionalLine = ""
    """What was measured."""


class Region(Part):
    """A closed outline on one slice."""

    shape: Literal["region"]
    """`region`"""
    slice: SliceNumber
    """The slice it is on, counted from 1."""
    outline_px: Annotated[tuple[PointPx, ...], Field(min_length=3, max_length=LIST_LIMIT)]
    """Its corners in order, each column, row in image pixels; the last joins the first."""
    label: OptionalLine = ""
    """What it encloses."""


class Label(Part):
    """Words at a point of one slice."""

    shape: Literal["label"]
    """`label`"""
    slice: SliceNumber
    """The slice it is on, counted from 1."""
    at_px: PointPx
    """The middle of the words: column, row in image pixels."""
    label: Line
    """What is there."""


Annotation = Annotated[Arrow | Measurement | Region | Label, Field(discriminator="shape")]


class Series(Part):
    """One stack of images."""

    id: Slug
    """The name of the series within this case, which links use."""
    images: Images
    """Where the images are: a path inside the case folder, or `series:` and a library UID."""
    stack: Annotated[int, Field(ge=0, le=10_000)] = 0
    """Which stack of the series, where it falls into several; counted from 0."""
    plane: OptionalLine = ""
    """Plane or projection: Sagittal, Axial, PA, Lateral."""
    sequence: OptionalLine = ""
    """The pulse sequence: T2, STIR, T1 fat-saturated, DWI b800."""
    phase: OptionalLine = ""
    """The contrast phase: Without contrast, After contrast, Portal venous."""
    window: OptionalLine = ""
    """The window or kernel: Lung, Soft tissue, Bone."""
    stain: OptionalLine = ""
    """The stain and magnification: H&E 400×, TTF-1."""
    caption: OptionalLine = ""
    """A line below the images; shown before the diagnosis is known."""
    key_image: SliceNumber | None = None
    """The slice that shows it best, counted from 1."""
    initial_window: Window | None = None
    """The window it opens with, where the images' own will not do."""
    first_slice: SliceNumber | None = None
    """The first slice that readers are shown, counted from 1; all numbers stay those of the whole
    stack."""
    last_slice: SliceNumber | None = None
    """The last slice that readers are shown."""
    every: Annotated[int, Field(ge=1, le=1000)] | None = None
    """Of these slices every second, third and so on, from the first."""
    annotations: Annotated[tuple[Annotation, ...], Field(max_length=LIST_LIMIT)] = ()
    """What is marked on it; shown on demand."""

    def shows(self, slice_number: int) -> bool:
        """Whether readers are shown this slice, counted from 1 in the whole stack."""
        first = self.first_slice or 1
        is_within = first <= slice_number <= (self.last_slice or slice_number)
        return is_within and (slice_number - first) % (self.every or 1) == 0

    @property
    def label(self) -> str:
        """What the series is called in lists: `Sagittal T1, After contrast`."""
        name = " ".join(text for text in (self.plane, self.sequence) if text)
        parts = [text for text in (name, self.phase, self.window, self.stain) if text]
        return ", ".join(parts) or self.id

    @property
    def series_instance_uid(self) -> str | None:
        """The UID of the library's series; None while the images lie in a folder."""
        if self.images.startswith(LIBRARY_PREFIX):
            return self.images.removeprefix(LIBRARY_PREFIX)
        return None


class StudyStage(StageBase):
    """An imaging study with its series and its own findings."""

    kind: Literal["study"]
    """`study`"""
    modality: Modality
    """One of the twelve modalities; PET and PET-CT are nuclear medicine."""
    modality_label: OptionalLine = ""
    """What nuclear medicine is called here: PET, PET-CT, SPECT, Bone scintigraphy."""
    region: OptionalLine = ""
    """The part of the body: Cervical spine, Chest."""
    caption: OptionalLine = ""
    """A line about the study: technique, interval. Shown before the diagnosis is known."""
    series: Annotated[tuple[Series, ...], Field(max_length=LIST_LIMIT)] = ()
    """Its image stacks, in the order shown."""

    @model_validator(mode="after")
    def _label_belongs_to_nuclear_medicine(self) -> Self:
        if self.modality_label and self.modality is not Modality.NUCLEAR_MEDICINE:
            raise PydanticCustomError(
                "modality_label", "Only nuclear medicine has a modality_label, such as PET-CT"
            )
        return self

    @property
    def heading(self) -> str:
        """What the study is called, where it has no title of its own: `MRI · Cervical spine`."""
        name = self.modality_label or self.modality.label
        return self.title or (f"{name} · {self.region}" if self.region else name)
