"""Points at which a test can have this process killed, to see what a restart makes of it."""

import os
import signal
from collections import Counter

from django.conf import settings

_seen: Counter[str] = Counter()


def reach(point: str) -> None:
    """Say that ``point`` is reached.

    Where ``settings.READINGROOM_FAULT`` is ``point:count``, the process dies by SIGKILL when it
    reaches the point for the ``count``th time: nothing is flushed, closed or undone. Outside
    tests the setting is empty and this does nothing.
    """
    wanted, _, count = getattr(settings, "READINGROOM_FAULT", "").partition(":")
    if wanted != point:
        return
    _seen[point] += 1
    if _seen[point] == int(count):
        os.kill(os.getpid(), signal.SIGKILL)
