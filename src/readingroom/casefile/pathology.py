"""Pathology: what was taken, what it looked like, and its stains as data."""

from typing import Annotated, Literal

from pydantic import Field

from readingroom.casefile.base import (
    LIST_LIMIT,
    Line,
    OptionalLine,
    OptionalProse,
    Part,
    Percent,
)
from readingroom.casefile.stages import StageBase
from readingroom.casefile.study import Series
from readingroom.casefile.vocab import StainIntensity, StainLocation, StainResult


class Stain(Part):
    """One stain and its result."""

    marker: Line
    """What was stained for: CK7, TTF-1, Ziehl-Neelsen."""
    result: StainResult
    """positive, negative, focal, equivocal or not-done."""
    percent: Percent | None = None
    """The share of cells that stained, 0 to 100."""
    intensity: StainIntensity | None = None
    """weak, moderate or strong."""
    location: Annotated[tuple[StainLocation, ...], Field(max_length=3)] = ()
    """Which parts of the cell stained: nuclear, cytoplasmic, membranous."""
    note: OptionalLine = ""
    """Clone, pattern, control."""


class ProliferationIndex(Part):
    """The share of cells in the cell cycle."""

    marker: Line = "Ki-67"
    """What it was measured with."""
    percent: Percent
    """The share, 0 to 100."""
    is_approximate: bool = False
    """True where the report says about."""


class MolecularResult(Part):
    """One molecular or genetic result."""

    test: Line
    """What was looked for: EGFR, PD-L1 TPS, MGMT methylation."""
    result: Line
    """What was found."""
    method: OptionalLine = ""
    """How: sequencing, FISH, PCR."""


class PathologyStage(StageBase):
    """Cytology, histology, stains and the final diagnosis."""

    kind: Literal["pathology"]
    """`pathology`"""
    specimen: OptionalProse = ""
    """What was taken, and from where."""
    macroscopy: OptionalProse = ""
    """What it looked like to the eye."""
    microscopy: OptionalProse = ""
    """What it looked like under the microscope."""
    stains: Annotated[tuple[Stain, ...], Field(max_length=LIST_LIMIT)] = ()
    """The stain panel, each marker once."""
    proliferation: ProliferationIndex | None = None
    """The proliferation index."""
    molecular: Annotated[tuple[MolecularResult, ...], Field(max_length=LIST_LIMIT)] = ()
    """Molecular results."""
    final_diagnosis: OptionalProse = ""
    """The pathologist's final wording."""
    series: Annotated[tuple[Series, ...], Field(max_length=LIST_LIMIT)] = ()
    """Pictures of slides or specimens."""
