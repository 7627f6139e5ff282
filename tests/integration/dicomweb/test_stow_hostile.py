"""Hostile files through the door of the web: an outcome for each, and no harm to the door."""

from pathlib import Path

import pytest

from readingroom.archive.models import QuarantinedObject
from readingroom.archive.places import Places
from tests.integration.dicomweb.test_stow import Sending, data, failures, sending, stored, token

__all__ = ["data", "sending", "token"]  # fixtures
MOST_BYTES = 300_000


@pytest.mark.shared
def test_every_hostile_file_has_an_outcome(sending: Sending, data: Places, shared: Path) -> None:
    paths = [p for p in sorted((shared / "data/hostile").rglob("*")) if p.is_file()]
    parts = [p.read_bytes() for p in paths if p.stat().st_size < MOST_BYTES]

    status, answer, _ = sending(*parts)

    kept = len(stored(answer))
    assert status in {200, 202}
    assert kept + len(failures(answer)) == len(parts)
    assert QuarantinedObject.objects.count() == kept
    assert not list((data.root / "incoming").iterdir())
    assert len(list(data.root.glob("quarantine/*/originals/*"))) == kept
