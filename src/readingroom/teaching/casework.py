"""A case within a sitting: as the unknown that it is, from the rows of the sitting."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from readingroom.accounts.actor import Actor
from readingroom.cases.access import readable_cases, visible_cases
from readingroom.cases.models import Revision, State
from readingroom.cases.selectors.page import CasePage
from readingroom.kernel.errors import StateConflict
from readingroom.learning.answers import rows_from_data
from readingroom.learning.selectors.taken import Taken, open_page
from readingroom.learning.sitting import Sitting as Way
from readingroom.learning.unfolding import Said, Unfolding
from readingroom.teaching.models import SittingEntry

GONE = "This case was taken out of the library. Leave it and go on; it counts for nobody."


@dataclass(frozen=True)
class Exposed:
    """How much of a case a sitting shows.

    Attributes:
        is_blind: nothing that was found, as in an exam that is not over.
        is_told: everything, as after it.
    """

    is_blind: bool
    is_told: bool


def revision_of(entry: SittingEntry, actor: Actor) -> Revision:
    """What the entry asks from, while its case is still published and theirs to read.

    An exam closes its cases everywhere but to itself: what is practised is closed too.

    Raises:
        StateConflict: it was withdrawn meanwhile.
    """
    sitting = entry.sitting
    is_sat = sitting.is_exam and sitting.finished_at is None
    cases = readable_cases(actor) if is_sat else visible_cases(actor)
    cases = cases.filter(key=entry.case_key, state=State.PUBLISHED)
    case = cases.select_related("owner", "institution").first()
    if case is None or entry.revision is None:
        raise StateConflict(GONE)
    entry.revision.case = case
    return entry.revision


def way_of(entry: SittingEntry, revision: Revision) -> Way:
    """All that was said of the case in this sitting."""
    said = tuple(
        Said(one.place, one.token, rows_from_data(one.rows)) for one in entry.commits.all()
    )
    return Way(_key_of(entry), revision, said, entry.sitting.number)


def is_answered(course: Unfolding, *, is_exam: bool) -> bool:
    """Whether a case waits for nothing more: an exam stops before it would tell the diagnosis."""
    return course.committed >= course.guessed if is_exam else course.is_over


def case_page_of(actor: Actor, way: Way, exposed: Exposed, *, now: datetime) -> CasePage:
    """The page of the case as far as it may be shown."""
    if exposed.is_told:
        whole = tuple(Said(place, "", ()) for place in range(len(way.course.asked)))
        told = Way(way.key, way.revision, whole, way.number)
        return open_page(actor, told, now=now)
    return open_page(actor, way, now=now, is_blind=exposed.is_blind)


def taken_of(actor: Actor, way: Way, exposed: Exposed, *, now: datetime) -> Taken:
    """The same as the pages of unknown cases know it."""
    return Taken(way, case_page_of(actor, way, exposed, now=now))


def _key_of(entry: SittingEntry) -> UUID:
    return entry.sitting.key
