"""The questions of a case, asked one by one outside any sitting."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from readingroom.accounts.actor import Actor
from readingroom.assessment.choice import Certainty, CertaintySummary, summarise_certainty
from readingroom.casefile.document import CaseDocument
from readingroom.casefile.items import Item, item_version
from readingroom.casefile.validation import read_stored
from readingroom.cases.models import Revision
from readingroom.cases.selectors.page import CasePage, page_of
from readingroom.kernel.errors import NotFound
from readingroom.learning.selectors.questions import alias_of
from readingroom.learning.selectors.taken import veiled_series
from readingroom.learning.services.answering_records import Answered
from readingroom.learning.services.taking import askable_case
from readingroom.learning.unfolding import Unfolding
from readingroom.learning.veil import veil


@dataclass(frozen=True)
class Practice:
    """A published case and what it asks, in the order of its stages."""

    actor: Actor
    key: UUID
    revision: Revision

    @cached_property
    def document(self) -> CaseDocument:
        """The whole document: never for a page before its question is answered."""
        return read_stored(self.revision.document)

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """By stage, and within one as the author has them."""
        places = {stage.id: place for place, stage in enumerate(self.document.stages)}
        return tuple(sorted(self.document.items, key=lambda item: places[item.stage]))

    def alias(self, item: Item) -> str:
        """What an item is called in addresses."""
        return alias_of(self.key, item.id)

    def item(self, alias: str) -> Item:
        """The item that is called so in addresses.

        Raises:
            NotFound: there is none.
        """
        for item in self.items:
            if self.alias(item) == alias:
                return item
        raise NotFound("The case has no such question any more. Open its questions again.")

    def as_answered(self, answered: Answered) -> Item | None:
        """The item as it was when it was answered; None where that is known no more."""
        revision = answered.answer.revision
        document = self.document if revision is None else read_stored(revision.document)
        for item in document.items:
            if (
                item.id == answered.answer.item
                and item_version(item) == answered.answer.item_version
            ):
                return item
        return None

    def neighbours(self, item: Item) -> tuple[str, str]:
        """What the item before and the one after are called; empty at the ends."""
        names = ["", *map(self.alias, self.items), ""]
        at = names.index(self.alias(item))
        return names[at - 1], names[at + 1]


@dataclass(frozen=True)
class Tally:
    """How far one is through the questions of a case.

    Attributes:
        right: wholly right, of ``judged`` that can be so.
        certainty: of those that were marked by it; None where none was.
    """

    asked: int
    answered: int
    judged: int
    right: int
    certainty: CertaintySummary | None


def practice_of(actor: Actor, key: UUID) -> Practice:
    """What a published case asks ``actor``.

    Raises:
        NotFound: it is not open to them, or not published.
    """
    case = askable_case(actor, key)
    revision = case.published_revision
    if revision is None:
        raise NotFound("There is no such case, or it is not open to you.")
    revision.case = case
    return Practice(actor, case.key, revision)


def tally_of(practice: Practice, answers: Mapping[str, Answered]) -> Tally:
    """Count the newest answers to what is asked now."""
    known = [answers[item.id].answer for item in practice.items if item.id in answers]
    marked = [
        (Certainty(answer.certainty), bool(answer.is_right))
        for answer in known
        if answer.certainty is not None and answer.is_right is not None
    ]
    judged = [answer for answer in known if answer.is_right is not None]
    return Tally(
        asked=len(practice.items),
        answered=len(known),
        judged=len(judged),
        right=sum(bool(answer.is_right) for answer in judged),
        certainty=summarise_certainty(marked),
    )


@dataclass(frozen=True)
class AskedPage:
    """The images that a question may be answered by, under names that tell nothing.

    Attributes:
        names: what each series of the case is called on this page, by its ``id`` in the case.
    """

    page: CasePage
    names: Mapping[str, str]


def page_at(practice: Practice, item: Item, *, now: datetime) -> AskedPage:
    """What there is to see by the stage of an item, as someone sees it who takes the unknown."""
    asked = Unfolding(practice.document, 0).asked
    places = [place for place, stage in enumerate(asked) if stage.id == item.stage]
    place = places[0] if places else max(0, len(asked) - 1)
    veiled = veil(Unfolding(practice.document, place))
    series = veiled_series(practice.revision, veiled, is_over=False)
    page = page_of(practice.actor, practice.revision, veiled.document, series, now=now)
    return AskedPage(page, {whole: name for name, whole in veiled.series_ids.items()})
