"""A case as a folder: ``case.yaml`` and the images beside it."""

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from readingroom.casefile.document import (
    CaseDocument,
    dump_document,
    segments_named,
    series_of,
)
from readingroom.casefile.errors import InvalidCase, Problem, refuse
from readingroom.casefile.items import HotspotItem
from readingroom.casefile.study import LIBRARY_PREFIX
from readingroom.casefile.validation import line_of, parse_document, parse_place
from readingroom.casefile.yamlform import MAX_YAML_BYTES, read_yaml, write_yaml

CASE_FILE: Final = "case.yaml"
MAX_IMAGE_FILES: Final = 200_000


@dataclass(frozen=True)
class CaseFolder:
    """A case read from a folder.

    Attributes:
        document: what ``case.yaml`` says.
        image_paths: for each series ``id`` the file or folder inside the case folder that holds
            its images; series whose images are already in a library are not listed.
        segment_paths: the same for segmentations that questions take places from, by what the
            document says of where they are.
    """

    document: CaseDocument
    image_paths: Mapping[str, Path]
    segment_paths: Mapping[str, Path]


def read_case_file(source: bytes) -> CaseDocument:
    """The document of a ``case.yaml``; problems name their line.

    Raises:
        InvalidCase: with everything to correct.
    """
    data, lines = read_yaml(source)
    return parse_document(data, lines=lines)


def write_case_file(document: CaseDocument) -> bytes:
    """The canonical ``case.yaml`` of a document; ``read_case_file`` gives the document back."""
    return write_yaml(dump_document(document))


def read_folder(path: Path, *, images_required: bool = True) -> CaseFolder:
    """Read a case folder; nothing in it is changed, and nothing outside it is looked at.

    Args:
        path: the folder that holds ``case.yaml``.
        images_required: False for a document whose images are yet to be put in place; then
            ``image_paths`` lists what is there.

    Raises:
        InvalidCase: no case file, a document with problems, images that are missing, or a link
            that leads out of the folder.
    """
    data, lines = read_yaml(_read_bounded(path))
    document = parse_document(data, lines=lines)
    root = path.resolve()
    found: dict[str, Path] = {}
    problems: list[Problem] = []
    for place, images in _placed_images(document):
        if images.startswith(LIBRARY_PREFIX):
            continue
        target = root / images
        if not _stays_inside(target, root):
            message = "The images lie outside the case folder."
            problems.append(Problem(place, message, line_of(parse_place(place), lines)))
        elif target.exists():
            found[images] = target
        elif images_required:
            message = f"There is nothing at “{images}”."
            problems.append(Problem(place, message, line_of(parse_place(place), lines)))
    if problems:
        raise InvalidCase(tuple(problems))
    series = {one.id: found[one.images] for one in document.all_series() if one.images in found}
    segments = {one.images for one in segments_named(document)}
    return CaseFolder(document, series, {name: found[name] for name in segments & found.keys()})


def _placed_images(document: CaseDocument) -> Iterator[tuple[str, str]]:
    """What lies in the folder, with the place that says so."""
    for stage_index, stage in enumerate(document.stages):
        for series_index, series in enumerate(series_of(stage)):
            yield f"stages[{stage_index}].series[{series_index}].images", series.images
    for item_index, item in enumerate(document.items):
        for index, segment in enumerate(item.segments if isinstance(item, HotspotItem) else ()):
            yield f"items[{item_index}].segments[{index}].images", segment.images


def _read_bounded(folder: Path) -> bytes:
    file = folder / CASE_FILE
    try:
        descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise refuse(f"This folder holds no {CASE_FILE} that can be read.") from error
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise refuse(f"{CASE_FILE} is not a file.")
        with os.fdopen(descriptor, "rb", closefd=False) as opened:
            return opened.read(MAX_YAML_BYTES + 1)
    finally:
        os.close(descriptor)


def _stays_inside(target: Path, root: Path) -> bool:
    """Whether a path, and everything below it, leads nowhere outside ``root``."""
    if not _leads_inside(target, root):
        return False
    below = target.rglob("*") if target.is_dir() else iter(())
    for count, entry in enumerate(below):
        if count >= MAX_IMAGE_FILES:
            raise refuse("The case folder holds too many files.")
        if entry.is_symlink() and not _leads_inside(entry, root):
            return False
    return True


def _leads_inside(path: Path, root: Path) -> bool:
    try:
        return path.resolve().is_relative_to(root)
    except RuntimeError:  # a circle of symbolic links leads nowhere at all
        return False


def write_folder(
    document: CaseDocument, path: Path, *, images: Mapping[str, Path] | None = None
) -> None:
    """Write a case folder: ``case.yaml``, and copies of the images that are given.

    Args:
        document: its series name their images by paths inside the folder; see ``map_images``.
        path: the folder, made if need be; an existing ``case.yaml`` is replaced at once.
        images: for each series ``id`` a file or folder to be copied to its place.

    Raises:
        InvalidCase: a series that is to be copied names no path inside the folder.
    """
    path.mkdir(parents=True, exist_ok=True)
    root = path.resolve()
    for series in document.all_series():
        source = (images or {}).get(series.id)
        if source is None:
            continue
        target = root / series.images
        if series.series_instance_uid is not None or not _leads_inside(target, root):
            raise refuse(f"The series “{series.id}” names no place inside the folder.")
        _copy(source, target)
    _write_at_once(write_case_file(document), root / CASE_FILE)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)
    else:
        shutil.copyfile(source, target)


def _write_at_once(content: bytes, target: Path) -> None:
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as written:
        written.write(content)
        written.flush()
        os.fsync(written.fileno())
    temporary = Path(written.name)
    temporary.chmod(0o644)
    temporary.replace(target)
