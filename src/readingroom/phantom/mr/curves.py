"""Smooth curves through a table of measures."""

import numpy as np
from scipy.interpolate import PchipInterpolator

from readingroom.phantom.mr.noise import Field


def through(z: Field, table: np.ndarray, column: int) -> Field:
    """The measure in ``column`` at heights ``z``, held constant beyond the table's ends.

    Args:
        z: heights in mm, any shape.
        table: rows ordered by their first column, the height.
        column: which measure.
    """
    inside = np.clip(z, table[0, 0], table[-1, 0])
    if len(table) < 3:
        return np.interp(inside, table[:, 0], table[:, column]).astype(np.float32)
    return np.asarray(PchipInterpolator(table[:, 0], table[:, column])(inside), np.float32)
