"""How belief moved over the stages, as a drawing: lines with their names at the end."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from textwrap import wrap
from typing import Final

from readingroom.casefile.document import CaseDocument, stage_heading
from readingroom.casefile.stages import Diagnosis, StageBase

WIDTH: Final = 470
HEIGHT: Final = 218
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 298, 16, 184
_LABEL_LEADING = 14.0
_LABEL_GAP = 6.0
_LABEL_INDENT = 12.0
_LABEL_CHARACTERS = 23
_BRACKETS: Final = re.compile(r" ?\([^)]*\)")
MAX_LABEL_LINES: Final = 2
MAX_LINES: Final = 4

# The diagnosis that leads at the end is drawn whole; the others each in a dash of their own.
_DASHES = ("", "7 4", "1.5 4", "10 4 2 4")


@dataclass(frozen=True)
class Point:
    """One share: where it is drawn and what it says. Coordinates in units of the drawing."""

    x: float
    y: float
    share: int
    marker: str


@dataclass(frozen=True)
class Line:
    """One diagnosis over the stages that give it a share.

    Attributes:
        label: its name at the end of the line, in one line of text or two.
        label_y: the baseline of the label's first line of text.
    """

    name: str
    label: tuple[str, ...]
    is_leader: bool
    dash: str
    path: str
    points: tuple[Point, ...]
    last: Point
    label_x: float
    label_y: float
    cells: tuple[int | None, ...]


@dataclass(frozen=True)
class Stop:
    """One stage on the axis."""

    label: str
    x: float


@dataclass(frozen=True)
class BeliefChart:
    """Everything the drawing and its table need."""

    stops: tuple[Stop, ...]
    lines: tuple[Line, ...]
    left: int = _LEFT
    right: int = _RIGHT
    top: int = _TOP
    middle: int = (_TOP + _BOTTOM) // 2
    bottom: int = _BOTTOM
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def summary(self) -> str:
        """The drawing in words."""
        told = [
            f"{line.name}: {', '.join(f'{p.share} %' for p in line.points)}" for line in self.lines
        ]
        return "Share given to each diagnosis, stage by stage. " + ". ".join(told) + "."


def belief_chart(document: CaseDocument, names: Sequence[str] = ()) -> BeliefChart | None:
    """The chart of a document, or None where no diagnosis is given a share at two stages.

    Args:
        names: what the stages are called on the axis, by place among all stages; their
            headings where left out.
    """
    labels = names or [stage_heading(stage) for stage in document.stages]
    told = [
        (label, stage)
        for label, stage in zip(labels, document.stages, strict=True)
        if any(entry.share is not None for entry in stage.differential)
    ]
    steps = max(1, len(told) - 1)
    places = [_LEFT + (_RIGHT - _LEFT) * at / steps for at in range(len(told))]
    stops = tuple(Stop(label, round(x, 1)) for (label, _), x in zip(told, places, strict=True))
    lines = _lines([stage for _, stage in told], places)
    return BeliefChart(stops, lines) if lines else None


def _identity(entry: Diagnosis) -> str:
    """What makes two entries of different stages the same: their code, else their words.

    Wordings change as a case unfolds; ``_last_words`` says which of them names the line.
    """
    return f"{entry.code.scheme} {entry.code.value}" if entry.code else entry.diagnosis


def _last_words(stages: Sequence[StageBase]) -> dict[str, str]:
    """What each diagnosis is called where it is named last, by ``_identity``."""
    return {_identity(entry): entry.diagnosis for stage in stages for entry in stage.differential}


def _shares(stage: StageBase) -> dict[str, int]:
    """Shares by diagnosis; entries with one code add up."""
    shares: dict[str, int] = {}
    for entry in stage.differential:
        if entry.share is not None:
            shares[_identity(entry)] = shares.get(_identity(entry), 0) + entry.share
    return shares


def _lines(stages: Sequence[StageBase], places: Sequence[float]) -> tuple[Line, ...]:
    shares = [_shares(stage) for stage in stages]
    counted = Counter(name for stage in shares for name in stage)
    names = [name for name, count in counted.items() if count > 1]
    names.sort(key=lambda name: (-_final(shares, name), -max(s.get(name, 0) for s in shares)))
    kept = names[:MAX_LINES]
    words = _last_words(stages)
    drawn = [
        replace(line, name=words[key], label=_label(words[key], line.points[-1].share))
        for key, line in ((key, _line(key, rank, shares, places)) for rank, key in enumerate(kept))
    ]
    return _spread(drawn)


def _final(shares: Sequence[dict[str, int]], name: str) -> int:
    return shares[-1].get(name, -1)


def _line(name: str, rank: int, shares: Sequence[dict[str, int]], places: Sequence[float]) -> Line:
    marker = ("circle", "square", "triangle", "diamond")[rank]
    points = tuple(
        Point(round(x, 1), round(_height(stage[name]), 1), stage[name], marker)
        for stage, x in zip(shares, places, strict=True)
        if name in stage
    )
    return Line(
        name=name,
        label=_label(name, points[-1].share),
        is_leader=rank == 0,
        dash=_DASHES[rank],
        path="M" + "L".join(f"{p.x:g} {p.y:g}" for p in points),
        points=points,
        last=points[-1],
        label_x=points[-1].x + _LABEL_INDENT,
        label_y=points[-1].y,
        cells=tuple(stage.get(name) for stage in shares),
    )


def _height(share: int) -> float:
    return _BOTTOM - (_BOTTOM - _TOP) * share / 100


def _label(name: str, share: int) -> tuple[str, ...]:
    """The name without what stands in brackets, and the share, in at most two lines of text."""
    words = f"{_BRACKETS.sub('', name)} {share}\N{NO-BREAK SPACE}%"
    lines = wrap(words, _LABEL_CHARACTERS, break_on_hyphens=False)
    if len(lines) <= MAX_LABEL_LINES:
        return tuple(lines)
    return (lines[0], f"{lines[1]}… {share}\N{NO-BREAK SPACE}%")


def _spread(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Centre the names on the line ends, apart from the bottom up, so that none lies on another."""
    order = sorted(range(len(lines)), key=lambda at: lines[at].last.y, reverse=True)
    placed: dict[int, float] = {}
    lowest = float(HEIGHT - 14)
    for at in order:
        below = _LABEL_LEADING * (len(lines[at].label) - 1)
        placed[at] = min(lines[at].last.y - below / 2, lowest - below)
        lowest = placed[at] - _LABEL_LEADING - _LABEL_GAP
    return tuple(
        Line(**{**line.__dict__, "label_y": round(placed[at], 1)}) for at, line in enumerate(lines)
    )
