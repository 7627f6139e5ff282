"""How much of the writing in pictures is found, by kind, and what that costs.

    .venv/bin/python -m benchmarks.burned_in --seed 7000 --each 11

Writing counts as found where boxes that would be masked cover nine tenths of its ink. What is
masked elsewhere is counted too. Seeds from 5000 on were never looked at while the search was
made.
"""

import argparse
import time
from collections import Counter

import numpy as np
from tests.factories.writing import FAMILY, GIVEN, KINDS, written

from readingroom.imaging.deid.identity import Identity
from readingroom.imaging.pixels.finding import find_text
from readingroom.imaging.pixels.look import DisplayParameters

_NEAR_PX = 14
_COVERED = 0.9


def main() -> None:
    """Search the pictures, print a table."""
    options = argparse.ArgumentParser()
    options.add_argument("--seed", type=int, default=7000)
    options.add_argument("--each", type=int, default=11)
    options.add_argument("--kinds", nargs="*", default=KINDS)
    asked = options.parse_args()
    identity = Identity(names=frozenset(name.casefold() for name in FAMILY + GIVEN))
    found, named, seconds, elsewhere = Counter[str](), Counter[str](), 0.0, []
    for kind in asked.kinds:
        for number in range(asked.each):
            made = written(asked.seed + number, kind)
            start = time.process_time()
            boxes = find_text(made.picture, DisplayParameters("RGB"), identity=identity).boxes
            seconds += time.process_time() - start
            masked = np.zeros(made.ink.shape, dtype=bool)
            for box in boxes:
                if not box.is_harmless:
                    masked[box.y : box.y + box.height, box.x : box.x + box.width] = True
            share = (masked & made.ink).sum() / made.ink.sum()
            found[kind] += share >= _COVERED
            named[kind] += any(box.kind == "identity" for box in boxes)
            if share < _COVERED:
                print(f"  missed: {kind} {asked.seed + number} on {made.background}, {share:.2f}")
            rows, columns = np.nonzero(made.ink)
            masked[
                max(0, rows.min() - _NEAR_PX) : rows.max() + _NEAR_PX,
                max(0, columns.min() - _NEAR_PX) : columns.max() + _NEAR_PX,
            ] = False
            elsewhere.append(float(masked.mean()))
    for kind in asked.kinds:
        print(f"{kind:16} {found[kind]:3} of {asked.each}, {named[kind]} told to be the patient's")
    total = asked.each * len(asked.kinds)
    print(f"{'all':16} {sum(found.values()):3} of {total}")
    print(f"processor time {seconds / total:.2f} s a picture")
    print(f"masked beside it {100 * float(np.mean(elsewhere)):.2f} % of the picture")


if __name__ == "__main__":
    main()
