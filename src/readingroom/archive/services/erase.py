"""Destroying what the archive holds of some series: rows, shelf, packs, what waits in quarantine.

Two steps. ``take_rows`` runs in the caller's transaction and takes rows and shelf away, so that
nobody finds the series any more, and nothing that is filed meanwhile is put beside what goes. It
says which files are left; ``destroy_files`` destroys those, and may be repeated.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet

from readingroom.archive.models import (
    Instance,
    Patient,
    QuarantinedObject,
    Series,
    Study,
    Submission,
    TeachingNote,
)
from readingroom.archive.places import places
from readingroom.archive.quarantine import Quarantine
from readingroom.archive.states import ObjectState, SubmissionState
from readingroom.infra import audit, faults

REASON: Final = "case_erased"
_WITHOUT_FILE: Final = (ObjectState.FILED, ObjectState.DUPLICATE, ObjectState.REJECTED)


@dataclass(frozen=True)
class Leftovers:
    """Files of rows that are gone, in plain values that can be kept until they are destroyed.

    Attributes:
        series: study and series UID of each series.
        packs: keys of blobs that nothing refers to any more.
        waiting: submission key and ordinal of files in quarantine.
        identities: submission key and patient's digest, of what quarantine knows them by.
    """

    series: tuple[tuple[str, str], ...] = ()
    packs: tuple[str, ...] = ()
    waiting: tuple[tuple[str, int], ...] = ()
    identities: tuple[tuple[str, str], ...] = ()

    def plain(self) -> dict[str, Any]:
        """For a JSON field."""
        return asdict(self)

    @classmethod
    def of_plain(cls, told: Mapping[str, Any]) -> "Leftovers":
        """What ``plain`` wrote."""
        return cls(
            series=tuple((study, series) for study, series in told.get("series", ())),
            packs=tuple(told.get("packs", ())),
            waiting=tuple((key, ordinal) for key, ordinal in told.get("waiting", ())),
            identities=tuple((key, digest) for key, digest in told.get("identities", ())),
        )


def take_rows(series: Collection[Series], *, case_key: UUID | None, now: datetime) -> Leftovers:
    """Take the rows of ``series`` away, and the series off the shelf, in the caller's transaction.

    With them go studies that have no other series, patients of whom nothing else is here, what
    waits in quarantine of the same sendings and patients, and what teaching files said for the
    case ``case_key``. Receipts still account for every file, and say that it was erased.
    """
    rows = Series.objects.filter(pk__in=[one.pk for one in series])
    uids = tuple(
        rows.order_by("pk").values_list("study__study_instance_uid", "series_instance_uid")
    )
    patients = list(Patient.objects.filter(studies__series__in=rows).distinct())
    studies = list(Study.objects.filter(series__in=rows).distinct())
    waiting, identities = _take_objects(rows, patients, case_key=case_key, now=now)
    instances = Instance.objects.filter(series__in=rows)
    packs = set(instances.values_list("pack_key", flat=True))
    instances.delete()
    packs -= set(Instance.objects.filter(pack_key__in=packs).values_list("pack_key", flat=True))
    rows.delete()
    for study in studies:
        _narrow(study)
    if case_key is not None:
        TeachingNote.objects.filter(case_key=case_key).delete()
    for patient in patients:
        _forget(patient)
    for study_uid, uid in uids:
        places().shelf.remove(study_uid, uid)
    faults.reach("off_the_shelf")
    return Leftovers(uids, tuple(sorted(packs)), waiting, identities)


def destroy_files(leftovers: Leftovers) -> None:
    """Destroy the files that ``take_rows`` left. Doing it again is harmless.

    Raises:
        Unavailable: the disk would not let go of one.
    """
    filed = set(
        Series.objects.filter(
            series_instance_uid__in=[uid for _, uid in leftovers.series]
        ).values_list("series_instance_uid", flat=True)
    )
    for study, uid in leftovers.series:
        if uid not in filed:  # else it was sent in anew, and what is there now is of that
            places().shelf.remove(study, uid)
    used = set(
        Instance.objects.filter(pack_key__in=leftovers.packs).values_list("pack_key", flat=True)
    )
    for pack in leftovers.packs:
        if pack not in used:
            places().blobs.destroy(pack)
            faults.reach("pack_destroyed")
    for key, ordinal in leftovers.waiting:
        places().quarantine(UUID(key)).erase(ordinal)
    for key, digest in leftovers.identities:
        places().quarantine(UUID(key)).identity(digest).unlink(missing_ok=True)
    for key in {key for key, _ in leftovers.waiting}:
        _leave(places().quarantine(UUID(key)), UUID(key))


def _leave(quarantine: Quarantine, key: UUID) -> None:
    """Remove the folder of a submission that has nothing to wait for any more."""
    is_finished = Submission.objects.filter(key=key, state=SubmissionState.FINISHED).exists()
    if is_finished and not quarantine.ordinals():
        quarantine.erase_all()


def _take_objects(
    series: QuerySet[Series], patients: Collection[Patient], *, case_key: UUID | None, now: datetime
) -> tuple[tuple[tuple[str, int], ...], tuple[tuple[str, str], ...]]:
    """Have the rows of received files say that they were erased, and nothing else."""
    of_them = QuarantinedObject.objects.filter(patient__in=patients)
    own = Q(series_instance_uid__in=series.values("series_instance_uid")) | Q(
        source_digest__in=Instance.objects.filter(series__in=series).values("source_digest")
    )
    sendings = list(of_them.filter(own).values_list("submission_id", flat=True).distinct())
    staying = Series.objects.filter(study__patient__in=patients).exclude(pk__in=series.values("pk"))
    beside = Q(submission__in=sendings) & ~Q(
        series_instance_uid__in=staying.values("series_instance_uid")
    )
    left = of_them.filter(own | (beside & ~Q(state__in=_WITHOUT_FILE)))
    items = list(left.select_related("submission", "patient"))
    waiting = [item for item in items if item.state not in _WITHOUT_FILE]
    QuarantinedObject.objects.filter(pk__in=left.values("pk")).update(
        state=ObjectState.REJECTED, reason_code=REASON, reason_codes=[], released_codes=[],
        mask_boxes=[], decision="", seen_digest="", byte_digest="", source_digest="",
        content_digest="", series_instance_uid="", patient=None, is_variant=False, moved_at=now,
    )  # fmt: skip
    for submission in {item.submission_id: item.submission for item in items}.values():
        count = sum(item.submission_id == submission.pk for item in items)
        codes: dict[str, audit.Code] = {"files": count}
        if case_key is not None:
            codes["case"] = case_key
        audit.record("submission.files_erased", subject=submission.key, at=now, codes=codes)
    return (
        tuple((str(item.submission.key), item.ordinal) for item in waiting),
        tuple(
            sorted(
                {
                    (str(item.submission.key), item.patient.key_digest)
                    for item in waiting
                    if item.patient is not None
                }
            )
        ),
    )


def _narrow(study: Study) -> None:
    """Remove a study without series; of another, say what is left in it."""
    kinds = set(study.series.values_list("modality", flat=True))
    if not kinds:
        study.delete()
        return
    study.modalities = "/".join(sorted(kinds))[:64]
    study.save(update_fields=["modalities"])


def _forget(patient: Patient) -> None:
    """Remove a patient of whom nothing is here: with the row goes what dates are counted from."""
    if patient.studies.exists():
        return
    TeachingNote.objects.filter(patient=patient).delete()
    if not QuarantinedObject.objects.filter(patient=patient).exists():
        patient.delete()
