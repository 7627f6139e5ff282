"""Series to stacks: runs of frames that are scrolled through as one.

Order comes from geometry alone where there is any, never from file names and not from instance
numbers, which a workstation may have dealt out anew. Frames that cannot be one run are split:
other matrix, other plane (localisers), and, where several frames share a place, by what tells
them apart (echo, b-value, phase …).
"""

import math
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Final

from pydicom.dataset import Dataset

from readingroom.imaging.geometry.frames import DISCRIMINATORS, Frame, frames_of
from readingroom.imaging.geometry.orientation import (
    Orientation,
    Plane,
    counting_direction,
    distance_along,
    normal_of,
    plane_of,
)

_SAME_PLACE_MM: Final = 0.01
_SAME_DIRECTION: Final = 0.999  # cosine: 2.6 degrees
_TURNING_FROM: Final = 7  # frames that each look another way are one turning run, not planes
_GAP: Final = 1.5  # times the usual spacing
_NONE_KNOWN: Final[Mapping[str, str]] = {}
_WORDS_OF_TYPE: Final = 2  # ORIGINAL/DERIVED and PRIMARY/SECONDARY say little to a reader


@dataclass(frozen=True, eq=False)
class Stack:
    """Frames in canonical order; slice 1 is ``frames[0]``.

    Attributes:
        label: what sets it apart from the series' other stacks; empty for the only one.
        plane: None without geometry, or where frames turn around an axis.
        slice_spacing_mm: usual distance between neighbours along the normal, so that a gantry
            tilt does not stretch it; None for fewer than two places.
        gaps_after: slice numbers after which at least one slice is missing.
    """

    label: str
    plane: Plane | None
    orientation: Orientation | None
    frames: tuple[Frame, ...]
    slice_spacing_mm: float | None
    gaps_after: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class _Group:
    frames: list[Frame]
    labels: tuple[str, ...] = ()
    is_turning: bool = False


def build_stacks(
    headers: Sequence[Dataset], *, transfer_syntaxes: Mapping[str, str] = _NONE_KNOWN
) -> tuple[Stack, ...]:
    """Sort the frames of one series into stacks.

    Args:
        headers: all objects of the series, in any order, pixel data not needed. Objects without
            an image in them are passed over.
        transfer_syntaxes: by SOP Instance UID; frames in different ones are split.

    Returns:
        Stacks in the order of their first frames' instance numbers. Every frame is in exactly
        one; the result doesn't depend on the order of ``headers``.
    """
    frames = sorted(frames_of(headers, transfer_syntaxes), key=lambda frame: frame.order)
    groups = [
        place
        for size in _by_size(frames)
        for plane in _by_plane(size)
        for place in _by_place(plane)
    ]
    stacks = sorted((_stack(group, label=_label(group)) for group in groups), key=_first_of)
    return tuple(_named(stacks))


def _named(stacks: list[Stack]) -> Iterator[Stack]:
    """No label for the only stack, a different one for each of several."""
    times = Counter(stack.label for stack in stacks)
    for number, stack in enumerate(stacks, start=1):
        label = stack.label if times[stack.label] == 1 else f"{stack.label} ({number})".strip()
        yield replace(stack, label=label if len(stacks) > 1 else "")


def _first_of(stack: Stack) -> tuple[tuple[int, int, str], str]:
    return min(frame.order for frame in stack.frames), stack.label


def _by_size(frames: list[Frame]) -> list[_Group]:
    parts = _parts(frames, lambda frame: (frame.kind, frame.projection))
    if len(parts) == 1:
        return [_Group(parts[0])]
    sizes = {frames[0].kind[:2] for frames in parts}
    return [_Group(p, _part_label(p[0], several_sizes=len(sizes) > 1)) for p in parts]


def _part_label(frame: Frame, *, several_sizes: bool) -> tuple[str, ...]:
    """Breasts are told apart by side and view, which are never scrolled through as one."""
    named = " ".join(filter(None, frame.projection or ()))
    if named:
        return (named,)
    return _size_label(frame) if several_sizes else ()


def _size_label(frame: Frame) -> tuple[str, ...]:
    rows, columns = frame.kind[:2]
    return (f"{columns:.0f} × {rows:.0f}",)


def _by_plane(group: _Group) -> list[_Group]:
    directions: list[tuple[Orientation | None, list[Frame]]] = []
    for frame in group.frames:
        for known, members in directions:
            if _alike(known, frame.orientation):
                members.append(frame)
                break
        else:
            directions.append((frame.orientation, [frame]))
    turning = len(directions) >= _TURNING_FROM and len(directions) > len(group.frames) / 2
    if turning:
        return [_Group(group.frames, group.labels, is_turning=True)]
    if len(directions) == 1:
        return [group]
    planes = Counter(plane_of(d) if d else "" for d, _ in directions)
    return [
        _Group(members, (*group.labels, *_plane_label(direction, planes, members)))
        for direction, members in directions
    ]


def _alike(one: Orientation | None, other: Orientation | None) -> bool:
    """Same plane and same way round in it; flips and turns in the plane are other stacks."""
    if one is None or other is None:
        return one is other
    cosines = (
        sum(a * b for a, b in zip(one[i : i + 3], other[i : i + 3], strict=True)) for i in (0, 3)
    )
    normals = sum(a * b for a, b in zip(normal_of(one), normal_of(other), strict=True))
    return min(*cosines, normals) > _SAME_DIRECTION


def _plane_label(
    direction: Orientation | None, planes: "Counter[str]", members: list[Frame]
) -> tuple[str, ...]:
    if direction is None:
        return ("without position",)
    plane = plane_of(direction)
    return (plane,) if planes[plane] == 1 else (plane, f"from image {members[0].instance_number}")


def _by_place(group: _Group) -> list[_Group]:
    """Split what shares its places. One place alone is a run in time, and stays one."""
    places = _places(group.frames)
    if group.is_turning or not places or len(set(places)) == 1:
        return [group]
    return _split(group, [name for name, *_ in DISCRIMINATORS])


def _split(group: _Group, names: list[str]) -> list[_Group]:
    crowding = _crowding(group.frames)
    if crowding == 1:
        return [group]
    for at, name in enumerate(names):
        parts = _parts(group.frames, _trait(name))
        useful = 1 < len(parts) < len(group.frames) and max(map(_crowding, parts)) < crowding
        if useful:
            return [
                one
                for part in parts
                for one in _split(
                    _Group(part, (*group.labels, _trait_label(name, part[0]))), names[at + 1 :]
                )
            ]
    return _repeats(group)


def _repeats(group: _Group) -> list[_Group]:
    """Nothing tells them apart: the first at each place, then the second …"""
    seen: Counter[int] = Counter()
    rounds: dict[int, list[Frame]] = {}
    for frame, place in zip(group.frames, _places(group.frames), strict=True):
        rounds.setdefault(seen[place], []).append(frame)
        seen[place] += 1
    return [
        _Group(frames, (*group.labels, f"repeat {number + 1}") if number else group.labels)
        for number, frames in rounds.items()
    ]


def _parts(frames: Iterable[Frame], key: Callable[[Frame], Hashable]) -> list[list[Frame]]:
    found: dict[Hashable, list[Frame]] = {}
    for frame in frames:
        found.setdefault(key(frame), []).append(frame)
    return list(found.values())


def _trait(name: str) -> Callable[[Frame], Hashable]:
    return lambda frame: frame.traits.get(name, "")


def _places(frames: list[Frame]) -> list[int]:
    """A number per frame, counting places in order; none at all without geometry."""
    first = frames[0].orientation
    if first is None:
        return []
    depths = _depths(frames, first)
    places, place, before = [0] * len(frames), 0, -math.inf
    for index in sorted(range(len(frames)), key=depths.__getitem__):
        place += depths[index] - before > _SAME_PLACE_MM
        places[index], before = place, depths[index]
    return places


def _depths(frames: list[Frame], orientation: Orientation) -> list[float]:
    direction = counting_direction(orientation)
    return [distance_along(direction, frame.position_mm or (0.0, 0.0, 0.0)) for frame in frames]


def _crowding(frames: list[Frame]) -> int:
    return max(Counter(_places(frames)).values())


def _trait_label(name: str, frame: Frame) -> str:
    value = frame.traits.get(name, "")
    form = next(form for known, _, _, form in DISCRIMINATORS if known == name)
    if name in ("image_type", "frame_type") and isinstance(value, tuple):
        return " ".join(value[_WORDS_OF_TYPE:]) or " ".join(value)
    if isinstance(value, tuple):
        return form.format(" ".join(f"{one:g}" for one in value))
    return form.format(f"{value:g}" if isinstance(value, float) else value)


def _label(group: _Group) -> str:
    return ", ".join(label for label in group.labels if label)


def _stack(group: _Group, *, label: str) -> Stack:
    orientation = None if group.is_turning else group.frames[0].orientation
    if orientation is None:
        frames = sorted(group.frames, key=lambda frame: frame.order)
        return Stack(label, None, None, tuple(frames), None, ())
    placed = sorted(
        zip(_places(group.frames), group.frames, strict=True),
        key=lambda pair: (pair[0], pair[1].order),
    )
    depths = _depths([frame for _, frame in placed], orientation)
    steps = [b - a for a, b in pairwise(depths)]
    moved = [step for step in steps if step > _SAME_PLACE_MM]
    spacing = median(moved) if moved else None
    gaps = tuple(i for i, step in enumerate(steps, 1) if spacing and step > _GAP * spacing)
    return Stack(
        label=label,
        plane=plane_of(orientation),
        orientation=orientation,
        frames=tuple(frame for _, frame in placed),
        slice_spacing_mm=None if spacing is None else round(spacing, 4),
        gaps_after=gaps,
    )
