"""What an attempt was worth, in words and with the picture."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from readingroom.accounts.actor import Actor
from readingroom.learning.cells import TRUTH, Cells, Thesaurus
from readingroom.learning.review import judge, something_else, tracks
from readingroom.learning.selectors.taken import others_rows
from readingroom.learning.services.meaning import with_meant
from readingroom.learning.sitting import Sitting
from readingroom.learning.unfolding import Said
from readingroom.web.presentation.case import StageView
from readingroom.web.presentation.unknown_picture import Picture, picture


@dataclass(frozen=True)
class Near:
    """How close one stage came to the author: hundredths of one."""

    name: str
    value: str
    best: str


@dataclass(frozen=True)
class Written:
    """A name that was not known, and what was meant by it; empty where nobody has said."""

    name: str
    meant: str


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
        unknown_words: the same names, each with what it was assigned to by hand.
        names: what the case itself names, to assign them to.
        assigned_outcome: the outcome with what was assigned, or empty where nothing was.
    """

    outcome: str
    outcome_stage: str
    on_truth: int
    near: str
    closeness: tuple[Near, ...]
    unread: tuple[str, ...]
    told_after: tuple[str, ...]
    picture: Picture
    unknown_words: tuple[Written, ...]
    names: tuple[str, ...]
    assigned_outcome: str


def result_view(
    sitting: Sitting,
    stages: Sequence[StageView],
    words: Thesaurus,
    actor: Actor,
    meant: Mapping[str, str],
) -> ResultView:
    """Judge a finished sitting and draw it.

    Args:
        meant: what was assigned by hand, which is drawn, and judged apart.
    """
    course, said = sitting.course, sitting.said
    cells = Cells(sitting.document, words)
    names_of_case = cells.names
    found = judge(course, said, cells)
    unread = _unread(said, cells)
    as_meant = with_meant(said, meant)
    assigned = judge(course, as_meant, cells).outcome if meant else None
    over_stages = tracks(course, as_meant, cells, others_rows(sitting, actor))
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
        unread=tuple(name for name in unread if name not in meant),
        told_after=tuple(names[course.guessed :]),
        picture=picture(over_stages, something_else(over_stages, len(said)), names),
        unknown_words=tuple(Written(name, meant.get(name, "")) for name in unread),
        names=names_of_case,
        assigned_outcome="" if assigned is None else f"{assigned:.2f}",
    )


def _unread(said: Sequence[Said], cells: Cells) -> tuple[str, ...]:
    """Names that nothing is known of, in the order in which they were written."""
    rows = (row for one in said for row in one.rows)
    return tuple(dict.fromkeys(row.name for row in rows if not cells.is_recognised(row)))
