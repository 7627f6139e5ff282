"""What came of an answer, for reading: only for whoever has given it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from readingroom.assessment.choice import Fate, judge_choice
from readingroom.assessment.rubric import compare_marking
from readingroom.casefile.document import CaseDocument
from readingroom.casefile.items import (
    Criterion,
    DifferentialItem,
    FreeTextItem,
    HotspotItem,
    Item,
    MultipleChoiceItem,
    OrderedListItem,
    ReportItem,
    ShortAnswerItem,
)
from readingroom.learning.hotspots import lesions_of
from readingroom.learning.models import ItemAnswer, ItemJudgement
from readingroom.learning.services.answering_marking import criteria_of
from readingroom.learning.services.answering_records import Answered

_FATES: Final = {
    Fate.FOUND: "Right, and chosen",
    Fate.MISSED: "Right, and not chosen",
    Fate.FALSE: "Chosen, and wrong",
    Fate.LEFT: "",
}
_PART_WORDS: Final = {
    "technique": "Technique", "findings": "Findings", "impression": "Impression",
}  # fmt: skip


@dataclass(frozen=True)
class OptionTold:
    """What became of one option; ``said`` in words, empty for a wrong one that was left."""

    text: str
    rationale: str
    fate: str
    said: str


@dataclass(frozen=True)
class EntryTold:
    """One entry in its right place, from 1, and where it was put."""

    place: int
    text: str
    was: int

    @property
    def is_right(self) -> bool:
        """Whether it was put there."""
        return self.place == self.was


@dataclass(frozen=True)
class Side:
    """One part of a report: the learner's words and the author's."""

    label: str
    own: str
    author: str


@dataclass(frozen=True)
class CriterionTold:
    """One line of a rubric; ``own`` and ``teacher`` are None where nobody has marked by it."""

    place: int
    line: Criterion
    own: bool | None
    teacher: bool | None


@dataclass(frozen=True)
class Told:
    """What came of an answer.

    Attributes:
        verdict: ``right``, ``partly``, ``wrong`` or ``waits``.
        headline: the same in words.
        marks: the mark for certainty, with its sign; empty where none was said.
        facts: sentences beside it.
        author_stem: what the author wrote above a hotspot.
        others: names that are accepted too, or that earn credit.
    """

    verdict: str
    headline: str
    answer: ItemAnswer
    judgement: ItemJudgement | None
    rationale: str
    marks: str = ""
    certainty: int = 0
    facts: tuple[str, ...] = ()
    options: tuple[OptionTold, ...] = ()
    entries: tuple[EntryTold, ...] = ()
    text: str = ""
    author_text: str = ""
    author_stem: str = ""
    others: tuple[str, ...] = ()
    sides: tuple[Side, ...] = ()
    rows: tuple[Mapping[str, Any], ...] = ()
    criteria: tuple[CriterionTold, ...] = ()
    disagreements: int = 0
    found: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    false_marks: int = 0
    extra: Mapping[str, Any] = field(default_factory=dict)


def told(document: CaseDocument, item: Item, answered: Answered) -> Told:
    """What came of an answer to an item, as the item was when it was answered."""
    del document  # the same call for every kind, and for kinds to come
    answer = answered.answer
    base = Told(
        verdict=_verdict(answered.score),
        headline=_headline(answered),
        answer=answer,
        judgement=answered.judgement,
        rationale=item.rationale,
        marks="" if answer.marks is None else signed(answer.marks),
        certainty=answer.certainty or 0,
    )
    for kind, tell in _TELLERS.items():
        if isinstance(item, kind):
            made: Told = tell(base, item, answered)
            return made
    return base


def signed(number: int) -> str:
    """``+2``, ``0`` or ``−6``."""
    return f"+{number}" if number > 0 else str(number).replace("-", "−")


def counted(number: int, one: str, many: str) -> str:
    """``1 mark``, ``2 marks``."""
    return f"{number} {one if number == 1 else many}"


def _verdict(score: float | None) -> str:
    if score is None:
        return "waits"
    return "right" if score >= 1 else "partly" if score > 0 else "wrong"


def _headline(answered: Answered) -> str:
    words = {
        "right": "Right", "partly": "Partly right", "wrong": "Not right", "waits": "Your answer",
    }  # fmt: skip
    return words[_verdict(answered.score)]


def _choice(base: Told, item: MultipleChoiceItem, answered: Answered) -> Told:
    keys = [place for place, option in enumerate(item.options) if option.is_key]
    fates = judge_choice(answered.answer.given["chosen"], keys, len(item.options)).fates
    return replace(
        base,
        options=tuple(
            OptionTold(option.text, option.rationale, str(fate), _FATES[fate])
            for option, fate in zip(item.options, fates, strict=True)
        ),
    )


def _order(base: Told, item: OrderedListItem, answered: Answered) -> Told:
    order: Sequence[int] = answered.answer.given["order"]
    right, pairs = answered.answer.detail["pairs"]
    return replace(
        base,
        facts=(f"{right} of {pairs} pairs stand the right way round.",),
        entries=tuple(
            EntryTold(place, text, order.index(place - 1) + 1)
            for place, text in enumerate(item.entries, start=1)
        ),
    )


def _short(base: Told, item: ShortAnswerItem, answered: Answered) -> Told:
    return replace(
        base,
        text=answered.answer.given["text"],
        author_text=item.accepted[0],
        others=item.accepted[1:],
    )


def _words(base: Told, item: FreeTextItem, answered: Answered) -> Told:
    made = replace(base, text=answered.answer.given["text"], author_text=item.model_answer)
    return _marked(made, item, answered)


def _report(base: Told, item: ReportItem, answered: Answered) -> Told:
    given = answered.answer.given
    sides = tuple(
        Side(_PART_WORDS[name], given.get(name, ""), getattr(item, name))
        for name in _PART_WORDS
        if getattr(item, name) or given.get(name)
    )
    return _marked(replace(base, sides=sides), item, answered)


def _marked(base: Told, item: FreeTextItem | ReportItem, answered: Answered) -> Told:
    """With its rubric, as far as anyone has marked by it."""
    own, teacher = _met(answered.own), _met(answered.teacher)
    disagreements = 0
    if own is not None and teacher is not None:
        apart = compare_marking(criteria_of(item), set(map(str, own)), set(map(str, teacher)))
        disagreements = len(apart.only_first) + len(apart.only_second)
    return replace(
        base,
        disagreements=disagreements,
        criteria=tuple(
            CriterionTold(
                place,
                line,
                None if own is None else place in own,
                None if teacher is None else place in teacher,
            )
            for place, line in enumerate(item.rubric)
        ),
        facts=_rubric_facts(answered.judgement),
    )


def _met(judgement: ItemJudgement | None) -> frozenset[int] | None:
    return None if judgement is None else frozenset(judgement.met)


def _rubric_facts(judgement: ItemJudgement | None) -> tuple[str, ...]:
    if judgement is None:
        return ()
    parts = (("Observation", judgement.observation), ("interpretation", judgement.interpretation))
    shares = [f"{name} {share:.0%}" for name, share in parts if share is not None]
    facts = [f"{', '.join(shares)} of the points.".replace("%", " %")]
    if not judgement.is_passed:
        facts.append("Something is missing without which the answer fails.")
    return tuple(facts)


def _differential(base: Told, item: DifferentialItem, answered: Answered) -> Told:
    detail = answered.answer.detail
    score, on_truth = answered.answer.score or 0.0, detail["truth"]
    facts = [
        f"Score {score:.2f} of 1: {on_truth:.0f} of 100 points were on the diagnosis.",
        "Certain and right is 1, “I don't know” 0.50, certain and wrong 0.",
    ]
    if "near" in detail:
        facts.append(f"Counting what lies near it too: {detail['near']:.2f}. No part of the score.")
    verdict = "right" if answered.answer.is_right else "wrong"
    return replace(
        base,
        verdict=verdict,
        headline="The diagnosis leads your list" if verdict == "right" else base.headline,
        facts=tuple(facts),
        rows=tuple(answered.answer.given["rows"]),
        others=tuple(
            one.diagnosis if one.credit == 1 else f"{one.diagnosis} (near it)"
            for one in item.accepted
        ),
    )


def _hotspot(base: Told, item: HotspotItem, answered: Answered) -> Told:
    detail, lesions = answered.answer.detail, lesions_of(item)
    names = [targets[0].label for targets in lesions]
    false_marks = len(detail["false"])
    found = tuple(names[lesion] for lesion, *_ in detail["found"])
    headline = base.headline
    if not names:
        headline = "Right: there is nothing" if not false_marks else "There is nothing to find"
    facts = (
        f"Found {len(found)} of {counted(len(names), 'thing', 'things')}; "
        f"{counted(false_marks, 'false mark', 'false marks')}."
        if names
        else f"These images are normal. {counted(false_marks, 'false mark', 'false marks')}."
    )
    return replace(
        base,
        headline=headline,
        facts=(facts,),
        author_stem=item.stem,
        found=found,
        missed=tuple(names[lesion] for lesion in detail["missed"]),
        false_marks=false_marks,
    )


_TELLERS: Final[Mapping[type, Callable[[Told, Any, Answered], Told]]] = {
    MultipleChoiceItem: _choice,
    OrderedListItem: _order,
    ShortAnswerItem: _short,
    FreeTextItem: _words,
    ReportItem: _report,
    DifferentialItem: _differential,
    HotspotItem: _hotspot,
}
