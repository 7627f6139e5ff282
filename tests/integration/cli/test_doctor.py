"""What the doctor finds amiss, and what it says to do."""

import socket
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from readingroom.archive.models import Submission
from readingroom.cli.management.commands import doctor
from tests.factories.cases import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    (folder / "tmp").mkdir(parents=True, mode=0o700)
    folder.chmod(0o700)
    return folder


def amiss(data: Path) -> list[str]:
    return [finding.words for finding in doctor.examine(data) if not finding.is_well]


def test_a_new_library_is_well(data: Path) -> None:
    assert [words for words in amiss(data) if "viewer" not in words] == []


def test_a_folder_of_patients_files_that_others_can_read_is_named(data: Path) -> None:
    (data / "quarantine").mkdir()
    (data / "quarantine").chmod(0o755)

    (words,) = [words for words in amiss(data) if "viewer" not in words]

    assert words.endswith(f"chmod go= {data / 'quarantine'}")


def test_a_clock_behind_the_database_is_noticed(data: Path) -> None:
    later = timezone.now() + timedelta(hours=1)
    Submission.objects.create(created_at=NOON, moved_at=later)

    assert any("clock" in words for words in amiss(data))


def test_a_disk_that_takes_nothing_is_noticed(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(doctor.os, "fsync", full)

    assert any("No space left" in words for words in amiss(data))


def test_a_codec_that_changes_pixels_is_noticed(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor.imagecodecs, "jpegls_decode", lambda _: None)

    assert any("JPEG-LS" in words for words in amiss(data))


def test_a_disk_that_is_nearly_full_is_noticed(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LOW_SPACE_BYTES", 2**63)

    (words,) = [words for words in amiss(data) if "viewer" not in words]

    assert words.startswith("Only ")
    assert words.endswith("Make room.")


def test_a_listener_that_does_not_answer_is_noticed_where_one_is_wanted(
    data: Path, settings: Any
) -> None:
    with socket.socket() as taken:  # but not listening
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        at = {"dicom_host": "127.0.0.1", "dicom_port": port}
        settings.ENV = replace(settings.ENV, listen=True, **at)
        (words,) = [words for words in amiss(data) if "viewer" not in words]
        settings.ENV = replace(settings.ENV, listen=False, **at)
        assert [words for words in amiss(data) if "viewer" not in words] == []

    assert words.startswith(f"Nothing answers senders of DICOM at 127.0.0.1:{port}.")
