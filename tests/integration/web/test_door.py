"""Who tries the door: closed addresses, guesses, and ways to be led elsewhere."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import URLPattern
from pytest_django import Settings

from readingroom.accounts.models import Person
from readingroom.config.audiences import PAGES, Audience
from tests.factories.people import ben

pytestmark = pytest.mark.django_db

SENTENCE = "a long enough sentence"


@pytest.fixture
def with_password(settings: Settings) -> Person:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # for speed
    person = ben()
    person.set_password(SENTENCE)
    person.save()
    cache.clear()  # allauth counts its attempts there
    return person


def closed_addresses(resolver: Any = None, before: str = "") -> Iterator[str]:
    """Those of allauth that are for nobody, as far as they are no patterns."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = f"{before}{entry.pattern}"
        if not isinstance(entry, URLPattern):
            yield from closed_addresses(entry, route)
        elif PAGES.get(route) == Audience.NOBODY and not route.startswith("^"):
            yield route.replace("^", "").partition("(")[0]


@pytest.mark.parametrize("address", sorted(set(closed_addresses())))
def test_addresses_for_e_mail_and_codes_are_closed(client: Client, address: str) -> None:
    rest = "" if address.endswith("/") else "x/"

    assert client.get(f"/{address}{rest}").status_code == 404
    assert client.post(f"/{address}{rest}", {"email": "a@b.example"}).status_code == 404


def test_nobody_signs_up(client: Client) -> None:
    form = {"username": "mallory", "password1": SENTENCE, "password2": SENTENCE}

    client.post("/account/signup/", form)

    assert not Person.objects.filter(username="mallory").exists()


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:1"]
)
def test_signing_in_leads_nowhere_else(
    client: Client, with_password: Person, elsewhere: str
) -> None:
    form = {"login": with_password.username, "password": SENTENCE, "next": elsewhere}

    answer = client.post("/account/login/", form)

    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_guessing_is_stopped_and_says_so(
    client: Client, with_password: Person, settings: Settings
) -> None:
    for _ in range(settings.AXES_FAILURE_LIMIT + 1):
        cache.clear()  # the slower of the two guards alone
        answer = client.post("/account/login/", {"login": "ben", "password": "a guess"})

    page = answer.content.decode()
    right = client.post("/account/login/", {"login": "ben", "password": SENTENCE})
    assert answer.status_code == 429
    assert "Too many" in page
    assert 'class="topbar"' in page
    assert right.status_code == 429


def test_many_quick_guesses_are_stopped_at_once(client: Client, with_password: Person) -> None:
    for _ in range(7):
        answer = client.post("/account/login/", {"login": "ben", "password": "a guess"})

    assert "Too many failed login attempts" in answer.content.decode()


def test_a_session_planted_before_signing_in_is_not_the_one_after(
    client: Client, with_password: Person, settings: Settings
) -> None:
    planted = client.session
    planted["planted"] = True
    planted.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = str(planted.session_key)

    client.post("/account/login/", {"login": "ben", "password": SENTENCE})

    assert client.session["_auth_user_id"] == str(with_password.pk)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != planted.session_key
