"""A whole slide as scanners of Aperio's kind write it, with what must not come along."""

from pathlib import Path

import numpy as np
import tifffile

from tests.factories.dicom import Array, noise

LABEL_GREY, MACRO_GREY = 201, 77


def write_slide(path: Path, *, side: int = 512, mark: str = "Nora Nobody") -> Array:
    """Write levels of ``side`` and half of it, a thumbnail, a label and a macro image.

    ``mark`` stands in the description of each, as names and numbers do. Returns the half level.
    """
    picture = noise((side, side, 3), low=0, high=180, dtype="uint8")
    half = np.ascontiguousarray(picture[::2, ::2])
    about = f"Aperio Image Library v12.0.0 {side}x{side} |User = {mark}|Title = {mark}"
    with tifffile.TiffWriter(path) as tiff:
        tiff.write(picture, tile=(64, 64), photometric="rgb", description=about)
        tiff.write(picture[::8, ::8], photometric="rgb", description=about)
        tiff.write(half, tile=(64, 64), photometric="rgb", description=about)
        for name, kind, grey in (("label", 1, LABEL_GREY), ("macro", 9, MACRO_GREY)):
            beside = np.full((90, 120, 3), grey, np.uint8)
            told = f"Aperio {name} {mark}"
            tiff.write(beside, photometric="rgb", subfiletype=kind, description=told)
    return half
