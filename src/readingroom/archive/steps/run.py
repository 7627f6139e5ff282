"""Reading processes: take a task, walk the file along its stages, answer with the outcome.

Nothing here touches the database, and nothing of Django is imported.
"""

import contextlib
import ctypes
import logging
import resource
import time
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

import cv2

from readingroom.archive.route import READER_STAGES
from readingroom.archive.states import ObjectState
from readingroom.archive.steps.messages import Outcome, Setup, Task
from readingroom.archive.steps.work import Held, Work
from readingroom.kernel.errors import Rejected, Unavailable

logger = logging.getLogger(__name__)
_STATM = Path("/proc/self/statm")
# Of the C library (mallopt(3)): from which size on a picture gets pages of its own, and how much
# that is free is kept.
_MMAP_THRESHOLD: Final = -3
_TRIM_THRESHOLD: Final = -1
_LARGEST_KEPT_BYTES: Final = 32 * 1024**2
_MOST_KEPT_BYTES: Final = 64 * 1024**2


def serve(pipe: Connection, setup: Setup) -> None:
    """Answer tasks until the other end goes away."""
    cv2.setNumThreads(1)  # there are as many readers as processors
    keep_freed_memory()
    limit_memory(setup.memory_bytes)
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            task = Task.from_bytes(pipe.recv_bytes())
            start = time.monotonic()
            outcome = perform(task, setup)
            pipe.send_bytes(replace(outcome, took_s=time.monotonic() - start).to_bytes())


def limit_memory(extra_bytes: int) -> None:
    """Let this process take ``extra_bytes`` of address space beyond what it has now."""
    with contextlib.suppress(OSError, ValueError):  # some systems know no such limit
        pages = int(_STATM.read_text().split()[0])
        ceiling = pages * resource.getpagesize() + extra_bytes
        resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))


def keep_freed_memory() -> None:
    """Keep what one picture took for the next: handing pages back and asking for them again,
    thousands for each picture, is a sixth of the processor time that it takes."""
    with contextlib.suppress(OSError, AttributeError):  # other C libraries have no such switch
        adjust = ctypes.CDLL(None).mallopt
        adjust(_MMAP_THRESHOLD, _LARGEST_KEPT_BYTES)
        adjust(_TRIM_THRESHOLD, _MOST_KEPT_BYTES)


def perform(task: Task, setup: Setup) -> Outcome:
    """Walk one file from ``task.state`` to ``task.until``, or to where it is held or rejected."""
    work = Work(task, setup)
    reached: list[ObjectState] = []
    codes: tuple[str, ...] = ()
    try:
        _walk(work, reached)
    except Held as hold:
        reached.append(ObjectState.HELD)
        codes = hold.reason_codes
        # Ours, not the file's: it groups what a person has to look at.
        work.series_instance_uid = str(work.clean.dataset.SeriesInstanceUID)
    except Rejected as refusal:
        reached.append(ObjectState.REJECTED)
        codes = (refusal.code,)
    except Unavailable as trouble:
        # Not the file's fault: it stays where it stands, for another time.
        return Outcome(task.ordinal, (), cut_short=trouble.message)
    except MemoryError:
        reached.append(ObjectState.REJECTED)
        codes = ("too_large",)
    except Exception as error:  # noqa: BLE001  # whatever a library does with a hostile file ends here
        # Its name alone: what it says may quote the file.
        logger.warning("file %d not understood: %s", task.ordinal, type(error).__name__)
        reached.append(ObjectState.REJECTED)
        codes = ("not_understood",)
    return Outcome(
        task.ordinal,
        tuple(reached),
        codes[0] if codes else "",
        work.series_instance_uid,
        work.facts,
        reason_codes=codes,
    )


def _walk(work: Work, reached: list[ObjectState]) -> None:
    state = ObjectState(work.task.state)
    while state != work.task.until:
        stage = READER_STAGES[state]
        stage.step(work)
        state = stage.after
        reached.append(state)
