"""Figures of a group of five and more: made of whole batches, and of nothing else.

No figure takes a filter that could be set so that two figures differ by one person. What is
counted is what ``assessment.release`` lets out, and each page is made of all of it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from readingroom.accounts.actor import Actor
from readingroom.assessment.calibration import (
    Answer,
    Calibration,
    answer_by_certainty,
    answer_by_points,
    calibrate,
)
from readingroom.assessment.choice import Certainty
from readingroom.assessment.groups import MIN_OTHERS, TooFew
from readingroom.assessment.items_analysis import ItemFigures, Response, analyse_items
from readingroom.assessment.release import counted
from readingroom.casefile.document import CaseDocument
from readingroom.casefile.items import Item, MultipleChoiceItem
from readingroom.casefile.validation import read_stored
from readingroom.casefile.vocab import Certainty as CaseCertainty
from readingroom.cases.access import readable_cases
from readingroom.cases.models import Revision, State
from readingroom.learning.answers import rows_from_data
from readingroom.learning.cells import TRUTH, Cells, Thesaurus
from readingroom.learning.unfolding import Unfolding
from readingroom.teaching.models import Cohort, Contribution
from readingroom.teaching.selectors.analysis_rules import Detail, origin_of, sees

_SETTLED: Final = frozenset({CaseCertainty.CERTAIN, CaseCertainty.ALMOST_CERTAIN})
_OF_CASES: Final = ("answers", "cases")
OWN_WORDS: Final = ""
"""The name of the row that holds what the library does not know: nobody's own words are shown."""


@dataclass(frozen=True)
class Part:
    """One person's work, without the person."""

    key: str
    said: Mapping[str, Any]

    def answer(self, question: "Question") -> Mapping[str, Any] | None:
        """Their answer to one version of one question."""
        for one in self.said.get("answers", ()):
            if Question.of(one) == question:
                found: Mapping[str, Any] = one
                return found
        return None

    def way(self, case: str, revision: int) -> Mapping[str, Any] | None:
        """Their way through one revision of one case."""
        for one in self.said.get("cases", ()):
            if (one["case"], one["revision"]) == (case, revision):
                found: Mapping[str, Any] = one
                return found
        return None


Batches = Sequence[Sequence[Part]]


@dataclass(frozen=True, order=True)
class Question:
    """One version of one question of one case."""

    case: str
    item: str
    version: str

    @classmethod
    def of(cls, answer: Mapping[str, Any]) -> "Question":
        """The question that was answered."""
        return cls(answer["case"], answer["item"], answer["version"])


@dataclass(frozen=True)
class QuestionFigures:
    """One question with its figures.

    Attributes:
        item: as it was asked; none where its case is gone.
    """

    question: Question
    item: Item | None
    figures: ItemFigures | TooFew


@dataclass(frozen=True)
class Named:
    """How often one diagnosis was named at a stage, and how many points it had on average.

    Attributes:
        name: ``OWN_WORDS`` for all that the library does not know.
    """

    name: str
    is_truth: bool
    people: int
    points: float


@dataclass(frozen=True)
class StageNames:
    """The diagnoses named at one stage of a case, the most named first.

    Attributes:
        place: from 0.
        people: how many stood at this stage.
    """

    place: int
    people: int
    named: tuple[Named, ...]


def batches_of(cohort: Cohort, work: UUID) -> Batches:
    """What has entered the figures of one thing set for a class, batch by batch."""
    rows = Contribution.objects.filter(cohort=cohort, work=work, batch__isnull=False)
    found: defaultdict[int, list[Part]] = defaultdict(list)
    for row in rows.order_by("batch", "pk"):
        if row.batch is not None and sees(origin_of(row), Detail.ANSWERS, by_name=False):
            found[row.batch].append(Part(str(row.key), row.said))
    return [found[number] for number in sorted(found)]


def open_parts(batches: Batches, actor: Actor) -> Batches:
    """The same without what was said of cases that ``actor`` may not read any more.

    A case goes out of a figure whole, for everyone at once, so that no two figures differ by a
    person.
    """
    named = {
        one["case"]
        for part in _all(batches)
        for kind in _OF_CASES
        for one in part.said.get(kind, ())
    }
    rows = readable_cases(actor).filter(key__in=named, state=State.PUBLISHED)
    is_open = {str(key) for key in rows.values_list("key", flat=True)}

    def kept(part: Part) -> Part:
        said = {
            kind: [one for one in part.said.get(kind, ()) if one["case"] in is_open]
            for kind in _OF_CASES
        }
        return Part(part.key, {**part.said, **said})

    return [[kept(part) for part in batch] for batch in batches]


def people_in(batches: Batches) -> int:
    """How many people the figures are of."""
    return sum(len(batch) for batch in batches)


def question_figures(batches: Batches) -> tuple[QuestionFigures, ...]:
    """Every question that was answered, with its figures where there are five answers."""
    asked = {
        Question.of(one): one for part in _all(batches) for one in part.said.get("answers", ())
    }
    items = {question: _item_of(one) for question, one in asked.items()}
    responses = [r for question in asked for r in _responses(batches, question)]
    choices = {str(q): i for q, i in items.items() if isinstance(i, MultipleChoiceItem)}
    figures = analyse_items(
        responses,
        keys={
            name: [place for place, option in enumerate(item.options) if option.is_key]
            for name, item in choices.items()
        },
        option_counts={name: len(item.options) for name, item in choices.items()},
    )
    none = TooFew(count=0, needed=MIN_OTHERS)
    return tuple(
        QuestionFigures(question, items[question], _whole(figures.get(str(question), none)))
        for question in sorted(asked)
    )


def stage_names(
    batches: Batches, case: str, revision: Revision, words: Thesaurus
) -> tuple[StageNames, ...]:
    """What was named at each stage of one revision of a case that a differential is asked at.

    A name that neither the case nor the words of radiology know is somebody's own wording; such
    names are counted together and never shown.
    """
    document = read_stored(revision.document)
    cells = Cells(document, words)
    course = Unfolding(document, 0)
    found = []
    for place in range(len(course.asked)):

        def has(part: Part, place: int = place) -> bool:
            way = part.way(case, revision.pk)
            return way is not None and len(way["stages"]) > place

        parts = counted(batches, has=has)
        if parts:
            rows = [_rows(part, case, revision.pk)[place] for part in parts]
            found.append(StageNames(place, len(parts), _named(rows, cells)))
    return tuple(found)


def group_calibration(
    works: Iterable[Batches], words: Thesaurus, documents: "Documents"
) -> Calibration | TooFew:
    """How sure a class was against how often it was right, over what was set for it.

    Each thing is counted by itself before all are put together, so that five answers are always
    of five people.
    """
    answers: list[Answer] = []
    for batches in works:
        said = {part.key: _sure(part, words, documents) for part in _all(batches)}
        for part in counted(batches, has=lambda one, said=said: bool(said[one.key])):  # type: ignore[misc]  # a lambda with a default
            answers += said[part.key]
    return calibrate(answers)


class Documents:
    """Revisions and their documents, each read once."""

    def __init__(self) -> None:
        self._found: dict[int, CaseDocument | None] = {}

    def of(self, revision: int | None) -> CaseDocument | None:
        """The document of a revision; none where it is gone."""
        if revision is None:
            return None
        if revision not in self._found:
            row = Revision.objects.filter(pk=revision).first()
            self._found[revision] = read_stored(row.document) if row else None
        return self._found[revision]

    def is_settled(self, said: Mapping[str, Any]) -> bool:
        """Whether what was said is of a case whose diagnosis is certain or almost certain."""
        document = self.of(said["revision"])
        return document is not None and document.certainty in _SETTLED


def _all(batches: Batches) -> list[Part]:
    return [part for batch in batches for part in batch]


def _responses(batches: Batches, question: Question) -> list[Response]:
    def scored(part: Part) -> bool:
        answer = part.answer(question)
        return answer is not None and answer["score"] is not None and "round" not in answer

    # What a person marked has entered five and more at a time already.
    by_hand = [p for p in _all(batches) if "round" in (p.answer(question) or {})]
    parts = [*counted(batches, has=scored), *by_hand]
    answers = [(part.key, answer) for part in parts if (answer := part.answer(question))]
    # A time that only some have would be a figure of those some.
    are_timed = all(answer["seconds"] is not None for _, answer in answers)
    return [
        Response(
            person=key,
            item=str(question),
            score=answer["score"],
            chosen=tuple(answer["given"].get("chosen", ())),
            took_s=float(answer["seconds"]) if are_timed else None,
        )
        for key, answer in answers
    ]


def _whole(figures: ItemFigures | TooFew) -> ItemFigures | TooFew:
    """Without a discrimination that is of some only of those who answered."""
    if isinstance(figures, TooFew) or figures.discrimination is None:
        return figures
    is_of_all = figures.discrimination.people == figures.people
    return figures if is_of_all else replace(figures, discrimination=None)


def _item_of(answer: Mapping[str, Any]) -> Item | None:
    row = Revision.objects.filter(pk=answer["revision"]).first()
    items = read_stored(row.document).items if row else ()
    return next((item for item in items if item.id == answer["item"]), None)


def _rows(part: Part, case: str, revision: int) -> list[Any]:
    way = part.way(case, revision)
    return [rows_from_data(rows) for rows in way["stages"]] if way else []


def _named(people: Sequence[Any], cells: Cells) -> tuple[Named, ...]:
    count: Counter[str] = Counter()
    points: defaultdict[str, float] = defaultdict(float)
    for rows in people:
        known = {cells.cell_of(row) for row in rows if cells.is_recognised(row)}
        belief = cells.belief(rows)
        own = {OWN_WORDS if cell not in known else cell for cell in belief}
        count.update(own)
        for cell, share in belief.items():
            points[cell if cell in known else OWN_WORDS] += share
    found = [
        Named(
            name=cells.label_of(cell) if cell else OWN_WORDS,
            is_truth=cell == TRUTH,
            people=number,
            points=points[cell] / len(people),
        )
        for cell, number in count.items()
    ]
    return tuple(sorted(found, key=lambda one: (not one.name, -one.people, -one.points, one.name)))


def _sure(part: Part, words: Thesaurus, documents: Documents) -> list[Answer]:
    """How sure one person was of what, and whether they were right, in settled cases."""
    found = []
    for one in part.said.get("answers", ()):
        if one["certainty"] and one["is_right"] is not None and documents.is_settled(one):
            sure = Certainty(one["certainty"])
            found.append(answer_by_certainty(sure, is_right=one["is_right"]))
    for way in part.said.get("cases", ()):
        document = documents.of(way["revision"])
        if document is None or not documents.is_settled(way):
            continue
        course = Unfolding(document, len(way["stages"]))
        guessed = way["stages"][: course.guessed]
        if guessed:
            belief = Cells(document, words).belief(rows_from_data(guessed[-1]))
            found += filter(None, [answer_by_points(belief, TRUTH)])
    return found
