"""The quick look for writing finds what plainer and slower ways of working it out find."""

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from readingroom.imaging.pixels import strokes
from readingroom.imaging.pixels.pictures import evened

Array = npt.NDArray[Any]
Piece = tuple[float, ...]
LONGEST_PX = 60


def grain(share: float, *, seed: int = 5, shape: tuple[int, int] = (150, 170)) -> Array:
    """Pixels here and there, of which some hang together."""
    return np.asarray(np.random.default_rng(seed).random(shape) < share)


def with_block(mask: Array) -> Array:
    """The same with a piece in it that is longer than any letter."""
    mask = mask.copy()
    mask[40:-10, 10:-20] = True
    return mask


def letters(mask: Array) -> Array:
    """The same with the thinnest pieces that are long enough: slanted, level and upright."""
    mask = mask.copy()
    for number in range(5):
        mask[3 + np.arange(strokes._SHORTEST_PX), 12 * number + np.arange(5)] = True
        mask[20, 12 * number : 12 * number + 5] = True
        mask[30:35, 12 * number] = True
    return mask


def blocks() -> Array:
    """Pieces just as long as the longest letter, so many that they fill most of a mask."""
    mask = grain(0.0, shape=(400, 410))
    for y in range(2, 320, 64):
        for x in range(2, 340, 64):
            mask[y : y + LONGEST_PX, x : x + LONGEST_PX] = True
    return mask


def told(size: Array, area: Array, middles: Array) -> list[Piece]:
    """What counts: pieces as long as a letter and no longer than the longest."""
    longer = size.max(axis=1) if len(size) else np.zeros(0)
    fits = (longer >= strokes._SHORTEST_PX) & (longer <= LONGEST_PX)
    pieces = zip(size[fits].tolist(), area[fits].tolist(), middles[fits].tolist(), strict=True)
    return sorted((*sides, pixels, *middle) for sides, pixels, middle in pieces)


def counted_by_opencv(mask: Array) -> list[Piece]:
    _, _, stats, middles = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    sides = stats[1:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]]
    return told(sides, stats[1:, cv2.CC_STAT_AREA], middles[1:])


MASKS = {
    "sparse grain": grain(0.004),
    "grain": grain(0.05),
    "dense grain": grain(0.25),
    "letters alone": letters(grain(0.0)),
    "letters in sparse grain": letters(grain(0.004)),
    "letters in grain": letters(grain(0.05)),
    "a block in grain": with_block(grain(0.05)),
    "letters and all around them": ~letters(grain(0.01)),
    "letters and much beside them": with_block(letters(grain(0.01, shape=(300, 250)))),
    "blocks": blocks(),
    "nothing": grain(0.0),
    "a row of pixels at the edge": np.eye(150, 170, dtype=bool),
}


@pytest.mark.parametrize("name", MASKS)
def test_pieces_as_long_as_letters_are_those_that_opencv_counts(name: str) -> None:
    mask = MASKS[name]

    pieces = strokes._pieces(mask, fewest=1, longest_px=LONGEST_PX)

    assert np.allclose(told(*pieces), counted_by_opencv(mask))


def test_a_mask_stays_as_it_was() -> None:
    mask = MASKS["letters in grain"].copy()

    strokes._pieces(mask, fewest=1, longest_px=LONGEST_PX)

    assert np.array_equal(mask, MASKS["letters in grain"])


def test_as_many_letters_as_are_asked_for_are_enough() -> None:
    mask = MASKS["letters alone"]

    assert len(strokes._pieces(mask, fewest=15, longest_px=LONGEST_PX)[0]) == 15
    assert len(strokes._pieces(mask, fewest=16, longest_px=LONGEST_PX)[0]) == 0


KINDS = ["uint8", "int8", "uint16", "int16", "int32", "uint32", "float32", "float64"]


def every_value(kind: str) -> Array:
    """Noise over the whole range of ``kind``, its ends among it."""
    source = np.random.default_rng(9)
    if np.dtype(kind).kind == "f":
        values = source.normal(0, 500, (64, 80))
        values[0, :3] = np.nan, np.inf, -np.inf
        return values.astype(kind)
    limits = np.iinfo(kind)
    values = source.integers(limits.min, limits.max, (64, 80), dtype=kind, endpoint=True)
    values[0, :2] = limits.min, limits.max
    return values


@pytest.mark.parametrize("kind", KINDS)
def test_levels_count_from_the_lowest_value_and_greys_cut_fractions_off(kind: str) -> None:
    values = every_value(kind)

    levels, grey = strokes._levels(values)

    if np.dtype(kind).itemsize <= 2:
        expected = values.astype(np.int64) - int(values.min())
        assert np.array_equal(levels, expected)
        assert np.array_equal(grey, (expected * (255 / float(expected.max()))).astype(np.uint8))
    assert (levels.min(), grey.min(), grey.max()) == (0, 0, 255)
    assert np.array_equal(strokes._counts(levels), np.bincount(levels.reshape(-1)))


def test_a_frame_of_one_value_has_one_level() -> None:
    levels, grey = strokes._levels(np.full((40, 40), 7, dtype=np.int16))

    assert not levels.any()
    assert not grey.any()
    assert not strokes.may_hold_writing(np.full((40, 40), 7, dtype=np.int16))


@pytest.mark.parametrize("kind", ["int16", "uint8", "float32"])
def test_what_is_raised_is_what_a_detector_sees_raised(kind: str) -> None:
    values = every_value(kind)

    lighter, darker = strokes._raised(values)

    even = evened(values).astype(int)
    assert np.array_equal(lighter, even > strokes._MIDDLE + strokes._RAISED)
    assert np.array_equal(darker, even < strokes._MIDDLE - strokes._RAISED)
    assert lighter.any()
    assert darker.any()
