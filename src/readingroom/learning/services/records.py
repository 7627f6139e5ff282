"""Where attempts are kept: of people in rows that are only added, of visitors in their session."""

from collections.abc import MutableMapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol
from uuid import UUID

from django.db import IntegrityError, transaction

from readingroom.accounts.actor import Actor
from readingroom.accounts.models import Person
from readingroom.cases.models import Case, Revision
from readingroom.infra import events
from readingroom.kernel.errors import StateConflict
from readingroom.kernel.ids import new_key
from readingroom.learning.answers import rows_from_data, rows_to_data
from readingroom.learning.events import AttemptFinished
from readingroom.learning.models import Attempt, AttemptJudgement, Commit, Result
from readingroom.learning.review import Judgement
from readingroom.learning.sitting import Sitting
from readingroom.learning.unfolding import Said

SESSION_KEY: Final = "unknown"
MOST_CASES: Final = 10


class Records(Protocol):
    """Keeps attempts of one reader."""

    def latest(self, case: Case) -> Sitting | None:
        """The newest attempt at a case."""
        ...

    def open(self, case: Case, revision: Revision, *, now: datetime) -> Sitting:
        """A new attempt."""
        ...

    def add(self, sitting: Sitting, said: Said, *, now: datetime) -> Sitting:
        """The attempt with one more commit.

        Raises:
            StateConflict: another commit came first.
        """
        ...

    def close(self, sitting: Sitting, judgement: Judgement, *, now: datetime) -> None:
        """Keep what a finished attempt was worth."""
        ...


@dataclass(frozen=True)
class Learner:
    """Someone who takes cases, and where what they say is kept."""

    actor: Actor
    records: Records


class PersonRecords:
    """Rows of someone who is signed in."""

    def __init__(self, person: Person) -> None:
        self.person = person

    def latest(self, case: Case) -> Sitting | None:
        """The newest attempt at a case that still knows its revision."""
        rows = Attempt.objects.filter(
            person=self.person, case_key=case.key, revision__isnull=False
        ).select_related("revision")
        attempt = rows.prefetch_related("commits").order_by("-number").first()
        if attempt is None or attempt.revision is None:
            return None
        return sitting_of(attempt, case, attempt.revision)

    def open(
        self, case: Case, revision: Revision, *, now: datetime, key: UUID | None = None
    ) -> Sitting:
        """A new attempt; where two are begun at once, both are the one that came first."""
        before = Attempt.objects.filter(person=self.person, case_key=case.key)
        number = (before.order_by("-number").values_list("number", flat=True).first() or 0) + 1
        try:
            with transaction.atomic():
                attempt = Attempt.objects.create(
                    key=key or new_key(),
                    person=self.person,
                    case_key=case.key,
                    revision=revision,
                    number=number,
                    started_at=now,
                )
        except IntegrityError:
            attempt = before.get(number=number)
        return Sitting(attempt.key, revision, (), number)

    def add(self, sitting: Sitting, said: Said, *, now: datetime) -> Sitting:
        """One more row."""
        attempt = Attempt.objects.get(key=sitting.key, person=self.person)
        try:
            with transaction.atomic():
                Commit.objects.create(
                    attempt=attempt,
                    place=said.place,
                    token=said.token,
                    rows=rows_to_data(said.rows),
                    committed_at=now,
                )
        except IntegrityError as error:
            raise _overtaken() from error
        return Sitting(sitting.key, sitting.revision, (*sitting.said, said), sitting.number)

    def close(self, sitting: Sitting, judgement: Judgement, *, now: datetime) -> None:
        """The result, beside the attempt, and the first judgement of it."""
        attempt = Attempt.objects.get(key=sitting.key, person=self.person)
        Result.objects.create(
            attempt=attempt,
            outcome=judgement.outcome,
            closeness=closeness_to_data(judgement),
            finished_at=now,
        )
        keep_judgement(attempt, judgement, number=0, meant={}, now=now)
        events.publish(AttemptFinished(sitting.key))


def closeness_to_data(judgement: Judgement) -> list[list[float]]:
    """Place, value and best possible value of each stage that was judged."""
    return [[one.place, one.value, one.best] for one in judgement.closeness]


def keep_judgement(
    attempt: Attempt, judgement: Judgement, *, number: int, meant: dict[str, str], now: datetime
) -> AttemptJudgement:
    """One more judging of a finished attempt."""
    return AttemptJudgement.objects.create(
        attempt=attempt,
        number=number,
        meant=meant,
        outcome=judgement.outcome,
        closeness=closeness_to_data(judgement),
        said=judgement.said,
        is_right=judgement.is_right,
        judged_at=now,
    )


class VisitorRecords:
    """The session of someone who is not: it ends, and everything with it.

    Args:
        session: what the pages keep for this browser; the library signs it.
    """

    def __init__(self, session: MutableMapping[str, Any]) -> None:
        self._session = session

    def latest(self, case: Case) -> Sitting | None:
        """The attempt that this browser is at."""
        kept = self._all().get(str(case.key))
        if kept is None:
            return None
        revision = Revision.objects.filter(case=case, pk=kept["revision"]).first()
        if revision is None:
            return None
        revision.case = case
        said = tuple(
            Said(place, one["token"], rows_from_data(one["rows"]))
            for place, one in enumerate(kept["said"])
        )
        return Sitting(UUID(kept["key"]), revision, said, kept["number"])

    def open(self, case: Case, revision: Revision, *, now: datetime) -> Sitting:
        """A new one in place of the last of this case; of many cases, the oldest goes."""
        kept = self._all()
        before = kept.pop(str(case.key), {"number": 0})
        sitting = Sitting(new_key(), revision, (), before["number"] + 1)
        while len(kept) >= MOST_CASES:
            kept.pop(next(iter(kept)))
        self._keep(case, sitting, kept)
        return sitting

    def add(self, sitting: Sitting, said: Said, *, now: datetime) -> Sitting:
        """The same with one more commit."""
        made = Sitting(sitting.key, sitting.revision, (*sitting.said, said), sitting.number)
        self._keep(sitting.revision.case, made, self._all())
        return made

    def close(self, sitting: Sitting, judgement: Judgement, *, now: datetime) -> None:
        """Nothing of a visitor is kept."""

    def _all(self) -> dict[str, Any]:
        return dict(self._session.get(SESSION_KEY, {}))

    def _keep(self, case: Case, sitting: Sitting, kept: dict[str, Any]) -> None:
        kept[str(case.key)] = {
            "key": str(sitting.key),
            "revision": sitting.revision.pk,
            "number": sitting.number,
            "said": [{"token": one.token, "rows": rows_to_data(one.rows)} for one in sitting.said],
        }
        self._session[SESSION_KEY] = kept


def sitting_of(attempt: Attempt, case: Case, revision: Revision) -> Sitting:
    """An attempt with what was committed in it."""
    revision.case = case
    said = tuple(
        Said(commit.place, commit.token, rows_from_data(commit.rows))
        for commit in attempt.commits.all()
    )
    return Sitting(attempt.key, revision, said, attempt.number)


def _overtaken() -> StateConflict:
    return StateConflict(
        "This stage was committed a moment ago, perhaps in another tab. Load the page again."
    )
