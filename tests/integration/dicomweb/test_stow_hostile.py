"""Hostile files through the door of the web: an outcome for each, and no harm to the door."""

from pathlib import Path

import pytest

from readingroom.archive.models import QuarantinedObject
from readingroom.archive.places import Places
from tests.integration.archive.hostile import hostile_files, nothing_is_amiss
from tests.integration.dicomweb.test_stow import Sending, data, failures, sending, stored, token

__all__ = ["data", "sending", "token"]  # fixtures


@pytest.mark.shared
@pytest.mark.timeout(300)
def test_every_hostile_file_has_an_outcome(sending: Sending, data: Places, shared: Path) -> None:
    parts = [path.read_bytes() for path in hostile_files(shared)]

    with nothing_is_amiss(data) as lines:
        status, answer, _ = sending(*parts)
        kept = len(stored(answer))
        assert status in {200, 202}
        assert kept + len(failures(answer)) == len(parts)
        assert QuarantinedObject.objects.count() == kept
        assert not list((data.root / "incoming").iterdir())
        assert len(list(data.root.glob("quarantine/*/originals/*"))) == kept

    assert len(lines) == kept > 50
