"""The page of a case that is unknown to its reader: steps, images by protocol, the form."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse

from readingroom.assessment.differential import MAX_NAMED
from readingroom.cases.selectors import CasePage, SeriesView
from readingroom.learning.answers import Row, plain, rest_of
from readingroom.learning.selectors.taken import Taken
from readingroom.web.presentation.case import StageView, stage_views
from readingroom.web.presentation.viewer import viewer_props

MAX_HUNG: Final = 3


@dataclass(frozen=True)
class Shown:
    """One stage that is reached.

    Attributes:
        said: what was committed there; None while it waits.
    """

    view: StageView
    said: tuple[Row, ...] | None

    @property
    def rest(self) -> int:
        """Points on something else."""
        return rest_of(self.said or ())


@dataclass(frozen=True)
class FormRow:
    """One row of the form, as typed.

    Attributes:
        number: counted from 1.
        was: its points at the stage before, where the same words stood there.
    """

    number: int
    name: str
    points: str
    was: int | None


@dataclass(frozen=True)
class Opened:
    """All that the page shows of a sitting."""

    page: CasePage
    shown: tuple[Shown, ...]
    is_over: bool
    viewer: dict[str, Any] | None

    @property
    def stages(self) -> tuple[StageView, ...]:
        """The stages that are reached, as the case page knows them."""
        return tuple(one.view for one in self.shown)

    @property
    def here(self) -> Shown:
        """The stage that waits."""
        return self.shown[-1]

    @property
    def tells_patient(self) -> bool:
        """Whether a stage says who the patient is; else the head of the page does."""
        return any(one.view.stage.kind == "presentation" for one in self.shown)


def opened(taken: Taken) -> Opened:
    """What there is to show of a sitting, and nothing beyond it."""
    page, course = taken.page, taken.sitting.course
    views = stage_views(page)
    said = [one.rows for one in taken.sitting.said]
    shown = tuple(
        Shown(view, said[place] if place < len(said) else None) for place, view in enumerate(views)
    )
    return Opened(page, shown, course.is_over, _viewer(page, views, is_over=course.is_over))


def form_rows(
    typed: Sequence[tuple[str, str]] | None, before: Sequence[Row]
) -> tuple[FormRow, ...]:
    """The rows of the form: what was typed, else what was said at the stage before."""
    was = {plain(row.name): row.points for row in before}
    pairs = list(typed) if typed is not None else [(row.name, str(row.points)) for row in before]
    pairs += [("", "")] * (MAX_NAMED - len(pairs))
    return tuple(
        FormRow(number, name, points, was.get(plain(name)) if name else None)
        for number, (name, points) in enumerate(pairs[:MAX_NAMED], start=1)
    )


def read_form(sent: Mapping[str, str]) -> list[tuple[str, str]]:
    """Names and points of a form, as typed."""
    numbers = range(1, MAX_NAMED + 1)
    return [(sent.get(f"name-{n}", ""), sent.get(f"points-{n}", "")) for n in numbers]


def _viewer(page: CasePage, views: Sequence[StageView], *, is_over: bool) -> dict[str, Any] | None:
    """The viewer's props; before the end with leave for, and a look at, what is reached alone."""
    props = viewer_props(page, views)
    if props is None:
        return None
    props["grantUrl"] = reverse("web:unknown_grant", args=[page.key])
    if not is_over:
        props["hung"] = list(_hung(views))
        show_own_middle(props["studies"], page.series)
    return props


def _hung(views: Sequence[StageView]) -> tuple[str, ...]:
    """Of the latest stage with images, the first series of one plane, in the protocol's order."""
    for view in reversed(views):
        available = [series for series in view.series if series.is_available]
        if available:
            alike = (one.id for one in available if one.plane == available[0].plane)
            return tuple(alike)[:MAX_HUNG]
    return ()


def show_own_middle(studies: Iterable[dict[str, Any]], views: Mapping[str, SeriesView]) -> None:
    """A series' thumbnail is of its first stack, which may belong to a later stage."""
    for study in studies:
        for series in study["series"]:
            if series["stack"] > 0:
                series["thumbnailUrl"] = views[series["id"]].preview_url()
