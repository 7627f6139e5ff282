"""Cases of a sitting, handed to the learner's own records: attempts like any others.

Of practice at once; of an exam when its results are open to whoever sat it, and nothing earlier:
a card that is due, or a point in a curve, would tell what the exam does not.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from readingroom.accounts.models import Person
from readingroom.cases.services.opening import record_opening
from readingroom.learning.answers import rows_from_data
from readingroom.learning.cells import Cells, Thesaurus
from readingroom.learning.models import Attempt
from readingroom.learning.review import judge
from readingroom.learning.services.records import PersonRecords
from readingroom.learning.sitting import Sitting as Way
from readingroom.learning.unfolding import Said, Unfolding
from readingroom.teaching.models import EntryKind, Mode, Sitting, SittingEntry
from readingroom.teaching.selectors.playlists import is_told


def told_exams(person: Person, *, now: datetime) -> tuple[Sitting, ...]:
    """The exams of ``person`` whose results they may see."""
    rows = Sitting.objects.filter(person=person, mode=Mode.EXAM, finished_at__isnull=False)
    return tuple(one for one in rows.select_related("playlist") if is_told(one, now=now))


def hand_over_exams(person: Person, *, words: Thesaurus, now: datetime) -> frozenset[str]:
    """Hand over the cases of exams whose results are open; may be called any number of times.

    Returns:
        the ``context`` of what was answered in those exams.
    """
    told = told_exams(person, now=now)
    for sitting in told:
        _hand_over(sitting, words)
    return frozenset(str(sitting.key) for sitting in told)


def hand_over(actor: Person, way: Way, *, key: UUID, words: Thesaurus, now: datetime) -> None:
    """Make an attempt of a case of a sitting, judged by what was committed in it.

    Someone who was asked no further, as in an exam, stands where they stood last.

    Args:
        key: of the attempt to be.
    """
    records = PersonRecords(actor)
    made = records.open(way.revision.case, way.revision, now=now, key=key)
    for said in _whole(way, key):
        made = records.add(made, said, now=now)
    records.close(made, judge(way.course, way.said, Cells(way.document, words)), now=now)
    record_opening(case_key=way.revision.case.key, actor=actor, now=now)


def _hand_over(sitting: Sitting, words: Thesaurus) -> None:
    entries = sitting.entries.filter(kind=EntryKind.CASE, commits__isnull=False).distinct()
    keys = {_key_of(sitting, entry): entry for entry in entries.select_related("revision__case")}
    known = set(Attempt.objects.filter(key__in=keys).values_list("key", flat=True))
    for key, entry in keys.items():
        if key in known or entry.revision is None:
            continue
        said = tuple(
            Said(one.place, one.token, rows_from_data(one.rows)) for one in entry.commits.all()
        )
        way = Way(sitting.key, entry.revision, said, sitting.number)
        at = sitting.finished_at or sitting.started_at
        with transaction.atomic():
            hand_over(sitting.person, way, key=key, words=words, now=at)


def _key_of(sitting: Sitting, entry: SittingEntry) -> UUID:
    """The same whenever it is asked for, so that a case is handed over once."""
    return uuid5(sitting.key, f"attempt {entry.number}")


def _whole(way: Way, key: UUID) -> Sequence[Said]:
    """Every stage, each with a token of its own, whatever the pages sent."""
    course = Unfolding(way.document, 0)
    rows = [one.rows for one in way.said]
    rows += [rows[-1]] * (len(course.asked) - len(rows))
    return [Said(place, f"{key.hex}.{place}", one) for place, one in enumerate(rows)]
