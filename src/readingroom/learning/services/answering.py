"""Answering an item: once for each token, judged at once, never changed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from readingroom.accounts.actor import Actor
from readingroom.accounts.models import Person
from readingroom.assessment.choice import Certainty, certainty_mark
from readingroom.assessment.errors import InvalidAnswer
from readingroom.casefile.document import CaseDocument
from readingroom.casefile.items import Item, asks_certainty, item_version
from readingroom.casefile.validation import read_stored
from readingroom.cases.models import Revision
from readingroom.cases.pixels import SeriesAddress
from readingroom.cases.selectors.series import stack_of
from readingroom.infra import events
from readingroom.kernel.errors import InvalidInput, NotFound, StateConflict, Unavailable
from readingroom.learning.cells import Thesaurus
from readingroom.learning.events import ItemAnswered
from readingroom.learning.given import Given, read_given
from readingroom.learning.hotspots import Ground
from readingroom.learning.judging import Aid, NoWords, judge_given
from readingroom.learning.models import ItemAnswer, Source
from readingroom.learning.models.answer import MOST_TOKEN
from readingroom.learning.services.answering_token import seconds_since
from readingroom.learning.services.taking import askable_case


@dataclass(frozen=True)
class Asked:
    """Which item is asked, of what, and what for.

    Attributes:
        revision: what the case says, with its case; answers stay tied to it.
        context: the key of the sitting, empty for practice.
        number: how many times the same person will have answered the item with this answer,
            from 1, where the page knew it; a page from before another answer is refused.
    """

    revision: Revision
    item: Item
    source: Source
    context: str = ""
    number: int | None = None


def answer_item(  # noqa: PLR0913  # all that one answer is; a sitting adds its revision
    *,
    actor: Actor,
    case_key: UUID,
    item: str,
    given: Given,
    certainty: int | None,
    source: str,
    context: str,
    token: str,
    now: datetime,
    revision: Revision | None = None,
    number: int | None = None,
    words: Thesaurus | None = None,
) -> ItemAnswer:
    """Keep an answer to an item, with what it is worth.

    The same sent again with its token is no second answer: the first is returned. What a
    visitor answers is judged and returned, and kept nowhere.

    Args:
        item: its ``id`` in the case.
        given: as ``learning.given.read_given`` describes it for each kind.
        certainty: 1, 2 or 3 where the item asks for one, else None.
        source: one of ``Source``.
        context: the opaque key of the sitting, at most 64 characters; an item is answered once
            in it. Empty for practice and review, where it may be answered again.
        token: of the page that asked, best from ``answering_token.new_token``.
        revision: what is asked from; whoever passes one has checked that it is open to
            ``actor``. Without one it is what is published now, if ``actor`` may read it.
        number: see ``Asked``.
        words: what is known of diagnoses, for differentials; without it names mean what they say.

    Raises:
        NotFound: the case is not open to them, or has no such item.
        InvalidAnswer: it is no answer to this item.
        InvalidInput: it came without the token of a page.
        StateConflict: it was answered already in this sitting, or with this token.
        Unavailable: the images of the item are not there.
    """
    if not 0 < len(token) <= MOST_TOKEN or source not in Source.values:
        raise InvalidInput("The page sent something that can't be read. Load it again.")
    if revision is None:
        revision = _published(actor, case_key)
    asked = Asked(revision, item_of(revision, item), Source(source), context, number)
    answer = _answer(asked, given, certainty, token, now)
    _judge(answer, asked, words or NoWords())
    return _keep(answer, actor, asked.number) if isinstance(actor, Person) else answer


def item_of(revision: Revision, item: str) -> Item:
    """The item of a revision.

    Raises:
        NotFound: it has none of this ``id``.
    """
    for one in read_stored(revision.document).items:
        if one.id == item:
            return one
    raise NotFound("The case has no such question any more. Open its questions again.")


def _published(actor: Actor, case_key: UUID) -> Revision:
    case = askable_case(actor, case_key)
    if case.published_revision is None:
        raise NotFound("There is no such case, or it is not open to you.")
    case.published_revision.case = case
    return case.published_revision


def _answer(
    asked: Asked, given: Given, certainty: int | None, token: str, now: datetime
) -> ItemAnswer:
    """The answer as it was given; kept nowhere yet."""
    return ItemAnswer(
        case_key=asked.revision.case.key,
        revision=asked.revision,
        item=asked.item.id,
        item_version=item_version(asked.item),
        kind=asked.item.kind,
        source=asked.source,
        context=asked.context,
        number=asked.number or 1,
        token=token,
        given=read_given(asked.item, given),
        certainty=_certainty(asked.item, certainty),
        seconds=seconds_since(token, now),
        at=now,
    )


def _judge(answer: ItemAnswer, asked: Asked, words: Thesaurus) -> None:
    """Write down what it is worth."""
    document = read_stored(asked.revision.document)
    aid = Aid(document, words, lambda series: ground_of(asked.revision, document, series))
    worth = judge_given(asked.item, answer.given, aid)
    answer.score, answer.is_right, answer.detail = worth.score, worth.is_right, worth.detail
    if answer.certainty is not None and worth.is_right is not None:
        answer.marks = certainty_mark(Certainty(answer.certainty), is_right=worth.is_right)


def ground_of(revision: Revision, document: CaseDocument, series_id: str) -> Ground:
    """Where the slices of a series of a revision lie.

    Raises:
        Unavailable: its images are not in the library.
    """
    series = document.find_series(series_id)
    row = revision.series.filter(local_id=series_id).select_related("series__study").first()
    if series is not None and row is not None:
        uid = row.series.series_instance_uid
        stack = stack_of(SeriesAddress(row.series.study.study_instance_uid, uid), series.stack)
        if stack:
            return Ground(stack, uid)
    raise Unavailable("The images of this question are not in the library. Tell its author.")


def _certainty(item: Item, said: int | None) -> Certainty | None:
    """How sure they are, where the item asks for it."""
    if not asks_certainty(item):
        return None
    if said not in set(Certainty):
        raise InvalidAnswer("Say how sure you are: 1, 2 or 3. The answer is marked by it.")
    return Certainty(said)


@transaction.atomic
def _keep(answer: ItemAnswer, person: Person, number: int | None) -> ItemAnswer:
    before = ItemAnswer.objects.filter(person=person)
    same = before.filter(token=answer.token).first()
    if same is not None:
        return _again(same, answer)
    of_item = before.filter(case_key=answer.case_key, item=answer.item)
    answer.person = person
    answer.number = _next_number(of_item.order_by("-number").first())
    if number not in {None, answer.number}:
        raise _answered()
    try:
        with transaction.atomic():
            answer.save()
    except IntegrityError as error:
        raise _answered() from error
    events.publish(ItemAnswered(answer.key))
    return answer


def _next_number(last: ItemAnswer | None) -> int:
    return last.number + 1 if last else 1


def _again(kept: ItemAnswer, sent: ItemAnswer) -> ItemAnswer:
    """The answer of this token, if the same was sent."""
    names = ("case_key", "item", "context", "given", "certainty")
    if any(getattr(kept, name) != getattr(sent, name) for name in names):
        raise _answered()
    return kept


def _answered() -> StateConflict:
    return StateConflict(
        "You have answered this question already, and what was shown since then can't be "
        "unseen. Load the page again: it shows what you said."
    )
