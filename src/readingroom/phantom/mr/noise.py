"""Smooth random fields in patient space: what keeps tissue from looking painted."""

import numpy as np
import numpy.typing as npt

Field = npt.NDArray[np.float32]

# Bounds of the patient in millimetres, with room for splines: x, y, z.
_LOW = (-110.0, -130.0, -135.0)
_HIGH = (110.0, 150.0, 140.0)
_SPLINE_VARIANCE = 0.479  # of a cubic B-spline of unit white noise, per axis


class NoiseField:
    """A stationary Gaussian-like field of mean 0 and deviation 1, the same for every sampling."""

    def __init__(self, seed: int, spacing_mm: tuple[float, float, float]) -> None:
        """Lay random knots ``spacing_mm`` apart along x, y and z."""
        self._spacing = spacing_mm
        shape = [
            int((high - low) / step) + 4
            for low, high, step in zip(_LOW, _HIGH, spacing_mm, strict=True)
        ]
        rng = np.random.default_rng(seed)
        self._knots = rng.standard_normal(shape, dtype=np.float32) / _SPLINE_VARIANCE**1.5

    def sample(self, x: Field, y: Field, z: Field) -> Field:
        """Values on the lattice spanned by three 1-D axes in mm; shape (len x, len y, len z)."""
        starts_weights = [self._weights(places, k) for k, places in enumerate((x, y, z))]
        cut = tuple(slice(start, start + w.shape[1]) for start, w in starts_weights)
        field = self._knots[cut]
        for axis in np.argsort([len(x), len(y), len(z)]):  # the shortest first: less to do after
            weights = starts_weights[axis][1]
            field = np.moveaxis(np.tensordot(weights, field, axes=(1, axis)), 0, axis)
        return np.ascontiguousarray(field)

    def _weights(self, places: Field, axis: int) -> tuple[int, Field]:
        at = (np.asarray(places, np.float64) - _LOW[axis]) / self._spacing[axis]
        whole = np.floor(at).astype(int)
        t = at - whole
        start, stop = int(whole.min()), int(whole.max()) + 4
        weights = np.zeros((len(at), stop - start), np.float32)
        taps = ((1 - t) ** 3, 3 * t**3 - 6 * t**2 + 4, -3 * t**3 + 3 * t**2 + 3 * t + 1, t**3)
        rows = np.arange(len(at))
        for k, tap in enumerate(taps):
            weights[rows, whole - start + k] = tap / 6
        return start, weights
