"""Keys that programs use in someone's name."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from readingroom.accounts.models import ApiToken, Person, Scope
from readingroom.accounts.services.api_tokens import bearer_of, end_token, issue_token
from readingroom.kernel.errors import InvalidInput, NotFound
from tests.factories import people

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def speaks_for(token: str, *, now: datetime = NOW) -> Person | None:
    bearer = bearer_of(token, now=now)
    return bearer.person if bearer else None


def test_a_token_speaks_for_its_person_and_is_not_kept() -> None:
    amara = people.amara()

    token = issue_token(amara, label="PACS export", now=NOW)

    assert speaks_for(token) == amara
    assert token not in str(ApiToken.objects.values())


def test_an_unknown_token_speaks_for_nobody() -> None:
    issue_token(people.amara(), label="", now=NOW)

    assert speaks_for("") is None
    assert speaks_for("rr_guess") is None


def test_a_token_of_someone_who_left_speaks_for_nobody() -> None:
    amara = people.amara()
    token = issue_token(amara, label="", now=NOW)
    amara.is_active = False
    amara.save()

    assert speaks_for(token) is None


def test_a_token_ends_when_its_time_is_over() -> None:
    token = issue_token(people.amara(), label="", now=NOW, lifetime=timedelta(days=30))

    assert speaks_for(token, now=NOW + timedelta(days=30, seconds=-1))
    assert speaks_for(token, now=NOW + timedelta(days=30)) is None


def test_a_token_may_only_do_what_it_was_made_for() -> None:
    token = issue_token(people.amara(), label="", now=NOW, scopes=[Scope.SEND_IMAGES])

    bearer = bearer_of(token, now=NOW)

    assert bearer
    assert bearer.may(Scope.SEND_IMAGES)
    assert not bearer.may(Scope.READ_IMAGES)
    with pytest.raises(InvalidInput):
        issue_token(people.amara(), label="", now=NOW, scopes=[])


def test_that_a_token_was_used_is_noted_once_an_hour() -> None:
    token = issue_token(people.amara(), label="", now=NOW)

    for minutes in (0, 30, 61):
        bearer_of(token, now=NOW + timedelta(minutes=minutes))
        seen = ApiToken.objects.get().last_used_at

        assert seen == NOW + timedelta(minutes=61 if minutes == 61 else 0)


def test_an_ended_token_opens_nothing() -> None:
    token = issue_token(people.amara(), label="", now=NOW)
    key = ApiToken.objects.get().key

    with pytest.raises(NotFound):
        end_token(key, now=NOW, of=people.ben())
    end_token(key, now=NOW)

    assert speaks_for(token) is None
    with pytest.raises(NotFound):
        end_token(key, now=NOW)


def test_a_token_of_the_terminal_has_scopes_and_an_end(
    capsys: pytest.CaptureFixture[str],
) -> None:
    people.amara()

    call_command("token", "add", "amara", "--scope", "images:send", "--days", "90")
    call_command("token", "list")

    row = ApiToken.objects.get()
    assert row.scopes == ["images:send"]
    assert row.expires_at
    assert row.expires_at - row.created_at == timedelta(days=90)
    assert "images:send" in capsys.readouterr().out
    with pytest.raises(CommandError, match="from 1 to"):
        call_command("token", "add", "amara", "--days", "0")
