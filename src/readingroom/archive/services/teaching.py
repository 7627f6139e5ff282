"""Teaching-file manifests and reports that came in, for whoever makes cases of them."""

import json
from datetime import datetime
from typing import Any, Final

from readingroom.archive.models import QuarantinedObject, Submission, TeachingNote
from readingroom.archive.quarantine import Quarantine
from readingroom.archive.states import ObjectState
from readingroom.archive.steps.teaching import SUFFIX

_KEPT: Final = frozenset({ObjectState.FILED, ObjectState.HELD})


def keep_notes(submission: Submission, quarantine: Quarantine, *, now: datetime) -> None:
    """Keep what the manifests and reports of a submission say, but for those that were rejected.

    A held one waits for a person before it is filed; its words were cleaned, and go to its owner
    alone, who is told to look at them.
    """
    for path in sorted(quarantine.work.glob(f"*{SUFFIX}")):
        item = QuarantinedObject.objects.filter(
            submission=submission, ordinal=int(path.stem), patient__isnull=False
        ).first()
        if item is not None and item.patient is not None and item.state in _KEPT:
            note = json.loads(path.read_bytes())
            if not _has(submission, note):
                TeachingNote.objects.create(
                    submission=submission, patient=item.patient, created_at=now, **note
                )
        path.unlink(missing_ok=True)


def _has(submission: Submission, note: dict[str, Any]) -> bool:
    """Whether a run that died before removing the file kept it already."""
    rows = TeachingNote.objects.filter(
        submission=submission, kind=note["kind"], study_digest=note["study_digest"]
    )
    return any(row.images == note["images"] for row in rows)
