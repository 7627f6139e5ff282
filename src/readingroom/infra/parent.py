"""Processes that end with the one that started them."""

import os
import threading
import time

_POLL_S = 1.0


def end_with_parent() -> None:
    """End this process soon after the one that started it is gone, however that ended."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_POLL_S)
        os._exit(0)  # the work in hand is safe to cut: a starting worker takes it up again

    threading.Thread(target=watch, daemon=True).start()
