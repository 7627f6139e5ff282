"""Everything that one person wrote, as a ZIP of case folders.

Made by a job into ``exports/`` of the data folder, handed to its person alone, and removed three
days after it was asked for.
"""

import json
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, Final
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from readingroom.accounts.models import ExportState, Person, WritingExport
from readingroom.archive.models import Series
from readingroom.cases.access import visible_cases
from readingroom.cases.models import Case, Comment, Revision
from readingroom.cases.services.export_folder import Part, case_parts
from readingroom.infra import audit
from readingroom.kernel.errors import NotFound, ReadingRoomError, Unavailable
from readingroom.storage.files import make_folder

LIFETIME: Final = timedelta(days=3)
STALE: Final = timedelta(hours=12)
_FOLDER: Final = "exports"
_AT_WORK: Final = (ExportState.WAITING, ExportState.RUNNING)
_LEAST_FREE_BYTES: Final = 1024**3
_STAMP: Final = (2000, 1, 1, 0, 0, 0)
"""Of every file in the ZIP: when a case was worked on is said inside, where it is meant."""


def ask_for_export(person: Person, *, with_images: bool, now: datetime) -> WritingExport:
    """Have one made; where one is being made already, that."""
    try:
        with transaction.atomic():
            made = WritingExport.objects.create(
                person=person, with_images=with_images, asked_at=now, expires_at=now + LIFETIME
            )
            _queue(made)
            audit.record("export.asked", subject=made.key, at=now, actor=person.key)
    except IntegrityError:
        return WritingExport.objects.get(person=person, state__in=_AT_WORK)
    return made


def _queue(export: WritingExport) -> None:
    # The job's module names this one.
    from readingroom.cases.writing_jobs import make_export  # noqa: PLC0415
    from readingroom.infra.jobs import enqueue_after_commit  # noqa: PLC0415

    enqueue_after_commit(make_export, export_key=export.key)


def exports_of(person: Person, *, now: datetime) -> Sequence[WritingExport]:
    """Those that are being made or can be taken, the newest first."""
    return list(WritingExport.objects.filter(person=person, expires_at__gt=now))


def open_export(person: Person, key: UUID, *, now: datetime) -> BinaryIO:
    """The ZIP, for whoever asked for it.

    Raises:
        NotFound: it is another's, or not ready, or its time is over.
    """
    row = WritingExport.objects.filter(
        person=person, key=key, state=ExportState.READY, expires_at__gt=now
    ).first()
    try:
        if row is None:
            raise FileNotFoundError
        return _place(row.key).open("rb")
    except FileNotFoundError:
        raise NotFound("This is not there any more. Ask for it once more.") from None


def make(key: UUID, *, now: datetime) -> None:
    """Make the ZIP that was asked for.

    Raises:
        NotFound: nobody waits for it.
        Unavailable: the disk would not take it.
    """
    row = WritingExport.objects.select_related("person").filter(key=key, state__in=_AT_WORK).first()
    if row is None or row.expires_at <= now:
        raise NotFound("Nobody waits for this.")
    place = _place(row.key)
    make_folder(place.parent)
    draft = place.with_suffix(".draft")
    try:
        _write(row, draft)
        _check_still_wanted(row)
        draft.replace(place)
    except OSError as error:
        raise Unavailable(
            "The disk would not take what was to be written.", detail=f"errno={error.errno}"
        ) from error
    except (NotFound, Unavailable):
        raise
    except ReadingRoomError:
        _move(row, ExportState.FAILED)
        raise
    finally:
        draft.unlink(missing_ok=True)
    row.size_bytes = place.stat().st_size
    row.save(update_fields=["size_bytes"])
    _move(row, ExportState.READY)


def drop_exports() -> None:
    """Destroy every export, and end those that are being made: a case was erased.

    They are made again in minutes, and looking into each would cost more.
    """
    WritingExport.objects.filter(state__in=_AT_WORK).update(state=ExportState.FAILED)
    WritingExport.objects.filter(state=ExportState.READY).delete()
    _remove_files(known=frozenset())


def sweep_exports(*, now: datetime) -> None:
    """Remove what is over; give up what nobody goes on with."""
    over = WritingExport.objects.filter(expires_at__lte=now)
    over.delete()
    WritingExport.objects.filter(state__in=_AT_WORK, asked_at__lt=now - STALE).update(
        state=ExportState.FAILED
    )
    known = {f"{key}" for key in WritingExport.objects.values_list("key", flat=True)}
    _remove_files(known=frozenset(known))


def _check_still_wanted(row: WritingExport) -> None:
    if not WritingExport.objects.filter(pk=row.pk, state=ExportState.RUNNING).exists():
        raise NotFound("Nobody waits for this any more.")


def _remove_files(*, known: frozenset[str]) -> None:
    folder = _place(UUID(int=0)).parent
    for file in folder.glob("*") if folder.is_dir() else ():
        if file.stem not in known:
            file.unlink(missing_ok=True)


def _write(row: WritingExport, draft: Path) -> None:
    person = row.person
    cases = list(Case.objects.filter(owner=person).order_by("number"))
    row.state, row.total, row.done = ExportState.RUNNING, len(cases), 0
    row.save(update_fields=["state", "total", "done"])
    draft.touch(mode=0o600)
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
        _put(archive, "account.json", [_json(_account(person))])
        for case in cases:
            for name, pieces in _case(case, person, with_images=row.with_images):
                _put(archive, f"{case.short_number}/{name}", pieces)
            row.done += 1
            row.save(update_fields=["done"])
        for name, pieces in _elsewhere(person):
            _put(archive, name, pieces)


def _case(case: Case, person: Person, *, with_images: bool) -> Iterator[Part]:
    revision = case.draft_revision
    if revision is None:
        return
    theirs = Series.objects.filter(
        revisions__revision=revision, study__submission__owner=person
    ).values_list("series_instance_uid", flat=True)
    images = frozenset(theirs) if with_images else frozenset()
    yield from case_parts(case, revision, images=images, with_history=True)


def _elsewhere(person: Person) -> Iterator[Part]:
    """What they wrote in cases of others that they may still see: their revisions and remarks."""
    theirs = Revision.objects.filter(
        author=person, case__in=visible_cases(person).exclude(owner=person)
    )
    for revision in theirs.select_related("case").order_by("case", "number"):
        name = f"in-cases-of-others/{revision.case.short_number}/{revision.number:04d}.json"
        yield name, [_json(revision.document)]
    remarks = Comment.objects.filter(author=person, case__in=visible_cases(person))
    said = [
        {
            "case": each.case.short_number,
            "at": each.at.isoformat(),
            "words": each.words,
            "proposal": each.proposal,
        }
        for each in remarks.select_related("case")
    ]
    if said:
        yield "remarks.json", [_json(said)]


def _account(person: Person) -> dict[str, Any]:
    return {
        "username": person.username,
        "email": person.email,
        "name": person.name,
        "title": person.title,
        "orcid": person.orcid,
        "credit_line": person.credit_line,
        "role": person.role,
        "institution": person.institution.name if person.institution else None,
        "joined": person.date_joined.isoformat(),
        "language": person.language,
        "time_zone": person.time_zone,
        "viewer": person.viewer,
    }


def _put(archive: zipfile.ZipFile, name: str, pieces: Any) -> None:
    """One file, a piece at a time; what is compressed already is stored as it is."""
    if shutil.disk_usage(settings.READINGROOM_DATA).free < _LEAST_FREE_BYTES:
        raise Unavailable("The disk of the library is nearly full.", detail="free")
    entry = zipfile.ZipInfo(name, _STAMP)
    is_image = name.endswith(".dcm")
    entry.compress_type = zipfile.ZIP_STORED if is_image else zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    with archive.open(entry, "w", force_zip64=True) as file:
        for piece in pieces:
            file.write(piece)


def _json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _move(row: WritingExport, state: ExportState) -> None:
    row.state = state
    row.save(update_fields=["state"])


def _place(key: UUID) -> Path:
    return Path(settings.READINGROOM_DATA) / _FOLDER / f"{key}.zip"
