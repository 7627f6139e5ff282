"""Stage 4: is there writing in the picture, or a face? Then a person looks before anyone else."""

import json
from pathlib import Path
from typing import Final

from readingroom.archive.steps.files import write_beside
from readingroom.archive.steps.work import Held, Work
from readingroom.imaging.pixels.burned_in import ASKS_FOR_A_LOOK

PREVIEW_FIRST: Final = "preview_first"


def check_pixels(work: Work) -> None:
    """Let the object pass, or have it held.

    Where writing was found is noted beside the original, for whoever decides; never what it says.

    Raises:
        Rejected: the pixels can't be decoded.
        Held: its class, its header or its pixels give cause, and nobody has released it for all
            of these reasons yet. Who released it after a look at the picture has judged all
            that a look can judge.
    """
    verdict = work.verdict
    boxes = [box.to_json() for box in verdict.boxes]
    if boxes and work.task.findings:
        write_beside(Path(work.task.findings), [json.dumps({"boxes": boxes}).encode()])
    codes = [r.code for r in verdict.holds if not _is_released(r.code, work)]
    if work.setup.preview_first and PREVIEW_FIRST not in work.task.released:
        codes.append(PREVIEW_FIRST)
    if codes:
        raise Held(*codes)


def _is_released(code: str, work: Work) -> bool:
    return code in work.task.released or (code in ASKS_FOR_A_LOOK and work.was_looked_at)
