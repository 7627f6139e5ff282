"""What was set for a class, as one of its members finds it."""

from dataclasses import dataclass
from datetime import date

from readingroom.accounts.models import Person
from readingroom.teaching.models import Cohort, Contribution, Membership, Mode, Sitting
from readingroom.teaching.selectors.analysis import Work, works_of
from readingroom.teaching.selectors.cohorts import classes_joined, teacher_names
from readingroom.teaching.services.cohorts import CONSENT
from readingroom.teaching.services.cohorts_work import finished_attempt
from readingroom.teaching.services.retention import erased_on


@dataclass(frozen=True)
class Task:
    """One thing that was set.

    Attributes:
        state: of a case ``none``, ``begun``, ``ready`` to be handed in, or ``done``; of a
            playlist ``none`` or ``done``.
    """

    work: Work
    state: str


@dataclass(frozen=True)
class Seeing:
    """One class of a person, who sees what they do for it, and how much of that there is."""

    cohort: Cohort
    teachers: tuple[str, ...]
    done: int
    begun: int


@dataclass(frozen=True)
class ExamRecord:
    """One exam, and when its record is erased."""

    title: str
    erased_on: date


def tasks_of(cohort: Cohort, person: Person) -> tuple[Task, ...]:
    """Everything that was set, in the order in which it was, with where ``person`` stands."""
    own = {one.work: one for one in Contribution.objects.filter(cohort=cohort, person=person)}
    return tuple(
        Task(work, _state(own.get(work.subject)))
        for work in works_of(cohort)
        if work.is_set or work.subject in own
    )


def has_agreed(cohort: Cohort, person: Person) -> bool:
    """Whether ``person`` has agreed to who sees what as it is worded now."""
    rows = Membership.objects.filter(cohort=cohort, person=person)
    return rows.filter(agreed_to=CONSENT).exists()


def _state(found: Contribution | None) -> str:
    if found is None:
        return "none"
    if found.finished_at is not None:
        return "done"
    return "ready" if finished_attempt(found) else "begun"


def classes_seeing(person: Person) -> tuple[Seeing, ...]:
    """The classes of ``person``, with who sees what was done for them, by name."""
    found = []
    for cohort in classes_joined(person).order_by("name"):
        own = Contribution.objects.filter(cohort=cohort, person=person)
        done = own.filter(finished_at__isnull=False).count()
        found.append(Seeing(cohort, teacher_names(cohort), done, own.count() - done))
    return tuple(found)


def exams_kept(person: Person) -> tuple[ExamRecord, ...]:
    """The exams someone sat, each with the date on which its record is erased."""
    rows = Sitting.objects.filter(person=person, mode=Mode.EXAM).select_related("playlist")
    return tuple(ExamRecord(row.playlist.title, erased_on(row)) for row in rows)
