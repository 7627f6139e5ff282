"""Processes that live and die with the server."""

import subprocess
import sys
import threading
from collections.abc import Sequence
from types import TracebackType

_RESTART_PAUSE_S = 2.0
_GRACE_S = 10.0


def command_line(*words: str) -> list[str]:
    """How to start ``readingroom`` with these words in a process of its own."""
    return [sys.executable, "-m", "readingroom", *words]


class Companions:
    """Keeps commands running beside this process: one that ends is started again."""

    def __init__(self, commands: Sequence[Sequence[str]]) -> None:
        self._commands = [list(command) for command in commands]
        self._running: list[subprocess.Popen[bytes]] = []
        self._ending = threading.Event()
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> "Companions":
        for command in self._commands:
            thread = threading.Thread(target=self._keep, args=(command,), daemon=True)
            thread.start()
            self._threads.append(thread)
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._ending.set()
        for process in self._running:
            process.terminate()
        for thread in self._threads:
            thread.join(_GRACE_S)
        for process in self._running:
            if process.poll() is None:
                process.kill()

    def _keep(self, command: list[str]) -> None:
        while not self._ending.is_set():
            process = subprocess.Popen(command)  # noqa: S603  # our own command
            self._running.append(process)
            process.wait()
            self._running.remove(process)
            self._ending.wait(_RESTART_PAUSE_S)
