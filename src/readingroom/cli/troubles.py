"""What goes wrong outside this program, in words: a full disk, a database that is busy."""

import errno
import sqlite3

_FULL = "The disk of the data folder is full. Make room, then run the same command again."
_CLOSED = (
    "Something in the data folder may not be read or written by you. Check who owns it and that "
    "its disk is not read-only."
)
_BUSY = "The database is busy with other work. Wait a little, then run the same command again."
_DAMAGED = "The database is damaged. Put library.sqlite3 back from a backup."
_FAILING = "The disk of the data folder can't be read or written just now. Check it, then go on."

_OF_THE_SYSTEM = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: _FULL,
    errno.EROFS: _CLOSED,
    errno.EACCES: _CLOSED,
    errno.EPERM: _CLOSED,
    errno.EIO: _FAILING,
}
# Primary result codes of https://sqlite.org/rescode.html; extended ones begin with them.
_OF_THE_DATABASE = {
    "SQLITE_FULL": _FULL,
    "SQLITE_READONLY": _CLOSED,
    "SQLITE_CANTOPEN": _CLOSED,
    "SQLITE_PERM": _CLOSED,
    "SQLITE_BUSY": _BUSY,
    "SQLITE_LOCKED": _BUSY,
    "SQLITE_CORRUPT": _DAMAGED,
    "SQLITE_NOTADB": _DAMAGED,
    "SQLITE_IOERR": _FAILING,
}


def in_words(error: BaseException | None) -> str | None:
    """A sentence for what can be foreseen; ``None`` for what is a bug of ours.

    Args:
        error: looked through to whatever caused it.
    """
    while error is not None:
        words = _own_words(error)
        if words:
            return words
        error = error.__cause__
    return None


def _own_words(error: BaseException) -> str | None:
    if isinstance(error, OSError) and error.errno is not None:
        return _OF_THE_SYSTEM.get(error.errno)
    if isinstance(error, sqlite3.Error):
        name = getattr(error, "sqlite_errorname", "")
        return next(
            (words for code, words in _OF_THE_DATABASE.items() if name.startswith(code)), None
        )
    return None
