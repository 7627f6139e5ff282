"""Answers in words that wait for a teacher: those of the exams they hold and the classes they
teach, as far as learners agreed to it.
"""

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from readingroom.accounts.actor import Actor
from readingroom.accounts.models import Person
from readingroom.casefile.items import Item
from readingroom.cases.access import readable_cases, retired_cases
from readingroom.cases.models import Case
from readingroom.kernel.errors import NotFound
from readingroom.learning.models import ItemAnswer, ItemJudgement, Judge
from readingroom.learning.services.answering import item_of
from readingroom.learning.services.answering_marking import criteria_of
from readingroom.teaching.models import Contribution, Membership, Mode, Playlist, Sitting
from readingroom.teaching.selectors.analysis_rules import Detail, Origin, origin_of, sees
from readingroom.teaching.selectors.cohorts import classes_taught
from readingroom.teaching.services.cohorts import CONSENT
from readingroom.teaching.services.cohorts_said import IN_WORDS, answers_since, firsts

_ABSENT = "There is no such answer, or it is not yours to mark. Open the answers to mark again."


@dataclass(frozen=True)
class Sheet:
    """One answer to be marked.

    Attributes:
        source: the title of the playlist it was given in, or the number of the case.
        item: as it was when it was answered.
    """

    answer: ItemAnswer
    source: str
    item: Item
    is_marked: bool


@dataclass(frozen=True)
class Pile:
    """The answers to one question from one source, in the order in which they are marked."""

    source: str
    item: Item
    sheets: tuple[Sheet, ...]

    @property
    def waiting(self) -> tuple[Sheet, ...]:
        """Those that no teacher has marked."""
        return tuple(one for one in self.sheets if not one.is_marked)


def piles_of(actor: Actor) -> tuple[Pile, ...]:
    """Everything ``actor`` may mark, one pile a question, those with most to do first.

    Within a pile answers come in an order that tells nothing of who gave them, or when.
    """
    piles: dict[tuple[str, UUID, str, str], list[Sheet]] = {}
    for sheet in _sheets(actor):
        answer = sheet.answer
        name = (sheet.source, answer.case_key, answer.item, answer.item_version)
        piles.setdefault(name, []).append(sheet)
    found = (
        Pile(sheets[0].source, sheets[0].item, tuple(sorted(sheets, key=_shuffled)))
        for sheets in piles.values()
    )
    return tuple(sorted(found, key=lambda pile: (-len(pile.waiting), pile.source, pile.item.id)))


def waiting_for(actor: Actor) -> int:
    """How many answers no teacher has marked yet; one question where ``actor`` sets no work."""
    if not isinstance(actor, Person):
        return 0
    exams = Sitting.objects.filter(playlist__owner=actor, mode=Mode.EXAM, finished_at__isnull=False)
    sets_work = Q(Exists(classes_taught(actor))) | Q(Exists(exams))
    if not Person.objects.filter(sets_work, pk=actor.pk).exists():
        return 0
    return sum(len(pile.waiting) for pile in piles_of(actor))


def pile_with(actor: Actor, key: UUID) -> tuple[Pile, Sheet]:
    """One answer with the others to its question.

    Raises:
        NotFound: there is none, or it is not theirs to mark.
    """
    for pile in piles_of(actor):
        for sheet in pile.sheets:
            if sheet.answer.key == key:
                return pile, sheet
    raise NotFound(_ABSENT)


def _shuffled(sheet: Sheet) -> str:
    """Keys are made at random after their time: their ends tell no order."""
    return sheet.answer.key.hex[::-1]


def _sheets(actor: Actor) -> Iterator[Sheet]:
    if not isinstance(actor, Person):
        return
    sources = _of_cases(actor) | _of_sittings(actor)
    answers = _marked(ItemAnswer.objects.filter(pk__in=sources).select_related("revision__case"))
    items: dict[tuple[int, str], Item | None] = {}
    still_open = _still_open(actor)
    for answer in answers:
        if answer.revision is None or not still_open(answer.revision.case):
            continue
        name = (answer.revision.pk, answer.item)
        if name not in items:
            items[name] = _with_rubric(answer)
        item = items[name]
        if item is not None:
            source = sources[answer.pk] or answer.revision.case.short_number
            yield Sheet(answer, source, item, answer.is_marked)  # type: ignore[attr-defined]  # annotated


def _still_open(actor: Person) -> Callable[[Case], bool]:
    """Whether ``actor`` may read a case, or could until it was retired; asked once for each."""

    @functools.cache
    def is_open(pk: int) -> bool:
        reach = (readable_cases(actor), retired_cases(actor))
        return any(rows.filter(pk=pk).exists() for rows in reach)

    return lambda case: is_open(case.pk)


def _with_rubric(answer: ItemAnswer) -> Item | None:
    """The item as it was answered; none where there is nothing to mark by."""
    if answer.revision is None:
        return None
    try:
        item = item_of(answer.revision, answer.item)
    except NotFound:
        return None
    return item if criteria_of(item) else None


def _marked(answers: QuerySet[ItemAnswer]) -> Iterable[ItemAnswer]:
    by_teacher = ItemJudgement.objects.filter(answer=OuterRef("pk"), by=Judge.TEACHER)
    return answers.annotate(is_marked=Exists(by_teacher)).order_by("pk")


def _of_sittings(actor: Person) -> dict[int, str]:
    """Answers in words of finished exams that are theirs and of what was set for their classes."""
    exams = Sitting.objects.filter(
        playlist__owner=actor, mode=Mode.EXAM, finished_at__isnull=False
    ).exclude(person=actor)
    titles = {str(key): title for key, title in exams.values_list("key", "playlist__title")}
    handed_in = [one for one in _handed_in(actor) if one.context]
    named = Playlist.objects.filter(key__in={one.work for one in handed_in})
    of_work = dict(named.values_list("key", "title"))
    titles |= {one.context: of_work.get(one.work, "") for one in handed_in}
    rows = _in_words().filter(context__in=titles)
    return {pk: titles[context] for pk, context in rows.values_list("pk", "context")}


def _of_cases(actor: Person) -> dict[int, str]:
    """Those handed in with a case by itself: the first to each question, as the class counts."""
    found: dict[int, str] = {}
    for one in _handed_in(actor):
        if not one.context:
            first = firsts(answers_since(one).filter(revision__isnull=False)).values()
            found |= {answer.pk: "" for answer in first if answer.kind in IN_WORDS}
    return found


def _in_words() -> QuerySet[ItemAnswer]:
    return ItemAnswer.objects.filter(kind__in=IN_WORDS, revision__isnull=False)


def _handed_in(actor: Person) -> Sequence[Contribution]:
    """Work for their classes of members who agreed that what they write is read."""
    rows = Contribution.objects.filter(
        cohort__in=classes_taught(actor).values("pk"), finished_at__isnull=False
    ).exclude(person=None)
    agreed = Membership.objects.filter(
        agreed_to=CONSENT, cohort=OuterRef("cohort"), person=OuterRef("person")
    )
    asked = rows.filter(Exists(agreed) | Q(said__origin=Origin.EXAM.value), ~Q(person=actor))
    return [one for one in asked if sees(origin_of(one), Detail.WORDS, by_name=True)]
