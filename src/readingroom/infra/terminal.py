"""Progress on a terminal: a bar where someone is watching, a line now and then where not."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

_QUARTERS = 4


class OnProgress(Protocol):
    """Told of work: what is being done, how much of it, out of how much."""

    def __call__(self, label: str, done: int, total: int) -> None:
        """``done`` of ``total`` units of ``label`` are finished; a total of 0 is unknown."""
        ...


@contextmanager
def progress_on(stream: TextIO | None = None) -> Iterator[OnProgress]:
    """Give a function to report progress to; bars are drawn on ``stream`` (standard error)."""
    console = Console(file=stream or sys.stderr)
    if not console.is_terminal:
        yield _Lines(console)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=32),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as bars:
        yield _Bars(bars)


class _Bars:
    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._tasks = {task.description: task.id for task in bars.tasks}

    def __call__(self, label: str, done: int, total: int) -> None:
        if label not in self._tasks:
            self._tasks[label] = self._bars.add_task(label, total=total or None)
        self._bars.update(self._tasks[label], completed=done, total=total or None)


class _Lines:
    """One line when work begins, at each quarter and at its end."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._said: dict[str, int] = {}

    def __call__(self, label: str, done: int, total: int) -> None:
        quarter = done * _QUARTERS // total if total else 0
        if self._said.get(label, -1) >= quarter:
            return
        self._said[label] = quarter
        counted = f"  {done} of {total}" if total else ""
        self._console.print(f"{label}{counted}", highlight=False, markup=False)
