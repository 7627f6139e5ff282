"""The lungs: lobes, aerated tissue, fissures, vessels and airways; and the tumour in one lobe."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from readingroom.phantom.ct.paint import Canvas, cover_of, coverage
from readingroom.phantom.ct.shapes import Field, Plane, double, ellipsoid, smooth_union, tube
from readingroom.phantom.ct.trees import CoverStack, Points, beside, grow_tree
from readingroom.phantom.hounsfield import hu

_LOBES: Final = ("right upper", "right middle", "right lower", "left upper", "left lower")
# Where artery and bronchus enter a lobe, where its vein leaves; the artery's radius there, mm.
_ROOTS: Final = {
    "right upper": ((-50, 2, 0), (-48, -12, -38), 4.8),
    "right middle": ((-52, 2, -46), (-46, -10, -48), 4.0),
    "right lower": ((-55, 18, -62), (-46, 22, -78), 6.0),
    "left upper": ((52, 8, -16), (50, -16, -38), 5.4),
    "left lower": ((54, 26, -44), (52, 26, -74), 6.0),
}
_TIPS_A_LITRE: Final = 480


def fissure_height(y: npt.NDArray[np.float64] | Field) -> npt.NDArray[np.float64] | Field:
    """Height of the oblique fissures at depth ``y``, mm: low in front, high at the back."""
    return 0.98 * y - 46


MINOR_FISSURE_MM: Final = -40.0


def lobe_of(points: Points) -> npt.NDArray[np.int64]:
    """The index into the five lobes of (n, 3) points in mm."""
    x, y, z = points.T
    above = z > fissure_height(y)
    right = np.where(above, np.where(z > MINOR_FISSURE_MM, 0, 1), 2)
    return np.where(x < 0, right, np.where(above, 3, 4))


def is_right_upper(points: Points) -> npt.NDArray[np.bool_]:
    """Whether (n, 3) points in mm, known to lie in a lung, lie in the right upper lobe."""
    return np.asarray(lobe_of(points) == 0)


@dataclass(frozen=True)
class LungTrees:
    """Covers, (layers, 512, 512) 0..255, of vessels, of airways with walls, of their lumens."""

    vessels: CoverStack
    walls: CoverStack
    lumens: CoverStack


def grow_lungs(space: Points, litres: float, heights: Points, pixel: float, seed: int) -> LungTrees:
    """Fill the lungs.

    ``space``: (n, 3) mm, points spread evenly through both lungs, whose volume is ``litres``.
    ``heights``: of the layers, mm, descending. ``pixel``: of the fine grid, mm.
    """
    rng = np.random.default_rng([seed, 23])
    trees = LungTrees(*(CoverStack(heights, pixel) for _ in range(3)))
    lobes = lobe_of(space)
    for index, lobe in enumerate(_LOBES):
        inside = space[lobes == index]
        wanted = int(_TIPS_A_LITRE * litres * len(inside) / len(space))
        entry, leaving, radius = _ROOTS[lobe]
        tips = inside[rng.choice(len(inside), 2 * wanted, replace=False)]
        arteries = grow_tree(entry, tips[:wanted], radius=radius, rng=rng)
        trees.vessels.draw(arteries)
        trees.vessels.draw(grow_tree(leaving, tips[wanted:], radius=radius * 0.95, rng=rng))
        airways = beside(arteries, (-0.5 if entry[0] > 0 else 0.5, 0.8, -0.3), 0.82)
        keep = airways.radius > 0.85
        airways = type(airways)(airways.start[keep], airways.end[keep], airways.radius[keep])
        trees.walls.draw(airways, thicker=0.7)
        trees.lumens.draw(airways)
    return trees


# The tumour: lobules (x, y, z, radius) in mm, grown together.
_LOBULES: Final = (
    (-64, -4, 34, 15.5), (-75, 5, 38, 11.5), (-54, -15, 40, 11.0), (-76, -12, 28, 11.0),
    (-54, 7, 27, 10.5), (-66, -19, 30, 9.5), (-64, 9, 46, 8.5), (-82, -4, 33, 7.5),
    (-60, -6, 18, 8.0),
)  # fmt: skip
SATELLITES: Final = (
    (-84, 18, 20, 5.4),
    (-46, 22, 15, 4.6),
    (-72, -40, 29, 4.8),
    (-58, 28, 38, 4.2),
)


_HEART_OF_MASS: Final = np.array([-66.0, -4.0, 33.0])


def tumour_of(plane: Plane) -> Field:
    """The distance from the main mass, (256, 256) mm."""
    out = np.full_like(plane.x, 1e3)
    for x, y, z, r in _LOBULES:
        out = smooth_union(out, ellipsoid(plane, (x, y, z), (r, r, r)), 3.0)
    return np.asarray(out + np.float32(0.45) * plane.texture, np.float32)


def satellites_of(plane: Plane) -> list[Field]:
    """The distance from each satellite nodule, (256, 256) mm."""
    return [
        np.asarray(ellipsoid(plane, (x, y, z), (r, r * 0.9, r)) + 0.3 * plane.texture, np.float32)
        for x, y, z, r in SATELLITES
    ]


def _spicules(plane: Plane, seed: int) -> Field:
    rng = np.random.default_rng([seed, 37])
    out = np.full_like(plane.x, 1e3)
    if not 0 < plane.z < 75:
        return out
    for _ in range(26):
        way = rng.normal(size=3)
        way /= np.linalg.norm(way)
        a, b = _HEART_OF_MASS + way * 15, _HEART_OF_MASS + way * rng.uniform(26, 36)
        knots = ((a[0], a[1], a[2], 1.3), (b[0], b[1], b[2], 0.25))
        out = np.minimum(out, tube(plane, knots))
    return out


class LungPainter:
    """Paints both lungs of a layer."""

    def __init__(self, trees: LungTrees, *, seed: int, fine_noise: Field) -> None:
        """``fine_noise``: (512, 512), unit spread, for the texture of aerated tissue."""
        self._trees, self._seed, self._noise = trees, seed, fine_noise

    def paint(self, canvas: Canvas, plane: Plane, lung: Field, layer: int) -> None:
        """``lung``: (256, 256) mm, negative inside; ``layer``: index into the trees' layers."""
        cover = cover_of(lung)
        canvas.blend(cover, self._aerated(plane, lung, layer))
        inner = coverage(double(lung + 0.6)) / np.float32(255)
        canvas.blend(self._trees.vessels.cover[layer] * inner, 32.0)
        canvas.blend(self._trees.walls.cover[layer] * inner, -20.0)
        canvas.blend(self._trees.lumens.cover[layer] * inner, hu("air"))
        self._paint_tumour(canvas, plane, lung)

    def _aerated(self, plane: Plane, lung: Field, layer: int) -> Field:
        gravity = np.clip((plane.y + 80) / 170, 0, 1)
        base = hu("lung") - 18 + 52 * gravity**2 + 9 * plane.texture
        dependent = np.clip((plane.y - 52) / 32, 0, 1) * np.clip(1 + lung / 7, 0, 1)
        base += 150 * dependent * np.clip((20 - plane.z) / 90, 0, 1)
        apex = np.clip((plane.z - 5) / 55, 0, 1)
        holes = np.clip(plane.texture - 0.75, 0, 0.7) / 0.7
        base += apex * holes * (hu("emphysema") - base)
        oblique = np.abs(plane.h - fissure_height(plane.y)) * np.float32(0.71)
        minor = np.abs(plane.h - np.float32(MINOR_FISSURE_MM) - 0.06 * (plane.x + 70))
        minor = np.where((plane.x < 0) & (plane.h > fissure_height(plane.y)), minor, np.float32(9))
        line = np.clip(1.1 - np.minimum(oblique, minor), 0, 1)
        base = base + line * 210
        rolled = np.roll(self._noise, (37 * layer % 512, 91 * layer % 512), axis=(0, 1))
        return np.asarray(double(np.asarray(base, np.float32)) + 26 * rolled, np.float32)

    def _paint_tumour(self, canvas: Canvas, plane: Plane, lung: Field) -> None:
        if not -5 < plane.z < 80:
            return
        inside = lung - 0.5
        mass = tumour_of(plane)
        haze = np.clip(1 - mass / 6, 0, 1)
        canvas.blend(double(np.asarray(haze * (lung < 0) * 0.16, np.float32)), -300.0)
        canvas.paint(np.maximum(_spicules(plane, self._seed), inside), 10.0, share=0.8)
        core = hu("tumour") - (hu("tumour") - hu("necrosis")) * np.clip(-mass / 9 - 0.4, 0, 1)
        canvas.paint(np.maximum(mass, inside), np.asarray(core + 2 * plane.texture, np.float32))
        for nodule in satellites_of(plane):
            canvas.paint(np.maximum(nodule, inside), hu("tumour"))
