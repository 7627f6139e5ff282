"""A database that someone else holds: nothing is lost or half filed, and it is tried again."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from readingroom.archive.jobs import advance_submission
from readingroom.archive.models import Instance, Series, Submission
from readingroom.archive.places import Places
from readingroom.archive.services.process import process_submission
from readingroom.archive.services.receipt import receipt_for
from readingroom.archive.services.receive import receive_paths
from readingroom.kernel.errors import Unavailable
from tests.factories import dicom
from tests.integration.archive.conftest import NOW, outcomes, put

PLACES = [
    "readingroom.archive.services.settle._write",
    "readingroom.archive.services.process.make_moves",
    "readingroom.archive.services.file.write_rows",
    "readingroom.archive.services.process.audit.record",
]


def locked(*_: object, **__: object) -> None:
    raise OperationalError("database is locked")


@pytest.fixture
def waiting(given: Path) -> Submission:
    put(given, *dicom.mr_series(2))
    return receive_paths([given], owner=None, now=NOW).submission


@pytest.mark.parametrize("place", PLACES)
def test_a_submission_that_met_a_locked_database_is_filed_the_next_time(
    waiting: Submission, data: Places, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(place, locked)
        with pytest.raises(Unavailable, match="busy"):
            process_submission(waiting.key, now=NOW)
    assert Series.objects.count() == Instance.objects.count() // 2

    done = process_submission(waiting.key, now=NOW)

    assert outcomes(receipt_for(done)) == ["filed", "filed"]
    assert Instance.objects.count() == 2
    assert not data.quarantine(waiting.key).folder.exists()


def test_its_job_is_put_back_for_some_seconds_later(
    waiting: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PLACES[0], locked)

    advance_submission.call(submission_key=str(waiting.key))

    (again,) = DBTaskResult.objects.all()
    assert again.status == "READY"
    assert timezone.now() < again.run_after < timezone.now() + timedelta(minutes=1)
