import errno
import sqlite3
from pathlib import Path

import pytest
from django.db import OperationalError

from readingroom.cli.troubles import in_words


def database_error(path: Path, *statements: str) -> OperationalError:
    with pytest.raises(sqlite3.Error) as raised:  # noqa: PT012  # which one fails is the database's affair
        connection = sqlite3.connect(path)
        for statement in statements:
            connection.execute(statement)
    wrapped = OperationalError("as Django has it")
    wrapped.__cause__ = raised.value
    return wrapped


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "is full"), (errno.EROFS, "read-only"), (errno.EACCES, "who owns it")],
)
def test_what_the_system_refuses_is_said_in_a_sentence(number: int, words: str) -> None:
    assert words in str(in_words(OSError(number, "")))


def test_a_full_database_is_said_in_a_sentence(tmp_path: Path) -> None:
    error = database_error(
        tmp_path / "db",
        "CREATE TABLE t (x)",
        "PRAGMA max_page_count = 2",
        "INSERT INTO t VALUES (zeroblob(100000))",
    )

    assert "is full" in str(in_words(error))


def test_a_file_that_is_no_database_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "db").write_bytes(b"not a database" * 100)

    error = database_error(tmp_path / "db", "SELECT * FROM sqlite_schema")

    assert "backup" in str(in_words(error))


def test_a_bug_of_ours_is_not_explained_away() -> None:
    assert in_words(ValueError("a bug")) is None
    assert in_words(OSError(errno.EBADF, "")) is None
    assert in_words(sqlite3.OperationalError("no such table")) is None
