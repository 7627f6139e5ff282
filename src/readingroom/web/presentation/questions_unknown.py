"""The questions on the pages of an unknown: asked at their stage, told of at the end."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from readingroom.casefile.items import DifferentialItem, HotspotItem, Item
from readingroom.learning.selectors.questions import alias_of
from readingroom.learning.selectors.taken import Taken
from readingroom.learning.services.answering_records import Answered
from readingroom.learning.services.answering_token import new_token
from readingroom.learning.services.answering_unknown import open_items
from readingroom.learning.veil import veil
from readingroom.web.presentation.questions import QuestionView, question
from readingroom.web.presentation.questions_hotspot import hotspot_picture, pointed, show_answer
from readingroom.web.presentation.questions_post import typed_of
from readingroom.web.presentation.unknown import Opened


@dataclass(frozen=True)
class AskedHere:
    """Questions of an unknown that wait for an answer, and how many are kept.

    Attributes:
        beside: those of the stage that waits, asked before what was found there opens.
        after: those that build on what was found.
    """

    beside: tuple[QuestionView, ...]
    after: tuple[QuestionView, ...]
    kept: int


@dataclass(frozen=True)
class ToldAtEnd:
    """What came of the questions of an attempt; ``passed`` were never answered."""

    questions: tuple[QuestionView, ...]
    passed: int


def asked_here(
    taken: Taken,
    answers: Mapping[str, Answered],
    refused: Mapping[str, str],
    *,
    post: QueryDict,
    now: datetime,
) -> AskedHere:
    """The questions where a sitting stands; of hotspots one at a time, for they share the film."""
    names = _names(taken)
    open_now: list[Item] = []
    for item in open_items(taken.sitting, frozenset(answers)):
        is_second = isinstance(item, HotspotItem) and any(
            isinstance(one, HotspotItem) for one in open_now
        )
        if not is_second and (not isinstance(item, HotspotItem) or item.series in names):
            open_now.append(item)
    views = {
        item.id: question(
            taken.sitting.document,
            item,
            dom_id=f"q-{alias_of(taken.page.key, item.id)}",
            action=reverse(
                "web:unknown_question", args=[taken.page.key, alias_of(taken.page.key, item.id)]
            ),
            token=new_token(now),
            hidden={"attempt": str(taken.sitting.key)},
            film=names.get(item.series, "") if isinstance(item, HotspotItem) else "",
            keep=f"{taken.sitting.key}-{alias_of(taken.page.key, item.id)}",
            wrong=refused.get(item.id, ""),
            typed=typed_of(item, post) if item.id in refused else {},
        )
        for item in open_now
    }
    return AskedHere(
        beside=tuple(views[item.id] for item in open_now if not item.after_findings),
        after=tuple(views[item.id] for item in open_now if item.after_findings),
        kept=len(answers),
    )


def pointed_at(props: dict[str, Any] | None, asked: AskedHere) -> dict[str, Any] | None:
    """The viewer's props with leave to put marks on the series that a question is about."""
    film = next((view.film for view in (*asked.beside, *asked.after) if view.film), "")
    return pointed(props, film) if film else props


def told_questions(taken: Taken, answers: Mapping[str, Answered], view: Opened) -> ToldAtEnd:
    """What came of every question that was answered; everything is told by now."""
    document = taken.sitting.document
    asked = [item for item in document.items if not isinstance(item, DifferentialItem)]
    return ToldAtEnd(
        questions=tuple(
            question(document, item, answered=answers[item.id], picture=_picture(
                item, answers[item.id], view))
            for item in asked
            if item.id in answers
        ),
        passed=sum(item.id not in answers for item in asked),
    )  # fmt: skip


def shown_on(props: dict[str, Any] | None, taken: Taken, told: ToldAtEnd) -> dict[str, Any] | None:
    """The viewer's props with the marks of answered hotspots, and what there was to find."""
    answers = {view.asked.id: view.told.answer for view in told.questions if view.told}
    for item in taken.sitting.document.items:
        if isinstance(item, HotspotItem) and item.id in answers:
            show_answer(props, item, answers[item.id], taken.page.series.get(item.series))
    return props


def _picture(item: Item, answered: Answered, view: Opened) -> Any:
    series = view.page.series.get(item.series) if isinstance(item, HotspotItem) else None
    if series is None or not isinstance(item, HotspotItem):
        return None
    return hotspot_picture(item, answered.answer, series)


def _names(taken: Taken) -> dict[str, str]:
    """What each series that is shown is called on the page, by its ``id`` in the case."""
    veiled = veil(taken.sitting.course)
    shown = {name for name, view in taken.page.series.items() if view.is_available}
    return {whole: name for name, whole in veiled.series_ids.items() if name in shown}
