"""Keeping the index beside the library: a thread of each worker."""

import logging
import time
from collections.abc import Callable
from typing import Final

from django.db import Error, close_old_connections

from readingroom.infra.changes import standing
from readingroom.kernel.errors import ReadingRoomError, Unavailable
from readingroom.search.articles.gathering import gather, mark_ungathered_cases
from readingroom.search.index import (
    catch_up,
    current_engine,
    is_of_these_words,
    mark_differences,
    rebuild,
    vocabulary,
)
from readingroom.search.models import PendingCase
from readingroom.search.saved import tell_of_new

logger = logging.getLogger(__name__)

LOOK_EVERY_S: Final = 0.3
COMPARE_EVERY_S: Final = 3600.0
_NOTHING: Final = -1  # after a fault: look, whatever stands


def follow_library(goes_on: Callable[[], bool] = lambda: True) -> None:
    """Bring the index up to date soon after every change, until ``goes_on`` says no.

    Begins, and then every hour, by comparing all of it with the library, so that what any fault
    left behind is noticed. Several processes may follow at once: one writes at a time.
    """
    compared_at, followed = float("-inf"), _NOTHING
    while goes_on():
        due = time.monotonic() - compared_at >= COMPARE_EVERY_S
        stood_at, followed = followed, _NOTHING
        try:
            stands_at = standing().others
            if due or stands_at != stood_at or current_engine() is None:
                follow_once(compare=due)
            compared_at = time.monotonic() if due else compared_at
            followed = stands_at
        except Unavailable as error:
            logger.debug("search: %s", error.code)
        except (ReadingRoomError, Error, OSError) as error:
            logger.warning("search: the index could not follow: %s", type(error).__name__)
        finally:
            close_old_connections()
        time.sleep(LOOK_EVERY_S)


def follow_once(*, compare: bool) -> None:
    """Take up what is marked; with ``compare`` find also what is not, and another vocabulary.

    Raises:
        Unavailable: another process is at it.
    """
    if current_engine() is None or (compare and not is_of_these_words()):
        rebuild()
    else:
        _catch_up(compare=compare)
    words = vocabulary()
    if compare:
        mark_ungathered_cases(words)
    gather(words)
    engine = current_engine()
    if engine is not None:
        tell_of_new(engine, words)


def _catch_up(*, compare: bool) -> None:
    if compare:
        behind = mark_differences()
        if behind:
            logger.warning("search: the index was behind by %d cases", behind)
    if PendingCase.objects.exists():
        catch_up()
