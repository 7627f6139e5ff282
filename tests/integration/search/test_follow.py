import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from readingroom.kernel.errors import Unavailable
from readingroom.search import follow


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Every time that marks are looked for, and whether all was compared."""
    seen: list[bool] = []
    monkeypatch.setattr(follow, "LOOK_EVERY_S", 0.0)
    monkeypatch.setattr(follow, "current_engine", object)
    monkeypatch.setattr(follow, "close_old_connections", lambda: None)  # as the server keeps them
    monkeypatch.setattr(follow, "follow_once", lambda *, compare: seen.append(compare))
    return seen


def rounds(*happenings: object) -> Iterator[bool]:
    """As many rounds, with this happening before each."""
    for happens in happenings:
        if callable(happens):
            happens()
        yield True
    yield False


def test_a_library_that_rests_is_not_searched_for_marks(
    file_database: Path, looks: list[bool]
) -> None:
    def written_to() -> None:
        with sqlite3.connect(file_database) as other:
            other.execute("UPDATE search_pendingcase SET case_id = case_id")
            other.execute("CREATE TABLE told (told)")
        other.close()

    going = rounds(None, None, None, written_to, None, None)
    follow.follow_library(lambda: next(going))

    assert looks == [True, False]


def test_after_a_fault_it_is_looked_at_again(
    file_database: Path, looks: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    def at_first_at_work(*, compare: bool) -> None:
        looks.append(compare)
        if len(looks) < 3:
            raise Unavailable("Another process is at it.")

    monkeypatch.setattr(follow, "follow_once", at_first_at_work)
    going = rounds(None, None, None, None, None)
    follow.follow_library(lambda: next(going))

    assert looks == [True, True, True]
