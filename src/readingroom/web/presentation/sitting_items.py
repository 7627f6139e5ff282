"""A question within a sitting: with the images of its stage, and what was posted of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict

from readingroom.accounts.models import Person
from readingroom.casefile.document import CaseDocument
from readingroom.casefile.items import HotspotItem, Item
from readingroom.casefile.validation import read_stored
from readingroom.cases.models import Revision
from readingroom.cases.selectors.page import CasePage
from readingroom.kernel.errors import NotFound
from readingroom.learning.selectors.practice import AskedPage, Practice, page_at
from readingroom.learning.services.answering import item_of
from readingroom.learning.services.answering_records import Answered, PersonAnswers
from readingroom.teaching.models import SittingEntry, Unsent
from readingroom.teaching.services.sittings import ABSENT
from readingroom.web.presentation.case import StageView, stage_views
from readingroom.web.presentation.questions import QuestionView, question
from readingroom.web.presentation.questions_hotspot import hotspot_picture, pointed, show_answer
from readingroom.web.presentation.questions_post import read_answer, typed_of
from readingroom.web.presentation.unknown import show_own_middle
from readingroom.web.presentation.viewer import viewer_props


@dataclass(frozen=True)
class Asking:
    """How a question is put.

    Attributes:
        action: where its form goes.
        typed: what was sent and can't be taken, with ``wrong`` that says why.
        is_told: whether what came of an answer may be shown.
    """

    action: str
    token: str
    is_told: bool
    wrong: str = ""
    typed: QueryDict | None = None


@dataclass(frozen=True)
class ItemPage:
    """A question and what there is to see for it."""

    page: CasePage
    document: CaseDocument
    stages: tuple[StageView, ...]
    viewer: dict[str, Any] | None
    question: QuestionView


def item_images(
    person: Person, entry: SittingEntry, revision: Revision, *, now: datetime
) -> AskedPage:
    """What there is to see for a question."""
    item = item_of(revision, entry.item)
    return page_at(Practice(person, entry.case_key, revision), item, now=now)


def item_page(
    person: Person, entry: SittingEntry, revision: Revision, asking: Asking, *, now: datetime
) -> ItemPage:
    """The question, or what came of the answer to it."""
    item, shown = item_of(revision, entry.item), item_images(person, entry, revision, now=now)
    stages = stage_views(shown.page)
    viewer = viewer_props(shown.page, stages)
    show_own_middle(viewer["studies"] if viewer else (), shown.page.series)
    film = shown.names.get(item.series, "") if isinstance(item, HotspotItem) else ""
    document = read_stored(revision.document)
    fields: dict[str, Any] = {
        "action": asking.action,
        "token": asking.token,
        "film": film,
        "keep": f"{entry.sitting.key}-{entry.number}",
        "wrong": asking.wrong,
        "typed": _typed(entry, item, asking.typed),
    }
    answered = _answered(person, entry)
    if answered is not None and asking.is_told and isinstance(item, HotspotItem):
        series = shown.page.series.get(film)
        show_answer(viewer, item, answered.answer, series)
        if series is not None:
            fields["picture"] = hotspot_picture(item, answered.answer, series)
    view = question(document, item, answered=answered, is_told=asking.is_told, **fields)
    hung = pointed(viewer, film) if film else viewer
    return ItemPage(shown.page, shown.page.document, stages, hung, view)


def read_item(entry: SittingEntry, posted: QueryDict) -> tuple[dict[str, Any], int | None]:
    """What was posted of a question.

    Raises:
        NotFound: it is no question, or its case is gone.
    """
    if entry.revision is None or not entry.item:
        raise NotFound(ABSENT)
    return read_answer(item_of(entry.revision, entry.item), posted)


def _answered(person: Person, entry: SittingEntry) -> Answered | None:
    known = PersonAnswers(person).latest(entry.case_key, context=str(entry.sitting.key))
    return known.get(entry.item)


def _typed(entry: SittingEntry, item: Item, posted: QueryDict | None) -> Mapping[str, Any]:
    """What was sent, else what was written before and not sent, perhaps on another device."""
    if posted is None:
        unsent = Unsent.objects.filter(entry=entry).first()
        posted = QueryDict(unsent.fields.get("form", "") if unsent else "")
    return typed_of(item, posted) if posted else {}
