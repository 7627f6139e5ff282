"""Smooth curves through a table of measures."""

from functools import lru_cache

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
    places, values = _dense(table[:, 0].tobytes(), table[:, column].astype(float).tobytes())
    return np.asarray(np.interp(z, places, values), np.float32)


@lru_cache(maxsize=2048)
def _dense(heights: bytes, measures: bytes) -> tuple[np.ndarray, np.ndarray]:
    """A monotone cubic through the points, tabulated every millimetre or finer."""
    z, values = np.frombuffer(heights), np.frombuffer(measures)
    places = np.linspace(z[0], z[-1], int(z[-1] - z[0]) + 2)
    if len(z) < 3:
        return z, values
    return places, PchipInterpolator(z, values)(places)
