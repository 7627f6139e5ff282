"""The reading process that shows what would be removed: by the route's own steps, nothing filed.

Nothing here touches the database, and nothing of Django is imported.
"""

import contextlib
import logging
from multiprocessing.connection import Connection

from readingroom.archive.deid_tool.messages import Answer, Outcome
from readingroom.archive.pool import Readers
from readingroom.archive.steps.messages import Setup, Task
from readingroom.archive.steps.run import limit_memory
from readingroom.archive.steps.work import Work
from readingroom.imaging.deid.compare import compare
from readingroom.kernel.errors import Rejected

logger = logging.getLogger(__name__)


class PreviewReaders(Readers[Task, Answer]):
    """Readers that compare files with what would be filed of them."""

    def read(self, answer: bytes) -> Answer:
        """An answer, from the pipe."""
        return Answer.from_bytes(answer)

    def refused(self, ordinal: int, code: str) -> Answer:
        """The answer about a file that took too long, or stopped its reader."""
        return Answer(ordinal, Outcome.REJECTED, (code,))


def serve(pipe: Connection, setup: Setup) -> None:
    """Answer tasks until the other end goes away."""
    limit_memory(setup.memory_bytes)
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            task = Task.from_bytes(pipe.recv_bytes())
            pipe.send_bytes(answer(task, setup).to_bytes())


def answer(task: Task, setup: Setup) -> Answer:
    """What would become of one file's attributes."""
    try:
        work = Work(task, setup)
        done = work.deidentified
        changes = [change.as_list() for change in compare(work.raw, done.clean, done.report)]
        return Answer(task.ordinal, Outcome.HELD, ("held",), changes=changes)
    except Rejected as refusal:
        return Answer(task.ordinal, Outcome.REJECTED, (refusal.code,))
    except Exception as error:  # noqa: BLE001  # whatever a library does with a hostile file ends here
        # Its name alone: what it says may quote the file.
        logger.warning("file %d not understood: %s", task.ordinal, type(error).__name__)
        return Answer(task.ordinal, Outcome.REJECTED, ("not_understood",))
