"""Housekeeping: takes up what dead processes left, and ends what nobody decided in time.

Everything here can run at any time, beside anything. A starting worker runs it first.
"""

import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from readingroom.archive.drafts import remove_dead_drafts
from readingroom.archive.models import (
    Door,
    Instance,
    QuarantinedObject,
    Series,
    Submission,
    UploadedFile,
)
from readingroom.archive.places import places
from readingroom.archive.quarantine import Quarantine, traces
from readingroom.archive.services.hold import erase_undecided
from readingroom.archive.services.intake import close_left_open
from readingroom.archive.services.process import erase_decided
from readingroom.archive.states import ObjectState, SubmissionState
from readingroom.infra import audit
from readingroom.kernel.errors import StateConflict

HELD_FOR: Final = timedelta(days=30)
UPLOAD_KEPT_FOR: Final = timedelta(days=2)
_ORPHANED_AFTER: Final = timedelta(days=1)


def sweep(*, now: datetime) -> list[UUID]:
    """Do all of it.

    Returns:
        keys of submissions that have to be processed: nobody is at them.
    """
    _close_what_was_promised(now)
    _abandon_half_received(now)
    _erase_traces_nobody_needs()
    _expire_held(now)
    _forget_uploads(now)
    _remove_orphans(now)
    return list(unattended_submissions())


def unattended_submissions() -> Iterator[UUID]:
    """Submissions that wait or were left, and that no process is at."""
    waiting = Submission.objects.filter(
        state__in=[SubmissionState.WAITING, SubmissionState.PROCESSING]
    )
    for key in waiting.order_by("id").values_list("key", flat=True):
        if _is_free(places().quarantine(key)):
            yield key


def _is_free(quarantine: Quarantine) -> bool:
    try:
        with quarantine.locked():
            return True
    except StateConflict:
        return False


def _close_what_was_promised(now: datetime) -> None:
    """What a PACS sent and a dead listener acknowledged: it goes its way."""
    remove_dead_drafts(places().root)
    left = Submission.objects.filter(state=SubmissionState.RECEIVING, door=Door.PACS)
    for submission in left:
        quarantine = places().quarantine(submission.key)
        with suppress(StateConflict), quarantine.locked():
            submission.refresh_from_db()
            if submission.state == SubmissionState.RECEIVING:
                close_left_open(submission, quarantine, now=now)


def _abandon_half_received(now: datetime) -> None:
    """What was being received when its process died: nothing was promised; it goes."""
    alive = Q(door=Door.PAGE, moved_at__gt=now - UPLOAD_KEPT_FOR)  # its sender may come back
    for submission in Submission.objects.filter(~alive, state=SubmissionState.RECEIVING):
        quarantine = places().quarantine(submission.key)
        try:
            with quarantine.locked(), transaction.atomic():
                gone = Submission.objects.filter(
                    pk=submission.pk, state=SubmissionState.RECEIVING
                ).delete()
                if gone[0]:
                    quarantine.erase_all()
                    audit.record("submission.abandoned", subject=submission.key, at=now)
        except StateConflict:
            continue  # it is alive


def _erase_traces_nobody_needs() -> None:
    """Folders and locks of submissions that are finished, or that no row tells of."""
    for name in traces(places().root):
        key = _key_of(name)
        if key is None:
            continue
        quarantine = places().quarantine(key)
        try:
            with quarantine.locked():
                submission = Submission.objects.filter(key=key).first()
                if submission is None:
                    quarantine.erase_all()
                elif submission.state == SubmissionState.FINISHED:
                    erase_decided(submission, quarantine)
        except StateConflict:
            continue


def _key_of(name: str) -> UUID | None:
    try:
        return UUID(name)
    except ValueError:
        return None


def _expire_held(now: datetime) -> None:
    rows = QuarantinedObject.objects.filter(
        state=ObjectState.HELD, moved_at__lt=now - HELD_FOR
    ).select_related("submission")
    for item in rows:
        with transaction.atomic():
            changed = QuarantinedObject.objects.filter(pk=item.pk, state=ObjectState.HELD).update(
                state=ObjectState.REJECTED, reason_code="hold_expired", decision="", moved_at=now
            )
            if not changed:
                continue
            codes: dict[str, audit.Code] = {
                "reason": item.reason_code,
                "submission": item.submission.key,
            }
            audit.record("file.expired", subject=item.key, at=now, codes=codes)
        erase_undecided(item)


def _forget_uploads(now: datetime) -> None:
    """Which uploaded file became which: nobody asks once the page is long gone."""
    UploadedFile.objects.filter(submission__finished_at__lt=now - _ORPHANED_AFTER).delete()


def _remove_orphans(now: datetime) -> None:
    """Drafts, packs and shelf entries that no commit followed, once nobody can be at them."""
    before_s = time.time() - _ORPHANED_AFTER.total_seconds()
    blobs, shelf = places().blobs, places().shelf
    for draft in [*blobs.drafts(), *shelf.drafts()]:
        if _is_older(draft, before_s) and draft.is_file():
            draft.unlink(missing_ok=True)
    kept = set(Instance.objects.values_list("pack_key", flat=True).distinct())
    for key in sorted(blobs.keys()):
        if key not in kept and _is_older(blobs.path(key), before_s):
            blobs.delete(key)
    filed = set(Series.objects.values_list("series_instance_uid", flat=True))
    for study, series in shelf.series():
        if series not in filed and _is_older(shelf.folder(study, series), before_s):
            shelf.remove(study, series)


def _is_older(path: Path, moment_s: float) -> bool:
    try:
        return path.stat().st_mtime < moment_s
    except FileNotFoundError:
        return False
