"""Keys that programs use in someone's name."""

from datetime import UTC, datetime

import pytest

from readingroom.accounts.models import ApiToken
from readingroom.accounts.services.api_tokens import end_token, issue_token, person_of_token
from readingroom.kernel.errors import NotFound
from tests.factories import people

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def test_a_token_speaks_for_its_person_and_is_not_kept() -> None:
    amara = people.amara()

    token = issue_token(amara, label="PACS export", now=NOW)

    assert person_of_token(token) == amara
    assert token not in str(ApiToken.objects.values())


def test_an_unknown_token_speaks_for_nobody() -> None:
    issue_token(people.amara(), label="", now=NOW)

    assert person_of_token("") is None
    assert person_of_token("rr_guess") is None


def test_a_token_of_someone_who_left_speaks_for_nobody() -> None:
    amara = people.amara()
    token = issue_token(amara, label="", now=NOW)
    amara.is_active = False
    amara.save()

    assert person_of_token(token) is None


def test_an_ended_token_opens_nothing() -> None:
    token = issue_token(people.amara(), label="", now=NOW)
    key = ApiToken.objects.get().key

    end_token(key, now=NOW)

    assert person_of_token(token) is None
    with pytest.raises(NotFound):
        end_token(key, now=NOW)
