"""The server's end: a few reading processes, kept while it runs, each asked one thing at a time."""

import queue
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from readingroom.archive.pool import MEMORY_LIMIT_BYTES, Readers
from readingroom.archive.viewing.answer import serve
from readingroom.archive.viewing.messages import Look, Seen
from readingroom.kernel.errors import Unavailable

_LANES: Final = 2
_PATIENCE_S: Final = 30.0


class _Viewers(Readers[Look, Seen]):
    """Readers that answer looks."""

    def read(self, answer: bytes) -> Seen:
        """An answer, from the pipe."""
        return Seen.from_bytes(answer)

    def refused(self, ordinal: int, code: str) -> Seen:
        """The answer about a file that took too long, or stopped its reader."""
        return Seen(code=code)


_free: queue.LifoQueue[_Viewers] = queue.LifoQueue()
for _ in range(_LANES):
    _free.put(_Viewers(serve, MEMORY_LIMIT_BYTES, size=1))


def ask(look: Look) -> Seen:
    """Have a reading process answer; one that hangs or crashes is replaced.

    Raises:
        Unavailable: all of them are busy, for longer than anyone waits.
    """
    with _lane() as viewers:
        return next(iter(list(viewers.run([look]))))


@contextmanager
def _lane() -> Iterator[_Viewers]:
    try:
        viewers = _free.get(timeout=_PATIENCE_S)
    except queue.Empty:
        raise Unavailable("Too many held images are being looked at. Try again soon.") from None
    try:
        yield viewers
    finally:
        _free.put(viewers)
