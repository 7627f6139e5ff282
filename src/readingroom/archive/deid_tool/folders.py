"""Where the command reads and writes: checked before anything is made."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from readingroom.archive.sources import Source, find_sources
from readingroom.kernel.errors import InvalidInput, Unavailable

_PRIVATE: Final = 0o700
_BETWEEN: Final = " › "
_INDEX: Final = "DICOMDIR"


def sources_in(given: Path) -> tuple[Path, list[Source]]:
    """What is given, taken apart, and the folder that the sources' names are relative to.

    The index of a disc stands for the disc.

    Raises:
        InvalidInput: there is nothing there, or no file in it.
    """
    place = given.absolute()
    if place.is_file() and place.name.upper() == _INDEX:
        place = place.parent
    sources = list(find_sources([place]))
    if not sources:
        raise InvalidInput("There are no files in what was given.")
    return place, sources


def name_below(place: Path, source: Source) -> str:
    """How the sender knows a source: its path below what was given.

    A file in an archive has the archive's path and its own; the archive alone that was given has
    none.
    """
    own, between, inside = source.name.partition(_BETWEEN)
    path = Path(own)
    if path == place:
        return inside if between else place.name
    shown = str(path.relative_to(place))
    return f"{shown}/{inside}" if between else shown


def prepare_folders(given: Path, out: Path, held: Path, *, resume: bool) -> None:
    """Make the folders for what is clean and for what is held, for their owner alone.

    Raises:
        InvalidInput: one of them is within what is given or within the other, or not empty.
        Unavailable: they can't be made.
    """
    source, clean, aside = (path.resolve() for path in (given, out, held))
    _check_apart(source, clean, aside)
    try:
        for folder in (clean, aside):
            if folder.exists() and not folder.is_dir():
                raise InvalidInput("There is a file where a folder has to be made. Name another.")
            if folder.is_dir() and any(folder.iterdir()) and not resume:
                raise InvalidInput(
                    "The folder for the result, or for what is held, is not empty. Name one that "
                    "is, or go on with a run that was stopped by --resume and the same --secret."
                )
            folder.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
    except OSError as error:
        raise Unavailable(
            "The folder for the result can't be made. Check that the place is yours to write to.",
            detail=f"errno={error.errno}",
        ) from None


def _check_apart(source: Path, clean: Path, aside: Path) -> None:
    """No folder may lie within another: what is clean must not be taken for what is given."""
    for one, other in ((source, clean), (source, aside), (clean, aside)):
        if one == other or one in other.parents or other in one.parents:
            raise InvalidInput(
                "What is given, the result and what is held must lie apart, none within another."
            )


def remove_drafts(folder: Path) -> None:
    """Remove what a run that was stopped had not finished writing."""
    for draft in _drafts(folder):
        draft.unlink(missing_ok=True)


def _drafts(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*.dcm.*") if path.is_file())


def make_parents(out: Path, names: Iterator[str] | list[str]) -> None:
    """Make the folders that the clean files go to."""
    for parent in sorted({(out / name).parent for name in names}):
        parent.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)


def remove_empty(folder: Path) -> None:
    """Remove the folders below ``folder`` that nothing came into."""
    for path in sorted((p for p in folder.rglob("*") if p.is_dir()), reverse=True):
        if not any(path.iterdir()):
            path.rmdir()
