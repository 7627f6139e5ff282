"""The series shelf: what the pixel front reads, so that it needs no database.

``<root>/<study uid>/<series uid>/`` holds four files. A new series appears in one rename. When
instances are added to one, its files are replaced one by one, the index first and the stacks
last: whatever the stacks name is then always in the index.
"""

import gzip
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from readingroom.kernel.errors import InvalidInput, NotFound, Unavailable
from readingroom.storage.files import DRAFT_PREFIX, make_folder, sync_folder, write_atomically
from readingroom.storage.series_index import SeriesIndex

INDEX = "index.json"
METADATA = "metadata.json.gz"
STACKS = "stacks.json.gz"
THUMBNAIL = "thumbnail.jpg"

_UID = re.compile(r"[0-9.]{1,64}")
_GZIP_LEVEL = 6


@dataclass(frozen=True)
class SeriesFiles:
    """The four files of a series.

    Attributes:
        index: where everything lies.
        metadata: DICOM JSON (PS3.18 Annex F) of every instance; stored gzipped.
        stacks: what the viewer reads; stored gzipped.
        thumbnail: JPEG of the default frame of the first stack; ``None`` where there are no
            pixels.
    """

    index: SeriesIndex
    metadata: bytes
    stacks: bytes
    thumbnail: bytes | None


class SeriesShelf:
    """The shelf below ``root``."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def folder(self, study: str, series: str) -> Path:
        """Where the files of a series lie, or would.

        Raises:
            InvalidInput: one of the two is not a UID.
        """
        for uid in (study, series):
            if not _UID.fullmatch(uid) or not uid.strip("."):
                raise InvalidInput("That is not the UID of a study or series.")
        return self._root / study / series

    def read(self, study: str, series: str, name: str) -> bytes:
        """The bytes of one file, as stored.

        Raises:
            NotFound: there is no such series, or it has no such file.
        """
        try:
            return (self.folder(study, series) / name).read_bytes()
        except FileNotFoundError:
            raise NotFound("There is no such series, or no such part of it.") from None

    def read_index(self, study: str, series: str) -> SeriesIndex | None:
        """The index of a series, or ``None`` where it was never published."""
        try:
            return SeriesIndex.from_json(self.read(study, series, INDEX))
        except NotFound:
            return None

    def publish(self, files: SeriesFiles) -> None:
        """Put the files of a series on the shelf, or replace them. Doing it again is harmless.

        Raises:
            Unavailable: the disk would not take it.
        """
        folder = self.folder(files.index.study, files.index.series)
        contents = _contents(files)
        if folder.is_dir():
            for name, content in contents.items():
                write_atomically(folder / name, [content])
        else:
            _publish_new(folder, contents)

    def replace_stacks(self, study: str, series: str, stacks: bytes) -> None:
        """Put what the viewer reads of a series anew, and nothing else.

        Raises:
            Unavailable: the disk would not take it.
        """
        write_atomically(self.folder(study, series) / STACKS, [_packed(stacks)])

    def remove(self, study: str, series: str) -> None:
        """Take a series off the shelf; nothing happens if it is not there."""
        folder = self.folder(study, series)
        shutil.rmtree(folder, ignore_errors=True)
        if folder.parent.is_dir() and not any(folder.parent.iterdir()):
            folder.parent.rmdir()

    def series(self) -> Iterator[tuple[str, str]]:
        """Study and series UID of all that is on the shelf."""
        for folder in self._root.glob("[0-9]*/[0-9]*"):
            yield folder.parent.name, folder.name

    def drafts(self) -> Iterator[Path]:
        """What publishers that died left unfinished, and what living ones are at."""
        return self._root.glob(f"**/{DRAFT_PREFIX}*")


def _contents(files: SeriesFiles) -> dict[str, bytes]:
    """File names and bytes, in the order in which they may be replaced."""
    contents = {
        INDEX: files.index.to_json(),
        METADATA: _packed(files.metadata),
    }
    if files.thumbnail is not None:
        contents[THUMBNAIL] = files.thumbnail
    contents[STACKS] = _packed(files.stacks)
    return contents


def _packed(text: bytes) -> bytes:
    return gzip.compress(text, _GZIP_LEVEL, mtime=0)


def _publish_new(folder: Path, contents: dict[str, bytes]) -> None:
    try:
        make_folder(folder.parent)
        draft = Path(tempfile.mkdtemp(prefix=DRAFT_PREFIX, dir=folder.parent))
        try:
            for name, content in contents.items():
                write_atomically(draft / name, [content])
            draft.replace(folder)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
        sync_folder(folder.parent)
    except OSError as error:
        raise Unavailable(
            "The disk of the library could not take what was to be stored. Is it full?",
            detail=f"errno={error.errno}",
        ) from error
