"""What an attempt was worth, in words and with the picture."""

from collections.abc import Sequence
from dataclasses import dataclass

from readingroom.accounts.actor import Actor
from readingroom.learning.cells import TRUTH, Cells, Thesaurus
from readingroom.learning.review import judge, something_else, tracks
from readingroom.learning.selectors.taken import others_rows
from readingroom.learning.sitting import Sitting
from readingroom.web.presentation.case import StageView
from readingroom.web.presentation.unknown_picture import Picture, picture


@dataclass(frozen=True)
class Near:
    """How close one stage came to the author: hundredths of one."""

    name: str
    value: str
    best: str


@dataclass(frozen=True)
class ResultView:
    """A finished attempt.

    Attributes:
        outcome: from 0.00 to 1.00; empty where nothing was asked before the diagnosis was told.
        outcome_stage: the stage it judges.
        on_truth: points on the diagnosis there.
        near: part credit beside it, or empty.
        unread: names that neither the case nor the words of radiology know.
        told_after: stages whose commit came after tissue was shown, and is not judged.
    """

    outcome: str
    outcome_stage: str
    on_truth: int
    near: str
    closeness: tuple[Near, ...]
    unread: tuple[str, ...]
    told_after: tuple[str, ...]
    picture: Picture


def result_view(
    sitting: Sitting, stages: Sequence[StageView], words: Thesaurus, actor: Actor
) -> ResultView:
    """Judge a finished sitting and draw it."""
    course, said = sitting.course, sitting.said
    cells = Cells(sitting.document, words)
    found = judge(course, said, cells)
    over_stages = tracks(course, said, cells, others_rows(sitting, actor))
    names = [stages[one.place].name for one in said]
    place = found.outcome_place
    on_truth = cells.belief(said[place].rows).get(TRUTH, 0.0) if place is not None else 0.0
    return ResultView(
        outcome="" if found.outcome is None else f"{found.outcome:.2f}",
        outcome_stage="" if place is None else stages[place].heading,
        on_truth=round(on_truth),
        near="" if found.near is None else f"{found.near:.2f}",
        closeness=tuple(
            Near(names[one.place], f"{one.value:.2f}", f"{one.best:.2f}") for one in found.closeness
        ),
        unread=tuple(
            dict.fromkeys(r.name for one in said for r in one.rows if not cells.is_recognised(r))
        ),
        told_after=tuple(names[course.guessed :]),
        picture=picture(over_stages, something_else(over_stages, len(said)), names),
    )
