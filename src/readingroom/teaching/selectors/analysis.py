"""What was set for a class, and who has done it: as far as the members agreed to show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.contrib.auth.models import AnonymousUser

from readingroom.accounts.actor import Actor
from readingroom.cases.access import readable_cases
from readingroom.cases.models import State
from readingroom.kernel.errors import NotFound
from readingroom.teaching.models import Cohort, Contribution, Mode, SetCase, SetPlaylist
from readingroom.teaching.selectors.analysis_rules import Detail, Origin, origin_of, sees
from readingroom.teaching.selectors.cohorts import classes_taught, members_of
from readingroom.teaching.services.cohorts_said import question_score

_ABSENT = "This is not set for a class of yours. Open the class again."
_GONE = "A case that is not open any more"


@dataclass(frozen=True)
class Work:
    """One thing that was set for a class.

    Attributes:
        key: of the setting; addresses name it.
        subject: the key of the case or playlist.
        title: never tells the diagnosis of a case.
        is_set: whether it still is; what was done of it stays to be looked at.
    """

    key: UUID
    subject: UUID
    cohort: Cohort
    origin: Origin
    title: str
    set_at: datetime
    is_set: bool = True

    @property
    def is_case(self) -> bool:
        """Whether it is a case by itself, and no playlist."""
        return self.origin == Origin.CASE


@dataclass(frozen=True)
class Standing:
    """Where one member stands with one thing.

    Attributes:
        state: ``none``, ``begun`` or ``done``; ``hidden`` where the rules let nobody see it.
        day: on which it was finished.
        score: of the differential of a case, or the mean of a playlist's entries; 0 to 1.
        questions: the mean of a case's questions, from 0 to 1.
    """

    state: str
    day: date | None = None
    score: float | None = None
    questions: float | None = None


@dataclass(frozen=True)
class Row:
    """One member and everything that was set."""

    key: UUID
    name: str
    standings: tuple[Standing, ...]


def works_of(cohort: Cohort) -> tuple[Work, ...]:
    """What was set, in the order in which it was."""
    cases = list(SetCase.objects.filter(cohort=cohort))
    titles = case_titles(cohort, [row.case_key for row in cases])
    found = [
        Work(
            row.key, row.case_key, cohort, Origin.CASE, titles.get(row.case_key, _GONE), row.set_at
        )
        for row in cases
    ]
    rows = SetPlaylist.objects.filter(cohort=cohort).select_related("playlist")
    for one in rows:
        origin = Origin.EXAM if one.playlist.mode == Mode.EXAM else Origin.PLAYLIST
        title = one.playlist.title
        is_set, subject = one.ended_at is None, one.playlist.key
        found.append(Work(one.key, subject, cohort, origin, title, one.set_at, is_set))
    return tuple(sorted(found, key=lambda work: (work.set_at, work.key)))


def work_of(actor: Actor, key: UUID) -> Work:
    """One thing that was set for a class ``actor`` teaches.

    Raises:
        NotFound: there is none, or the class is not theirs.
    """
    for model in (SetCase, SetPlaylist):
        row = model._default_manager.filter(key=key, cohort__in=classes_taught(actor)).first()  # noqa: SLF001  # of two models alike
        if row is not None:
            return next(work for work in works_of(row.cohort) if work.key == key)
    raise NotFound(_ABSENT)


def standings_of(cohort: Cohort, works: Sequence[Work]) -> tuple[Row, ...]:
    """Every member with where they stand, by name. Whoever left is not among them."""
    done: dict[tuple[int, UUID], Contribution] = {}
    for one in Contribution.objects.filter(cohort=cohort, person__isnull=False):
        if one.person_id is not None:
            done[one.person_id, one.work] = one
    return tuple(
        Row(
            member.person.key,
            member.name,
            tuple(_standing(work, done.get((member.person.pk, work.subject))) for work in works),
        )
        for member in members_of(cohort)
    )


def case_titles(cohort: Cohort, keys: Sequence[UUID]) -> Mapping[UUID, str]:
    """The titles before reveal of those cases that the teacher of a class may still read."""
    rows = readable_cases(cohort.teacher or AnonymousUser()).filter(
        key__in=keys, state=State.PUBLISHED
    )
    return {
        row.key: str(
            (row.published_revision.document if row.published_revision else {}).get("unknown_title")
            or f"Case {row.short_number}"
        )
        for row in rows.select_related("published_revision")
    }


def _standing(work: Work, found: Contribution | None) -> Standing:
    if not sees(work.origin, Detail.DONE, by_name=True):
        return Standing("hidden")
    if found is None:
        return Standing("none")
    if found.finished_at is None:
        return Standing("begun")
    if not sees(origin_of(found), Detail.SCORE, by_name=True):
        return Standing("done", found.finished_at.date())
    questions = question_score(found.said) if work.is_case else None
    return Standing("done", found.finished_at.date(), found.score, questions)
