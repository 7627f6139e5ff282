"""What of pixels could be text: native ones have no room for words, but a file may lie about them.

Searching half a megabyte for everything that is known of a patient takes longer than all else that
is done to a slice. Runs of letters are found in a fiftieth of that time; there are none among the
sections of most scanners, and only they are searched.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]

SHORTEST: Final = 8  # letters; fewer stand among pixels by chance
_MARGIN: Final = 2  # bytes that tell whether a word ends there
_FIRST_PRINTED: Final = np.uint8(0x20)
_PRINTED: Final = np.uint8(0x7F - 0x20)  # characters


def wordlike(data: bytes) -> bytes:
    """The parts of ``data`` with ``SHORTEST`` printed ASCII characters or more in a row, one byte
    or two for each; nothing of all else.
    """
    values = np.frombuffer(data, dtype=np.uint8)
    if len(values) < SHORTEST:
        return b""
    printed = (values - _FIRST_PRINTED) < _PRINTED  # below the first it wraps round
    empty = values == 0
    in_bytes = _runs(printed, 1)
    low_first = _runs(printed[:-1] & empty[1:], 2)  # UTF-16
    high_first = _runs(empty[:-1] & printed[1:], 2)
    kept = np.zeros(len(values), dtype=bool)
    for begins, unit in ((in_bytes, 1), (low_first | high_first, 2)):
        if begins.any():
            _keep_around(kept, begins, unit)
    return values[kept].tobytes() if kept.any() else b""


def _keep_around(kept: Mask, begins: Mask, unit: int) -> None:
    """Mark ``SHORTEST`` characters of ``unit`` bytes from each beginning on, and the margins."""
    reach, wanted = 1, SHORTEST * unit + _MARGIN
    while reach < wanted:  # each place stands for all before it that are less than ``reach`` away
        step = min(reach, wanted - reach)
        wider = np.zeros(len(begins) + step, dtype=bool)
        wider[:-step] = begins
        wider[step:] |= begins
        begins, reach = wider, reach + step
    begins = begins[: len(kept)]
    kept[: len(begins)] |= begins
    for margin in range(1, _MARGIN + 1):
        before = begins[margin:]
        kept[: len(before)] |= before


def _runs(there: Mask, step: int) -> Mask:
    """Where ``SHORTEST`` of ``there`` begin, each ``step`` places behind the last."""
    reach = step
    while reach < SHORTEST * step and len(there) > reach:
        there = there[:-reach] & there[reach:]
        reach *= 2
    return there if reach >= SHORTEST * step else there[:0]
