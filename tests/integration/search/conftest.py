from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def own_data(settings: Any, tmp_path: Path) -> Path:
    """A data folder of the test's own, for the installation's vocabulary."""
    settings.READINGROOM_DATA = tmp_path
    return tmp_path
