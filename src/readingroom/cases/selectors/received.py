"""What came in: submissions with their studies, outcomes and the cases made of them.

Each read begins at ``archive.access``: one's own, an editor's institution, an administrator's all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from readingroom.accounts.actor import Actor, may_edit
from readingroom.accounts.models import Person
from readingroom.archive.access import visible_submissions
from readingroom.archive.models import Door, QuarantinedObject, Series, Study, Submission
from readingroom.archive.reasons import sentence_for
from readingroom.archive.selectors import studies_of
from readingroom.archive.services.owners import usable_studies
from readingroom.archive.services.receipt import OUTCOMES, WAITING, is_slide
from readingroom.archive.states import ObjectState, SubmissionState
from readingroom.cases.access import visible_cases
from readingroom.cases.models import Case
from readingroom.cases.pixels import SeriesAddress, listed_thumbnail_url
from readingroom.cases.selectors.open_cases import OpenCase, open_cases
from readingroom.kernel.errors import NotFound

PAGE_SIZE: Final = 20
# How much of the work on a file is done where it stands; at an end, all of it.
_GONE_BY: Final = {
    ObjectState.RECEIVED: 0.0,
    ObjectState.INSPECTED: 0.2,
    ObjectState.DEIDENTIFIED: 0.4,
    ObjectState.PIXEL_CHECKED: 0.6,
    ObjectState.TRANSCODED: 0.9,
}


@dataclass(frozen=True)
class ReceivedSeries:
    """One filed series."""

    uid: str
    label: str
    modality: str
    image_count: int
    thumbnail_url: str


@dataclass(frozen=True)
class ReceivedStudy:
    """One filed study that files of a submission are in.

    Attributes:
        patient: tells patients apart, and says nothing else.
        day: whole days from the patient's first study; ``None`` where no date was kept.
        was_there: whether an earlier submission brought it, and this one added to it.
    """

    key: UUID
    patient: int
    day: int | None
    modalities: str
    description: str
    series: tuple[ReceivedSeries, ...]
    is_simulated: bool
    was_there: bool

    @property
    def image_count(self) -> int:
        """Pictures in all its series."""
        return sum(series.image_count for series in self.series)


@dataclass(frozen=True)
class ReceivedRow:
    """One submission, as a list shows it.

    Attributes:
        totals: files by outcome; keys are ``OUTCOMES``.
        is_new: whether it is finished and its owner has not looked at it yet.
    """

    key: UUID
    owner_name: str
    is_own: bool
    is_new: bool
    door: str
    state: SubmissionState
    stage: str
    created_at: datetime
    finished_at: datetime | None
    file_count: int
    done_count: int
    arrived_count: int
    arrived_bytes: int
    expected_bytes: int
    totals: Mapping[str, int]
    studies: tuple[ReceivedStudy, ...]

    @property
    def thumbnail_url(self) -> str:
        """A picture of the first series that has one; empty before any is filed."""
        urls = (series.thumbnail_url for study in self.studies for series in study.series)
        return next((url for url in urls if url), "")

    @property
    def image_count(self) -> int:
        """Pictures in its studies."""
        return sum(study.image_count for study in self.studies)

    @property
    def is_finished(self) -> bool:
        """Whether every file is at an end, though held ones wait for a person."""
        return self.state == SubmissionState.FINISHED


@dataclass(frozen=True)
class ReceivedPage:
    """One page of the list, newest first."""

    rows: tuple[ReceivedRow, ...]
    page: int
    page_count: int
    total: int


@dataclass(frozen=True)
class Reason:
    """Why files of a submission were held or refused, and how many."""

    outcome: str
    code: str
    sentence: str
    count: int


@dataclass(frozen=True)
class MadeCase:
    """A case that shows images of the submission."""

    key: UUID
    number: str
    title: str
    state: str


@dataclass(frozen=True)
class ReceivedOne:
    """One submission with all that is to be said of it.

    Attributes:
        variants: files that share a UID with another picture; both are kept.
        slides: whole slides of which one level was filed.
        others: studies of the same patients that came with other submissions.
        people: who it could be assigned to; empty where the actor may not assign.
        open_cases: cases of the same patients that ``actor`` writes, and that lack one of the
            studies.
    """

    row: ReceivedRow
    others: tuple[ReceivedStudy, ...]
    reasons: tuple[Reason, ...]
    variants: int
    slides: int
    cases: tuple[MadeCase, ...]
    can_decide: bool
    people: tuple[tuple[UUID, str], ...]
    open_cases: tuple[OpenCase, ...]

    @property
    def patients(self) -> int:
        """How many patients its studies are of."""
        return len({study.patient for study in self.row.studies})


def received_page(actor: Actor, *, page: int, now: datetime) -> ReceivedPage:
    """Submissions ``actor`` may see; uploads that never got a file are left out."""
    rows = _listed(actor)
    total = rows.count()
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, page), pages)
    chosen = rows.select_related("owner")[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return ReceivedPage(tuple(_row(s, actor, now) for s in chosen), page, pages, total)


def received_one(actor: Actor, key: UUID, *, now: datetime) -> ReceivedOne:
    """One submission.

    Raises:
        NotFound: there is none, or it is not open to ``actor``.
    """
    submission = visible_submissions(actor).select_related("owner").filter(key=key).first()
    if submission is None:
        raise NotFound("Nothing was received under this address, or it is not open to you.")
    row = _row(submission, actor, now)
    own = [study.key for study in row.studies]
    others = usable_studies(actor, submission).exclude(key__in=own).prefetch_related("series")
    variants = QuarantinedObject.objects.filter(
        submission=submission, is_variant=True, state=ObjectState.FILED
    )
    return ReceivedOne(
        row=row,
        others=tuple(_study(study, submission, now) for study in others),
        reasons=_reasons(submission),
        variants=variants.count(),
        slides=sum(map(is_slide, _filed_after_a_look(submission))),
        cases=_cases(actor, own),
        can_decide=may_edit(actor),
        people=_people(actor, submission),
        open_cases=open_cases(actor, _uids_by_patient(row.studies)),
    )


def progress_of(actor: Actor, keys: Sequence[UUID] | None = None) -> list[Submission]:
    """The newest submissions of the list, or those of ``keys``, for whoever watches."""
    rows = _listed(actor) if keys is None else visible_submissions(actor).filter(key__in=keys)
    return list(rows[:PAGE_SIZE])


def totals_of(submission: Submission) -> dict[str, int]:
    """Files by outcome; what is on its way is ``waiting``."""
    found = dict.fromkeys(OUTCOMES, 0)
    rows = QuarantinedObject.objects.filter(submission=submission).order_by()
    for state, count in rows.values_list("state").annotate(Count("pk")):
        found[state if state in found else WAITING] += count
    return found


def share_done(submission: Submission) -> float:
    """How far along the route its files are, all together: 0 to 1."""
    rows = QuarantinedObject.objects.filter(submission=submission).order_by()
    counts = dict(rows.values_list("state").annotate(Count("pk")))
    total = sum(counts.values())
    gone = sum(_GONE_BY.get(state, 1.0) * count for state, count in counts.items())
    return gone / total if total else 0.0


def outcome_letters(submission: Submission) -> str:
    """One letter for each file in order: f(iled), d(uplicate), h(eld), r(ejected), w(aiting)."""
    states = QuarantinedObject.objects.filter(submission=submission).order_by("ordinal")
    return "".join(
        state[0] if state in OUTCOMES else WAITING[0]
        for state in states.values_list("state", flat=True)
    )


def unseen_count(person: Person) -> int:
    """How many submissions of ``person`` ended that they have not looked at."""
    unseen = Q(seen_at=None) | Q(seen_at__lt=F("finished_at"))
    rows = Submission.objects.filter(unseen, owner=person, state=SubmissionState.FINISHED)
    return rows.exclude(door=Door.COMMAND).count()


def _listed(actor: Actor) -> QuerySet[Submission]:
    nothing_yet = Q(door=Door.PAGE, state=SubmissionState.RECEIVING, arrived_count=0)
    return visible_submissions(actor).exclude(nothing_yet)


def _was_seen(submission: Submission) -> bool:
    """Since its last end: a decision about a held file ends it anew."""
    seen, ended = submission.seen_at, submission.finished_at
    return seen is not None and (ended is None or seen >= ended)


def _row(submission: Submission, actor: Actor, now: datetime) -> ReceivedRow:
    is_own = isinstance(actor, Person) and submission.owner_id == actor.pk
    is_over = submission.state == SubmissionState.FINISHED
    return ReceivedRow(
        key=submission.key,
        owner_name=submission.owner.display_name if submission.owner else "",
        is_own=is_own,
        is_new=is_own and is_over and not _was_seen(submission),
        door=Door(submission.door).label,
        state=SubmissionState(submission.state),
        stage=submission.stage,
        created_at=submission.created_at,
        finished_at=submission.finished_at,
        file_count=submission.file_count,
        done_count=submission.done_count,
        arrived_count=submission.arrived_count,
        arrived_bytes=submission.arrived_bytes,
        expected_bytes=submission.expected_bytes,
        totals=totals_of(submission),
        studies=_studies(submission, now),
    )


def _studies(submission: Submission, now: datetime) -> tuple[ReceivedStudy, ...]:
    rows = studies_of(submission).prefetch_related("series").order_by("patient_id", "relative_day")
    return tuple(_study(study, submission, now) for study in rows)


def _study(study: Study, submission: Submission, now: datetime) -> ReceivedStudy:
    return ReceivedStudy(
        key=study.key,
        patient=study.patient_id,
        day=study.relative_day,
        modalities=study.modalities.replace("/", " · "),
        description=study.description,
        series=tuple(_series(study, series, now) for series in study.series.all()),
        is_simulated=study.is_simulated,
        was_there=study.submission_id != submission.pk,
    )


def _series(study: Study, series: Series, now: datetime) -> ReceivedSeries:
    address = SeriesAddress(study.study_instance_uid, series.series_instance_uid)
    return ReceivedSeries(
        uid=series.series_instance_uid,
        label=series.description or series.plane.capitalize() or series.modality,
        modality=series.modality,
        image_count=series.frame_count,
        thumbnail_url=listed_thumbnail_url(address, now=now) if series.stack_count else "",
    )


def _reasons(submission: Submission) -> tuple[Reason, ...]:
    rows = QuarantinedObject.objects.filter(
        submission=submission, state__in=[ObjectState.HELD, ObjectState.REJECTED]
    ).order_by()
    counted = rows.values_list("state", "reason_code").annotate(count=Count("pk"))
    return tuple(
        Reason(state, code, sentence_for(code), count)
        for state, code, count in sorted(counted, key=lambda row: (row[0], -row[2], row[1]))
    )


def _filed_after_a_look(submission: Submission) -> QuerySet[QuarantinedObject]:
    rows = QuarantinedObject.objects.filter(submission=submission, state=ObjectState.FILED)
    return rows.exclude(released_codes=[]).only("released_codes")


def _cases(actor: Actor, studies: Sequence[UUID]) -> tuple[MadeCase, ...]:
    rows = visible_cases(actor).filter(draft_revision__series__series__study__key__in=studies)
    cases: list[Case] = list(rows.select_related("draft_revision").distinct()[:10])
    return tuple(
        MadeCase(case.key, case.short_number, _title(case), case.get_state_display())
        for case in cases
    )


def _uids_by_patient(studies: Sequence[ReceivedStudy]) -> dict[int, list[set[str]]]:
    found: dict[int, list[set[str]]] = {}
    for study in studies:
        found.setdefault(study.patient, []).append({one.uid for one in study.series})
    return found


def _title(case: Case) -> str:
    document = case.draft_revision.document if case.draft_revision else {}
    return str(document.get("unknown_title") or "Untitled case")


def _people(actor: Actor, submission: Submission) -> tuple[tuple[UUID, str], ...]:
    if not isinstance(actor, Person) or not may_edit(actor):
        return ()
    rows = Person.objects.filter(is_active=True, institution=submission.institution)
    return tuple((person.key, person.display_name) for person in rows.order_by("username")[:200])
