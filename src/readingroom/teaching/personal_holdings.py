"""What this package keeps of people, and how each kind of it is told and goes."""

from collections.abc import Iterator
from typing import Any, Final

from django.db.models import Q
from django.utils import timezone

from readingroom.accounts.models import Person
from readingroom.learning.models import ItemAnswer
from readingroom.learning.personal import Holding, register
from readingroom.learning.personal_holdings import answers_told
from readingroom.learning.personal_rows import own_rows, plain_value, told
from readingroom.teaching.models import Cohort, Contribution, Mode, Sitting
from readingroom.teaching.selectors.cohorts import teacher_names
from readingroom.teaching.selectors.playlists import is_told
from readingroom.teaching.services.retention import (
    erased_on,
    remove_contributions,
    remove_sittings,
)

_EXAMS_STAY: Final = "Exams you sat stay until the date that is stated with each of them."
_FIGURES_STAY: Final = (
    "What you handed in to a class and has entered its figures stays in them, without your name."
)
_TEACHING_STAYS: Final = "What you teach stays, for it is also others’."


def tell_classes(person: Person) -> Iterator[dict[str, Any]]:
    """Classes that someone teaches, without a word of who is in them."""
    taught = Cohort.objects.filter(Q(teacher=person) | Q(co_teachers=person)).distinct()
    for cohort in taught:
        yield {"key": str(cohort.key), "name": cohort.name, "made_at": plain_value(cohort.made_at)}


def tell_memberships(person: Person) -> Iterator[dict[str, Any]]:
    """Classes someone is in, what they agreed to, and who teaches them."""
    for row in person.memberships.select_related("cohort"):
        yield {
            "class": str(row.cohort.key),
            "name": row.cohort.name,
            "teachers": list(teacher_names(row.cohort)),
            "joined_at": plain_value(row.joined_at),
            "agreed_to": row.agreed_to,
        }


def tell_contributions(person: Person) -> Iterator[dict[str, Any]]:
    """What someone begun and handed in for classes, as the class keeps it."""
    rows = Contribution.objects.filter(person=person).order_by("pk")
    for row in told(rows, leave_out="person"):
        # The score of an exam is told where its results are open; not by this way round.
        is_exam = row["said"].get("origin") == "exam"
        yield {**row, "said": {}, "score": None} if is_exam else row


def tell_sittings(person: Person) -> Iterator[dict[str, Any]]:
    """Sittings: of an exam with the date its record is erased, and scores once they are open."""
    own = Sitting.objects.filter(person=person).select_related("playlist")
    rows = {str(one.key): one for one in own}
    for row in told(own.order_by("pk"), leave_out="person"):
        sitting = rows[row["key"]]
        scores = [entry.score for entry in sitting.entries.all()] if _is_open(sitting) else None
        erased = erased_on(sitting).isoformat() if sitting.is_exam else None
        yield {**row, "scores": scores, "erased_on": erased}


def tell_exam_answers(person: Person) -> Iterator[dict[str, Any]]:
    """Answers given in exams whose results are open to whoever sat them."""
    sat = Sitting.objects.filter(person=person, mode=Mode.EXAM).select_related("playlist")
    contexts = [str(sitting.key) for sitting in sat if _is_open(sitting)]
    yield from answers_told(ItemAnswer.objects.filter(person=person, context__in=contexts))


def _is_open(sitting: Sitting) -> bool:
    now = timezone.now()  # noqa: TID251  # a holding is asked at no other time than now
    return is_told(sitting, now=now)


def register_holdings() -> None:
    """Register everything of this package."""
    for holding in _HOLDINGS:
        register(holding)


def _remove_memberships(person: Person, _now: Any) -> int:
    found = person.memberships.all()
    count = found.count()
    found.delete()
    return count


_HOLDINGS: Final = (
    Holding(
        "classes-taught",
        "Classes you teach",
        ("teaching.Cohort",),
        tell_classes,
        stays=_TEACHING_STAYS,
    ),
    Holding(
        "classes-joined",
        "Classes you joined, and what you agreed to",
        ("teaching.Membership",),
        tell_memberships,
        _remove_memberships,
    ),
    Holding(
        "class-work",
        "What you began and handed in for a class",
        ("teaching.Contribution",),
        tell_contributions,
        remove_contributions,
        stays=_FIGURES_STAY,
    ),
    Holding(
        "sittings",
        "Playlists and exams you sat",
        ("teaching.Sitting",),
        tell_sittings,
        remove_sittings,
        stays=_EXAMS_STAY,
    ),
    Holding(
        "exam-answers",
        "Answers you gave in exams whose results are open",
        ("learning.ItemAnswer",),
        tell_exam_answers,
    ),
    own_rows(
        "teaching.SittingCommit",
        "sitting-commits",
        "What you committed in sittings",
        through="entry__sitting__person",
        goes=False,
    ),
    own_rows(
        "teaching.Unsent",
        "sitting-unsent",
        "What you wrote in sittings and have not committed",
        through="entry__sitting__person",
        goes=False,
    ),
    own_rows(
        "teaching.ExtraTime",
        "extra-time",
        "Minutes you have beyond others in an exam",
        goes=False,
    ),
    own_rows(
        "teaching.Playlist",
        "playlists",
        "Playlists you made",
        through="owner",
        goes=False,
    ),
)
