"""The stain panel: groups in a fixed order, each with its count."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from readingroom.casefile.pathology import Stain
from readingroom.casefile.vocab import StainResult

ORDER: Final = (
    StainResult.POSITIVE,
    StainResult.FOCAL,
    StainResult.EQUIVOCAL,
    StainResult.NEGATIVE,
    StainResult.NOT_DONE,
)


@dataclass(frozen=True)
class StainGroup:
    """The stains of one result."""

    result: StainResult
    stains: tuple[Stain, ...]


def stain_groups(stains: Iterable[Stain]) -> tuple[StainGroup, ...]:
    """Positive first, not done last; results that no stain has are left out."""
    panel = tuple(stains)
    groups = (
        StainGroup(result, tuple(stain for stain in panel if stain.result == result))
        for result in ORDER
    )
    return tuple(group for group in groups if group.stains)
