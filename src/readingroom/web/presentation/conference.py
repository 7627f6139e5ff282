"""What the pages of a conference show: the case as far as it is open, the question, the code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import segno
from django.urls import reverse

from readingroom.cases.selectors import SeriesView
from readingroom.conference.models import Entry, Poll, PollKind, Room
from readingroom.conference.selectors.results import bars_of
from readingroom.conference.selectors.shown import Shown, entry_in, shown_in
from readingroom.conference.tally import Bar, Heat, heat_of
from readingroom.web.presentation.unknown import Opened, opened

CLOSED: Final = "A case that is not open any more"
_LEVELS: Final = 5
_QUIET_MODULES: Final = 2


@dataclass(frozen=True)
class OptionView:
    """One option of a question.

    Attributes:
        chosen: whether this phone chose it.
        points: what this phone gave it.
    """

    place: int
    text: str
    chosen: bool
    points: int


@dataclass(frozen=True)
class HeatView:
    """A picture with the room's marks on it.

    Attributes:
        cells: left and top in image pixels, and how warm from 1 to 5, of each cell with a mark.
        outlines: of what was to be found, as SVG points.
    """

    heat: Heat
    picture: str
    label: str
    columns: int
    rows: int
    side: float
    cells: tuple[tuple[float, float, int], ...]
    outlines: tuple[str, ...]


@dataclass(frozen=True)
class PollView:
    """A question on the screen.

    Attributes:
        series: of a mark, the name of the series on this page; empty where it is not shown.
        count: how many voted; told to phones once it is revealed.
        own: what this phone said; empty where it said nothing, or nobody asks for one phone.
        afterwards: the author's own words, once it is revealed.
    """

    poll: Poll
    series: str
    options: tuple[OptionView, ...]
    count: int
    bars: tuple[Bar, ...]
    heat: HeatView | None
    own: Mapping[str, Any]
    afterwards: str

    @property
    def is_revealed(self) -> bool:
        """Whether the result is on the screen."""
        return self.poll.revealed_at is not None

    @property
    def mark(self) -> str:
        """Changes when the page must show it anew."""
        return f"{self.poll.key}-{'told' if self.is_revealed else 'asked'}"

    @property
    def is_points(self) -> bool:
        """Whether points are shared out."""
        return self.poll.kind == PollKind.POINTS

    @property
    def is_mark(self) -> bool:
        """Whether one points at a place."""
        return self.poll.kind == PollKind.MARK

    @property
    def asks_nothing_to_find(self) -> bool:
        """Whether the images were normal, by the author."""
        return bool(self.poll.answer.get("targets") == [])


@dataclass(frozen=True)
class RoomView:
    """All that is on the screen of a room.

    Attributes:
        shown: None while its case may not be shown.
        view: the case as far as it is open, as the pages of unknowns have it.
        viewer: the props of the images; None where there are none.
    """

    room: Room
    shown: Shown | None
    view: Opened | None
    viewer: dict[str, Any] | None
    poll: PollView | None

    @property
    def mark(self) -> str:
        """Changes with the case and the stage."""
        return self.shown.mark if self.shown else "none"

    @property
    def title(self) -> str:
        """What the case is called as far as it is open."""
        return self.shown.page.document.title if self.shown else "No case is shown"

    @property
    def holder_name(self) -> str:
        """Who has the controls; empty for the presenter."""
        return self.room.holder.name if self.room.holder else ""


def room_view(
    room: Room, *, now: datetime, own: Mapping[str, Any] | None = None, desk: bool = False
) -> RoomView:
    """The screen of a room, for phones or for the presenter's desk.

    Args:
        own: what one phone said to the question on the screen.
        desk: whose address the viewer renews its leave at.
    """
    shown = shown_in(room, now=now)
    if shown is None:
        return RoomView(room, None, None, None, None)
    view = opened(shown.taken)
    viewer = view.viewer
    if viewer is not None:
        name = "web:conference_desk_film" if desk else "web:conference_film"
        viewer["grantUrl"] = reverse(name, args=[room.key])
        viewer["annotated"] = view.is_over
    poll = poll_view(shown.poll, shown, own or {}) if shown.poll else None
    return RoomView(room, shown, view, viewer, poll)


def kept_views(room: Room, *, now: datetime) -> list[tuple[Entry, list[PollView], Shown | None]]:
    """What a room said of each of its cases, and the case; no question of one that is closed."""
    told = []
    for entry in room.entries.select_related("revision__case__owner").prefetch_related("polls"):
        shown = entry_in(room, entry, now=now)
        polls = entry.polls.all() if shown else ()
        told.append((entry, [poll_view(poll, shown, {}) for poll in polls], shown))
    return told


def poll_view(poll: Poll, shown: Shown | None, own: Mapping[str, Any]) -> PollView:
    """A question; its result only once it is revealed, and its pictures while there are any."""
    told = poll.revealed_at is not None
    ballots = list(poll.ballots.values_list("given", flat=True)) if told else []
    given = own.get("points") or []
    options = tuple(
        OptionView(at, text, own.get("option") == at, given[at] if at < len(given) else 0)
        for at, text in enumerate(poll.options)
    )
    series = shown.names.get(poll.series, "") if shown else ""
    heat = _heat(poll, ballots, shown.page.series.get(series)) if told and shown else None
    return PollView(
        poll=poll,
        series=series,
        options=options,
        count=len(ballots) if told else poll.ballots.count(),
        bars=bars_of(poll, ballots) if told else (),
        heat=heat,
        own=own,
        afterwards=poll.answer.get("stem", "") if told else "",
    )


def qr_path(text: str) -> tuple[str, int]:
    """A QR code as the path of a drawing with its quiet border, and how many modules it is wide.

    Source: ISO/IEC 18004; the border is narrower than its four modules since the card around it
    is white too.
    """
    rows = segno.make(text, error="m", micro=False).matrix
    dark = [
        f"M{x + _QUIET_MODULES} {y + _QUIET_MODULES}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, module in enumerate(row)
        if module
    ]
    return "".join(dark), len(rows) + 2 * _QUIET_MODULES


def _heat(
    poll: Poll, ballots: Sequence[Mapping[str, Any]], series: SeriesView | None
) -> HeatView | None:
    if poll.kind != PollKind.MARK or series is None:
        return None
    targets = poll.answer.get("targets", [])
    heat = heat_of(ballots, series.columns, targets)
    side = max(series.columns, 1) / heat.across
    return HeatView(
        heat=heat,
        picture=series.preview_url(heat.slice),
        label=series.label,
        columns=series.columns,
        rows=series.rows,
        side=side,
        cells=tuple(
            (x * side, y * side, -(-_LEVELS * count // heat.most)) for x, y, count in heat.cells
        ),
        outlines=tuple(
            " ".join(f"{x:g},{y:g}" for x, y in target["outline"])
            for target in targets
            if target["first"] <= heat.slice <= target["last"]
        ),
    )
