import re

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from readingroom.accounts.models import Person
from readingroom.accounts.services import sign_in_links
from tests.factories.people import ben

pytestmark = pytest.mark.django_db


def link() -> str:
    return f"/sign-in/{sign_in_links.issue(ben(), now=timezone.now())}/"


def test_fetching_a_link_does_not_use_it_up(client: Client) -> None:
    address = link()

    client.get(address)

    assert b"This link works once" in client.get(address).content


def test_confirming_a_link_signs_in_once(client: Client) -> None:
    address = link()

    first, second = client.post(address), Client().post(address)

    assert first.status_code == 302
    assert client.session["_auth_user_id"] == str(ben().pk)
    assert second.status_code == 404


def test_a_link_that_has_ended_says_what_to_do(client: Client) -> None:
    answer = client.get("/sign-in/never-was/")

    assert answer.status_code == 404
    assert b"readingroom sign-in-link" in answer.content


def test_the_address_of_a_link_is_told_to_no_other_site(client: Client) -> None:
    answer = client.get(link())

    assert answer["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/account/login/", "Accounts are made by whoever runs this library"),
        ("/account/signup/", "Sign-up is closed"),
    ],
)
def test_the_door_looks_like_the_rest_of_the_house(
    client: Client, address: str, words: str
) -> None:
    page = client.get(address).content.decode()

    assert words in page
    assert 'class="door-paper"' in page


def test_someone_who_came_by_link_can_set_a_password(client: Client) -> None:
    client.force_login(ben())

    page = client.get("/account/password/change/", follow=True).content.decode()

    assert "Set a password" in page
    assert 'class="door-paper"' in page


@pytest.mark.parametrize(
    "name",
    [
        "account/messages/logged_in.txt", "account/messages/logged_out.txt",
        "account/messages/password_changed.txt", "account/messages/password_set.txt",
        "mfa/messages/recovery_codes_generated.txt", "mfa/messages/totp_activated.txt",
        "mfa/messages/totp_deactivated.txt", "mfa/messages/webauthn_added.txt",
        "mfa/messages/webauthn_removed.txt", "socialaccount/messages/account_connected.txt",
        "socialaccount/messages/account_connected_other.txt",
        "socialaccount/messages/account_disconnected.txt",
    ],
)  # fmt: skip
def test_what_is_said_about_signing_in_is_in_the_words_of_the_house(name: str) -> None:
    said = render_to_string(name, {"user": Person(username="amara", name="Amara")})

    assert said.strip().startswith(("You", "From now on", "That account", "The key"))
    assert not re.search("[Ss]uccessfully|[Tt]hird-party|activated|—", said)


def test_a_reader_can_sign_out(client: Client) -> None:
    client.force_login(ben())

    client.post("/account/logout/")

    assert "_auth_user_id" not in client.session


def test_a_form_that_is_refused_leaves_no_link_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    address = link()

    refused = Client(enforce_csrf_checks=True).post(address)

    assert refused.status_code == 403
    assert address not in caplog.text
    assert "refused code=csrf" in caplog.text
