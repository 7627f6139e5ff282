"""A data folder for each test, files to send in, and a short way to send them."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydicom.dataset import Dataset

from readingroom.archive.models import Submission
from readingroom.archive.places import Places
from readingroom.archive.services.process import process_submission
from readingroom.archive.services.receipt import Receipt, receipt_for
from readingroom.archive.services.receive import receive_paths
from tests.factories.dicom import to_bytes

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def data(db: None, settings: Any, tmp_path: Path) -> Places:
    """Where the library of this test keeps everything."""
    settings.READINGROOM_DATA = tmp_path / "data"
    settings.READINGROOM_DATA.mkdir(mode=0o700)
    return Places(settings.READINGROOM_DATA)


@pytest.fixture
def given(tmp_path: Path) -> Path:
    """A folder of the sender's."""
    folder = tmp_path / "given"
    folder.mkdir()
    return folder


Sender = Callable[..., Receipt]


@pytest.fixture
def send(given: Path) -> Sender:
    """Send what lies in ``given``, or at the paths told, all the way."""

    def act(*paths: Path, now: datetime = NOW) -> Receipt:
        received = receive_paths(paths or [given], owner=None, now=now)
        process_submission(received.submission.key, now=now)
        return receipt_for(Submission.objects.get(pk=received.submission.pk))

    return act


def put(folder: Path, *datasets: Dataset) -> None:
    """Write objects into ``folder`` under names that sort in this order."""
    folder.mkdir(exist_ok=True)
    taken = len(list(folder.iterdir()))
    for number, dataset in enumerate(datasets, start=taken):
        (folder / f"IM{number:04d}").write_bytes(to_bytes(dataset))


def outcomes(receipt: Receipt) -> list[str]:
    """What became of each file, with the reason where there is one."""
    return [":".join(filter(None, [line.outcome, line.reason_code])) for line in receipt.lines]
