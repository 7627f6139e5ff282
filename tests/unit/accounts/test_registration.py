"""Who may make an account, as three settings say."""

import pytest

from readingroom.accounts.registration import Mode, Registration, read_registration
from readingroom.config.env import Env
from readingroom.config.oidc import form_targets, providers
from readingroom.kernel.errors import InvalidInput

DOMAINS = "hospital.example=st-elsewhere, School.example=school"


def test_a_library_is_closed_until_someone_opens_it() -> None:
    rules = read_registration("closed")

    assert not rules.invites
    assert not rules.takes_requests
    assert not rules.takes("a@hospital.example")


def test_a_domain_lets_in_its_own_people_as_members_of_its_institution() -> None:
    rules = read_registration("domain", domains=DOMAINS, sends_mail=True)

    assert rules.invites
    assert rules.takes("A@SCHOOL.example")
    assert rules.institution_code("A@SCHOOL.example") == "school"
    for stranger in (
        "a@elsewhere.example",
        "a@not-hospital.example",
        "a@hospital.example.evil.org",
    ):
        assert not rules.takes(stranger)


def test_where_it_is_open_domains_still_say_of_which_institution() -> None:
    rules = read_registration("open", domains=DOMAINS, institution="guests", sends_mail=True)

    assert rules.takes("a@anywhere.example")
    assert rules.institution_code("a@anywhere.example") == "guests"
    assert rules.institution_code("a@hospital.example") == "st-elsewhere"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"mode": "everyone"}, "closed, invitation, domain or open"),
        ({"mode": "domain", "sends_mail": True}, "READINGROOM_REGISTRATION_DOMAINS"),
        ({"mode": "open"}, "READINGROOM_EMAIL_HOST"),
        ({"mode": "invitation", "domains": "hospital.example"}, "separated by commas"),
        ({"mode": "invitation", "domains": "*.example=a"}, "separated by commas"),
        ({"mode": "invitation", "institution": "St Elsewhere"}, "institution list"),
    ],
)
def test_settings_that_can_not_be_say_what_to_write(wrong: dict[str, object], words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        read_registration(**wrong)  # type: ignore[arg-type]  # what a person may type


def test_rules_are_closed_where_nothing_is_said() -> None:
    assert Registration().mode is Mode.CLOSED


def test_an_institution_is_asked_at_its_own_address_alone() -> None:
    env = Env(oidc_url="https://login.hospital.example/realm/", oidc_client="library")

    app = providers(env)["openid_connect"]["APPS"][0]

    assert app["settings"]["server_url"] == "https://login.hospital.example/realm"
    assert app["settings"]["oauth_pkce_enabled"]
    assert form_targets(env) == ["https://login.hospital.example"]
    assert providers(Env()) == {}
    assert form_targets(Env()) == []


@pytest.mark.parametrize(
    "env",
    [
        Env(oidc_url="http://login.hospital.example", oidc_client="library"),
        Env(oidc_url="https://me@login.hospital.example", oidc_client="library"),
        Env(oidc_url="https://login.hospital.example"),
        Env(oidc_client="library"),
    ],
)
def test_an_institution_that_is_not_set_up_whole_stops_the_start(env: Env) -> None:
    with pytest.raises(InvalidInput, match="READINGROOM_OIDC_"):
        providers(env)
