"""Answers that a teacher marks, as pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from readingroom.accounts.models import Person
from readingroom.casefile.items import Criterion, FreeTextItem, Item, ReportItem
from readingroom.casefile.vocab import Aspect
from readingroom.cases.access import readable_cases
from readingroom.learning.models import ItemAnswer, ItemJudgement, Judge
from readingroom.teaching.selectors.marking import Pile, Sheet
from readingroom.web.presentation.questions import KINDS


@dataclass(frozen=True)
class PileView:
    """The answers to one question.

    Attributes:
        first: the answer to begin with: one that waits, else the first of all.
    """

    source: str
    kind: str
    stem: str
    waiting: int
    total: int
    first: UUID


@dataclass(frozen=True)
class Line:
    """One line of the rubric; ``place`` from 0, as forms send it."""

    place: int
    criterion: Criterion
    is_met: bool


@dataclass(frozen=True)
class Group:
    """The lines of one aspect."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Part:
    """One part of what was written, beside the author's; either may be empty."""

    label: str
    own: str
    author: str


@dataclass(frozen=True)
class Marking:
    """An earlier marking by a teacher."""

    by: str
    judgement: ItemJudgement


@dataclass(frozen=True)
class SheetView:
    """One answer to be marked.

    Attributes:
        number: among ``total`` to the question, from 1.
        waiting: those to the question that no teacher has marked.
        name: of whoever wrote it; empty unless it was asked for.
        case: the key of the case, where the teacher may open it.
        previous, following: the answers on either side.
        focus: the place of the line that a keyboard begins at.
    """

    key: UUID
    source: str
    kind: str
    stem: str
    number: int
    total: int
    waiting: int
    name: str
    parts: tuple[Part, ...]
    groups: tuple[Group, ...]
    markings: tuple[Marking, ...]
    case: UUID | None
    previous: UUID | None
    following: UUID | None
    focus: int


def pile_views(piles: Sequence[Pile]) -> tuple[PileView, ...]:
    """Each pile with where to begin."""
    return tuple(
        PileView(
            pile.source,
            KINDS[pile.item.kind],
            pile.item.stem,
            len(pile.waiting),
            len(pile.sheets),
            (pile.waiting or pile.sheets)[0].answer.key,
        )
        for pile in piles
    )


def sheet_view(person: Person, pile: Pile, sheet: Sheet, *, shows_name: bool) -> SheetView:
    """One answer and its rubric; what the newest marking found met is ticked."""
    answer, item = sheet.answer, sheet.item
    rows = ItemJudgement.objects.filter(answer=answer, by=Judge.TEACHER).select_related("person")
    markings = tuple(
        Marking(row.person.display_name if row.person else "A teacher", row)
        for row in rows.order_by("pk")
    )
    place = pile.sheets.index(sheet)
    groups = _groups(item, frozenset(markings[-1].judgement.met) if markings else frozenset())
    keys = [one.answer.key for one in pile.sheets]
    is_open = readable_cases(person).filter(key=answer.case_key).exists()
    return SheetView(
        key=answer.key,
        source=pile.source,
        kind=KINDS[item.kind],
        stem=item.stem,
        number=place + 1,
        total=len(keys),
        waiting=len(pile.waiting),
        name=answer.person.display_name if shows_name and answer.person else "",
        parts=_parts(item, answer),
        groups=groups,
        markings=markings,
        case=answer.case_key if is_open else None,
        previous=keys[place - 1] if place else None,
        following=keys[place + 1] if place + 1 < len(keys) else None,
        focus=groups[0].lines[0].place,
    )


def _parts(item: Item, answer: ItemAnswer) -> tuple[Part, ...]:
    given = answer.given
    if isinstance(item, FreeTextItem):
        return (Part("", given["text"], item.model_answer),)
    if not isinstance(item, ReportItem):
        return ()
    return tuple(
        Part(name.capitalize(), given.get(name, ""), getattr(item, name))
        for name in ("technique", "findings", "impression")
        if given.get(name) or getattr(item, name)
    )


def _groups(item: Item, met: frozenset[int]) -> tuple[Group, ...]:
    """What was seen, and what was made of it: apart, as they are scored."""
    rubric = item.rubric if isinstance(item, FreeTextItem | ReportItem) else ()
    lines = [Line(place, line, place in met) for place, line in enumerate(rubric)]
    found = (
        Group(title, tuple(one for one in lines if one.criterion.aspect == aspect))
        for title, aspect in (
            ("Observation", Aspect.OBSERVATION),
            ("Interpretation", Aspect.INTERPRETATION),
        )
    )
    return tuple(group for group in found if group.lines)
