"""What a person reads while a submission goes along the route."""

from collections.abc import Callable

from readingroom.archive.progress import Progress
from readingroom.infra.terminal import OnProgress

_WORDS = {
    "receive": "Taking files in",
    "inspect": "Reading them",
    "transcode": "Removing identity, making lossless stacks",
    "file": "Filing",
}


def in_words(bars: OnProgress) -> Callable[[Progress], None]:
    """A listener for the route that shows its progress on a terminal."""

    def tell(progress: Progress) -> None:
        label = _WORDS.get(progress.stage, progress.stage)
        bars(label, progress.done, progress.total or 0)

    return tell
