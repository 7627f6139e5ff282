"""One model per file."""

from readingroom.teaching.models.cohort import (
    Cohort,
    Contribution,
    Membership,
    SetCase,
    SetPlaylist,
)
from readingroom.teaching.models.playlist import (
    EntryKind,
    ExtraTime,
    Mode,
    Order,
    Playlist,
    PlaylistEntry,
    Release,
)
from readingroom.teaching.models.sitting import (
    Ending,
    Sitting,
    SittingCommit,
    SittingEntry,
    Unsent,
)

__all__ = [
    "Cohort",
    "Contribution",
    "Ending",
    "EntryKind",
    "ExtraTime",
    "Membership",
    "Mode",
    "Order",
    "Playlist",
    "PlaylistEntry",
    "Release",
    "SetCase",
    "SetPlaylist",
    "Sitting",
    "SittingCommit",
    "SittingEntry",
    "Unsent",
]
