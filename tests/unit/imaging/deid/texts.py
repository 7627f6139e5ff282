"""Descriptions as scanners and people write them, and texts that say who someone is; made up."""

from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).parent
# Of many makers, modalities and languages; nothing in them names anyone.
CLINICAL: Final = (_HERE / "clinical_texts.txt").read_text("utf-8").splitlines()
# A text, and what of it may not be left.
PLANTED: Final = tuple(
    (line.rpartition("|")[0], line.rpartition("|")[2])
    for line in (_HERE / "planted_texts.txt").read_text("utf-8").splitlines()
)
