"""The discussion: what the case teaches, and where to read on."""

import re
from typing import Annotated, Final, Literal

from pydantic import Field

from readingroom.casefile.base import (
    LIST_LIMIT,
    Line,
    OptionalLine,
    OptionalProse,
    Part,
    Prose,
)
from readingroom.casefile.stages import StageBase

_NUMBER_HEAD: Final = re.compile(
    r"(?:https?://(?:dx\.)?doi\.org/|https?://pubmed\.ncbi\.nlm\.nih\.gov/|doi:?|pmid:?)\s*",
    re.IGNORECASE,
)
WebAddress = Annotated[str, Field(pattern=r"^https?://[^\s<>\"]+$", max_length=1000)]


class Reference(Part):
    """A publication."""

    citation: Prose
    """Authors, title, journal, year, pages."""
    doi: Annotated[str, Field(pattern=r"^10\.[0-9]{4,9}/[^\s<>\"]+$", max_length=300)] | None = None
    """Its DOI, without `https://doi.org/`."""
    pmid: Annotated[int, Field(ge=1, le=999_999_999)] | None = None
    """Its PubMed number."""
    url: WebAddress | None = None
    """Its address, where it has no DOI."""

    @property
    def is_number_only(self) -> bool:
        """Whether the citation says nothing but the DOI or the PubMed number beside it."""
        number = _NUMBER_HEAD.sub("", self.citation.strip(), count=1).strip("./ ").casefold()
        return number in {(self.doi or "").casefold(), str(self.pmid)} - {""}


class FurtherCase(Part):
    """Another case worth opening after this one."""

    label: Line
    """What it is called; shown after reveal."""
    case: OptionalLine = ""
    """The key of a case of this library."""
    url: WebAddress | None = None
    """The address of a case elsewhere."""
    why: OptionalProse = ""
    """What it adds."""


class DiscussionStage(StageBase):
    """The discussion of the case."""

    kind: Literal["discussion"]
    """`discussion`"""
    text: OptionalProse = ""
    """The discussion, in Markdown, with links to slices."""
    teaching_points: Annotated[tuple[Prose, ...], Field(max_length=50)] = ()
    """What to take home, one point each."""
    references: Annotated[tuple[Reference, ...], Field(max_length=LIST_LIMIT)] = ()
    """Publications."""
    further_cases: Annotated[tuple[FurtherCase, ...], Field(max_length=LIST_LIMIT)] = ()
    """Other cases."""
