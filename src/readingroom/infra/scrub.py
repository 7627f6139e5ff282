"""Having the database forget for good what its rows no longer say."""

from django.db import OperationalError, connection

from readingroom.kernel.errors import Unavailable

_BUSY = (
    "The database is busy, or its disk has no room for a second copy of it. What was erased from "
    "it is overwritten later."
)


def scrub_database() -> None:
    """Write the database anew, so that no free space in it holds what was deleted.

    SQLite overwrites deleted rows (``secure_delete``), and leaves behind pieces of rows that it
    moved from page to page before: only writing every page anew takes those away. Needs as much
    room on the disk as the database has; readers read on, whoever writes waits. The write-ahead
    log is emptied too. Other databases clean up by themselves (``autovacuum``).

    Raises:
        Unavailable: someone is using the database, or the disk is full.
    """
    if connection.vendor != "sqlite":
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            row = cursor.fetchone()
    except OperationalError as error:
        raise Unavailable(_BUSY, detail=f"kind={type(error.__cause__).__name__}") from error
    if row and row[0]:
        raise Unavailable(_BUSY, detail="checkpoint=busy")
