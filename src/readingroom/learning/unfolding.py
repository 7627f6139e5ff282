"""How a case unfolds: at which stage a learner stands, and what may be said there."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from readingroom.casefile.document import CaseDocument, Stage
from readingroom.kernel.errors import StateConflict
from readingroom.learning.answers import Row

# Tissue and the discussion tell the diagnosis; what is said from there on is no guess any more.
DISCLOSING = frozenset({"pathology", "discussion"})


@dataclass(frozen=True)
class Said:
    """What was committed at one stage.

    Attributes:
        place: the stage, from 0.
        token: what the page sent it with, so that a second sending is known as one.
    """

    place: int
    token: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Unfolding:
    """A document as far as it is open after so many commits.

    Attributes:
        committed: stages at which something was committed, from 0.
    """

    document: CaseDocument
    committed: int

    @property
    def asked(self) -> tuple[Stage, ...]:
        """Stages at which a differential is asked for: all that come before the discussion."""
        return tuple(takewhile(lambda stage: stage.kind != "discussion", self.document.stages))

    @property
    def is_over(self) -> bool:
        """Whether everything is open."""
        return self.committed >= len(self.asked)

    @property
    def opened(self) -> tuple[Stage, ...]:
        """Stages whose findings are open."""
        return self.document.stages if self.is_over else self.asked[: self.committed]

    @property
    def here(self) -> Stage | None:
        """The stage that waits for a commit; None at the end."""
        return None if self.is_over else self.asked[self.committed]

    @property
    def guessed(self) -> int:
        """How many stages come before the diagnosis is told, from the first."""
        before = takewhile(lambda stage: stage.kind not in DISCLOSING, self.asked)
        return sum(1 for _ in before)


def is_new(course: Unfolding, said: Sequence[Said], new: Said) -> bool:
    """Whether ``new`` is to be kept; False where the same was sent before and has been kept.

    Raises:
        StateConflict: the stage was committed already, or it is not reached yet.
    """
    if new.place < len(said):
        if said[new.place] == new:
            return False
        raise StateConflict(
            "You have committed at this stage already, and what was open since then can't be "
            "unseen. Load the page again: it shows what you said."
        )
    if course.is_over or new.place > len(said):
        raise StateConflict("This stage is not open yet. Load the page again and go on there.")
    return True
