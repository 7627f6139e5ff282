"""Who sees what of a learner's work: the one table that both the figures and the words go by.

Every selector of a teacher's page asks ``sees``; the page that tells learners what is seen of
them is made of the same rows. A change here changes both.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from readingroom.teaching.models import Contribution


class Origin(StrEnum):
    """How a piece of work came about."""

    PRACTICE = "practice"
    CASE = "case"
    PLAYLIST = "playlist"
    EXAM = "exam"


class Detail(StrEnum):
    """What can be seen of a piece of work."""

    DONE = "done"
    SCORE = "score"
    WORDS = "words"
    ANSWERS = "answers"


@dataclass(frozen=True)
class Rule:
    """Who sees what of work of one origin.

    Attributes:
        what: the work, in the words of the page.
        named: what teachers of the class see beside the learner's name.
        grouped: what enters the figures of the class, without a name.
    """

    what: str
    named: frozenset[Detail]
    grouped: frozenset[Detail]


_RESULTS: Final = frozenset({Detail.DONE, Detail.SCORE, Detail.WORDS})
_FIGURES: Final = frozenset({Detail.ANSWERS})
RULES: Final[Mapping[Origin, Rule]] = {
    Origin.PRACTICE: Rule(
        "What you do by yourself: cases read or taken as unknowns, questions, reviews, stars, "
        "notes, searches, and playlists that were not set for a class of yours",
        named=frozenset(),
        grouped=frozenset(),
    ),
    Origin.CASE: Rule(
        "A case set for your class, once you begin it there with “Take it for the class”",
        named=_RESULTS,
        grouped=_FIGURES,
    ),
    Origin.PLAYLIST: Rule(
        "A playlist set for your class: the first time you finish it after it was set and you "
        "had joined",
        named=_RESULTS,
        grouped=_FIGURES,
    ),
    Origin.EXAM: Rule(
        "An exam set for your class, sat after you had joined",
        named=_RESULTS,
        grouped=_FIGURES,
    ),
}
IN_WORDS: Final[Mapping[Detail, str]] = {
    Detail.DONE: "whether you have done it, and on which day",
    Detail.SCORE: "what you scored",
    Detail.WORDS: (
        "what you write in answers that only a person can mark, without your name until they ask "
        "for it"
    ),
    Detail.ANSWERS: (
        "your answers, marks, points, certainty and times, counted together with those of at "
        "least four others"
    ),
}
"""Each detail as learners are told of it."""


def sees(origin: Origin, detail: Detail, *, by_name: bool) -> bool:
    """Whether the teachers of a class see ``detail`` of work of this origin."""
    rule = RULES[origin]
    return detail in (rule.named if by_name else rule.grouped)


def origin_of(contribution: Contribution) -> Origin:
    """How a contribution came about."""
    return Origin(contribution.said.get("origin", Origin.CASE))
