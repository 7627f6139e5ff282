"""Coming in: by invitation, by the domain of an address, and not at all."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.core import mail
from django.test import Client
from django.utils import timezone

from readingroom.accounts.jobs import forget_what_is_over, send_invitation
from readingroom.accounts.models import Institution, Invitation, Person, Role
from readingroom.accounts.registration import read_registration
from readingroom.accounts.services.asking import MOST_FOR_ONE
from readingroom.accounts.services.invitations import Guest, Newcomer, accept, invite, renew
from readingroom.infra.models import AuditRecord
from readingroom.kernel.errors import InvalidInput, NotFound, StateConflict
from tests.factories.people import ben, make_institution, make_person

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
WORDS = "a long pass phrase"


@pytest.fixture(autouse=True)
def quick(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.READINGROOM_REGISTRATION = read_registration("invitation")


@pytest.fixture
def by_domain(settings: Any) -> None:
    settings.READINGROOM_SENDS_MAIL = True
    settings.READINGROOM_REGISTRATION = read_registration(
        "domain", domains="hospital.example=st-elsewhere", sends_mail=True
    )
    Institution.objects.update_or_create(name="St Elsewhere", defaults={"code": "st-elsewhere"})


def root() -> Person:
    return make_person("root", Role.ADMINISTRATOR)


def invited(role: Role = Role.EDITOR, *, now: datetime = NOON) -> str:
    return invite(Guest("", role, make_institution()), by=root(), now=now)[1]


def typed(**other: str) -> dict[str, str]:
    return {"username": "nora", "name": "Nora N.", "password": WORDS, "again": WORDS, **other}


def test_an_invitation_makes_one_account_with_its_role_and_institution(client: Client) -> None:
    address = f"/join/{invited(now=timezone.now())}/"

    page = client.get(address).content.decode()
    answer = client.post(address, typed())

    person = Person.objects.get(username="nora")
    assert "invites you as an editor of St Elsewhere" in " ".join(page.split())
    assert (answer.status_code, answer["Location"]) == (302, "/profile/")
    assert (person.role, person.institution, person.name) == (
        Role.EDITOR, make_institution(), "Nora N.",
    )  # fmt: skip
    assert client.session["_auth_user_id"] == str(person.pk)
    assert Client().post(address, typed(username="again")).status_code == 404
    assert AuditRecord.objects.filter(action="person.registered").count() == 1


def test_the_session_from_before_is_not_the_one_from_then_on(client: Client) -> None:
    client.force_login(ben())
    before = client.session.session_key

    client.post(f"/join/{invited(now=timezone.now())}/", typed())

    assert client.session.session_key != before
    assert Person.objects.get(pk=client.session["_auth_user_id"]).username == "nora"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"username": "BEN"}, "id_username"),
        ({"username": "two words"}, "id_username"),
        ({"again": "another long phrase"}, "id_again"),
        ({"password": "12345678", "again": "12345678"}, "id_password"),
        ({"username": ""}, "id_username"),
    ],
)
def test_what_is_to_be_corrected_is_said_there_and_nothing_is_lost(
    client: Client, wrong: dict[str, str], field: str
) -> None:
    ben()
    address = f"/join/{invited(now=timezone.now())}/"

    answer = client.post(address, typed(**wrong))

    page = answer.content.decode()
    focused = re.findall(r"<input[^>]*autofocus[^>]*>", page)
    assert answer.status_code == 422
    assert len(focused) == 1
    assert f'id="{field}"' in focused[0]
    assert f'href="#{field}"' in page
    assert 'value="Nora N."' in page
    assert WORDS not in page
    assert client.get(address).status_code == 200  # the link is not used up


@pytest.mark.parametrize("how", ["used", "ended", "revoked", "renewed", "closed"])
def test_a_link_that_opens_nothing_does_not_say_why(
    client: Client, how: str, settings: Any
) -> None:
    now = timezone.now()
    made, token = invite(Guest("", Role.LEARNER, None), by=root(), now=now)
    rows = Invitation.objects.filter(pk=made.pk)
    if how == "used":
        accept(token, Newcomer("nora", "", WORDS), now=now)
    elif how == "ended":
        rows.update(expires_at=now)
    elif how == "revoked":
        rows.delete()
    elif how == "renewed":
        renew(made.key, by=root(), now=now)
    else:
        settings.READINGROOM_REGISTRATION = read_registration("closed")

    answer = client.get(f"/join/{token}/")

    assert answer.status_code == 404
    assert "It was used, was taken back, or its time is over" in answer.content.decode()


def test_a_closed_library_invites_nobody(settings: Any) -> None:
    settings.READINGROOM_REGISTRATION = read_registration("closed")

    with pytest.raises(StateConflict, match="READINGROOM_REGISTRATION"):
        invited()


def test_whoever_works_on_cases_is_of_an_institution() -> None:
    with pytest.raises(InvalidInput, match="institution"):
        invite(Guest("", Role.CONTRIBUTOR, None), by=root(), now=NOON)


def test_the_link_itself_is_not_kept_and_the_address_goes_when_it_was_used() -> None:
    guest = Guest("nora@hospital.example", Role.LEARNER, None)
    made, token = invite(guest, by=root(), now=NOON)

    person = accept(token, Newcomer("nora", "", WORDS), now=NOON)

    made.refresh_from_db()
    assert token not in str(Invitation.objects.values())
    assert (made.email, person.email) == ("", "nora@hospital.example")


def ask(email: str) -> tuple[int, str]:
    answer = Client().post("/account/signup/", {"email": email})
    return answer.status_code, answer.content.decode().replace(email, "?")


def sent(django_capture_on_commit_callbacks: Any, email: str) -> tuple[int, str]:
    """Ask, and do what was queued."""
    with django_capture_on_commit_callbacks():
        answer = ask(email)
    for row in Invitation.objects.filter(sent_at=None, invited_by=None):
        send_invitation.call(invitation_key=str(row.key))
    return answer


@pytest.mark.usefixtures("by_domain")
def test_asking_tells_nobody_who_has_an_account(django_capture_on_commit_callbacks: Any) -> None:
    known = make_person("known")
    known.email = "known@hospital.example"
    known.save()

    first = sent(django_capture_on_commit_callbacks, "new@hospital.example")
    second = sent(django_capture_on_commit_callbacks, "KNOWN@hospital.example")

    token = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')
    assert token.sub("", first[1]) == token.sub("", second[1])
    assert first[0] == second[0] == 200
    assert [message.to for message in mail.outbox] == [
        ["new@hospital.example"], ["KNOWN@hospital.example"],
    ]  # fmt: skip
    assert "/join/" in mail.outbox[0].body
    assert "/join/" not in mail.outbox[1].body
    assert "You have one already" in mail.outbox[1].body


@pytest.mark.usefixtures("by_domain")
def test_who_reads_mail_of_a_domain_becomes_a_learner_of_its_institution(
    django_capture_on_commit_callbacks: Any, client: Client
) -> None:
    sent(django_capture_on_commit_callbacks, "new@hospital.example")
    link = re.search(r"/join/[\w-]+/", mail.outbox[0].body)
    assert link

    client.post(link[0], typed(role="administrator", institution="other"))

    person = Person.objects.get(username="nora")
    assert (person.role, str(person.institution)) == (Role.LEARNER, "St Elsewhere")
    assert person.email == "new@hospital.example"


@pytest.mark.usefixtures("by_domain")
def test_people_of_other_domains_and_hurried_ones_get_no_mail(
    django_capture_on_commit_callbacks: Any,
) -> None:
    status, page = sent(django_capture_on_commit_callbacks, "new@elsewhere.example")
    assert (status, len(mail.outbox)) == (422, 0)
    assert "People of this domain" in page

    for _ in range(MOST_FOR_ONE + 2):
        sent(django_capture_on_commit_callbacks, "new@hospital.example")
    assert len(mail.outbox) == MOST_FOR_ONE


def test_by_invitation_nobody_can_ask(client: Client) -> None:
    page = client.post("/account/signup/", {"email": "new@hospital.example"}).content.decode()

    assert "People come in by invitation" in page
    assert not Invitation.objects.exists()


def test_what_is_over_is_forgotten_a_month_later(client: Client) -> None:
    invited()
    client.post("/account/login/", {"login": "someone", "password": "wrong"})
    now = timezone.now()

    forget_what_is_over(now=now)
    assert AccessAttempt.objects.count() == 1

    forget_what_is_over(now=now + timedelta(minutes=16))
    assert AccessAttempt.objects.count() == 0
    forget_what_is_over(now=NOON + timedelta(days=7 + 31))
    assert not Invitation.objects.exists()


def test_an_invitation_that_was_taken_back_is_not_sent() -> None:
    made, _ = invite(Guest("a@b.example", Role.LEARNER, None), by=root(), now=NOON)
    made.delete()

    send_invitation.call(invitation_key=str(made.key))  # ends quietly

    assert mail.outbox == []
    with pytest.raises(NotFound):
        renew(made.key, by=root(), now=NOON)
