"""Rooms whose cases have pictures without a disk, and a hub that forgets."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from readingroom.conference.hub import Hub
from readingroom.conference.limits import WrongCodes
from readingroom.learning.selectors import taken
from readingroom.web.presentation import conference_state
from readingroom.web.views import conference_desk, conference_phone
from tests.factories.unknown import shown_series


@pytest.fixture(autouse=True)
def hub(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Iterator[Hub]:
    settings.READINGROOM_DATA = tmp_path
    monkeypatch.setattr(taken, "series_view", shown_series)
    hub = Hub()
    for module in (conference_state, conference_desk, conference_phone):
        monkeypatch.setattr(module, "HUB", hub)
    monkeypatch.setattr(conference_phone, "WRONG_CODES", WrongCodes())
    yield hub
    hub.close()
