"""What the sender is told about each file: one line of JSON for each, for the sender alone."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from readingroom.archive.deid_tool.messages import Outcome
from readingroom.archive.steps.files import write_beside


@dataclass(frozen=True)
class Line:
    """What became of one file.

    Attributes:
        source: its path below what was given; for a file in an archive, the archive's path and
            its own.
        output: the path of what was made of it, below the folder it was made in; ``None``
            unless it is clean.
        outcome: clean, held or rejected.
        reason: why it is held or rejected: the first reason's code.
    """

    source: str
    output: str | None
    outcome: Outcome
    reason: str | None

    def to_json(self) -> bytes:
        """A line. A name that is no UTF-8 keeps its bytes as ``\\udc80`` to ``\\udcff``."""
        values = {
            "source": self.source,
            "output": self.output,
            "outcome": self.outcome.value,
            "reason": self.reason,
        }
        text = json.dumps(values, ensure_ascii=False)
        try:
            return text.encode() + b"\n"
        except UnicodeEncodeError:
            return json.dumps(values).encode() + b"\n"


def write_manifest(path: Path, lines: Iterable[Line]) -> None:
    """Write all lines, or none.

    Raises:
        Unavailable: the disk would not take them.
    """

    def parts() -> Iterator[bytes]:
        for line in lines:
            yield line.to_json()

    write_beside(path, parts())
