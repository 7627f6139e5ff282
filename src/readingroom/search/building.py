"""Taking many cases apart in processes of their own: most of the work of making an index anew.

The processes have no database and load nothing of Django. Each ends with the pipe to it, so none
outlives the process that started it, however that ends.
"""

import contextlib
import gc
import itertools
import json
import multiprocessing
import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from multiprocessing.connection import Connection
from typing import Final

from readingroom.search.engines.documents import written
from readingroom.search.entries import StoredCase, make_entry
from readingroom.search.vocabulary import Vocabulary

AT_ONCE: Final = 100
# Up to so many cases a process costs more to start than it saves.
_FEW: Final = 2_000
_MOST_PROCESSES: Final = 4
_NEXT: Final = "\x1e"  # JSON never holds it as it is


def written_cases(
    cases: Iterable[StoredCase], words: Vocabulary, *, few: int = _FEW
) -> Iterator[str]:
    """What the embedded engine takes in for each case, in their order.

    Where there are more than ``few`` they are taken apart on all cores, up to four.
    """
    parts = _parts(cases)
    first = list(itertools.islice(parts, -(-few // AT_ONCE)))
    following = next(parts, None)
    size = min(_MOST_PROCESSES, len(os.sched_getaffinity(0)))
    if following is None or size == 1:
        rest = [] if following is None else [following]
        for part in itertools.chain(first, rest, parts):
            yield from _written(part, words)
        return
    every = itertools.chain(first, [following], parts)
    with contextlib.ExitStack() as ends:
        pipes = [ends.enter_context(_process(words)) for _ in range(size)]
        for texts in _by_turns(every, pipes, words):
            yield from texts


def _parts(cases: Iterable[StoredCase]) -> Iterator[list[StoredCase]]:
    source = iter(cases)
    while part := list(itertools.islice(source, AT_ONCE)):
        yield part


def _written(part: Sequence[StoredCase], words: Vocabulary) -> list[str]:
    return [written(make_entry(case.read(), words)) for case in part]


def _by_turns(
    parts: Iterator[list[StoredCase]], pipes: Sequence[Connection], words: Vocabulary
) -> Iterator[list[str]]:
    """Each process has one part at a time: a pipe that both fill would hold both up for ever."""
    at_work: deque[tuple[Connection, list[StoredCase]]] = deque()
    for pipe in pipes:
        _hand(parts, pipe, at_work)
    while at_work:
        pipe, part = at_work.popleft()
        try:
            answer = pipe.recv_bytes()
        except (EOFError, OSError):
            yield _written(part, words)  # it was ended, or a case is odd: then this tells which
            continue
        _hand(parts, pipe, at_work)
        yield answer.decode().split(_NEXT)
    for part in parts:  # no process is left
        yield _written(part, words)


def _hand(
    parts: Iterator[list[StoredCase]],
    pipe: Connection,
    at_work: deque[tuple[Connection, list[StoredCase]]],
) -> None:
    part = next(parts, None)
    if part is not None:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # is found on receiving
            pipe.send_bytes(_message(part))
        at_work.append((pipe, part))


@contextlib.contextmanager
def _process(words: Vocabulary) -> Iterator[Connection]:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=serve, args=(theirs, words), daemon=True)
    process.start()
    theirs.close()
    try:
        yield ours
    finally:
        ours.close()
        process.kill()
        process.join()
        process.close()


def serve(pipe: Connection, words: Vocabulary) -> None:
    """Take apart what comes through the pipe until its other end goes away."""
    gc.disable()  # no case refers to itself, and looking for what does costs a tenth of the time
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError, KeyboardInterrupt):
        while True:
            texts = _written(_read(pipe.recv_bytes()), words)
            pipe.send_bytes(_NEXT.join(texts).encode())


def _message(part: Iterable[StoredCase]) -> bytes:
    return _NEXT.join(field for case in part for field in (_label(case), case.text)).encode()


def _label(case: StoredCase) -> str:
    at = case.published_at.isoformat()
    return json.dumps(
        [case.case_id, case.number, case.revision_id, case.reach, case.institution, at]
    )


def _read(message: bytes) -> list[StoredCase]:
    fields = message.decode().split(_NEXT)
    cases = []
    for label, text in zip(fields[::2], fields[1::2], strict=True):
        case_id, number, revision_id, reach, institution, at = json.loads(label)
        published = datetime.fromisoformat(at)
        cases.append(
            StoredCase(case_id, number, revision_id, tuple(reach), institution, published, text)
        )
    return cases
