"""A new library's database is what the migrations would have made of it."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from pytest_django import DjangoDbBlocker

from readingroom.infra import fresh
from tests.browser.serving import ROOT


@pytest.fixture
def empty(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[BaseDatabaseWrapper]:
    """A database without tables, in a file of its own."""
    ours = connections["default"].settings_dict
    connections.databases["new"] = {**ours, "NAME": str(tmp_path / "new.sqlite3")}
    with django_db_blocker.unblock():
        yield connections["new"]
        connections["new"].close()
    del connections["new"], connections.databases["new"]


def test_the_script_of_a_new_database_is_what_the_migrations_make() -> None:
    told = subprocess.run(
        [sys.executable, str(ROOT / "tools/make_fresh.py"), "--check"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (told.returncode, told.stderr) == (0, "")


def test_what_is_made_is_what_was_written_down(empty: BaseDatabaseWrapper) -> None:
    call_command("migrate", database="new", verbosity=0)

    assert fresh.as_script(empty) == fresh.SCRIPT.read_text()


def test_a_database_that_holds_something_is_left_to_the_migrations(
    empty: BaseDatabaseWrapper,
) -> None:
    empty.cursor().execute("CREATE TABLE kept (words text)")

    assert not fresh.make_fresh(empty)
    assert empty.introspection.table_names() == ["kept"]


def test_a_script_that_is_cut_short_leaves_nothing(
    empty: BaseDatabaseWrapper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = tmp_path / "short.sql"
    short.write_text("CREATE TABLE first (words text);\nCREATE TABLE;\n")
    monkeypatch.setattr(fresh, "SCRIPT", short)

    with pytest.raises(DatabaseError):
        fresh.make_fresh(empty)

    assert empty.introspection.table_names() == []
