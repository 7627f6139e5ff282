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


@dataclass(frozen=True)
class StainColumns:
    """Which columns of the panel's table say something of at least one stain."""

    percent: bool
    intensity: bool
    location: bool
    note: bool


def stain_columns(stains: Iterable[Stain]) -> StainColumns:
    """The columns beyond marker and result; one that would be empty is not worth a reader's eye."""
    panel = tuple(stains)
    return StainColumns(
        percent=any(stain.percent is not None for stain in panel),
        intensity=any(stain.intensity for stain in panel),
        location=any(stain.location for stain in panel),
        note=any(stain.note for stain in panel),
    )


def stain_groups(stains: Iterable[Stain]) -> tuple[StainGroup, ...]:
    """Positive first, not done last; results that no stain has are left out."""
    panel = tuple(stains)
    groups = (
        StainGroup(result, tuple(stain for stain in panel if stain.result == result))
        for result in ORDER
    )
    return tuple(group for group in groups if group.stains)
