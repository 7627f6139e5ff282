"""Signing in with an institution, against a real small provider (OpenID Connect Core 1.0)."""

import base64
import hashlib
import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from readingroom.accounts.models import Institution, Person, Role
from readingroom.config.env import Env
from readingroom.config.oidc import providers
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
SECRET = "what the institution gave the library"  # noqa: S105  # of this provider alone
WHO = {
    "sub": "8c1f",
    "preferred_username": "nora@hospital.example",
    "name": "Nora N.",
    "email": "root@hospital.example",
    "email_verified": True,
    "role": "administrator",
}


class Provider(BaseHTTPRequestHandler):
    """Says who someone is, to whoever has the code, the secret and what the code was asked with."""

    who: dict[str, Any] = WHO
    asked: dict[str, list[str]] = {}

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def do_GET(self) -> None:  # as the base names it
        parts = urlsplit(self.path)
        if parts.path == "/authorize":
            type(self).asked = parse_qs(parts.query)
            back = urlencode({"code": "once", "state": self.asked["state"][0]})
            self.send_response(302)
            self.send_header("Location", f"{self.asked['redirect_uri'][0]}?{back}")
            self.end_headers()
        elif parts.path == "/userinfo":
            self.tell(self.who)
        else:
            ends = ("authorization_endpoint", "authorize"), ("token_endpoint", "token")
            more = ("userinfo_endpoint", "userinfo"), ("jwks_uri", "jwks")
            places = {name: f"{self.root}/{end}" for name, end in (*ends, *more)}
            self.tell({"issuer": self.root, **places})

    def do_POST(self) -> None:  # as the base names it
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        verifier = hashlib.sha256(sent["code_verifier"][0].encode()).digest()
        proven = base64.urlsafe_b64encode(verifier).decode().rstrip("=")
        is_fair = proven == self.asked["code_challenge"][0] and sent["client_secret"] == [SECRET]
        if not is_fair or sent["code"] != ["once"]:
            self.tell({"error": "invalid_grant"}, status=400)
            return
        now = int(time.time())
        claims = {**self.who, "iss": self.root, "aud": "library", "iat": now, "exp": now + 60}
        token = jwt.encode(claims, "k" * 32, algorithm="HS256")
        self.tell({"access_token": "a", "token_type": "Bearer", "id_token": token})

    def tell(self, content: Any, *, status: int = 200) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def provider(settings: Any) -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    Institution.objects.create(name="St Elsewhere", code="st-elsewhere")
    settings.SOCIALACCOUNT_PROVIDERS = providers(
        Env(oidc_url=url, oidc_name="St Elsewhere", oidc_client="library", oidc_secret=SECRET)
    )
    settings.READINGROOM_OIDC_INSTITUTION = "st-elsewhere"
    Provider.who = WHO
    yield url
    server.shutdown()
    server.server_close()


def come_in(client: Client, provider: str) -> Any:
    """Go to the provider and come back, as a browser does."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: Any) -> None:
            return None

    away = client.post("/account/oidc/institution/login/")["Location"]
    assert away.startswith(f"{provider}/authorize?")
    try:
        urllib.request.build_opener(Stay).open(away)
    except urllib.error.HTTPError as answer:
        back = urlsplit(answer.headers["Location"])
        answer.close()
    return client.get(f"{back.path}?{back.query}")


def test_whoever_the_institution_vouches_for_becomes_a_learner_of_it(
    client: Client, provider: str
) -> None:
    before = client.session.session_key

    answer = come_in(client, provider)

    person = Person.objects.get(username="nora")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert (person.role, str(person.institution), person.name) == (
        Role.LEARNER, "St Elsewhere", "Nora N.",
    )  # fmt: skip
    assert not person.has_usable_password()
    assert client.session["_auth_user_id"] == str(person.pk)
    assert client.session.session_key != before
    assert "St Elsewhere</button>" in Client().get("/account/login/").content.decode()


def test_the_same_person_comes_back_to_the_same_account(provider: str) -> None:
    for _ in range(2):
        come_in(Client(), provider)

    assert SocialAccount.objects.count() == Person.objects.count() == 1


def test_an_address_or_a_name_that_is_known_here_opens_nobody_elses_account(
    provider: str,
) -> None:
    root = make_person("nora", Role.ADMINISTRATOR)
    root.email = "root@hospital.example"
    root.save()
    client = Client()

    come_in(client, provider)

    made = Person.objects.exclude(pk=root.pk).get()
    assert client.session["_auth_user_id"] == str(made.pk)
    assert (made.role, made.email) == (Role.LEARNER, "")
    assert made.username != "nora"
    root.refresh_from_db()
    assert root.email == "root@hospital.example"


def test_whoever_may_not_sign_in_any_more_may_not_by_this_way_either(provider: str) -> None:
    come_in(Client(), provider)
    Person.objects.update(is_active=False)
    client = Client()

    come_in(client, provider)

    assert "_auth_user_id" not in client.session


def test_a_way_back_that_nobody_asked_for_signs_nobody_in(provider: str) -> None:
    client = Client()

    answer = client.get("/account/oidc/institution/login/callback/?code=once&state=guess")

    assert "_auth_user_id" not in client.session
    assert "That did not work" in answer.content.decode()
    assert provider


def test_where_no_institution_is_set_up_there_is_no_such_way() -> None:
    assert Client().post("/account/oidc/institution/login/").status_code == 404


def test_an_institution_that_does_not_answer_is_said_to_be_silent(settings: Any) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = providers(
        Env(oidc_url="http://127.0.0.1:1", oidc_client="library", oidc_secret=SECRET)
    )

    answer = Client().post("/account/oidc/institution/login/")

    assert answer.status_code == 503
    assert "does not answer" in answer.content.decode()
