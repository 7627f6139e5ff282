"""Reading processes: where files from outside are opened, with a limit on time and on memory.

A file that hangs, exhausts memory or crashes its reader costs that reader alone: the process is
replaced, the file is rejected, and the others go on.
"""

import contextlib
import multiprocessing
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any, Final, Generic, Protocol, Self, TypeVar, cast

from readingroom.archive.states import ObjectState
from readingroom.archive.steps.messages import Outcome, Task, refused

TIME_LIMIT_S: Final = 20.0
MEMORY_LIMIT_BYTES: Final = 1400 * 1024**2
DEPTH: Final = 2  # one being read, one waiting in the pipe
NOT_IN_TIME: Final = "not_in_time"
# A server that is started once and imports everything; each reader is forked from it.
START_METHOD = "forkserver"
# What libraries load when they are first used: each reader would have to.
_LOADED_LATE: Final = (
    "PIL.JpegImagePlugin", "imagecodecs._htj2k", "numpy.ma", "readingroom.archive.steps.warm",
)  # fmt: skip


class Ask(Protocol):
    """What a reader is asked."""

    @property
    def ordinal(self) -> int:
        """Which file it is about."""
        ...

    def to_bytes(self) -> bytes:
        """For the pipe."""
        ...


Asked = TypeVar("Asked", bound=Ask)
Answer = TypeVar("Answer")


@dataclass
class _Reader(Generic[Asked]):
    process: BaseProcess
    pipe: Connection
    tasks: deque[Asked] = field(default_factory=deque)
    since_s: float = 0.0


class Readers(Generic[Asked, Answer]):
    """``size`` reading processes that run ``serve``, which answers each task through the pipe.

    ``serve`` is given the pipe and ``setup``. It and what it imports stay free of Django: a
    reader has no database. Subclasses say how answers are read.
    """

    def __init__(
        self,
        serve: Callable[[Connection, Any], None],
        setup: Any,
        *,
        size: int = 2,
        time_limit_s: float = TIME_LIMIT_S,
    ) -> None:
        self._serve, self._setup, self._size = serve, setup, size
        self._time_limit_s = time_limit_s
        self._readers: list[_Reader[Asked]] = []
        # Other contexts have the same methods, which their common base does not declare.
        self._context = cast(ForkServerContext, multiprocessing.get_context(START_METHOD))
        self._context.set_forkserver_preload(["__main__", serve.__module__, *_LOADED_LATE])

    def read(self, answer: bytes) -> Answer:
        """An answer, from the pipe."""
        raise NotImplementedError

    def refused(self, ordinal: int, code: str) -> Answer:
        """The answer about a file that took too long, or stopped its reader."""
        raise NotImplementedError

    def limit_s(self, task: Asked) -> float:
        """How long this file may take."""
        return self._time_limit_s

    def overdue(self, task: Asked) -> Answer:
        """The answer about a file that took too long, where that isn't a refusal."""
        return self.refused(task.ordinal, "took_too_long")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for reader in self._readers:
            _stop(reader)
        self._readers.clear()

    def run(self, tasks: Iterable[Asked]) -> Iterator[Answer]:
        """Outcomes of all ``tasks``, as they come. Every task has exactly one."""
        waiting = deque[Asked]()
        source = iter(tasks)
        while True:
            self._hand_out(waiting, source)
            busy = [reader for reader in self._readers if reader.tasks]
            if not busy:
                return
            ready = set(wait([r.pipe for r in busy], timeout=self._patience_s(busy)))
            for reader in busy:
                if reader.pipe in ready:
                    yield self._collect(reader, waiting)
                elif time.monotonic() > self._ends_s(reader):
                    yield self.overdue(self._give_up(reader, waiting))

    def _hand_out(self, waiting: deque[Asked], source: Iterator[Asked]) -> None:
        for _ in range(DEPTH):
            for place in range(self._size):
                if place < len(self._readers) and len(self._readers[place].tasks) >= DEPTH:
                    continue
                task = waiting.popleft() if waiting else next(source, None)
                if task is None:
                    return
                self._send(self._reader(place), task)

    def _reader(self, place: int) -> _Reader[Asked]:
        while place >= len(self._readers):
            self._readers.append(self._start())
        return self._readers[place]

    def _start(self) -> _Reader[Asked]:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=self._serve, args=(theirs, self._setup), daemon=True)
        process.start()
        theirs.close()
        return _Reader(process, ours)

    def _send(self, reader: _Reader[Asked], task: Asked) -> None:
        if not reader.tasks:
            reader.since_s = time.monotonic()
        reader.tasks.append(task)
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            reader.pipe.send_bytes(task.to_bytes())  # a reader that died is found on collecting

    def _patience_s(self, busy: Iterable[_Reader[Asked]]) -> float:
        return max(0.0, min(map(self._ends_s, busy)) - time.monotonic()) + 0.05

    def _ends_s(self, reader: _Reader[Asked]) -> float:
        """Until when, by ``time.monotonic()``, it may be at the file it is at."""
        return reader.since_s + self.limit_s(reader.tasks[0])

    def _collect(self, reader: _Reader[Asked], waiting: deque[Asked]) -> Answer:
        try:
            outcome = self.read(reader.pipe.recv_bytes())
        except (EOFError, OSError):
            return self.refused(self._give_up(reader, waiting).ordinal, "reader_stopped")
        reader.tasks.popleft()
        reader.since_s = time.monotonic()
        return outcome

    def _give_up(self, reader: _Reader[Asked], waiting: deque[Asked]) -> Asked:
        """Replace a reader; those behind the file it was at are handed out anew."""
        _stop(reader)
        at_fault = reader.tasks.popleft()
        waiting.extend(reader.tasks)
        self._readers[self._readers.index(reader)] = self._start()
        return at_fault


class ReaderPool(Readers[Task, Outcome]):
    """Readers that walk files along the route.

    A file has one limit for all the times that it is handed out: what it took before is gone.
    """

    def __init__(
        self,
        serve: Callable[[Connection, Any], None],
        setup: Any,
        *,
        size: int = 2,
        time_limit_s: float = TIME_LIMIT_S,
    ) -> None:
        super().__init__(serve, setup, size=size, time_limit_s=time_limit_s)
        self._used_s = defaultdict[int, float](float)

    def read(self, answer: bytes) -> Outcome:
        """An outcome, from the pipe."""
        outcome = Outcome.from_bytes(answer)
        self._used_s[outcome.ordinal] += outcome.took_s
        return outcome

    def limit_s(self, task: Task) -> float:
        """What is left for this file."""
        return super().limit_s(task) - self._used_s[task.ordinal]

    def refused(self, ordinal: int, code: str) -> Outcome:
        """The outcome of a file that took too long, or stopped its reader."""
        return refused(ordinal, code)

    def overdue(self, task: Task) -> Outcome:
        """A file that was read before waits for a person; one that was not is rejected."""
        if task.state == ObjectState.RECEIVED:
            return super().overdue(task)
        return Outcome(task.ordinal, (ObjectState.HELD,), NOT_IN_TIME, reason_codes=(NOT_IN_TIME,))


def _stop(reader: _Reader[Any]) -> None:
    reader.process.kill()
    reader.process.join()
    reader.process.close()
    reader.pipe.close()
