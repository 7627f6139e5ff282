"""A search index of each test's own: an index outlives the rollback of its database."""

from pathlib import Path

import pytest

from readingroom.search import index


@pytest.fixture(autouse=True)
def fresh_index(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where the index of this test lies; nothing is there yet."""
    home = tmp_path / "search-index"
    monkeypatch.setattr(index, "_home", lambda: home)
    return home
