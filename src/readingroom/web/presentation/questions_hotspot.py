"""A hotspot on the film and in pictures: a place for marks, and then what there was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from readingroom.assessment.groups import TooFew
from readingroom.assessment.heatmap import HeatMap
from readingroom.casefile.items import HotspotItem
from readingroom.cases.selectors import SeriesView
from readingroom.learning.models import ItemAnswer
from readingroom.learning.selectors.questions import others_marks
from readingroom.web.presentation.questions_told import counted

MOST_DRAWN: Final = 400
_HIGH: Final = 36.0
_LEAST: Final = 0.15


@dataclass(frozen=True)
class Bar:
    """One bar or cell of a drawing."""

    x: float
    y: float
    width: float
    height: float
    share: float = 1.0


@dataclass(frozen=True)
class HotspotPicture:
    """What is drawn of an answered hotspot.

    Attributes:
        count: slices of the stack.
        looks: how long each slice was looked at; a bar as high as the longest is ``_HIGH``.
        bands: the slices on which there was something to find.
        heat: cells that others marked, the most often marked with a share of 1.
        few_words: why no heat is drawn.
    """

    count: int
    looks: tuple[Bar, ...]
    looks_words: str
    bands: tuple[Bar, ...]
    rows: int
    columns: int
    url: str
    heat: tuple[Bar, ...]
    heat_words: str
    few_words: str


def hotspot_picture(
    item: HotspotItem, answer: ItemAnswer, view: SeriesView
) -> HotspotPicture | None:
    """The pictures of an answer; None where the images are not there."""
    if not view.is_available:
        return None
    seen: Sequence[Sequence[float]] = answer.given.get("seen", ())
    looks = [(int(n), float(seconds)) for n, seconds in seen if n <= view.frame_count]
    slices = _pictured(item, answer, view.frame_count)
    middle = slices[len(slices) // 2]
    found = others_marks(answer, slices, (view.columns, view.rows))
    return HotspotPicture(
        count=view.frame_count,
        looks=_bars(looks),
        looks_words=_looks_words(looks, view.frame_count),
        bands=tuple(
            Bar(one.first_slice - 1, 0, one.last_slice - one.first_slice + 1, _HIGH)
            for one in item.targets
        ),
        rows=view.rows,
        columns=view.columns,
        url=view.preview_url(middle),
        heat=() if isinstance(found, TooFew) else _cells(found),
        heat_words="" if isinstance(found, TooFew) else _heat_words(found, slices, middle),
        few_words=_few_words(found) if isinstance(found, TooFew) else "",
    )


def pointed(props: dict[str, Any] | None, film: str) -> dict[str, Any] | None:
    """The viewer's props with leave to put marks on one series, which is hung alone."""
    alone = hung_alone(props, film)
    return alone | {"pointing": film} if alone and alone["hung"] == [film] else alone


def show_answer(
    props: dict[str, Any] | None, item: HotspotItem, answer: ItemAnswer, view: SeriesView | None
) -> None:
    """Put one's own marks and what there was to find on the film; only once it is answered."""
    if props is None or view is None:
        return
    for study in props["studies"]:
        for series in study["series"]:
            if series["id"] == view.id:
                drawn = [*_own(answer), *_targets(item, view.frame_count)]
                series["annotations"] = [*series["annotations"], *drawn]
                slices = _pictured(item, answer, view.frame_count)
                series["initialFrame"] = slices[len(slices) // 2]
                series["previewUrl"] = view.preview_url(series["initialFrame"])


def hung_alone(props: dict[str, Any] | None, film: str) -> dict[str, Any] | None:
    """The viewer's props with one series on show, where they have it."""
    if props is None:
        return None
    known = {series["id"] for study in props["studies"] for series in study["series"]}
    return props | {"hung": [film]} if film in known else props


def _own(answer: ItemAnswer) -> list[Mapping[str, Any]]:
    return [
        {"frame": mark["slice"], "kind": "spot", "points": [mark["at_px"]], "label": f"You {n}"}
        for n, mark in enumerate(answer.given.get("marks", ()), start=1)
    ]


def _targets(item: HotspotItem, count: int) -> list[Mapping[str, Any]]:
    drawn: list[Mapping[str, Any]] = []
    for target in item.targets:
        named: set[int] = set()  # a place in several pieces says its name once on a slice
        for first, last, corners in target.outlines():
            for number in range(first, min(last, count) + 1):
                label = "" if number in named else target.label
                points = [list(corner) for corner in corners]
                drawn.append({"frame": number, "kind": "region", "label": label, "points": points})
                named.add(number)
    return drawn[:MOST_DRAWN]


def _pictured(item: HotspotItem, answer: ItemAnswer, count: int) -> range:
    """The slices whose marks are laid over one picture: of the first target, else about a mark."""
    if item.targets:
        first = item.targets[0]
        return range(min(first.first_slice, count), min(first.last_slice, count) + 1)
    marks = answer.given.get("marks", ())
    middle = marks[0]["slice"] if marks else (count + 1) // 2
    return range(min(middle, count), min(middle, count) + 1)


def _bars(looks: Sequence[tuple[int, float]]) -> tuple[Bar, ...]:
    longest = max((seconds for _, seconds in looks), default=0.0)
    if longest <= 0:
        return ()
    high = [(n, round(_HIGH * seconds / longest, 2)) for n, seconds in looks]
    return tuple(Bar(n - 0.9, 40 - height, 0.8, height) for n, height in high)


def _looks_words(looks: Sequence[tuple[int, float]], count: int) -> str:
    whole = sum(seconds for _, seconds in looks)
    longest = max(looks, key=lambda look: look[1], default=(0, 0.0))
    return (
        f"{len(looks)} of {counted(count, 'slice', 'slices')} in {whole:.0f} s, "
        f"longest slice {longest[0]} ({longest[1]:.0f} s)"
    )


def _cells(found: HeatMap) -> tuple[Bar, ...]:
    most = max((count for row in found.counts for count in row), default=0)
    width, height = found.cell
    return tuple(
        Bar(
            round(column * width, 2), round(row * height, 2), round(width, 2), round(height, 2),
            round(_LEAST + (1 - _LEAST) * count / most, 2),
        )
        for row, counts in enumerate(found.counts)
        for column, count in enumerate(counts)
        if count
    )  # fmt: skip


def _heat_words(found: HeatMap, slices: range, middle: int) -> str:
    where = f"slices {slices[0]} to {slices[-1]}" if len(slices) > 1 else f"slice {middle}"
    return f"{found.people} others, first answers; marks on {where}, drawn over slice {middle}."


def _few_words(found: TooFew) -> str:
    return f"Where others marked is shown once {found.needed} of them have answered."
