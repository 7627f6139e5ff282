"""What a finished attempt was worth, and the picture of it: belief against the author's.

Two judgements stand side by side and are never one figure: the outcome, of the last commit before
the diagnosis is told; and at each stage before that, how close the points lie to the author's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from readingroom.assessment.calibration import answer_by_points
from readingroom.assessment.differential import (
    FULL,
    best_closeness,
    closeness,
    outcome_score,
    part_credit,
)
from readingroom.assessment.groups import TooFew, mean_belief
from readingroom.learning.answers import Row
from readingroom.learning.cells import TRUTH, Cells
from readingroom.learning.unfolding import Said, Unfolding

Shares = Mapping[str, float]


@dataclass(frozen=True)
class Closeness:
    """How near the points of one stage came to the author's.

    Attributes:
        place: the stage, from 0.
        value: from 0 to 1.
        best: what the author's own shares would have got, from ½ to 1.
    """

    place: int
    value: float
    best: float


@dataclass(frozen=True)
class Judgement:
    """What is kept of a finished attempt: numbers, and no words of the case.

    Attributes:
        outcome: from 0 to 1; None where the case tells its diagnosis before it asks anything.
        outcome_place: the stage whose commit it judges, from 0.
        near: part credit beside it, from 0 to 1; None where the author gives none.
        said: the share from 0 to 1 on the leading diagnosis there; None where nothing had any.
        is_right: whether the leading diagnosis was the case's.
    """

    outcome: float | None
    outcome_place: int | None
    near: float | None
    closeness: tuple[Closeness, ...]
    said: float | None = None
    is_right: bool = False


@dataclass(frozen=True)
class Track:
    """One diagnosis over the stages: points at each, None where nobody states any.

    Attributes:
        own: the learner's.
        author: None at stages where the author shares nothing out.
        group: the mean of others; empty where there are too few of them.
    """

    name: str
    is_truth: bool
    own: tuple[float, ...]
    author: tuple[float | None, ...]
    group: tuple[float, ...]

    @property
    def most(self) -> float:
        """The highest anyone went."""
        return max(*self.own, *(share or 0.0 for share in self.author), *self.group, 0.0)


def judge(course: Unfolding, said: Sequence[Said], cells: Cells) -> Judgement:
    """Score the commits of a finished attempt."""
    guessed = said[: course.guessed]
    if not guessed:
        return Judgement(None, None, None, ())
    last = cells.belief(guessed[-1].rows)
    lead = answer_by_points(last, TRUTH)
    return Judgement(
        outcome=outcome_score(last, TRUTH),
        outcome_place=guessed[-1].place,
        near=part_credit(last, cells.credit) if len(cells.credit) > 1 else None,
        closeness=tuple(
            Closeness(one.place, closeness(cells.belief(one.rows), author), best_closeness(author))
            for one in guessed
            if (author := cells.author(course.asked[one.place]))
        ),
        said=lead.low if lead else None,
        is_right=lead is not None and lead.is_right,
    )


def tracks(
    course: Unfolding,
    said: Sequence[Said],
    cells: Cells,
    others: Sequence[Sequence[tuple[Row, ...]]] = (),
) -> tuple[Track, ...]:
    """Every diagnosis anyone named over the stages, the case's own first, then the weightiest.

    Args:
        others: for each stage, the rows of each other learner; empty for none.
    """
    own = [cells.belief(one.rows) for one in said]
    author = [cells.author(stage) for stage in course.asked[: len(said)]]
    means = [mean_belief([cells.belief(rows) for rows in stage]) for stage in others]
    # Where one stage has too few, none is drawn: a line with gaps would tell who left off.
    group = [mean for mean in means if not isinstance(mean, TooFew)]
    group = group if len(group) == len(means) else []
    named = dict.fromkeys(cell for shares in (*own, *author) for cell in shares)
    found = [_track(cell, cells, own, author, group) for cell in named]
    return tuple(sorted(found, key=lambda track: (not track.is_truth, -track.most)))


def something_else(found: Sequence[Track], stages: int) -> Track:
    """What was left of a hundred at each stage."""
    own = tuple(_rest([t.own[at] for t in found]) for at in range(stages))
    author = tuple(
        None
        if all(t.author[at] is None for t in found)
        else _rest([t.author[at] or 0.0 for t in found])
        for at in range(stages)
    )
    return Track("Something else", is_truth=False, own=own, author=author, group=())


def _track(
    cell: str,
    cells: Cells,
    own: Sequence[Shares],
    author: Sequence[Shares],
    group: Sequence[Shares],
) -> Track:
    return Track(
        name=cells.label_of(cell),
        is_truth=cell == TRUTH,
        own=tuple(shares.get(cell, 0.0) for shares in own),
        author=tuple(shares.get(cell, 0.0) if shares else None for shares in author),
        group=tuple(shares.get(cell, 0.0) for shares in group),
    )


def _rest(shares: Sequence[float]) -> float:
    return max(0.0, FULL - sum(shares))
