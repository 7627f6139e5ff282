"""What was deleted is in no free corner of the database's file."""

import random
from pathlib import Path

from django.db import connection

from readingroom.infra.scrub import scrub_database

_MARK = "Xylquorzbane"


def fill_and_delete(seed: int) -> None:
    """Rows in no order, growing and going: SQLite moves them from page to page meanwhile."""
    source = random.Random(seed)  # noqa: S311  # not a secret
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS moved")
        cursor.execute("CREATE TABLE moved (id INTEGER PRIMARY KEY, mine INTEGER, text TEXT)")
        cursor.execute("BEGIN")
        for number in range(3000):
            is_mine = number % 7 == 0
            text = (_MARK if is_mine else "another") + "z" * source.randrange(5, 300)
            row = (source.randrange(10**15), is_mine, text)
            cursor.execute("INSERT INTO moved VALUES (%s, %s, %s)", row)
            if number % 60 == 0:
                cursor.execute("DELETE FROM moved WHERE NOT mine AND id % 5 = 0")
        cursor.execute("COMMIT")
        cursor.execute("DELETE FROM moved WHERE mine")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def traces(database: Path) -> int:
    files = database.parent.glob(f"{database.name}*")
    return sum(file.read_bytes().count(_MARK.encode()) for file in files)


def test_pieces_that_deleted_rows_left_behind_are_gone_after_a_scrub(file_database: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA secure_delete=ON")
    for seed in range(20):
        fill_and_delete(seed)
        if traces(file_database):
            break
    else:
        raise AssertionError("Nothing was left behind: this test tests nothing.")

    scrub_database()

    assert traces(file_database) == 0
