"""Writing in pictures alone: what of it is still seen, by style and kind, and what looking costs.

python -m benchmarks.deid.boxes --seed 2001 --seed 2002

The images of the corpus of a seed are examined as ``readingroom deid`` does, what was found is
painted over, and what is left is judged as the whole benchmark judges it. Objects without pixels
are left out; nothing is written but the corpus.
"""

import argparse
import json
import logging
import multiprocessing
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pydicom

from benchmarks.deid.corpus import make_corpus
from benchmarks.deid.pixelscore import boxes_seen, frames_of, untouched
from benchmarks.deid.truth import Box, Truth
from readingroom.imaging.deid.identity import identity_of
from readingroom.imaging.deid.policy import Policy
from readingroom.imaging.part10 import read_part10
from readingroom.imaging.pixels.examine import examine_pixels
from readingroom.imaging.pixels.text import TextBox

_UNHURRIED_S = 200.0
_MASK = Policy(burned_in="mask", faces="leave")


@dataclass
class Looked:
    """What became of one image.

    Attributes:
        seen: the boxes of identity whose text can still be seen; none in a held one.
        painted: share of the pixels far from any planted box that changed.
        seconds: of processor.
    """

    truth: Truth
    holds: tuple[str, ...] = ()
    seen: list[Box] = field(default_factory=list)
    painted: float = 0.0
    seconds: float = 0.0
    frames: int = 1

    @property
    def boxes(self) -> list[Box]:
        """The planted boxes of identity."""
        return [box for box in self.truth.boxes if box.identity]


def main() -> None:
    """As the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, action="append", required=True)
    parser.add_argument("--folder", type=Path, help="work here, and leave the corpora")
    parser.add_argument("--kind", action="append", help="only images of this kind, such as CR")
    parser.add_argument("--every", type=int, default=1, help="only every Nth image")
    asked = parser.parse_args()
    looked: list[Looked] = []
    with tempfile.TemporaryDirectory(prefix="benchmark-boxes-") as temporary:
        for seed in asked.seed:
            home = (asked.folder or Path(temporary)) / f"corpus-{seed}"
            jobs = [j for j in _jobs(home, seed) if not asked.kind or j[1].kind in asked.kind]
            with multiprocessing.Pool(2, _quiet) as pool:
                looked += pool.imap_unordered(_look, jobs[:: asked.every])
    _tell(looked)


def _quiet() -> None:
    """Real files are full of values that are not valid, and so are these."""
    pydicom.config.settings.writing_validation_mode = pydicom.config.IGNORE
    pydicom.config.settings.reading_validation_mode = pydicom.config.IGNORE
    pydicom.config.convert_wrong_length_to_UN = True
    logging.getLogger("pydicom").setLevel(logging.ERROR)
    warnings.filterwarnings("ignore")


def _jobs(home: Path, seed: int) -> list[tuple[Path, Truth]]:
    _quiet()
    if not (home / "truth.json").exists():
        make_corpus(home, seed=seed)
    told = json.loads((home / "truth.json").read_text())
    truths = [Truth.from_dict(one) for one in told.values()]
    paths = [(home / "in" / truth.path, truth) for truth in truths]
    return [(path, truth) for path, truth in paths if path.is_file()]  # not those in an archive


def _look(job: tuple[Path, Truth]) -> Looked:
    path, truth = job
    dataset = pydicom.dcmread(path, force=True)
    source = frames_of(dataset)
    looked = Looked(truth)
    if source is None:
        return looked
    raw = read_part10(path)
    start = time.process_time()
    verdict = examine_pixels(
        raw, identity=identity_of(raw), policy=_MASK, shows_face=False, budget_s=_UNHURRIED_S
    )
    looked.seconds, looked.frames = time.process_time() - start, len(source)
    looked.holds = tuple(reason.code for reason in verdict.holds)
    output = _painted(source, verdict.to_mask)
    looked.painted = 1 - untouched(truth, source, output)
    if not looked.holds:
        looked.seen = boxes_seen(truth, source, output)
    return looked


def _painted(source: np.ndarray, boxes: Iterable[TextBox]) -> np.ndarray:
    output = source.copy()
    for box in boxes:
        rows, columns = slice(box.y, box.y + box.height), slice(box.x, box.x + box.width)
        output[:, rows, columns] = source.min()
    return output


def _tell(looked: list[Looked]) -> None:
    images = [one for one in looked if one.seconds]
    everything = [(one, box) for one in images for box in one.boxes]
    missed = [(one, box) for one in images for box in one.seen]
    for one, box in sorted(missed, key=lambda pair: pair[0].truth.path):
        place = f"{box.x},{box.y} {box.width}x{box.height}"
        print(f"seen: {one.truth.kind} {one.truth.syntax} {box.style} {place} {one.truth.path}")
    held = Counter(code for one in images for code in one.holds)
    print(f"{len(missed)} of {len(everything)} boxes seen, {len(images)} images, held for {held}")
    for what, name in (("style", _style), ("kind", _kind)):
        total, gone = Counter(map(name, everything)), Counter(map(name, missed))
        print(what, ", ".join(f"{key} {gone[key]}/{total[key]}" for key in sorted(total)))
    for kind in sorted({one.truth.kind for one in images}):
        those = [one for one in images if one.truth.kind == kind]
        seconds = sum(one.seconds for one in those)
        painted = float(np.mean([one.painted for one in those if not one.holds] or [0]))
        waits = sum(bool(one.holds) for one in those)
        print(
            f"{kind:6} {len(those):4} images, {waits:3} held, {seconds / len(those):6.2f} s each, "
            f"{seconds / sum(one.frames for one in those):6.2f} s a frame, "
            f"{100 * painted:.2f} % painted beside writing"
        )


def _style(pair: tuple[Looked, Box]) -> str:
    return pair[1].style


def _kind(pair: tuple[Looked, Box]) -> str:
    return pair[0].truth.kind


if __name__ == "__main__":
    main()
