"""Who may see what: reader × state × visibility, as a table."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser

from readingroom.accounts.actor import Actor
from readingroom.accounts.models import Role
from readingroom.cases.access import listed_cases, may_publish, may_revise, visible_cases
from readingroom.cases.models import State, Visibility
from readingroom.cases.services.revise import create_case
from readingroom.kernel.errors import InvalidInput
from tests.factories.cases import NOON, make_case, make_document, make_series
from tests.factories.people import alone, amara, ben, chiara, dev, make_person

pytestmark = pytest.mark.django_db

READERS: dict[str, Callable[[], Actor]] = {
    "author": amara,
    "colleague": ben,
    "editor": dev,
    "elsewhere": chiara,
    "alone": alone,
    "visitor": AnonymousUser,
}
D, P, R = State.DRAFT, State.PUBLISHED, State.RETIRED
OWN = {"author", "editor"}
HOUSE = {"author", "editor", "colleague"}
ALL = set(READERS)
# state, visibility, who may read it at its address, whom the library lists it to
TABLE = [
    (D, Visibility.PRIVATE, OWN, set()),
    (P, Visibility.PRIVATE, OWN, OWN),
    (P, Visibility.INSTITUTION, HOUSE, HOUSE),
    (P, Visibility.UNLISTED, ALL, OWN),
    (P, Visibility.PUBLIC, ALL, ALL),
    (R, Visibility.PRIVATE, OWN, set()),
    (R, Visibility.INSTITUTION, OWN, set()),
    (R, Visibility.UNLISTED, OWN, set()),
    (R, Visibility.PUBLIC, OWN, set()),
]


@pytest.mark.parametrize(("state", "visibility", "readers", "listed"), TABLE)
def test_who_may_see_a_case(
    state: State, visibility: Visibility, readers: set[str], listed: set[str]
) -> None:
    case = make_case(state=state, visibility=visibility)

    see = {name for name, make in READERS.items() if case in visible_cases(make())}
    find = {name for name, make in READERS.items() if case in listed_cases(make())}

    assert (see, find) == (readers, listed)


def test_who_may_write_and_publish() -> None:
    case = make_case()

    assert {n for n, make in READERS.items() if may_revise(make(), case)} == {"author", "editor"}
    assert {n for n, make in READERS.items() if may_publish(make(), case)} == {"editor"}


def test_belonging_to_no_institution_is_not_an_institution() -> None:
    case = make_case(state=P, visibility=Visibility.INSTITUTION)
    type(case).objects.filter(pk=case.pk).update(institution=None)

    assert case not in visible_cases(alone())


def test_two_people_of_no_institution_do_not_share_images() -> None:
    one = make_person("one", Role.CONTRIBUTOR, institution=None)
    other = make_person("other", Role.CONTRIBUTOR, institution=None)
    document = make_document(make_series(one))

    create_case(document=document, owner=one, now=NOON)

    with pytest.raises(InvalidInput, match="not in the library"):
        create_case(document=document, owner=other, now=NOON)
