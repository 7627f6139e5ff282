"""What may be shown of an item before it is answered: an allow-list, made and never cut from all.

Keys, targets, accepted names, the right order, rubrics, rationales and the author's words of a
report are in nothing that this module returns before the answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.utils.crypto import salted_hmac

from readingroom.accounts.models import Person
from readingroom.assessment.groups import TooFew
from readingroom.assessment.heatmap import HeatMap, heat_map
from readingroom.casefile.items import (
    DifferentialItem,
    HotspotItem,
    Item,
    MultipleChoiceItem,
    OrderedListItem,
    ReportItem,
    asks_certainty,
    item_version,
)
from readingroom.learning.given import most_named, report_parts
from readingroom.learning.group_seats import of_answer, seated
from readingroom.learning.models import ItemAnswer

HOTSPOT_PROMPT: Final = "Mark any abnormality, or say that there is none."
_SALT: Final = "readingroom.learning.questions"
_KEY_LENGTH: Final = 12


@dataclass(frozen=True)
class Choice:
    """One thing to choose or to put in its place.

    Attributes:
        value: what a form sends for it; tells nothing of whether, or where, it is right.
    """

    value: str
    text: str


@dataclass(frozen=True)
class Question:
    """An item before it is answered.

    Attributes:
        id: within the case.
        prompt: the question; of a hotspot always the same, for the author's may tell.
        choices: the options in the author's order, or the entries shuffled.
        takes_several: whether more than one option may be chosen.
        asks_certainty: whether one says how sure one is.
        named: how many diagnoses may be named; 0 for other kinds.
        parts: of a report, in its order.
        series: what a hotspot is marked on, by its ``id`` in the case.
    """

    id: str
    kind: str
    prompt: str
    choices: tuple[Choice, ...] = ()
    takes_several: bool = False
    asks_certainty: bool = False
    named: int = 0
    parts: tuple[str, ...] = ()
    series: str = ""


def question_of(item: Item) -> Question:
    """What may be shown of an item before it is answered."""
    common: dict[str, Any] = {
        "id": item.id,
        "kind": item.kind,
        "prompt": item.stem,
        "asks_certainty": asks_certainty(item),
    }
    if isinstance(item, MultipleChoiceItem):
        common["takes_several"] = sum(option.is_key for option in item.options) > 1
        common["choices"] = tuple(
            Choice(str(place), option.text) for place, option in enumerate(item.options)
        )
    elif isinstance(item, OrderedListItem):
        common["choices"] = shuffled(item)
    elif isinstance(item, DifferentialItem):
        common["named"] = most_named(item)
    elif isinstance(item, ReportItem):
        common["parts"] = report_parts(item)
    elif isinstance(item, HotspotItem):
        common |= {"prompt": HOTSPOT_PROMPT, "series": item.series}
    return Question(**common)


def alias_of(case_key: UUID, item_id: str) -> str:
    """What an item is called in addresses and on pages: its author's ``id`` may tell the answer."""
    return _digest(f"{case_key}:{item_id}")


def shuffled(item: OrderedListItem) -> tuple[Choice, ...]:
    """The entries under keys that tell nothing, in the order of these: for everyone the same.

    Where that is by chance the right order, it is turned round.
    """
    made = [Choice(_key(item, text), text) for text in item.entries]
    mixed = sorted(made, key=lambda choice: choice.value)
    return tuple(reversed(mixed) if mixed == made else mixed)


def places_of(item: OrderedListItem, keys: Sequence[str]) -> list[int]:
    """The right places of entries by the keys of ``shuffled``; −1 for what is none."""
    known = {_key(item, text): place for place, text in enumerate(item.entries)}
    return [known.get(key, -1) for key in keys]


def _key(item: OrderedListItem, text: str) -> str:
    return _digest(f"{item_version(item)}:{text}")


def _digest(text: str) -> str:
    return salted_hmac(_SALT, text, algorithm="sha256").hexdigest()[:_KEY_LENGTH]


def others_marks(answer: ItemAnswer, slices: range, size: tuple[float, float]) -> HeatMap | TooFew:
    """Where others marked the same version of a hotspot, each by their first answer.

    Of whole batches alone, so that no newcomer's marks can be told apart.

    Args:
        answer: one's own, which is not counted.
        slices: those whose marks are laid over one picture.
        size: of the picture, columns and rows in pixels.
    """
    seats = seated(of_answer(answer))
    rows = ItemAnswer.objects.filter(pk__in=[seat.answer_id for seat in seats])
    if isinstance(answer.person, Person):
        rows = rows.exclude(person=answer.person)
    marked: list[Mapping[str, Any]] = list(rows.values_list("given", flat=True))
    return heat_map(
        [
            [
                (float(mark["at_px"][0]), float(mark["at_px"][1]))
                for mark in given.get("marks", ())
                if mark["slice"] in slices
            ]
            for given in marked
        ],
        size,
    )
