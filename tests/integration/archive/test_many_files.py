"""Many files at one time: what is done for all of them together does not grow with their number."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from readingroom.archive.models import Instance, Series
from readingroom.archive.places import Places
from readingroom.archive.services import process
from tests.factories import dicom
from tests.integration.archive.conftest import Sender, outcomes, put

FILES, SERIES = 300, 3
# More than is needed now; one more a file would be too many.
MOST_QUERIES, MOST_LISTINGS, MOST_MEMORY_MB = 300, 30, 64
_STATUS, _FORGET_PEAK = Path("/proc/self/status"), Path("/proc/self/clear_refs")


@pytest.fixture
def many(given: Path) -> None:
    """A folder with sections of several series of one study."""
    small = dicom.noise((16, 16), low=0, high=900, dtype="int16")
    for series in range(SERIES):
        put(
            given / f"series{series}",
            *(
                dicom.ct_slice(number=number, z=-5.0 * number, values=small, series=series + 1)
                for number in range(1, FILES // SERIES + 1)
            ),
        )


def memory_mb(of: str) -> float:
    """``VmRSS``, what this process has in memory, or ``VmHWM``, the most it had."""
    (line,) = (line for line in _STATUS.read_text().splitlines() if line.startswith(of))
    return int(line.split()[1]) / 1024


@pytest.mark.usefixtures("many")
def test_many_files_take_few_queries_few_listings_and_little_memory(
    send: Sender, data: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What is done is noted by the number of files alone, however slow the machine is.
    monkeypatch.setattr(process, "_BATCH_S", 3600.0)
    listings, queries = [], []
    scandir = os.scandir
    monkeypatch.setattr(os, "scandir", lambda *of: (listings.append(of), scandir(*of))[1])

    def count(execute: Any, sql: str, *rest: Any) -> Any:
        queries.append(sql)
        return execute(sql, *rest)

    _FORGET_PEAK.write_text("5")
    before_mb = memory_mb("VmRSS")
    with connection.execute_wrapper(count):
        receipt = send()

    assert outcomes(receipt) == ["filed"] * FILES
    assert (Series.objects.count(), Instance.objects.count()) == (SERIES, FILES)
    assert not (data.root / "quarantine").exists() or not list((data.root / "quarantine").iterdir())
    assert len(queries) < MOST_QUERIES
    assert len(listings) < MOST_LISTINGS
    assert memory_mb("VmHWM") - before_mb < MOST_MEMORY_MB
