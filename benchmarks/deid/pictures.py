"""Backgrounds that look enough like medical images for text to stand on."""

import random
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter

Array = npt.NDArray[Any]


def _generator(source: random.Random) -> np.random.Generator:
    return np.random.default_rng(source.randrange(2**32))


def _grain(generator: np.random.Generator, shape: tuple[int, ...], smooth: float) -> Array:
    """Even-tempered noise in 0 … 1, ``smooth`` pixels coarse."""
    grain = gaussian_filter(generator.random(shape), smooth)
    return (grain - grain.min()) / (np.ptp(grain) or 1)


def section(source: random.Random, *, low: int, high: int, size: int = 256) -> Array:
    """A body in cross-section with air around it, uint16."""
    generator = _generator(source)
    y, x = np.mgrid[-1 : 1 : size * 1j, -1 : 1 : size * 1j]
    body = (x / 0.8) ** 2 + (y / 0.62) ** 2 < 1
    lungs = ((np.abs(x) - 0.38) / 0.26) ** 2 + (y / 0.4) ** 2 < 1
    tissue = 0.42 + 0.08 * _grain(generator, (size, size), 3) - 0.3 * lungs
    spine = (x / 0.1) ** 2 + ((y - 0.45) / 0.11) ** 2 < 1
    values = body * (tissue + 0.4 * spine) + 0.015 * generator.random((size, size))
    return (low + np.clip(values, 0, 1) * (high - low)).astype(np.uint16)


def radiograph(source: random.Random, size: int = 512) -> Array:
    """A chest of soft shadows, uint16 of 12 bits."""
    generator = _generator(source)
    y, x = np.mgrid[-1 : 1 : size * 1j, -1 : 1 : size * 1j]
    lungs = np.exp(-(((np.abs(x) - 0.42) / 0.25) ** 4) - (y / 0.6) ** 4)
    ribs = 0.06 * np.sin(24 * (y + 0.3 * x**2)) * lungs
    values = 0.75 - 0.5 * lungs + ribs + 0.08 * _grain(generator, (size, size), 6)
    values = gaussian_filter(values, 1.5) + 0.01 * generator.random((size, size))
    return (np.clip(values, 0, 1) * 4095).astype(np.uint16)


def sector(source: random.Random) -> Array:
    """An ultrasound sector of speckle on black, 480 × 640 × 3 uint8."""
    generator = _generator(source)
    y, x = np.mgrid[0:480, 0:640]
    radius, angle = np.hypot(x - 320, y - 40), np.arctan2(x - 320, y - 40)
    inside = (radius > 30) & (radius < 400) & (np.abs(angle) < 0.62)
    speckle = generator.rayleigh(0.3, (480, 640)) * (0.4 + 0.6 * _grain(generator, (480, 640), 14))
    grey = (np.clip(gaussian_filter(speckle, 1.0) * inside, 0, 1) * 220).astype(np.uint8)
    return np.repeat(grey[..., None], 3, axis=2)


def screen(source: random.Random) -> Array:
    """A picture of a screen: panes of grey and an image, 480 × 640 × 3 uint8."""
    generator = _generator(source)
    canvas = np.full((480, 640, 3), generator.integers(12, 60), dtype=np.uint8)
    canvas[40:400, 240:600] = (section(source, low=0, high=230, size=360))[..., None]
    canvas[:28] = generator.integers(60, 120)
    return canvas


def skin(source: random.Random) -> Array:
    """Something pink with a darker spot, 360 × 480 × 3 uint8."""
    generator = _generator(source)
    y, x = np.mgrid[0:360, 0:480]
    tone = 190 + 30 * _grain(generator, (360, 480), 5)
    spot = np.exp(-(((x - 240) / 50) ** 2) - ((y - 180) / 40) ** 2)
    return (
        np.stack([tone - 60 * spot, tone * 0.72 - 80 * spot, tone * 0.62 - 70 * spot], axis=-1)
        .clip(0, 255)
        .astype(np.uint8)
    )


def jitter(still: Array, source: random.Random) -> Array:
    """The same picture a moment later."""
    generator = _generator(source)
    moved = still.astype(np.int16) + generator.integers(-3, 4, still.shape)
    return np.where(still > 4, moved, still).clip(0, 255).astype(still.dtype)
