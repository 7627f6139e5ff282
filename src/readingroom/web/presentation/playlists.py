"""Playlists on pages: what is listed, what a form said, how times read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from django.db.models import TextChoices

from readingroom.accounts.actor import Actor
from readingroom.casefile.document import CaseDocument
from readingroom.cases.access import visible_cases
from readingroom.kernel.errors import InvalidInput
from readingroom.teaching.models import EntryKind, Mode, Order, Playlist, Release
from readingroom.teaching.pool import Listed
from readingroom.teaching.services.playlists import Terms
from readingroom.teaching.timing import read_moment, write_moment, zone_of

KINDS: Final[Mapping[str, str]] = {
    "multiple-choice": "Multiple choice",
    "differential": "Differential",
    "hotspot": "Mark the place",
    "free-text": "In one's own words",
    "ordered-list": "Put in order",
    "short-answer": "Short answer",
    "report": "Report",
}
_SHOWN: Final = 90
_Kind = TypeVar("_Kind", bound=TextChoices)


@dataclass(frozen=True)
class Line:
    """One entry as its maker sees it.

    Attributes:
        place: counted from 1, sections included.
        number: of what is asked, from 1; 0 for a section.
        title: the diagnosis: its maker knows it; learners never see this line.
        detail: what is asked of the case.
    """

    place: int
    number: int
    one: Listed
    title: str
    safe_title: str
    detail: str

    @property
    def is_section(self) -> bool:
        """Whether it is a heading among the others."""
        return self.one.entry.kind == EntryKind.SECTION


@dataclass(frozen=True)
class ItemChoice:
    """One question of a case that can be added."""

    id: str
    words: str


def lines_of(listed: Sequence[Listed], actor: Actor) -> tuple[Line, ...]:
    """The entries, numbered; of cases that are closed to ``actor`` now, nothing but that."""
    cases = [one.entry.case_id for one in listed if one.entry.case_id]
    is_open = set(visible_cases(actor).filter(pk__in=cases).values_list("pk", flat=True))
    lines, number = [], 0
    for place, one in enumerate(listed, start=1):
        if one.entry.kind != EntryKind.SECTION:
            number += 1
        lines.append(_line(place, number, one, is_open=one.entry.case_id in is_open))
    return tuple(lines)


def item_choices(document: CaseDocument | None) -> tuple[ItemChoice, ...]:
    """The questions of a case, for whoever makes a playlist."""
    if document is None:
        return ()
    return tuple(ItemChoice(one.id, _asks(one.kind, one.stem)) for one in document.items)


def read_terms(sent: Mapping[str, str]) -> Terms:
    """What the form says.

    Raises:
        InvalidInput: something in it can't be read.
    """
    zone_name = sent.get("time_zone", "").strip() or "UTC"
    zone = zone_of(zone_name)
    return Terms(
        title=sent.get("title", ""),
        introduction=sent.get("introduction", "").strip()[:4000],
        mode=_choice(Mode, sent.get("mode", Mode.PRACTICE)),
        order=_choice(Order, sent.get("order", Order.AS_LISTED)),
        minutes=_count(sent.get("minutes", ""), "minutes"),
        opens_at=read_moment(sent.get("opens_at", ""), zone),
        ends_at=read_moment(sent.get("ends_at", ""), zone),
        time_zone=zone_name,
        draw=_count(sent.get("draw", ""), "entries to draw"),
        abnormal_percent=_count(sent.get("abnormal_percent", ""), "abnormal ones in a hundred"),
        release=_choice(Release, sent.get("release", Release.AT_END)),
        takes_unsent=sent.get("takes_unsent") == "1",
        is_copyable=sent.get("is_copyable") == "1",
    )


def written_terms(playlist: Playlist) -> dict[str, str]:
    """The form as it stands: the text of each field, ticks as ``1`` or empty."""
    zone = ZoneInfo(playlist.time_zone)
    return {
        "title": playlist.title,
        "introduction": playlist.introduction,
        "mode": playlist.mode,
        "order": playlist.order,
        "minutes": _text(playlist.minutes),
        "opens_at": write_moment(playlist.opens_at, zone),
        "ends_at": write_moment(playlist.ends_at, zone),
        "time_zone": playlist.time_zone,
        "draw": _text(playlist.draw),
        "abnormal_percent": _text(playlist.abnormal_percent),
        "release": playlist.release,
        "takes_unsent": "1" if playlist.takes_unsent else "",
        "is_copyable": "1" if playlist.is_copyable else "",
    }


def in_zone(moment: datetime | None, playlist: Playlist) -> str:
    """A moment in the author's own time, said with its zone; empty for none."""
    if moment is None:
        return ""
    local = moment.astimezone(ZoneInfo(playlist.time_zone))
    return f"{local.day} {local:%B %Y, %H:%M} ({playlist.time_zone})"


def _line(place: int, number: int, one: Listed, *, is_open: bool) -> Line:
    entry, document = one.entry, one.document
    if entry.kind == EntryKind.SECTION:
        return Line(place, 0, one, entry.heading, entry.heading, "")
    if not is_open:
        return Line(place, number, one, "Not open to you now", "Not open to you now", "")
    title = document.title if document else "Not published"
    safe = document.safe_title if document else "Not published"
    detail = "As an unknown"
    if entry.kind == EntryKind.ITEM:
        items = document.items if document else ()
        asked = next((item for item in items if item.id == entry.item), None)
        detail = _asks(asked.kind, asked.stem) if asked else "A question that is gone"
    return Line(place, number, one, title, safe, detail)


def _asks(kind: str, stem: str) -> str:
    words = " ".join(stem.split())
    short = words if len(words) <= _SHOWN else f"{words[: _SHOWN - 1]}…"
    return f"{KINDS.get(kind, kind)}: {short}"


def _text(number: int | None) -> str:
    return "" if number is None else str(number)


def _count(text: str, noun: str) -> int | None:
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 6):  # noqa: PLR2004  # five digits are plenty
        raise InvalidInput(f"Write the number of {noun} as a whole number, or leave it empty.")
    return int(text)


def _choice(kind: type[_Kind], text: str) -> _Kind:
    try:
        return kind(text)
    except ValueError:
        raise InvalidInput("The page sent a choice that can't be. Load it again.") from None
