"""One item as a form, and as what came of it: ``questions/_question.html`` shows either anywhere.

    context["question"] = question(document, item, action=…, token=new_token(now))
    {% include "questions/_question.html" with question=question %}

A page that shows pictures beside it gives its ``page`` too, for links to slices in the text.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from readingroom.assessment.choice import MARK_IF_RIGHT, MARK_IF_WRONG, SWITCH_POINTS, Certainty
from readingroom.assessment.differential import FULL
from readingroom.casefile.document import CaseDocument
from readingroom.casefile.items import Item, item_version
from readingroom.learning.selectors.questions import Question, question_of
from readingroom.learning.services.answering_records import Answered
from readingroom.web.presentation.questions_hotspot import HotspotPicture
from readingroom.web.presentation.questions_told import Told, told

KINDS: Final[Mapping[str, str]] = {
    "multiple-choice": "Multiple choice",
    "differential": "Differential",
    "hotspot": "Mark on the images",
    "free-text": "In your own words",
    "ordered-list": "Put in order",
    "short-answer": "Short answer",
    "report": "Report",
}
PARTS: Final[Mapping[str, str]] = {
    "technique": "Technique",
    "findings": "Findings",
    "impression": "Impression",
}


@dataclass(frozen=True)
class CertaintyRow:
    """One certainty as the form states it.

    Attributes:
        best: at which chance of being right it pays best, in words.
    """

    value: int
    right: str
    wrong: str
    best: str


@dataclass(frozen=True)
class Part:
    """One part of a report, or one line of a form, as typed."""

    name: str
    label: str
    text: str


@dataclass(frozen=True)
class Line:
    """One row of a differential, as typed; numbers from 1."""

    number: int
    name: str
    points: str


@dataclass(frozen=True)
class QuestionView:
    """An item on a page.

    Attributes:
        asked: what may be shown before the answer.
        dom_id: begins the ids of its elements; differs for each item of a page.
        action: where its form goes.
        token, number: of the form; the number is that of the answer it will be, 0 where the page
            does not count.
        hidden: more fields of the form.
        film: the series a hotspot is marked on, as the page's film calls it.
        keep: under which name the browser keeps marks until they are sent.
        typed: what was sent and could not be taken.
        is_answered: whether an answer is kept.
        told: what came of it; None before the answer, and where the page withholds it.
        mark_action: where the learner's own marking goes; empty where it is not asked for.
        again: where it can be answered once more; empty where it can't.
        picture: of an answered hotspot, where the page has its images.
    """

    asked: Question
    dom_id: str
    action: str = ""
    token: str = ""
    number: int = 0
    hidden: Mapping[str, str] = field(default_factory=dict)
    film: str = ""
    keep: str = ""
    typed: Mapping[str, Any] = field(default_factory=dict)
    wrong: str = ""
    is_answered: bool = False
    told: Told | None = None
    mark_action: str = ""
    again: str = ""
    picture: HotspotPicture | None = None

    @property
    def kind(self) -> str:
        """The kind in words."""
        return KINDS[self.asked.kind]

    @property
    def template(self) -> str:
        """The fields of its form."""
        return f"questions/_ask_{self.asked.kind}.html"

    @property
    def told_template(self) -> str:
        """What came of it."""
        return f"questions/_told_{self.asked.kind}.html"

    @property
    def certainties(self) -> tuple[CertaintyRow, ...]:
        """What each certainty earns and costs; empty where none is asked for."""
        return CERTAINTIES if self.asked.asks_certainty else ()

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts of a report as typed."""
        return tuple(
            Part(name, PARTS[name], str(self.typed.get(name, ""))) for name in self.asked.parts
        )

    @property
    def rows(self) -> tuple[Line, ...]:
        """The rows of a differential as typed."""
        typed = list(self.typed.get("rows", ()))
        typed += [{}] * (self.asked.named - len(typed))
        return tuple(
            Line(number, str(row.get("name", "")), str(row.get("points", "")))
            for number, row in enumerate(typed[: self.asked.named], start=1)
        )


def question(
    document: CaseDocument,
    item: Item,
    *,
    answered: Answered | None = None,
    is_told: bool = True,
    **shown: Any,
) -> QuestionView:
    """An item as a form, or, once answered, as what came of it.

    Args:
        document: the case as it was asked from.
        answered: the answer, with what people made of it.
        is_told: whether what came of it may be shown now; else only that it is kept.
        shown: ``action``, ``token`` and the other fields of ``QuestionView``.
    """
    view = QuestionView(asked=question_of(item), dom_id=f"q-{item_version(item)}")
    view = replace(view, **{"film": view.asked.series, **shown})
    if answered is None:
        return view
    came = told(document, item, answered) if is_told else None
    return replace(view, is_answered=True, told=came)


def _certainty_row(sure: Certainty) -> CertaintyRow:
    points = [round(float(point) * FULL) for point in SWITCH_POINTS]
    words = (f"below {points[0]} %", f"from {points[0]} to {points[1]} %", f"above {points[1]} %")
    wrong = MARK_IF_WRONG[sure]
    shown = str(wrong).replace("-", "−")
    return CertaintyRow(int(sure), f"+{MARK_IF_RIGHT[sure]}", shown, words[sure - 1])


CERTAINTIES: Final = tuple(_certainty_row(sure) for sure in Certainty)
