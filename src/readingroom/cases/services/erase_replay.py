"""Erasing again what a backup brought back, and letting go again who left."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from readingroom.archive.models import Series
from readingroom.archive.services.erase import destroy_files, take_rows
from readingroom.cases.models import Case, ErasureReason
from readingroom.cases.services.departures import note_departures, replay_departures
from readingroom.cases.services.erase import erase_case, finish_erasures
from readingroom.cases.services.erase_ledger import (
    CASE,
    SERIES,
    append_lines,
    by_kind,
    digest_of,
    ledger_path,
    read_lines,
)
from readingroom.cases.services.erase_rows import unused_series
from readingroom.infra import audit
from readingroom.infra.scrub import scrub_database
from readingroom.kernel.errors import InvalidInput

_CHUNK = 2000


@dataclass(frozen=True)
class Replayed:
    """What a replay came to.

    Attributes:
        lines: that were new to the ledger of this library.
        cases, series, people: that were there again, and are gone now.
        finished: erasures that were cut short before, and those of ``cases``.
    """

    lines: int
    cases: int
    series: int
    people: int
    finished: int


def replay_erasures(*, now: datetime, ledger: Path | None = None) -> Replayed:
    """Erase every case and series of the ledger that is here, and end what was cut short.

    Accounts that were deleted are deleted again; those that the ledger does not name yet are
    written into it. Safe at any time, and again. A series that was sent in anew after it was
    erased stays.

    Args:
        ledger: another copy of the ledger, such as one that was kept elsewhere; its lines are
            added to the library's own first.

    Raises:
        InvalidInput: there is no such file, or it is no ledger.
        Unavailable: something could not be destroyed now; ask again later.
    """
    if ledger is not None and not ledger.is_file():
        raise InvalidInput("There is no such file. Give the copy of the file “erasures” you kept.")
    added = append_lines(read_lines(ledger)) if ledger is not None else 0
    note_departures()
    known = by_kind(read_lines(ledger_path()))
    people = replay_departures(known, now=now)
    cases = _erase_cases(known[CASE], now) if known[CASE] else 0
    series = _erase_series(known[SERIES], now) if known[SERIES] else 0
    finished = finish_erasures(now=now)
    if (series or people) and not finished:
        scrub_database()
    return Replayed(added, cases, series, people, finished)


def _erase_cases(known: Mapping[str, datetime], now: datetime) -> int:
    keys = Case.objects.order_by("pk").values_list("key", flat=True)
    back = [key for key in keys.iterator(chunk_size=_CHUNK) if digest_of(CASE, key) in known]
    for key in back:
        erase_case(case_key=key, actor=None, reason=ErasureReason.RESTORED, now=now)
    return len(back)


def _erase_series(known: Mapping[str, datetime], now: datetime) -> int:
    """Series that came back without their case: the backup is of a time before it was made."""
    rows = Series.objects.order_by("pk").values_list("pk", "series_instance_uid", "created_at")
    back = [
        pk
        for pk, uid, created_at in rows.iterator(chunk_size=_CHUNK)
        if (erased_at := known.get(digest_of(SERIES, uid))) and created_at <= erased_at
    ]
    with transaction.atomic():
        going = unused_series(Series.objects.filter(pk__in=back))
        if not going:
            return 0
        left = take_rows(going, case_key=None, now=now)
        for _, uid in left.series:
            audit.record("series.erased", subject=uid, at=now, codes={"reason": "restored"})
    destroy_files(left)
    return len(going)
