"""Which news someone wants, and by which way."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from readingroom.accounts.models import NoticeChoices, NoticeKind, Person, Role


@dataclass(frozen=True)
class Wanted:
    """By which ways someone is told of one kind of news."""

    on_page: bool
    by_mail: bool


_AT_FIRST: Final[Mapping[NoticeKind, Wanted]] = {
    NoticeKind.RECEIVED: Wanted(on_page=True, by_mail=True),
    NoticeKind.COMMENT: Wanted(on_page=True, by_mail=False),
    NoticeKind.DECISION: Wanted(on_page=True, by_mail=True),
    NoticeKind.REMINDER: Wanted(on_page=True, by_mail=True),
    NoticeKind.SUBMITTED: Wanted(on_page=True, by_mail=False),
    NoticeKind.REPORTED: Wanted(on_page=True, by_mail=True),
    NoticeKind.MARKED: Wanted(on_page=True, by_mail=False),
}
_FOR_EDITORS: Final = frozenset({NoticeKind.SUBMITTED, NoticeKind.REPORTED})
_EDITORS: Final = frozenset({Role.EDITOR, Role.ADMINISTRATOR})


def kinds_for(person: Person) -> tuple[NoticeKind, ...]:
    """What this person can be told of at all, by their role."""
    if person.role == Role.LEARNER:
        return (NoticeKind.MARKED,)
    return tuple(k for k in NoticeKind if k not in _FOR_EDITORS or person.role in _EDITORS)


def choices_of(person: Person) -> dict[NoticeKind, Wanted]:
    """What ``person`` wants of each kind: as they chose, and as the library begins where not."""
    row = NoticeChoices.objects.filter(person=person).first()
    chosen = row.chosen if row else {}
    return {kind: _read(chosen.get(kind.value), at_first) for kind, at_first in _AT_FIRST.items()}


def wanted(person: Person, kind: NoticeKind) -> Wanted:
    """By which ways to tell ``person`` of news of this kind."""
    return choices_of(person)[kind]


def choose_notices(person: Person, chosen: Mapping[NoticeKind, Wanted]) -> None:
    """Keep what someone chose; kinds that are not in ``chosen`` stay as they are.

    What names the identity of a patient is always told on the page: hiding it is no choice.
    """
    kept = choices_of(person) | dict(chosen)
    plain = {
        kind.value: {
            "page": each.on_page or kind is NoticeKind.REPORTED,
            "mail": each.by_mail,
        }
        for kind, each in kept.items()
    }
    NoticeChoices.objects.update_or_create(person=person, defaults={"chosen": plain})


def _read(value: object, at_first: Wanted) -> Wanted:
    if not isinstance(value, dict):
        return at_first
    return Wanted(on_page=bool(value.get("page")), by_mail=bool(value.get("mail")))
