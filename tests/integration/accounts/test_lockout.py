"""What is kept of failed attempts to sign in: how many, and not what was typed."""

import pytest
from axes.models import AccessAttempt, AccessLog
from django.core import serializers
from django.test import Client

from readingroom.accounts.lockout import attempted_name
from tests.factories.people import ben

pytestmark = pytest.mark.django_db
TYPED = "my-password-in-the-wrong-field"


def attempt(name: str, password: str = "wrong") -> int:  # noqa: S107  # nobody's
    answer = Client().post("/account/login/", {"login": name, "password": password})
    return answer.status_code


def test_what_was_typed_as_a_name_is_not_kept() -> None:
    for _ in range(3):
        attempt(TYPED)

    assert AccessAttempt.objects.get().failures_since_start == 3
    assert TYPED not in serializers.serialize("json", AccessAttempt.objects.all())


def test_signing_in_leaves_no_log_of_names() -> None:
    person = ben()
    person.set_password("a long pass phrase")
    person.save()

    answer = Client().post(
        "/account/login/", {"login": person.username, "password": "a long pass phrase"}
    )

    assert answer.status_code == 302
    assert not AccessLog.objects.exists()


def test_attempts_are_counted_by_name() -> None:
    one, again, other = (
        attempted_name(None, {"username": name}) for name in ("ben", "ben", "amara")
    )

    assert one == again != other
    assert attempted_name(None, {}) is None
