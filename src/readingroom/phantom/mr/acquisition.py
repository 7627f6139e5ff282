"""From an object to a magnitude image: k-space of a finite matrix, with noise and its artefacts."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import fft

from readingroom.phantom.mr.noise import Field
from readingroom.phantom.tissues import FAT_SHIFT_HZ

Complex = npt.NDArray[np.complex64]


@dataclass(frozen=True)
class Matrix:
    """How k-space is sampled and shown.

    Attributes:
        rows: k-space lines acquired along the columns of the image.
        columns: acquired along its rows.
        shown: rows and columns of the square image after filling with zeros.
        frequency_is_row: the frequency axis runs along a row of the image (DICOM: phase ``COL``).
        bandwidth_hz: receiver bandwidth of a pixel along the frequency axis.
        fat_shift_px: how far fat moves; None derives it from the bandwidth.
        apodisation: 0 rings like a knife's edge, 1 is a full Hann window.
    """

    rows: int
    columns: int
    shown: int
    frequency_is_row: bool
    bandwidth_hz: float
    fat_shift_px: float | None = None
    apodisation: float = 0.55

    @property
    def shift_px(self) -> float:
        """Chemical shift of fat in acquired pixels."""
        if self.fat_shift_px is not None:
            return self.fat_shift_px
        return FAT_SHIFT_HZ / self.bandwidth_hz


def acquire(
    water: Field, fat: Field, matrix: Matrix, *, sigma: float, rng: np.random.Generator
) -> Field:
    """One magnitude image.

    Args:
        water: signal of water times sensitivity, on a lattice finer than the matrix, square.
        fat: the same for fat.
        matrix: of the acquisition.
        sigma: standard deviation of the noise in each channel of the image, in units of signal.
        rng: draws noise and the wavering of the lines.

    Returns:
        (shown, shown), Rician: the size of a complex image with Gaussian noise.
    """
    space = _centre(_transform(water), matrix) + _centre(_transform(fat), matrix) * _shift(matrix)
    space = space * _waver(matrix, rng)
    lines, samples = space.shape
    # A sum of n independent terms of deviation s, divided by n, has deviation s / sqrt(n).
    scale = sigma * np.sqrt(lines * samples)
    noise = rng.standard_normal((2, lines, samples), dtype=np.float32) * np.float32(scale)
    space = (space + noise[0] + 1j * noise[1]) * _window(matrix)
    return np.abs(_fill(space, matrix)).astype(np.float32)


def _transform(image: Field) -> Complex:
    shifted = fft.fftshift(fft.fft2(fft.ifftshift(image)))
    # In units of the mean over the lattice, so that every matrix sees the same signal.
    return np.asarray(shifted / image.size, np.complex64)


def _centre(space: Complex, matrix: Matrix) -> Complex:
    n = space.shape[0]
    top, left = n // 2 - matrix.rows // 2, n // 2 - matrix.columns // 2
    cut = space[top : top + matrix.rows, left : left + matrix.columns]
    return np.asarray(cut * (matrix.rows * matrix.columns), np.complex64)


def _axis(n: int) -> Field:
    return np.asarray((np.arange(n) - n // 2) / n, np.float32)


def _shift(matrix: Matrix) -> Complex:
    along = matrix.columns if matrix.frequency_is_row else matrix.rows
    ramp = np.exp(-2j * np.pi * _axis(along) * matrix.shift_px).astype(np.complex64)
    turned = ramp[np.newaxis, :] if matrix.frequency_is_row else ramp[:, np.newaxis]
    return np.asarray(turned, np.complex64)


def _waver(matrix: Matrix, rng: np.random.Generator) -> Field:
    """Breath and pulse make the lines of k-space differ a little, which leaves faint ghosts."""
    lines = matrix.rows if matrix.frequency_is_row else matrix.columns
    beat = np.sin(2 * np.pi * np.arange(lines) * rng.uniform(0.19, 0.31) + rng.uniform(0, 6))
    wave = 1 + 0.006 * beat + 0.004 * rng.standard_normal(lines)
    turned = wave[:, np.newaxis] if matrix.frequency_is_row else wave[np.newaxis, :]
    return np.asarray(turned, np.float32)


def _window(matrix: Matrix) -> Field:
    def taper(n: int) -> Field:
        hann = np.cos(np.pi * _axis(n)) ** 2
        return np.asarray(1 - matrix.apodisation * (1 - hann), np.float32)

    return taper(matrix.rows)[:, np.newaxis] * taper(matrix.columns)[np.newaxis, :]


def _fill(space: Complex, matrix: Matrix) -> Complex:
    full = np.zeros((matrix.shown, matrix.shown), np.complex64)
    top, left = matrix.shown // 2 - matrix.rows // 2, matrix.shown // 2 - matrix.columns // 2
    full[top : top + matrix.rows, left : left + matrix.columns] = space
    image = fft.fftshift(fft.ifft2(fft.ifftshift(full)))
    gain = matrix.shown * matrix.shown / (matrix.rows * matrix.columns)
    return np.asarray(image * gain, np.complex64)
