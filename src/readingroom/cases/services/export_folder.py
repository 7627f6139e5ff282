"""A case leaves as a folder: ``case.yaml``, its images, and what it said before.

The same document that ``case import`` reads. Images are the library's own objects, de-identified,
put together from their packs one frame at a time.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from readingroom.archive.models import Instance, Series
from readingroom.archive.objects import object_pieces
from readingroom.archive.places import places
from readingroom.casefile.document import CaseDocument, map_images
from readingroom.casefile.folder import CASE_FILE, write_case_file
from readingroom.casefile.validation import read_stored
from readingroom.cases.models import Case, Draft, Revision
from readingroom.kernel.errors import InvalidInput
from readingroom.storage.series_index import Span

IMAGES: Final = "images"
HISTORY: Final = "history"
WORKING_COPY: Final = "working-copy.json"

Part = tuple[str, Iterable[bytes]]
"""A path inside the folder, and what the file holds, piece by piece."""


def case_parts(
    case: Case, revision: Revision, *, images: frozenset[str], with_history: bool = False
) -> Iterator[Part]:
    """The files of the folder of one case.

    Args:
        case: which.
        revision: what ``case.yaml`` is to say.
        images: UIDs of the series whose images come along; the document goes on naming the
            others by their place in the library.
        with_history: whether every revision comes along too, and what was typed since the last.
    """
    document = read_stored(revision.document)
    shown = {row.local_id: row.series for row in revision.series.select_related("series__study")}
    places_of = _places_of(shown, images)
    yield CASE_FILE, [write_case_file(_placed(document, places_of))]
    for folder, series in {places_of[each]: shown[each] for each in places_of}.items():
        yield from _images(series, folder)
    if with_history:
        yield from _history(case)


def write_case_folder(folder: Path, parts: Iterable[Part]) -> int:
    """Write a case folder that is not there yet, or is empty; the number of files.

    Raises:
        InvalidInput: something lies there.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InvalidInput("Something lies at this place already. Name a folder that is not there.")
    count = 0
    for name, pieces in parts:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            file.writelines(pieces)
        count += 1
    return count


def _places_of(shown: dict[str, Series], images: frozenset[str]) -> dict[str, str]:
    """Where in the folder the images of each series go; two that show one series share a place."""
    folders: dict[str, str] = {}
    places_of: dict[str, str] = {}
    for local_id, series in shown.items():
        uid = series.series_instance_uid
        if uid in images:
            places_of[local_id] = folders.setdefault(uid, f"{IMAGES}/{local_id}")
    return places_of


def _placed(document: CaseDocument, places_of: dict[str, str]) -> CaseDocument:
    return map_images(document, places_of) if places_of else document


def _images(series: Series, folder: str) -> Iterator[Part]:
    index = places().shelf.read_index(series.study.study_instance_uid, series.series_instance_uid)
    if index is None:
        return
    rows = Instance.objects.filter(series=series).order_by("number", "id")
    uids = list(rows.values_list("sop_instance_uid", flat=True))
    for place, uid in enumerate((uid for uid in uids if uid in index.instances), start=1):
        pieces = object_pieces(index.instances[uid], _read, is_raw=False)
        yield f"{folder}/{place:05d}.dcm", pieces


def _read(span: Span) -> bytes:
    return places().blobs.read(span.pack, span.offset, span.stop)


def _history(case: Case) -> Iterator[Part]:
    for revision in case.revisions.order_by("number"):
        document = read_stored(revision.document)
        yield f"{HISTORY}/{revision.number:04d}.yaml", [write_case_file(document)]
    draft = Draft.objects.filter(case=case).first()
    if draft is not None:
        yield WORKING_COPY, [json.dumps(draft.copy, ensure_ascii=False, indent=1).encode()]
