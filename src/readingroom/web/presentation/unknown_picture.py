"""The picture of an attempt: one's own belief in each diagnosis over the stages, and others'."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from readingroom.learning.review import Track

WIDTH: Final = 480
HEIGHT: Final = 150
MAX_PANELS: Final = 4
MOST_NAMED_STOPS: Final = 5
_LEFT, _RIGHT, _TOP, _BOTTOM = 44.0, 372.0, 12.0, 118.0
_LEADING: Final = 16.0
_LABEL_INDENT: Final = 14.0

Shares = Sequence[float | None]


@dataclass(frozen=True)
class Point:
    """Where a share is drawn, in units of the drawing."""

    x: float
    y: float


@dataclass(frozen=True)
class Line:
    """One belief over the stages.

    Attributes:
        who: ``own``, ``author`` or ``group``.
        label: its words at the end of the line, with the last share.
    """

    who: str
    label: str
    path: str
    points: tuple[Point, ...]
    label_x: float
    label_y: float


@dataclass(frozen=True)
class Panel:
    """One diagnosis."""

    name: str
    is_truth: bool
    lines: tuple[Line, ...]
    summary: str


@dataclass(frozen=True)
class Stop:
    """A stage on the axis."""

    label: str
    x: float


@dataclass(frozen=True)
class Cell:
    """What stands in the table: own, author's and the group's points, in whole numbers."""

    own: int
    author: int | None
    group: int | None


@dataclass(frozen=True)
class TableRow:
    """One diagnosis in the table."""

    name: str
    is_truth: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Picture:
    """All the panels, and the table that says the same."""

    stops: tuple[Stop, ...]
    names: tuple[str, ...]
    panels: tuple[Panel, ...]
    rows: tuple[TableRow, ...]
    has_group: bool
    left: int = int(_LEFT)
    right: int = int(_RIGHT)
    top: int = int(_TOP)
    middle: int = int((_TOP + _BOTTOM) / 2)
    bottom: int = int(_BOTTOM)
    width: int = WIDTH
    height: int = HEIGHT


_WHO: Final = {"own": "You", "author": "Author", "group": "Others"}


def picture(found: Sequence[Track], rest: Track, names: Sequence[str]) -> Picture:
    """The drawing of ``found``, of which at most four are drawn; the table has them all.

    Args:
        found: diagnoses, the weightiest first.
        rest: what was left for something else.
        names: what the stages are called, by place.
    """
    places = _places(len(names))
    drawn = [track for track in found if track.most > 0][:MAX_PANELS]
    labels = names if len(names) <= MOST_NAMED_STOPS else [str(n + 1) for n in range(len(names))]
    return Picture(
        stops=tuple(Stop(label, x) for label, x in zip(labels, places, strict=True)),
        names=tuple(names),
        panels=tuple(_panel(track, places) for track in drawn),
        rows=tuple(_row(track) for track in (*found, rest)),
        has_group=any(track.group for track in found),
    )


def _places(count: int) -> list[float]:
    if count == 1:
        return [(_LEFT + _RIGHT) / 2]
    return [round(_LEFT + (_RIGHT - _LEFT) * at / (count - 1), 1) for at in range(count)]


def _panel(track: Track, places: Sequence[float]) -> Panel:
    told: list[tuple[str, Shares]] = [("author", track.author), ("own", track.own)]
    if track.group:
        told.insert(0, ("group", track.group))
    lines = [
        _line(who, shares, places) for who, shares in told if any(s is not None for s in shares)
    ]
    words = [f"{_WHO[who]}: {_listed(shares)}" for who, shares in reversed(told)]
    return Panel(track.name, track.is_truth, _spread(lines), f"{track.name}. {'. '.join(words)}.")


def _line(who: str, shares: Shares, places: Sequence[float]) -> Line:
    points = tuple(
        Point(x, _height(share))
        for x, share in zip(places, shares, strict=True)
        if share is not None
    )
    last = next(share for share in reversed(shares) if share is not None)
    return Line(
        who=who,
        label=f"{_WHO[who]} {round(last)}",
        path="M" + "L".join(f"{p.x:g} {p.y:g}" for p in points),
        points=points,
        label_x=_RIGHT + _LABEL_INDENT,
        label_y=points[-1].y,
    )


def _height(share: float) -> float:
    return round(_BOTTOM - (_BOTTOM - _TOP) * share / 100, 1)


def _spread(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Names at the ends of lines, apart from the bottom up."""
    placed: dict[str, float] = {}
    lowest = _BOTTOM
    for line in sorted(lines, key=lambda line: -line.label_y):
        placed[line.who] = min(line.label_y, lowest)
        lowest = placed[line.who] - _LEADING
    return tuple(Line(**{**line.__dict__, "label_y": round(placed[line.who], 1)}) for line in lines)


def _listed(shares: Shares) -> str:
    return ", ".join("not stated" if share is None else f"{round(share)}" for share in shares)


def _row(track: Track) -> TableRow:
    group: Shares = track.group or (None,) * len(track.own)
    cells = (
        Cell(round(own), _whole(author), _whole(others))
        for own, author, others in zip(track.own, track.author, group, strict=True)
    )
    return TableRow(track.name, track.is_truth, tuple(cells))


def _whole(share: float | None) -> int | None:
    return None if share is None else round(share)
