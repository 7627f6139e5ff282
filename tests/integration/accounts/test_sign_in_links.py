from datetime import UTC, datetime, timedelta

import pytest

from readingroom.accounts.models import Person, Role, SignInLink
from readingroom.accounts.services.administrators import ensure_administrator
from readingroom.accounts.services.sign_in_links import is_open, issue, redeem
from readingroom.kernel.errors import NotFound
from tests.factories.people import ben

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_a_link_signs_in_once() -> None:
    token = issue(ben(), now=NOON)

    assert is_open(token, now=NOON)
    assert redeem(token, now=NOON) == ben()
    assert not is_open(token, now=NOON)
    with pytest.raises(NotFound):
        redeem(token, now=NOON)


def test_a_link_ends_after_fifteen_minutes() -> None:
    token = issue(ben(), now=NOON)

    with pytest.raises(NotFound):
        redeem(token, now=NOON + timedelta(minutes=15))


def test_a_new_link_ends_the_one_before() -> None:
    first = issue(ben(), now=NOON)
    issue(ben(), now=NOON)

    assert not is_open(first, now=NOON)


def test_the_link_itself_is_not_kept() -> None:
    token = issue(ben(), now=NOON)

    assert token not in str(SignInLink.objects.values().get())


def test_someone_who_may_no_longer_sign_in_does_not_by_a_link() -> None:
    token = issue(ben(), now=NOON)
    Person.objects.update(is_active=False)

    with pytest.raises(NotFound):
        redeem(token, now=NOON)


def test_there_is_one_first_administrator_with_an_institution_and_no_password() -> None:
    first = ensure_administrator()

    assert ensure_administrator() == first
    assert (first.role, first.institution is not None) == (Role.ADMINISTRATOR, True)
    assert not first.has_usable_password()
