"""Reading processes: one limit for a file, however often it is handed out."""

import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import cast

import numpy as np
import pytest

from readingroom.archive import pool
from readingroom.archive.states import ObjectState
from readingroom.archive.steps.messages import Outcome, Setup, Task
from readingroom.archive.steps.run import keep_freed_memory, serve

# Far longer than a test may take: who waits for its end has failed.
LIMIT_S = 3600.0
SLOW, QUICK = 1, 2
SETUP = Setup("", "", "", memory_bytes=2**40)


def serve_slowly(pipe: Connection, _setup: Setup) -> None:
    """A reader that says it took all the time there is for one file, whose rest then never ends."""
    while True:
        task = Task.from_bytes(pipe.recv_bytes())
        if task.state == ObjectState.RECEIVED:
            took_s = LIMIT_S if task.ordinal == SLOW else 0.0
            outcome = Outcome(task.ordinal, (ObjectState.INSPECTED,), took_s=took_s)
        else:
            while task.ordinal == SLOW:
                time.sleep(60)
            outcome = Outcome(task.ordinal, (ObjectState.TRANSCODED,))
        pipe.send_bytes(outcome.to_bytes())


@pytest.mark.timeout(120)
def test_what_reading_took_is_no_longer_there_for_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "START_METHOD", "fork")  # starts at once, however busy the machine
    first = [Task(n, "", "", "", "received", "inspected") for n in (SLOW, QUICK)]
    rest = [Task(n, "", "", "", "inspected", "transcoded") for n in (SLOW, QUICK)]

    with pool.ReaderPool(serve_slowly, SETUP, size=2, time_limit_s=LIMIT_S) as readers:
        read = {outcome.ordinal: outcome.reached[-1] for outcome in readers.run(first)}
        done = {outcome.ordinal: outcome.reached[-1] for outcome in readers.run(rest)}

    assert read == {SLOW: "inspected", QUICK: "inspected"}
    assert done == {SLOW: "held", QUICK: "transcoded"}


class OneTask:
    """The reader's end of a pipe through which one task comes."""

    def __init__(self, task: Task) -> None:
        self.tasks, self.answers = [task.to_bytes()], list[bytes]()

    def recv_bytes(self) -> bytes:
        if not self.tasks:
            raise EOFError
        return self.tasks.pop()

    def send_bytes(self, answer: bytes) -> None:
        self.answers.append(answer)


def test_a_reader_tells_how_long_it_was_at_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("readingroom.archive.steps.run.limit_memory", lambda _bytes: None)
    monkeypatch.setattr("readingroom.archive.steps.run.keep_freed_memory", lambda: None)
    (tmp_path / "given").write_text("not an image")
    pipe = OneTask(Task(1, str(tmp_path / "given"), "", "", "received", "inspected"))

    serve(cast(Connection, pipe), SETUP)

    assert [Outcome.from_bytes(answer).took_s > 0 for answer in pipe.answers] == [True]


def serve_what_is_there(pipe: Connection, _setup: Setup) -> None:
    """A reader that says whether the grammar of descriptions was there when it began."""
    tokens = sys.modules.get("readingroom.imaging.deid.tokens")
    made = tokens._lexer.cache_info().currsize if tokens else 0
    ordinal = Task.from_bytes(pipe.recv_bytes()).ordinal
    pipe.send_bytes(Outcome(ordinal, (ObjectState.INSPECTED,), "made" * made).to_bytes())


@pytest.mark.timeout(120)
def test_readers_find_made_what_all_of_them_need() -> None:
    with pool.ReaderPool(serve_what_is_there, SETUP, size=1, time_limit_s=LIMIT_S) as readers:
        (outcome,) = readers.run([Task(1, "", "", "", "received", "inspected")])

    assert outcome.reason_code == "made"


def pages_asked_for(kept: bool) -> int:
    """How many pages a process asks the system for while it works on pictures one by one."""
    if kept:
        keep_freed_memory()
    before = 0
    for number in range(12):
        if number == 2:  # the first ones ask in any case
            before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        for picture in [np.empty(4 * 1024**2, np.uint8) for _ in range(4)]:
            picture.fill(number)
        del picture
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


@pytest.mark.timeout(120)
def test_a_reader_keeps_the_memory_of_one_picture_for_the_next() -> None:
    with ProcessPoolExecutor(1, get_context("spawn")) as process:
        kept = process.submit(pages_asked_for, True).result()
    with ProcessPoolExecutor(1, get_context("spawn")) as process:
        handed_back = process.submit(pages_asked_for, False).result()

    assert 20 * kept < handed_back
