"""Whoever forgot their password is sent a link; whoever asks for it learns nothing."""

import re
from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from readingroom.accounts.lockout import attempted_name
from readingroom.accounts.models import Person, Role
from readingroom.accounts.reset_tokens import token_for
from readingroom.accounts.services.resetting import MOST_IN_A_DAY, ask_for_reset
from readingroom.infra.models import AuditRecord
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
WORDS = "a long pass phrase"
ADDRESS = "/password/forgotten/"


@pytest.fixture(autouse=True)
def library(settings: Any) -> None:
    cache.clear()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.READINGROOM_SENDS_MAIL = True
    settings.TASKS = {
        "default": {
            "BACKEND": "django_tasks.backends.immediate.ImmediateBackend",
            "QUEUES": ["ingest", "default"],
        }
    }


@pytest.fixture
def nora() -> Person:
    person = make_person("nora", Role.LEARNER)
    person.email = "Nora@hospital.example"
    person.set_password("an older phrase")
    person.save()
    return person


def chosen(**other: str) -> dict[str, str]:
    return {"password": WORDS, "again": WORDS, **other}


def test_a_link_that_was_mailed_sets_a_password_once(
    client: Client, nora: Person, django_capture_on_commit_callbacks: Any
) -> None:
    signed_in = Client()
    signed_in.force_login(nora)
    tried = attempted_name(None, {"username": "nora"})
    AccessAttempt.objects.create(username=tried, failures_since_start=8)
    with django_capture_on_commit_callbacks(execute=True):
        asked = client.post(ADDRESS, {"email": "nora@hospital.example"})
    (letter,) = mail.outbox
    (path,) = re.findall(r"https?://[^/]+(/password/\S+)", str(letter.body))

    page = client.get(path)
    differing = client.post(path, chosen(again="another phrase"))
    weak = client.post(path, {"password": "12345678", "again": "12345678"})
    done = client.post(path, chosen())

    assert (asked.status_code, letter.to) == (200, ["Nora@hospital.example"])
    assert "nora" not in f"{letter.subject}{letter.body}".replace(path, "").lower()
    assert (page.status_code, "no-store" in page["Cache-Control"]) == (200, True)
    assert (differing.status_code, weak.status_code) == (422, 422)
    assert WORDS not in differing.content.decode()
    assert (done.status_code, done["Location"]) == (302, "/account/login/")
    nora.refresh_from_db()
    assert nora.check_password(WORDS)
    assert "_auth_user_id" not in client.session
    assert signed_in.get("/profile/").status_code == 302
    assert not AccessAttempt.objects.exists()
    assert [client.get(path).status_code, client.post(path, chosen()).status_code] == [404, 404]
    assert list(AuditRecord.objects.values_list("action", flat=True))[-2:] == [
        "person.password_asked", "person.password_reset",
    ]  # fmt: skip


def test_whoever_asks_is_told_the_same_of_everyone(
    client: Client, nora: Person, django_capture_on_commit_callbacks: Any
) -> None:
    def answer(email: str) -> str:
        page = client.post(ADDRESS, {"email": email})
        assert page.status_code == 200
        return re.sub(r'value="\S+"', "", page.content.decode()).replace(email, "")

    with django_capture_on_commit_callbacks(execute=True):
        known, unknown = answer("nora@hospital.example"), answer("nobody@hospital.example")
    Person.objects.update(is_active=False)
    with django_capture_on_commit_callbacks(execute=True):
        assert known == unknown == answer("NORA@hospital.example")
    assert len(mail.outbox) == 1


def test_links_are_few_and_end(
    client: Client, nora: Person, django_capture_on_commit_callbacks: Any, settings: Any
) -> None:
    now = timezone.now()
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(MOST_IN_A_DAY + 2):
            ask_for_reset(nora.email, now=now)
        ask_for_reset("", now=now)
    assert len(mail.outbox) == MOST_IN_A_DAY
    with django_capture_on_commit_callbacks(execute=True):
        ask_for_reset(nora.email, now=now + timedelta(days=1, seconds=1))
    assert len(mail.outbox) == MOST_IN_A_DAY + 1

    token = token_for(nora)
    other = f"{make_person('ida', Role.LEARNER).key.hex}~{token.partition('~')[2]}"
    for wrong in (other, "~", "x~y", nora.key.hex, f"{token}0"):
        assert client.post(f"/password/{wrong}/", chosen()).status_code == 404
    assert client.get(f"/password/{token}/").status_code == 200
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert client.post(f"/password/{token}/", chosen()).status_code == 404


def test_asking_again_and_again_is_refused(client: Client) -> None:
    answers = [client.post(ADDRESS, {"email": "x@hospital.example"}) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [200] * 5 + [429]


def test_a_library_without_mail_says_whom_to_ask(client: Client, settings: Any) -> None:
    settings.READINGROOM_SENDS_MAIL = False

    page = client.post(ADDRESS, {"email": "nora@hospital.example"})

    assert "Ask whoever runs it for a sign-in link" in page.content.decode()
    assert ADDRESS in client.get("/account/login/").content.decode()
