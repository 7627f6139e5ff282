"""Background work: the one seam between our jobs and the task queue behind them.

A job takes keys, reads what they name, and may run more than once. What a job raises is never
stored as raised: a library's exception may quote a value, and the queue keeps tracebacks.
"""

import functools
import logging
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, ParamSpec
from uuid import UUID

from django.db import OperationalError, transaction
from django.utils import timezone
from django_tasks import task
from django_tasks.base import Task

from readingroom.kernel.errors import NotFound, ReadingRoomError, StateConflict, Unavailable

logger = logging.getLogger(__name__)

Parameters = ParamSpec("Parameters")

MAX_ATTEMPTS = 5
_FIRST_DELAY_S = 5.0
_GROWTH = 4.0
_ATTEMPT = "attempt"


class JobFailed(Exception):
    """A job ended in a way that is not its own outcome. Its text is a code."""


def job(
    *, queue: str = "default", max_attempts: int = MAX_ATTEMPTS
) -> Callable[[Callable[Parameters, None]], Task[Parameters, None]]:
    """Make a function with keyword arguments, all of them keys, a job of ``queue``.

    ``StateConflict`` and ``NotFound`` end the job quietly: someone else was faster. On
    ``Unavailable``, and where the database is busy, it is put back, later each time, at most
    ``max_attempts`` times in all.

    Raises (from the job, for the queue to note):
        JobFailed: anything else, with a code and no other text.
    """

    def decorate(function: Callable[Parameters, None]) -> Task[Parameters, None]:
        @functools.wraps(function)
        def run(*args: Parameters.args, **keys: Parameters.kwargs) -> None:
            attempt = int(str(keys.pop(_ATTEMPT, 1)))
            if not _outcome(function, keys):
                return
            if attempt < max_attempts:
                due = timezone.now() + delay_before(attempt)  # noqa: TID251  # jobs are an edge
                again: Any = {**keys, _ATTEMPT: attempt + 1}
                made.using(run_after=due).enqueue(*args, **again)
            else:
                logger.error("job %s gave up after %d attempts", made.name, attempt)

        made: Task[Parameters, None] = task(queue_name=queue)(run)
        return made

    return decorate


def _outcome(function: Callable[..., None], keys: dict[str, object]) -> bool:
    """Run it. Whether it asks to be run again."""
    try:
        function(**keys)
    except Unavailable as error:
        logger.warning("job %s: %s %s", function.__name__, error.code, error.detail)
        return True
    except OperationalError as error:  # locked by someone else; what it says may quote a value
        logger.warning("job %s: %s", function.__name__, type(error).__name__)
        return True
    except (StateConflict, NotFound) as error:
        logger.info("job %s: %s %s", function.__name__, error.code, error.detail)
    except ReadingRoomError as error:
        raise JobFailed(error.code) from None
    except Exception as error:  # noqa: BLE001  # the one place where any failure of a job ends
        raise JobFailed(type(error).__name__) from None
    return False


def delay_before(attempt: int) -> timedelta:
    """How long to wait after failed ``attempt`` 1, 2, 3: 5 s, 20 s, 80 s, give or take half."""
    seconds = _FIRST_DELAY_S * _GROWTH ** (attempt - 1)
    return timedelta(seconds=seconds * random.uniform(0.5, 1.5))  # noqa: S311  # not a secret


def enqueue_after_commit(wanted: Task[Any, None], **keys: str | UUID) -> None:
    """Queue ``wanted`` once the transaction that is open now has committed; never if it fails.

    A process that dies in between loses the message and not the work: whoever owns the work
    has it found again by a sweep.
    """
    plain = {name: str(key) for name, key in keys.items()}
    transaction.on_commit(functools.partial(wanted.enqueue, **plain))  # noqa: TID251  # the seam


def enqueue_at(wanted: Task[Any, None], due_at: datetime, **keys: str | UUID) -> None:
    """Queue ``wanted`` for ``due_at`` once the open transaction has committed."""
    enqueue_after_commit(wanted.using(run_after=due_at), **keys)
