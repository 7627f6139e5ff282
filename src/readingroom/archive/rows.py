"""Rows of what is filed: study, series, instances. Written in the caller's transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from pydicom.dataset import Dataset

from readingroom.archive.filing import SeriesContent
from readingroom.archive.models import (
    Instance,
    QuarantinedObject,
    Series,
    Study,
    Submission,
)
from readingroom.imaging.deid.dates import BASE, parse_date
from readingroom.imaging.functional_groups import numbers
from readingroom.kernel.errors import Unavailable

_MOST: Final = 2**31 - 1


def revision_of(series_instance_uid: str) -> int:
    """How often instances were added to a series; 0 for one that is not filed."""
    rows = Series.objects.filter(series_instance_uid=series_instance_uid)
    return rows.values_list("revision", flat=True).first() or 0


def write_rows(
    submission: Submission,
    items: Sequence[QuarantinedObject],
    content: SeriesContent,
    *,
    revision: int,
    now: datetime,
) -> None:
    """Write the rows of ``items``, whose instances are ``content.entries`` in the same order.

    Raises:
        Unavailable: the series is not at ``revision`` any more.
    """
    first = next(iter(content.headers.values())).dataset
    series = _series(_study(submission, items[0], content, first, now), content, first, now)
    changed = Series.objects.filter(pk=series.pk, revision=revision).update(
        revision=revision + 1,
        stack_count=len(content.description.stacks),
        frame_count=content.description.frame_count,
        instance_count=len(content.files.index.instances),
        is_simulated=content.description.is_simulated,
    )
    if not changed:
        raise Unavailable("Someone else added to this series meanwhile. It is tried again.")
    Instance.objects.bulk_create(_instances(series, items, content), batch_size=500)


def _study(
    submission: Submission,
    item: QuarantinedObject,
    content: SeriesContent,
    header: Dataset,
    now: datetime,
) -> Study:
    if item.patient is None:
        raise ValueError("A file that was never settled can't be filed.")
    day = parse_date(str(header.get("StudyDate") or ""))
    study, is_new = Study.objects.get_or_create(
        study_instance_uid=content.files.index.study,
        defaults={
            "patient": item.patient,
            "submission": submission,
            "institution": submission.institution,
            "is_simulated": content.description.is_simulated,
            "relative_day": (day - BASE.date()).days if day else None,
            "modalities": content.description.modality,
            "description": str(header.get("StudyDescription") or "")[:64],
            "created_at": now,
        },
    )
    if not is_new:
        modalities = {*study.modalities.split("/"), content.description.modality}
        study.modalities = "/".join(sorted(modalities))[:64]
        study.is_simulated = study.is_simulated and content.description.is_simulated
        study.save(update_fields=["modalities", "is_simulated"])
    return study


def _series(study: Study, content: SeriesContent, header: Dataset, now: datetime) -> Series:
    described = content.description
    series, _ = Series.objects.get_or_create(
        series_instance_uid=content.files.index.series,
        defaults={
            "study": study,
            "number": whole(header.get("SeriesNumber")),
            "modality": described.modality[:16],
            "description": described.description[:64],
            "body_part": described.body_part[:64],
            "plane": described.plane or "",
            "created_at": now,
        },
    )
    return series


def _instances(
    series: Series, items: Sequence[QuarantinedObject], content: SeriesContent
) -> list[Instance]:
    return [
        Instance(
            sop_instance_uid=uid,
            sop_class_uid=str(content.headers[uid].dataset.SOPClassUID),
            series=series,
            source_digest=item.source_digest,
            content_digest=item.content_digest,
            is_variant=item.is_variant,
            number=whole(content.headers[uid].dataset.get("InstanceNumber")),
            frame_count=len(entry.frames),
            pack_key=entry.header.pack,
        )
        for item, (uid, entry) in zip(items, content.entries.items(), strict=True)
    ]


def whole(value: Any) -> int | None:
    """A number of DICOM as the database can hold it, or ``None``."""
    found = numbers(value)
    return int(found[0]) if found and abs(found[0]) <= _MOST else None
