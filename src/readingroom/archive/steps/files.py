"""Files that stages pass on in quarantine: whole or absent to a process that restarts.

Not synced: a power cut may take them, and then they are made again from the original.
"""

import os
from collections.abc import Iterable
from pathlib import Path

from readingroom.kernel.errors import Unavailable


def write_beside(path: Path, parts: Iterable[bytes]) -> None:
    """Make ``path`` hold the concatenation of ``parts``, in one rename.

    Raises:
        Unavailable: the disk would not take it.
    """
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with draft.open("wb") as file:
            for part in parts:
                file.write(part)
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        if error.errno is None:  # not the system's: a decoder says so of a damaged picture
            raise
        raise Unavailable(
            "The disk of the library could not take what was to be stored. Is it full?",
            detail=f"errno={error.errno}",
        ) from error
