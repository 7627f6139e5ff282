"""The page of a case that is being taken as an unknown."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from readingroom.accounts.actor import Actor
from readingroom.accounts.models import Person
from readingroom.archive.models.series import ABOUT_IMAGES
from readingroom.assessment.groups import MIN_OTHERS
from readingroom.casefile.validation import read_stored
from readingroom.cases.models import Revision
from readingroom.cases.pixels import GrantCookie
from readingroom.cases.selectors.page import CasePage, page_of
from readingroom.cases.selectors.series import SeriesView, series_view
from readingroom.kernel.errors import NotFound
from readingroom.learning.answers import Row, rows_from_data
from readingroom.learning.group_seats import of_revision, seated
from readingroom.learning.models import Commit
from readingroom.learning.services.records import Learner
from readingroom.learning.services.taking import askable_case, askable_revision
from readingroom.learning.sitting import Sitting
from readingroom.learning.veil import Veiled, veil, veil_blind, veil_images

OthersRows = tuple[tuple[tuple[Row, ...], ...], ...]


@dataclass(frozen=True)
class Offer:
    """What is told of a case before it is begun."""

    key: UUID
    title: str


@dataclass(frozen=True)
class Taken:
    """A sitting with the page as far as it is open.

    Attributes:
        page: its document is veiled until the end, and its grants name what is shown.
    """

    sitting: Sitting
    page: CasePage


def offer_of(actor: Actor, key: UUID) -> Offer:
    """A case that can be begun.

    Raises:
        NotFound: it is not open to ``actor``, or not offered as an unknown.
    """
    case = askable_case(actor, key)
    revision = askable_revision(case)
    title = str(revision.document.get("unknown_title") or "Unknown case")
    return Offer(case.key, title)


def taken_by(learner: Learner, key: UUID, *, now: datetime) -> Taken | None:
    """The newest attempt at a case; None before the first.

    Raises:
        NotFound: the case is not open to them.
    """
    sitting = learner.records.latest(askable_case(learner.actor, key))
    if sitting is None:
        return None
    return Taken(sitting, open_page(learner.actor, sitting, now=now))


def open_page(actor: Actor, sitting: Sitting, *, now: datetime, is_blind: bool = False) -> CasePage:
    """The page of a sitting, made of its veiled document.

    Args:
        is_blind: nothing that was found is shown, as in an exam, however far it is.
    """
    veiled = veil_blind(sitting.course) if is_blind else veil(sitting.course)
    is_over = sitting.course.is_over and not is_blind
    series = veiled_series(sitting.revision, veiled, is_over=is_over)
    return page_of(actor, sitting.revision, veiled.document, series, now=now)


def images_alone(actor: Actor, key: UUID, *, now: datetime) -> CasePage:
    """The images of a published case for whoever is not to know it, whether it asks or not.

    Raises:
        NotFound: it is not open to ``actor``.
    """
    case = askable_case(actor, key)
    revision = case.published_revision
    if revision is None:
        raise NotFound("There is no such case, or it is not open to you.")
    revision.case = case
    veiled = veil_images(read_stored(revision.document))
    series = veiled_series(revision, veiled, is_over=False)
    return page_of(actor, revision, veiled.document, series, now=now)


def taken_grants(learner: Learner, key: UUID, *, now: datetime) -> tuple[GrantCookie, ...]:
    """The grants of a page that is still open, made anew; none before the case is begun.

    Raises:
        NotFound: the case is not open to them, perhaps any more.
    """
    taken = taken_by(learner, key, now=now)
    return taken.page.grants if taken else ()


def others_rows(sitting: Sitting, actor: Actor) -> OthersRows:
    """What others said at each stage of the same revision; nothing where they are too few.

    Only first attempts that were finished, at a case that was not read before, so that nobody
    stands in it twice and none came with the answer; and of these whole batches alone, so that no
    newcomer can be told apart.
    """
    seats = seated(of_revision(sitting.revision.pk))
    commits = Commit.objects.filter(attempt__in=[seat.attempt_id for seat in seats])
    if isinstance(actor, Person):
        commits = commits.exclude(attempt__person=actor)
    by_attempt: defaultdict[int, dict[int, tuple[Row, ...]]] = defaultdict(dict)
    for attempt, place, rows in commits.values_list("attempt_id", "place", "rows"):
        by_attempt[attempt][place] = rows_from_data(rows)
    if len(by_attempt) < MIN_OTHERS:
        return ()
    return tuple(
        tuple(said[place] for said in by_attempt.values() if place in said)
        for place in range(len(sitting.said))
    )


def veiled_series(revision: Revision, veiled: Veiled, *, is_over: bool) -> dict[str, SeriesView]:
    """The series of a veiled document; what was made of images only where all is told."""
    rows = {row.local_id: row for row in revision.series.select_related("series__study")}
    found = {}
    for series in veiled.document.all_series():
        row = rows.get(veiled.series_ids[series.id])
        if row is not None and (is_over or row.series.modality not in ABOUT_IMAGES):
            found[series.id] = series_view(series, row)
    return found
