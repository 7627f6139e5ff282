"""How far a submission has come, told to whoever waits."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Progress:
    """A moment of it.

    Attributes:
        stage: name of a stage of the route.
        done: files that are past it.
        total: files that go through it; ``None`` while not yet known.
    """

    stage: str
    done: int
    total: int | None


def ignore(_progress: Progress) -> None:
    """Tell nobody."""
