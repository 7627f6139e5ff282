"""A case folder comes in: its images by the full route, its words as a draft."""

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from readingroom.accounts.actor import may_contribute
from readingroom.accounts.models import Person
from readingroom.archive.progress import Progress, ignore
from readingroom.archive.selectors import series_by_ordinal
from readingroom.archive.services.process import process_submission
from readingroom.archive.services.receive import ReceivedSubmission, receive_paths
from readingroom.casefile.document import map_images
from readingroom.casefile.folder import CaseFolder, read_folder, write_case_file
from readingroom.casefile.study import LIBRARY_PREFIX
from readingroom.cases.models import Case
from readingroom.cases.services.revise import create_case
from readingroom.kernel.errors import InvalidInput, NotPermitted


def import_case_folder(
    path: Path,
    *,
    owner: Person,
    now: datetime,
    on_progress: Callable[[Progress], None] = ignore,
    released: Collection[str] = (),
) -> Case:
    """Make a private draft of the case folder at ``path``, which is only read.

    Importing a folder whose ``case.yaml`` was imported by ``owner`` before gives that case, as it
    is now; images that are in the library already are found there. ``released`` is as for
    ``receive_paths``.

    Raises:
        NotPermitted: ``owner`` is a learner.
        InvalidCase: ``case.yaml`` has problems; each is named with its line.
        InvalidInput: some images were held or refused; the message says how many of what.
    """
    if not may_contribute(owner):
        raise NotPermitted("Learners read cases. Ask your administrator for the contributor role.")
    folder = read_folder(path)
    digest = hashlib.sha256(write_case_file(folder.document)).hexdigest()
    earlier = Case.objects.filter(owner=owner, source_digest=digest).first()
    if earlier is not None:
        return earlier

    def take(paths: Sequence[Path]) -> ReceivedSubmission:
        return receive_paths(
            paths, owner=owner, now=now, on_progress=on_progress, released=released
        )

    images, segmentations = _take_in(folder, take, now, on_progress)
    document = map_images(folder.document, images, segmentations)
    return create_case(document=document, owner=owner, now=now, source_digest=digest)


def _take_in(
    folder: CaseFolder,
    take: Callable[[Sequence[Path]], ReceivedSubmission],
    now: datetime,
    on_progress: Callable[[Progress], None],
) -> tuple[dict[str, str], dict[str, str]]:
    """Send the images through the route; say where each series of the document is now, and each
    segmentation that its questions name."""
    wanted = [*folder.image_paths.values(), *folder.segment_paths.values()]
    if not wanted:
        return {}, {}
    received = take(list(dict.fromkeys(wanted)))
    process_submission(received.submission.key, now=now, on_progress=on_progress)
    filed = series_by_ordinal(received.submission)
    found: list[dict[str, str]] = []
    missing: list[str] = []
    for paths in (folder.image_paths, folder.segment_paths):
        uids = {name: _series_at(path, received.names, filed) for name, path in paths.items()}
        missing += [name for name, series in uids.items() if len(series) != 1]
        found.append({name: f"{LIBRARY_PREFIX}{''.join(one)}" for name, one in uids.items()})
    if missing:
        raise InvalidInput(
            f"The images of these series did not all come in as one series: {', '.join(missing)}. "
            "See `readingroom held list`; release what is held, then import the folder again."
        )
    return found[0], found[1]


def _series_at(place: Path, names: Sequence[str], filed: Mapping[int, str]) -> set[str]:
    """UIDs of the series that the files at ``place`` were filed in; an empty one for the rest."""
    ordinals = [
        ordinal
        for ordinal, name in enumerate(names, start=1)
        if Path(name) == place or place in Path(name).parents
    ]
    return {filed.get(ordinal, "") for ordinal in ordinals} - {""}
