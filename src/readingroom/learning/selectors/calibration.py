"""What somebody said and what came of it, for their own page of calibration."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db.models import Q, QuerySet

from readingroom.accounts.models import Person
from readingroom.assessment.calibration import Answer, Reading, answer_by_certainty
from readingroom.assessment.choice import Certainty
from readingroom.casefile.vocab import Certainty as Proof
from readingroom.cases.models import CaseFacet
from readingroom.learning.first_goes import was_read
from readingroom.learning.models import Attempt, AttemptJudgement, Commit, ItemAnswer, Source
from readingroom.learning.readings import last_guess, of_case, of_hotspot, says_normal

FILTERS: Final = ("system", "modality", "difficulty")
_SETTLED: Final = frozenset({Proof.CERTAIN.value, Proof.ALMOST_CERTAIN.value})
_FACETS: Final = (*FILTERS, "certainty")
Facets = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Told:
    """One answer with what it can be filtered by.

    Attributes:
        is_assigned: whether words were assigned by hand before it was judged.
    """

    at: datetime
    answer: Answer
    facets: Facets
    is_assigned: bool = False


@dataclass(frozen=True)
class Read:
    """One case that was read for an abnormality."""

    at: datetime
    reading: Reading
    facets: Facets


@dataclass(frozen=True)
class Record:
    """All that somebody's calibration is made of.

    Attributes:
        by_points: the leading diagnosis of cases taken as unknowns.
        by_certainty: answers to questions that asked how sure.
        readings: of questions where “none” was a possible answer, and of cases by what led.
        known: how many first goes are left out, because their case was read before.
    """

    by_points: tuple[Told, ...] = ()
    by_certainty: tuple[Told, ...] = ()
    readings: tuple[Read, ...] = field(default=())
    known: int = 0


@dataclass(frozen=True)
class _Judged:
    """A first way through a case, by the newest judgement of it."""

    attempt: int
    case: int
    at: datetime
    said: float
    is_right: bool
    is_by_hand: bool


_Given = tuple[int, datetime, int | None, bool | None, str, Mapping[str, Any]]
"""Case, time, certainty, whether it was right, kind and detail of an answer."""


def record_of(person: Person, *, told: Collection[str] = ()) -> Record:
    """First goes alone: of a second, and of a case that was read, one knows the answer.

    Exams are left out until they end.

    Args:
        told: the ``context`` of exams whose results are open to ``person``.
    """
    judged = list(_judged(person))
    asked = ItemAnswer.objects.filter(person=person, number=1, revision__isnull=False).exclude(
        ~Q(context__in=told), source=Source.EXAM
    )
    answers = list(
        asked.exclude(was_read(by="at")).values_list(
            "revision__case_id", "at", "certainty", "is_right", "kind", "detail"
        )
    )
    facets = _facets({one.case for one in judged} | {case for case, *_ in answers})
    return Record(
        by_points=tuple(
            Told(
                one.at,
                Answer(one.said, one.said, one.is_right, _is_settled(facets[one.case])),
                facets[one.case],
                one.is_by_hand,
            )
            for one in judged
        ),
        by_certainty=tuple(
            Told(at, _sure(certainty, is_right=is_right, of=facets[case]), facets[case])
            for case, at, certainty, is_right, _, _ in answers
            if certainty is not None and is_right is not None
        ),
        readings=(*_readings(answers, facets), *_cases_read(judged, facets)),
        known=_known(person, asked),
    )


def _known(person: Person, asked: QuerySet[ItemAnswer]) -> int:
    """How many of them all would count had their case not been read before."""
    answers = asked.filter(was_read(by="at"), certainty__isnull=False, is_right__isnull=False)
    ways = _first_goes(person).filter(was_read("attempt__"), number=0, said__isnull=False)
    return answers.count() + ways.count()


def _first_goes(person: Person) -> QuerySet[AttemptJudgement]:
    return AttemptJudgement.objects.filter(
        attempt__person=person, attempt__number=1, attempt__revision__isnull=False
    )


def _judged(person: Person) -> Iterator[_Judged]:
    """The newest judgement of each first attempt that named anything, at cases not read before."""
    fields = (
        _first_goes(person)
        .exclude(was_read("attempt__"))
        .order_by("number")
        .values_list(
            "attempt_id",
            "attempt__revision__case_id",
            "attempt__result__finished_at",
            "said",
            "is_right",
            "number",
        )
    )
    newest = {row[0]: row for row in fields}
    for attempt, case, at, said, is_right, number in newest.values():
        if said is not None:
            yield _Judged(attempt, case, at, said, is_right, number > 0)


def _facets(cases: Iterable[int]) -> defaultdict[int, Facets]:
    """What each case is found under; a case that is not published any more under nothing."""
    found: dict[int, dict[str, set[str]]] = {}
    rows = CaseFacet.objects.filter(case__in=list(cases), name__in=_FACETS)
    for case, name, value in rows.values_list("case_id", "name", "value"):
        found.setdefault(case, {}).setdefault(name, set()).add(value)
    return defaultdict(
        dict,
        {
            case: {name: frozenset(values) for name, values in names.items()}
            for case, names in found.items()
        },
    )


def _is_settled(facets: Facets) -> bool:
    return bool(facets.get("certainty", frozenset()) & _SETTLED)


def _sure(certainty: int, *, is_right: bool, of: Facets) -> Answer:
    return answer_by_certainty(Certainty(certainty), is_right=is_right, is_settled=_is_settled(of))


def _readings(answers: Iterable[_Given], facets: Mapping[int, Facets]) -> Iterator[Read]:
    """Hotspots: abnormal where there was anything to find, called so where anything was marked."""
    for case, at, _, _, kind, detail in answers:
        reading = of_hotspot(kind, detail, is_settled=_is_settled(facets[case]))
        if reading is not None:
            yield Read(at, reading, facets[case])


def _cases_read(judged: Iterable[_Judged], facets: Mapping[int, Facets]) -> Iterator[Read]:
    """Cases taken as unknowns: called abnormal where anything but “normal” led."""
    by_attempt = {one.attempt: one for one in judged}
    rows: dict[int, list[Any]] = {}
    commits = Commit.objects.filter(attempt__in=by_attempt).order_by("attempt", "place")
    for attempt, said in commits.values_list("attempt_id", "rows"):
        rows.setdefault(attempt, []).append(said)
    documents = Attempt.objects.filter(pk__in=rows).values_list(
        "pk",
        "revision__document__tags",
        "revision__document__diagnosis_codes",
        "revision__document__stages",
    )
    for attempt, tags, codes, stages in documents:
        one = by_attempt[attempt]
        coded = [f"{code['scheme']} {code['value']}" for code in codes or ()]
        reading = of_case(
            last_guess([stage["kind"] for stage in stages], rows[attempt]),
            is_normal=says_normal(tags or (), coded),
            is_right=one.is_right,
            is_settled=_is_settled(facets[one.case]),
        )
        if reading is not None:
            yield Read(one.at, reading, facets[one.case])
