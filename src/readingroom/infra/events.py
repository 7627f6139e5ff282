"""Domain events: how a lower package tells higher ones of a change without knowing them.

A higher package subscribes in its ``AppConfig.ready``. Handlers run in the publisher's
transaction, in the order they subscribed, and may do no more than enqueue a job.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar, cast
from uuid import UUID


@dataclass(frozen=True)
class Event:
    """Something that happened. Its fields are keys and our UIDs."""


@dataclass(frozen=True)
class SubmissionFinished(Event):
    """Every file of a submission is filed, a duplicate, held or rejected."""

    submission_key: UUID


@dataclass(frozen=True)
class SeriesFiled(Event):
    """A series is on the shelf, for the first time or with more instances than before."""

    study_instance_uid: str
    series_instance_uid: str


@dataclass(frozen=True)
class CaseChanged(Event):
    """What readers see of a case is another: it was published, published anew, or retired."""

    case_key: UUID


@dataclass(frozen=True)
class CaseErased(Event):
    """A case is being erased: told in the transaction that takes its rows, while they are there.

    Whoever keeps rows of their own about it removes them now, or detaches what is to stay.
    """

    case_key: UUID


@dataclass(frozen=True)
class EraseCopies(Event):
    """Rows of erased cases are gone; what copies there are outside the database must go now.

    Told outside any transaction, and told again until every handler returned. A handler destroys
    before it returns, may be called any number of times, and raises ``Unavailable`` to be asked
    again later.
    """


@dataclass(frozen=True)
class PersonLeaving(Event):
    """Someone deletes their account: told in the transaction that takes their name.

    Whoever keeps rows of theirs removes them now, or detaches what is to stay.
    """

    person_key: UUID


_Any = TypeVar("_Any", bound=Event)
_handlers: dict[type[Event], list[Callable[[Event], None]]] = defaultdict(list)


def subscribe(kind: type[_Any], handler: Callable[[_Any], None]) -> Callable[[], None]:
    """Have ``handler`` called with each event of ``kind``.

    Returns:
        a function that ends the subscription.
    """
    handlers = _handlers[kind]
    handlers.append(cast(Callable[[Event], None], handler))

    def unsubscribe() -> None:
        handlers.remove(cast(Callable[[Event], None], handler))

    return unsubscribe


def publish(event: Event) -> None:
    """Tell everyone who subscribed to events of this kind. What a handler raises is not caught."""
    for handler in tuple(_handlers[type(event)]):
        handler(event)
