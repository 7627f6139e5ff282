"""Files that stages pass on in quarantine: whole or absent to a process that restarts.

Not synced: a power cut may take them, and then they are made again from the original.
"""

import os
from collections.abc import Iterable
from pathlib import Path


def write_beside(path: Path, parts: Iterable[bytes]) -> None:
    """Make ``path`` hold the concatenation of ``parts``, in one rename."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with draft.open("wb") as file:
        for part in parts:
            file.write(part)
    draft.replace(path)
