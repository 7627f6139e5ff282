"""A playlist as a lecture: slides, each opened step by step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from readingroom.accounts.actor import Actor
from readingroom.casefile.items import MultipleChoiceItem
from readingroom.cases.access import visible_cases
from readingroom.cases.models import Revision
from readingroom.cases.selectors import CasePage
from readingroom.kernel.errors import NotFound
from readingroom.learning.selectors.questions import Question, question_of
from readingroom.learning.selectors.taken import Taken
from readingroom.learning.services.answering import item_of
from readingroom.learning.sitting import Sitting as Way
from readingroom.learning.unfolding import Said
from readingroom.teaching.casework import Exposed, case_page_of
from readingroom.teaching.models import EntryKind, Playlist
from readingroom.teaching.pool import Listed
from readingroom.web.presentation.case import StageView, stage_views
from readingroom.web.presentation.playlists import Line, lines_of
from readingroom.web.presentation.unknown import Opened, opened
from readingroom.web.presentation.viewer import viewer_props

_NOWHERE: Final = UUID(int=0)
_ITEM_STEPS: Final = 2
_ABSENT: Final = "There is no such slide. Open the lecture again."


@dataclass(frozen=True)
class Slide:
    """One entry as the room sees it.

    Attributes:
        number: its place in the list, from 1, sections included.
        steps: how often "next" opens something more, the slide itself included.
        step: how far it is open, from 0.
        shown: the case as far as it is open; None of sections.
        is_over: whether everything is open.
        answers: of a question that is opened, its options with whether they are right.
    """

    number: int
    steps: int
    step: int
    line: Line
    shown: Opened | None = None
    viewer: dict[str, Any] | None = None
    question: Question | None = None
    answers: tuple[tuple[str, bool, str], ...] = ()
    rationale: str = ""

    @property
    def is_over(self) -> bool:
        """Whether everything is open."""
        return self.step >= self.steps - 1


def slide_of(  # noqa: PLR0913  # all that a slide is of
    actor: Actor,
    playlist: Playlist,
    listed: Sequence[Listed],
    number: int,
    step: int,
    *,
    grant: str,
    now: datetime,
) -> Slide:
    """The slide of this number, opened so far; beyond its last step is the last.

    Raises:
        NotFound: the playlist has no such slide.
    """
    lines = lines_of(listed, actor)
    if not 1 <= number <= len(lines):
        raise NotFound(_ABSENT)
    line = lines[number - 1]
    revision = _revision(actor, line.one)
    if revision is None:
        return Slide(number, 1, 0, line)
    if line.one.entry.kind == EntryKind.ITEM:
        return _item_slide(actor, line, revision, number, min(step, 1), grant=grant, now=now)
    way = Way(_NOWHERE, revision, ())
    steps = len(way.course.asked) + 1
    step = min(step, steps - 1)
    view, viewer = _opened(actor, way, step, grant=grant, now=now)
    return Slide(number, steps, step, line, view, viewer)


def outline_of(listed: Sequence[Listed], actor: Actor) -> list[dict[str, Any]]:
    """All slides for the presenter's own screen: with their answers and notes."""
    found = []
    for line in lines_of(listed, actor):
        revision = _revision(actor, line.one)
        steps = 1
        if revision is not None:
            is_item = line.one.entry.kind == EntryKind.ITEM
            way = Way(_NOWHERE, revision, ())
            steps = _ITEM_STEPS if is_item else len(way.course.asked) + 1
        found.append(
            {
                "number": line.place,
                "title": line.title,
                "detail": line.detail,
                "note": line.one.entry.note,
                "steps": steps,
            }
        )
    return found


def _revision(actor: Actor, one: Listed) -> Revision | None:
    """What a slide shows, while it is open to the presenter."""
    if one.revision is None:
        return None
    is_open = visible_cases(actor).filter(pk=one.revision.case_id).exists()
    return one.revision if is_open else None


def _item_slide(  # noqa: PLR0913  # see slide_of
    actor: Actor,
    line: Line,
    revision: Revision,
    number: int,
    step: int,
    *,
    grant: str,
    now: datetime,
) -> Slide:
    item = item_of(revision, line.one.entry.item)
    way = Way(_NOWHERE, revision, ())
    places = (at for at, stage in enumerate(way.document.stages) if stage.id == item.stage)
    view, viewer = _opened(actor, way, next(places, 0), grant=grant, now=now)
    answers: tuple[tuple[str, bool, str], ...] = ()
    if step and isinstance(item, MultipleChoiceItem):
        answers = tuple((one.text, one.is_key, one.rationale) for one in item.options)
    return Slide(
        number,
        _ITEM_STEPS,
        step,
        line,
        view,
        viewer,
        question_of(item),
        answers,
        item.rationale if step else "",
    )


def _opened(
    actor: Actor, way: Way, step: int, *, grant: str, now: datetime
) -> tuple[Opened, dict[str, Any] | None]:
    """The words as far as they are open; the images under names that stay through all steps."""
    said = tuple(Said(place, "", ()) for place in range(min(step, len(way.course.asked))))
    reached = Way(way.key, way.revision, said)
    page = case_page_of(actor, reached, Exposed(is_blind=False, is_told=False), now=now)
    view = opened(Taken(reached, page))
    whole = case_page_of(actor, way, Exposed(is_blind=False, is_told=True), now=now)
    stages = stage_views(whole)
    if not reached.course.is_over:
        stages = stages[: step + 1]
    return view, _viewer(whole, stages, grant)


def _viewer(page: CasePage, stages: Sequence[StageView], grant: str) -> dict[str, Any] | None:
    """The newest images, each stack at its middle: where to look is said aloud."""
    props = viewer_props(page, stages, is_revealed=False)
    if props is None:
        return None
    props["grantUrl"] = grant
    for study in props["studies"]:
        for series in study["series"]:
            middle = (int(series["frameCount"]) + 1) // 2
            series |= {
                "window": None,
                "initialFrame": middle,
                "previewUrl": page.series[series["id"]].preview_url(middle),
            }
    newest = props["studies"][-1]["series"]
    alike = [one["id"] for one in newest if one["plane"] == newest[0]["plane"]]
    props["hung"] = alike[:2]
    return props
