from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def fresh_index(settings: Any, tmp_path: Path) -> Path:
    """A data folder of the test's own: an index outlives the rollback of its database."""
    settings.READINGROOM_DATA = tmp_path
    return tmp_path / "search"
