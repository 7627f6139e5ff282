"""The last stage: all prepared instances of a series become one pack, one shelf entry, rows.

The pack is written first, outside any transaction, under a name that its content decides. Then
one transaction makes the rows and puts the series on the shelf; a process that dies in between
leaves a shelf entry that the next run writes again, the same. Quarantine is erased last.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from readingroom.archive.filing import SeriesContent, gather
from readingroom.archive.linkfile import append_links
from readingroom.archive.models import QuarantinedObject, Submission
from readingroom.archive.moves import Move, make_moves, move
from readingroom.archive.places import places
from readingroom.archive.prepared import head_of_prepared, read_prepared
from readingroom.archive.progress import Progress
from readingroom.archive.quarantine import Quarantine
from readingroom.archive.rows import revision_of, write_rows
from readingroom.archive.services.deid_report import add_to_report
from readingroom.archive.services.settle import filed_contents
from readingroom.archive.states import ObjectState
from readingroom.infra import audit, events, faults
from readingroom.kernel.errors import Unavailable

_TRANSCODED = ObjectState.TRANSCODED


def file_all(
    submission: Submission,
    quarantine: Quarantine,
    *,
    now: datetime,
    on_progress: Callable[[Progress], None],
) -> bool:
    """File every transcoded file of the submission, series by series.

    Returns:
        whether all is done. If not, some files were sent back along the route, because what was
        prepared of them is gone or their place was taken meanwhile.

    Raises:
        Unavailable: the disk would not take it.
    """
    by_series = _transcoded(submission)
    total, done, all_filed = sum(map(len, by_series.values())), 0, True
    for series, items in by_series.items():
        new = _still_new(submission, items, now)
        if new and not _file_series(submission, quarantine, series, new, now):
            all_filed = False
        done += len(items)
        on_progress(Progress("file", done, total))
    return all_filed and not _transcoded(submission)


def _transcoded(submission: Submission) -> dict[str, list[QuarantinedObject]]:
    groups: dict[str, list[QuarantinedObject]] = defaultdict(list)
    rows = QuarantinedObject.objects.filter(submission=submission, state=_TRANSCODED)
    for item in rows.select_related("patient").order_by("ordinal"):
        groups[item.series_instance_uid].append(item)
    return dict(groups)


def _still_new(
    submission: Submission, items: Sequence[QuarantinedObject], now: datetime
) -> list[QuarantinedObject]:
    """Those whose place nobody took since the submission was settled.

    The same picture filed meanwhile makes a duplicate. Another one under the same UID makes a
    variant, which has to be prepared again under a UID of its own.
    """
    filed = filed_contents(item.source_digest for item in items)
    new, duplicates, variants = [], [], []
    for item in items:
        contents = filed.get(item.source_digest, set())
        if item.content_digest in contents:
            duplicates.append(item.ordinal)
        elif contents and not item.is_variant:
            variants.append(item.ordinal)
        else:
            new.append(item)
    moves = {}
    if duplicates:
        moves[Move(_TRANSCODED, ObjectState.DUPLICATE)] = duplicates
    if variants:
        rows = QuarantinedObject.objects.filter(submission=submission, ordinal__in=variants)
        rows.update(is_variant=True)
        moves[Move(_TRANSCODED, ObjectState.INSPECTED)] = variants
    make_moves(submission, moves, now=now)
    return new


def _file_series(
    submission: Submission,
    quarantine: Quarantine,
    series: str,
    items: Sequence[QuarantinedObject],
    now: datetime,
) -> bool:
    """File one series; ``False`` if something prepared is gone and was sent back."""
    files = {item.ordinal: quarantine.prepared(item.ordinal) for item in items}
    heads = {ordinal: head_of_prepared(path) for ordinal, path in files.items()}
    told = [head for head in heads.values() if head]
    lost = [ordinal for ordinal, head in heads.items() if not head]
    if lost:
        make_moves(submission, {Move(_TRANSCODED, ObjectState.INSPECTED): lost}, now=now)
        return False
    revision = revision_of(series)
    content = gather(
        told[0].study_instance_uid,
        series,
        [partial(read_prepared, path) for path in files.values()],
        blobs=places().blobs,
        shelf=places().shelf,
    )
    faults.reach("packed")
    if links := {head.link for head in told if head.link}:
        # One line a series is enough, and more than needed: all are of one patient's study.
        append_links(places().links, sorted(links)[:1])
    _commit(submission, items, content, [head.report for head in told], revision=revision, now=now)
    faults.reach("filed")
    quarantine.erase_each([item.ordinal for item in items])
    return True


def _commit(
    submission: Submission,
    items: Sequence[QuarantinedObject],
    content: SeriesContent,
    reports: Sequence[Mapping[str, Any]],
    *,
    revision: int,
    now: datetime,
) -> None:
    """Make the rows and put the series on the shelf, or neither.

    Raises:
        Unavailable: someone else added to the series meanwhile; nothing was changed.
    """
    index = content.files.index
    with transaction.atomic():
        moved = move(
            submission, Move(_TRANSCODED, ObjectState.FILED), [i.ordinal for i in items], now=now
        )
        if moved != len(items):
            raise Unavailable("These files were moved by someone else. They are looked at again.")
        write_rows(submission, items, content, revision=revision, now=now)
        add_to_report(submission, reports)
        audit.record(
            "series.filed",
            subject=index.series,
            at=now,
            codes={"submission": submission.key, "instances": len(items)},
        )
        events.publish(events.SeriesFiled(index.study, index.series))
        places().shelf.publish(content.files)
        faults.reach("shelved")
