"""The pages of administrators about people, and everyone's own."""

import json
import re
from datetime import datetime
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.test import Client
from django.utils import timezone

from readingroom.accounts.models import ApiToken, Institution, Invitation, NoticeKind, Person, Role
from readingroom.accounts.registration import read_registration
from readingroom.accounts.services.api_tokens import bearer_of, issue_token
from readingroom.accounts.services.notices import wanted
from readingroom.accounts.services.profile import language_of
from readingroom.casefile.vocab import Language
from readingroom.infra.models import AuditRecord
from tests.factories.people import amara, ben, chiara, dev, make_institution, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rules(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.READINGROOM_REGISTRATION = read_registration("invitation")


def root() -> Person:
    return make_person("root", Role.ADMINISTRATOR)


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_people_are_found_by_any_of_their_names_and_by_what_they_are() -> None:
    amara(), chiara(), dev()
    Person.objects.filter(username="amara").update(name="Amara Okafor", credit_line="A. Okafor")
    client = signed_in(root())

    def found(query: str) -> set[str]:
        page = text(client.get(f"/people/?{query}"))
        return {name for name in ("amara", "chiara", "dev", "root") if f">{name}</span>" in page}

    here = make_institution().key
    assert found("") == {"amara", "chiara", "dev", "root"}
    assert found("q=okafor") == {"amara"}
    assert found("q=amara+okafor&role=contributor") == {"amara"}
    assert found(f"role=editor&institution={here}") == {"dev"}
    assert found("role=nobody") == found("institution=x") == found("standing=x") == set()
    assert "Nobody fits" in text(client.get("/people/?q=zz"))


def test_an_administrator_gives_roles_and_institutions_and_the_log_says_who() -> None:
    person, elsewhere = ben(), make_institution("Elsewhere")
    client = signed_in(root())

    answer = client.post(
        f"/people/{person.key}/change/",
        {"verb": "save", "role": "teacher", "institution": str(elsewhere.key)},
    )

    person.refresh_from_db()
    assert answer.status_code == 302
    assert (person.role, person.institution) == (Role.TEACHER, elsewhere)
    lines = AuditRecord.objects.filter(subject=str(person.key))
    assert {line.action for line in lines} == {
        "person.role_changed", "person.institution_changed",
    }  # fmt: skip
    assert {line.actor for line in lines} == {str(root().key)}


def test_the_last_administrator_can_not_be_let_go_by_anyone() -> None:
    person = root()
    client = signed_in(person)

    for sent in ({"verb": "deactivate"}, {"verb": "save", "role": "learner", "institution": ""}):
        answer = client.post(f"/people/{person.key}/change/", sent)
        assert answer.status_code == 422
        assert "last administrator" in text(answer)
    person.refresh_from_db()
    assert (person.role, person.is_active) == (Role.ADMINISTRATOR, True)


def test_whoever_works_on_cases_needs_an_institution() -> None:
    answer = signed_in(root()).post(
        f"/people/{ben().key}/change/", {"verb": "save", "role": "editor", "institution": ""}
    )

    assert answer.status_code == 422
    assert "Choose an institution" in text(answer)


def test_whoever_is_let_go_is_out_at_once_and_can_be_let_in_again() -> None:
    person, client = ben(), signed_in(root())
    theirs = signed_in(person)

    client.post(f"/people/{person.key}/change/", {"verb": "deactivate"})
    assert theirs.get("/profile/").status_code == 302
    assert client.post(f"/people/{person.key}/link/").status_code == 409

    client.post(f"/people/{person.key}/change/", {"verb": "activate"})
    assert theirs.get("/profile/").status_code == 200


def test_a_link_for_someone_who_is_locked_out_is_shown_once() -> None:
    person, client = ben(), signed_in(root())

    page = text(client.post(f"/people/{person.key}/link/"))

    link = re.search(r"/sign-in/[\w-]+/", page)
    assert link
    assert Client().post(link[0]).status_code == 302
    assert "/sign-in/" not in text(client.get(f"/people/{person.key}/"))
    assert AuditRecord.objects.filter(action="sign_in_link.made").count() == 1


def test_what_decides_about_people_asks_for_the_password_first_and_loses_nothing() -> None:
    person = root()
    person.set_password("a long pass phrase")
    person.save()
    client = signed_in(person)
    wanted_now = {"verb": "save", "role": "editor", "institution": str(make_institution().key)}

    asked = client.post(f"/people/{ben().key}/change/", wanted_now)
    assert asked["Location"].startswith("/account/reauthenticate/")
    ben().refresh_from_db()
    assert Person.objects.get(username="ben").role == Role.LEARNER

    client.post(asked["Location"], {"password": "a long pass phrase"})
    assert Person.objects.get(username="ben").role == Role.EDITOR


def test_an_invitation_is_handed_over_once_or_sent(
    settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    client = signed_in(root())
    sent = {
        "email": "nora@hospital.example",
        "role": "editor",
        "institution": str(make_institution().key),
        "days": "7",
    }

    page = text(client.post("/people/invitations/", sent))
    assert re.search(r"/join/[\w-]{43}/", page)
    assert "/join/" not in text(client.get("/people/invitations/"))

    settings.READINGROOM_SENDS_MAIL = True
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(f"/people/invitations/{Invitation.objects.get().key}/renew/")
    assert answer.status_code == 302
    assert "on its way to nora@hospital.example" in text(client.get("/people/invitations/"))
    assert mail.outbox == []  # a worker sends it

    client.post(f"/people/invitations/{Invitation.objects.get().key}/revoke/")
    assert not Invitation.objects.exists()


def test_garbage_is_refused_with_the_place_of_each_mistake() -> None:
    client = signed_in(root())

    for sent in ({}, {"email": "nora", "role": "god", "institution": "x", "days": "-1"}):
        answer = client.post("/people/invitations/", sent)
        assert answer.status_code == 422
        assert "autofocus" in text(answer)
    assert not Invitation.objects.exists()


def test_institutions_are_added_and_bounded() -> None:
    client = signed_in(root())

    client.post("/people/institutions/", {"name": "Second School", "reach": "institution"})
    twice = client.post("/people/institutions/", {"name": "second school", "reach": "public"})
    made = Institution.objects.get(name="Second School")
    client.post(f"/people/institutions/{made.key}/", {"name": "School Two", "reach": "unlisted"})

    made.refresh_from_db()
    assert (made.name, made.reach) == ("School Two", "unlisted")
    assert twice.status_code == 422


def test_a_profile_is_kept_and_pages_follow_its_hours() -> None:
    client = signed_in(amara())
    lines = {
        "name": " Amara  Okafor ",
        "title": "Dr",
        "credit_line": "A. Okafor",
        "orcid": "https://orcid.org/0000-0002-1825-0097",
        "language": "de",
        "time_zone": "Asia/Tokyo",
    }

    answer = client.post("/profile/", lines)

    person = Person.objects.get(username="amara")
    assert answer.status_code == 302
    assert (person.name, person.orcid) == ("Amara Okafor", "0000-0002-1825-0097")
    page = text(client.get("/profile/"))
    assert "Saved." in page
    assert 'data-time-zone="Asia/Tokyo"' in page
    assert '<option value="de" selected>German</option>' in page
    assert language_of(person) == Language.GERMAN
    now = datetime.fromisoformat("2026-03-02T20:00:00+00:00")
    issue_token(person, label="a", now=now)
    assert "3 Mar 2026" in text(client.get("/profile/tokens/"))
    assert timezone.get_current_timezone_name() == "UTC"


def test_a_profile_says_all_that_is_to_be_corrected_and_keeps_what_was_typed() -> None:
    client = signed_in(amara())

    answer = client.post(
        "/profile/",
        {"name": "A" * 151, "orcid": "0000-0002-1825-0098", "time_zone": "Mars/Base"},
    )

    page = text(answer)
    assert answer.status_code == 422
    assert "at most 150 characters" in page
    assert "mistyped" in page
    assert 'value="0000-0002-1825-0098"' in page
    assert page.count("autofocus") == 1
    assert Person.objects.get(username="amara").name == ""


def test_notices_are_chosen_and_an_identity_is_always_told_of() -> None:
    client = signed_in(dev())

    client.post("/profile/notices/", {"comment-mail": "on"})

    assert not wanted(dev(), NoticeKind.COMMENT).on_page
    assert wanted(dev(), NoticeKind.COMMENT).by_mail
    assert wanted(dev(), NoticeKind.REPORTED).on_page
    assert not wanted(dev(), NoticeKind.REPORTED).by_mail
    asked = text(signed_in(ben()).get("/profile/notices/"))
    assert re.findall(r'name="([a-z]+)-page"', asked) == ["marked"]  # all that a learner is told of


def test_choices_of_the_viewer_go_to_ones_other_devices_and_to_nobody_else() -> None:
    client = signed_in(amara())
    kept = {"readingroom-hanging-MR": 4, "readingroom-presets-CT": [], "</script>": 1}

    client.post("/profile/viewer/", {"choices": json.dumps(kept)})

    page = client.get("/").content.decode()
    assert Person.objects.get(username="amara").viewer == {
        "readingroom-hanging-MR": 4, "readingroom-presets-CT": [],
    }  # fmt: skip
    assert '<script id="viewer-choices-kept" type="application/json">' in page
    assert "viewer-choices-kept" not in signed_in(ben()).get("/").content.decode()
    for wrong in ("[", "[1]", "9" * 30_000):
        assert client.post("/profile/viewer/", {"choices": wrong}).status_code == 422
    client.post("/profile/viewer/", {"choices": ""})
    assert Person.objects.get(username="amara").viewer == {}


def test_a_token_is_shown_once_and_ended_by_its_person_alone() -> None:
    client = signed_in(amara())

    page = text(
        client.post("/profile/tokens/", {"label": "PACS", "scopes": ["images:send"], "days": "30"})
    )

    token = re.search(r"rr_[\w-]+", page)
    assert token
    bearer = bearer_of(token[0], now=timezone.now())
    assert bearer
    assert bearer.scopes == {"images:send"}
    row = ApiToken.objects.get()
    assert row.expires_at
    assert token[0] not in text(client.get("/profile/tokens/"))
    assert signed_in(ben()).post(f"/profile/tokens/{row.key}/end/").status_code == 404
    assert client.post(f"/profile/tokens/{row.key}/end/").status_code == 302
    assert bearer_of(token[0], now=timezone.now()) is None
    refused = client.post("/profile/tokens/", {"label": "x", "scopes": ["all"], "days": "0"})
    assert refused.status_code == 422


def test_a_second_proof_is_asked_for_and_its_key_is_not_in_the_database() -> None:
    person = amara()
    person.set_password("a long pass phrase")
    person.save()
    client = signed_in(person)
    client.post("/account/reauthenticate/", {"password": "a long pass phrase"})
    page = client.get("/account/2fa/totp/activate/").content.decode()
    secret = re.search(r'id="totp-key" value="([A-Z2-7]+)"', page)
    assert secret
    counter = next(iter(yield_hotp_counters_from_time()))
    code = format_hotp_value(hotp_value(secret[1], counter))

    client.post("/account/2fa/totp/activate/", {"code": code})

    kept = Authenticator.objects.get(type=Authenticator.Type.TOTP)
    assert secret[1] not in str(kept.data)
    assert TOTP(kept).validate_code(code) is not None
    codes = re.findall(
        r"<code>(\d{8})</code>", client.get("/account/2fa/recovery-codes/").content.decode()
    )
    assert len(codes) == 10
    other = Client()
    first = other.post("/account/login/", {"login": "amara", "password": "a long pass phrase"})
    assert first["Location"].startswith("/account/2fa/authenticate/")
    assert other.get("/profile/").status_code == 302
    wrong = other.post("/account/2fa/authenticate/", {"code": "000000"})
    assert "Second proof" in text(wrong)
    other.post("/account/2fa/authenticate/", {"code": codes[0]})
    assert other.get("/profile/").status_code == 200


def test_pages_of_ones_own_lead_visitors_to_the_door_and_back() -> None:
    answer = Client().get("/profile/tokens/")

    assert answer["Location"] == "/account/login/?next=/profile/tokens/"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_signing_in_leads_nowhere_else(target: str) -> None:
    person = amara()
    person.set_password("a long pass phrase")
    person.save()

    answer = Client().post(
        "/account/login/",
        {"login": "amara", "password": "a long pass phrase", "next": target},
    )

    assert answer["Location"] == "/"
