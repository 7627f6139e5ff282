"""Branching vessels and airways that fill the lungs, grown from a seed."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from readingroom.phantom.ct.shapes import COARSE, Point

Points = npt.NDArray[np.float64]
Cover = npt.NDArray[np.uint8]
_MURRAY: Final = 2.75  # radius³ is shared at a branching by Murray's law; 2.7 to 3 is measured
_TIP_MM: Final = 0.5


@dataclass(frozen=True)
class Twigs:
    """Straight pieces of a tree: (n, 3) ends in mm, (n,) radii in mm."""

    start: Points
    end: Points
    radius: Points


def grow_tree(root: Point, tips: Points, *, radius: float, rng: np.random.Generator) -> Twigs:
    """A tree from ``root`` to every one of ``tips`` (n, 3) by halving the crowd again and again."""
    pieces: list[tuple[Points, Points, float]] = []
    pending = [(np.asarray(root, dtype=float), tips)]
    scale = radius / len(tips) ** (1 / _MURRAY)
    while pending:
        origin, crowd = pending.pop()
        size = max(scale * len(crowd) ** (1 / _MURRAY), _TIP_MM)
        if len(crowd) == 1:
            pieces += _bent(origin, crowd[0], size, rng)
            continue
        middle = crowd.mean(axis=0)
        fork = origin + (middle - origin) * (0.42 if len(crowd) > 12 else 0.6)
        pieces += _bent(origin, fork, size, rng)
        spread = crowd - middle
        axis = np.linalg.svd(spread, full_matrices=False)[2][0] if len(crowd) > 2 else spread[0]
        order = np.argsort(spread @ axis)
        cut = int(len(crowd) * rng.uniform(0.35, 0.65)) or 1
        pending += [(fork, crowd[order[:cut]]), (fork, crowd[order[cut:]])]
    starts, ends, radii = zip(*pieces, strict=True)
    return Twigs(np.array(starts), np.array(ends), np.array(radii))


def _bent(
    a: Points, b: Points, radius: float, rng: np.random.Generator
) -> list[tuple[Points, Points, float]]:
    if radius <= _TIP_MM * 1.05:
        return [(a, b, radius)]
    middle = (a + b) / 2 + rng.normal(0, 0.07, 3) * np.linalg.norm(b - a)
    return [(a, middle, radius), (middle, b, radius)]


def beside(twigs: Twigs, direction: Point, share: float) -> Twigs:
    """A companion of the same course, ``share`` of the radius thick, lying on one side."""
    shift = twigs.radius[:, None] * (1 + share) * np.asarray(direction)
    return Twigs(twigs.start + shift, twigs.end + shift, twigs.radius * share)


class CoverStack:
    """How much of each fine voxel a tree covers: (layers, 512, 512), 0..255."""

    def __init__(self, heights: Points, pixel: float) -> None:
        """``heights``: of the layers in mm, descending and evenly spaced; ``pixel``: mm."""
        self.cover: Cover = np.zeros((len(heights), 2 * COARSE, 2 * COARSE), dtype=np.uint8)
        self._top, self._step = float(heights[0]), float(heights[0] - heights[1])
        self._pixel = pixel

    def draw(self, twigs: Twigs, *, thicker: float = 0.0) -> None:
        """Add a tree, its radius grown by ``thicker`` mm."""
        for start, end, radius in zip(twigs.start, twigs.end, twigs.radius, strict=True):
            self._draw_one(start, end, float(radius) + thicker)

    def _draw_one(self, a: Points, b: Points, radius: float) -> None:
        reach = radius + 1.2
        low, high = np.minimum(a, b) - reach, np.maximum(a, b) + reach
        size, half = self._pixel, (2 * COARSE - 1) / 2
        layers, side, _ = self.cover.shape
        k0 = max(int((self._top - high[2]) / self._step), 0)
        k1 = min(int((self._top - low[2]) / self._step) + 2, layers)
        r0, c0 = (max(int(v / size + half), 0) for v in (low[1], low[0]))
        r1, c1 = (min(int(v / size + half) + 2, side) for v in (high[1], high[0]))
        if k0 >= k1 or r0 >= r1 or c0 >= c1:
            return
        z = (self._top - np.arange(k0, k1) * self._step - a[2])[:, None, None]
        y = ((np.arange(r0, r1) - half) * size - a[1])[None, :, None]
        x = ((np.arange(c0, c1) - half) * size - a[0])[None, None, :]
        u, v, w = b - a
        t = np.clip((x * u + y * v + z * w) / (u * u + v * v + w * w + 1e-6), 0, 1)
        gap = np.sqrt((x - t * u) ** 2 + (y - t * v) ** 2 + (z - t * w) ** 2)
        cover = (np.clip((radius - gap) / 0.9 + 0.5, 0, 1) * min(1.0, radius / 0.45) * 255).astype(
            np.uint8
        )
        target = self.cover[k0:k1, r0:r1, c0:c1]
        np.maximum(target, cover, out=target)
