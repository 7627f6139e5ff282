"""Every operation, asked by every role with a token; those on a case for a case in every state.

What is not for someone answers them exactly like what was never there, or refuses them. The tables
below are the rule as it is meant, written down apart from the code. Requests go to the operation
itself: what lies before it is the same for all, and looked at elsewhere.
"""

import functools
import json
import logging
import re
from collections.abc import Iterator
from typing import Any, Final

import pytest
from django.conf import settings
from django.db import transaction
from django.test import RequestFactory
from django.urls import ResolverMatch, resolve
from django.utils import timezone

from readingroom.accounts.models import Person, Role, Scope
from readingroom.accounts.news import News
from readingroom.accounts.registration import Mode, Registration
from readingroom.accounts.services.invitations import Guest, invite
from readingroom.accounts.services.telling import tell
from readingroom.api.bearers import TokenFor
from readingroom.casefile.document import dump_document
from readingroom.config.audiences import Audience
from readingroom.config.audiences_api import API
from readingroom.kernel.ids import new_key
from readingroom.search.articles.terms import Kind, Term
from readingroom.search.articles.writing import write_article
from readingroom.search.finding import Wish
from readingroom.search.saved import save_search
from tests.factories.cases import make_document
from tests.factories.classes import make_cohort, make_member, make_set
from tests.factories.people import alone, amara, chiara, dev, make_institution, make_person
from tests.factories.playlists import make_playlist, small_case
from tests.factories.standings import STANDINGS, make_standing_case

pytestmark = pytest.mark.django_db
_CASE: Final = "api/v1/cases/<uuidstr:key>"
_KEY: Final = re.compile(r"<uuidstr:(\w+)>")
INSIDERS: Final = frozenset({"owner", "editor", "chief"})
HOUSE: Final = INSIDERS | {"teacher", "colleague", "learner"}
ALL: Final = HOUSE | {"elsewhere", "alone"}
EVERYONE: Final = ALL | {"member"}
NOBODY: Final[frozenset[str]] = frozenset()
READ: Final = {
    "draft": INSIDERS,
    "waiting for pathology": INSIDERS,
    "in review": INSIDERS,
    "scheduled": INSIDERS,
    "returned": INSIDERS,
    "private": INSIDERS,
    "institution": HOUSE,
    "unlisted": ALL,
    "public": ALL,
    "given back, kept by readers": ALL,
    "given back, taken from readers": INSIDERS,
    "hidden": INSIDERS,
    "retired": INSIDERS,
    "erased": NOBODY,
}
"""Who may read a case, by where it stands."""
PUBLISHED: Final = frozenset(
    {"private", "institution", "unlisted", "public", "given back, kept by readers"}
)
LATE: Final = "2150-01-01T00:00:00Z"
BODIES: Final[dict[str, Any]] = {
    "submit": {"basis": "none", "identity_cleared": True},
    "return": {"reasons": [], "words": ""},
    "publish": {"visibility": "private"},
    "schedule": {"visibility": "private", "at": LATE},
    "recall": {"keeps_readers": True},
    "retire": {"because": "none"},
    "waiting": {"remind_at": LATE},
    "remarks": {"words": "Look again."},
    "answers": {"words": "I have."},
    "report": {"seen_in": "images", "series": "none"},
    "judge": {"judgement": "restored"},
    "<str:stage>": {"text": ""},
    "people/<uuidstr:key>": {"role": "learner"},
    "institutions": {"name": "A hospital"},
    "institutions/<uuidstr:key>": {"name": "A hospital"},
    "invitations": {"email": "new@hospital.example"},
    "searches": {"name": "Spine", "q": "spine"},
    "choices": {"items": []},
    "read": {"until": "2030-01-01T00:00:00Z"},
    "classes": {"name": "Residents"},
    "classes/<uuidstr:key>": {"name": "Residents"},
    "cases": {"case": "none"},
    "teachers": {"username": "nobody"},
    "playlists": {"title": "Spine"},
    "playlists/<uuidstr:key>": {"title": "Spine"},
    "sharing": {"classes": []},
    "entries": {"heading": "One"},
    "<str:term>": {"text": "Other words."},
    "<uuidstr:entry>": {"note": "Look."},
    "time": {"person": str(new_key()), "minutes": 5},
}
WORLD: Final[dict[Audience, frozenset[str]]] = {
    Audience.SIGNED_IN: EVERYONE,
    Audience.ADMINISTRATORS: frozenset({"chief"}),
    Audience.TEACHERS: frozenset({"teacher", "chief"}),
    Audience.EDITORS: frozenset({"editor", "elsewhere", "chief"}),
    Audience.CONTRIBUTORS: frozenset(
        {"owner", "editor", "colleague", "teacher", "elsewhere", "chief"}
    ),
    Audience.KEPT_BY: frozenset({"owner"}),
    Audience.ADDRESSEES: frozenset({"owner"}),
    Audience.CLASS_TEACHERS: frozenset({"teacher"}),
    Audience.CLASS_MEMBERS: frozenset({"member"}),
    Audience.CLASS_PEOPLE: frozenset({"teacher", "member"}),
    Audience.PLAYLIST_MAKERS: frozenset({"teacher"}),
    Audience.PLAYLIST_TAKERS: frozenset({"teacher", "member"}),
}
NOBODYS: Final = str(new_key())
MAKER: Final = RequestFactory()
ELSEWHERE: Final = frozenset({"openapi.json", "schema", "drafts", "received/<uuidstr:key>"})
Answer = tuple[int, bytes]


@pytest.fixture(autouse=True)
def anyone_may_ask(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The token is whose it says, for everything, and as often as wanted; and no log is kept."""

    @functools.cache
    def person_called(username: str) -> Person:
        return Person.objects.select_related("institution").get(username=username)

    def whoever(_: TokenFor, request: Any, token: str) -> Person:
        request.scopes = frozenset(Scope)
        return person_called(token)

    monkeypatch.setattr(TokenFor, "authenticate", whoever)
    monkeypatch.setattr(settings, "READINGROOM_REGISTRATION", Registration(Mode.INVITATION))
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


def ask(username: str, method: str, route: str, keys: dict[str, str]) -> Answer:
    """What is answered, without the keys that were asked for; whatever it did is taken back."""
    path, found = found_at(route)
    asked = {"old": 1, "new": 1} if path.endswith("/difference") else {}
    request = MAKER.generic(
        method, path, b"" if method == "GET" else body_for(method, route),
        content_type="application/json", query_params=asked,
        headers={"Authorization": f"Bearer {username}", "If-Match": '"r1"'},
    )  # fmt: skip
    named = {name: keys[name] for name in _KEY.findall(route)}
    with transaction.atomic():
        got = found.func(request, *found.args, **{**found.kwargs, **named})
        transaction.set_rollback(True)
    told = got.content.decode()
    assert got.status_code < 500, (method, route, told)
    assert '"errors": [{"place": "body' not in told, (method, route, told)
    for key in keys.values():
        told = told.replace(key, "")
    return got.status_code, told.encode()


@functools.cache
def found_at(route: str) -> tuple[str, ResolverMatch]:
    """An address of a route, and the operations there: looked for once, for it takes longest."""
    path = "/" + _KEY.sub(NOBODYS, route)
    path = path.replace("<int:number>", "1").replace("<str:stage>", "start")
    path = path.replace("<str:term>", "odd")
    return path, resolve(path)


@functools.cache
def body_for(method: str, route: str) -> bytes:
    parts = route.split("/")
    body: Any = BODIES.get("/".join(parts[-2:]), BODIES.get(parts[-1], {}))
    if route.endswith("/document") or (method, route) == ("POST", "api/v1/cases"):
        body = {"document": dump_document(make_document())}
    if route.endswith("/drafts"):
        body = {"submission": NOBODYS, "studies": [NOBODYS]}
    return json.dumps(body).encode()


def expected_of_a_case(audience: Audience, standing: str) -> frozenset[str]:
    readers, is_gone = READ[standing], standing in {"retired", "erased"}
    return {
        Audience.READERS: readers,
        Audience.KEEPERS: readers,
        Audience.CITERS: readers if standing in PUBLISHED else NOBODY,
        Audience.WRITERS: NOBODY if is_gone else INSIDERS,
        Audience.DECIDERS: NOBODY if is_gone else INSIDERS - {"owner"},
    }[audience]


def people() -> dict[str, Person]:
    return {
        "owner": amara(), "editor": dev(), "elsewhere": chiara(), "alone": alone(),
        "teacher": make_person("tim", Role.TEACHER), "learner": make_person("lea"),
        "colleague": make_person("cem", Role.CONTRIBUTOR),
        "chief": make_person("cora", Role.ADMINISTRATOR),
    }  # fmt: skip


def operations(*, of_a_case: bool) -> list[tuple[str, str, Audience]]:
    return [
        (route, method, audience)
        for route, methods in API.items()
        for method, audience in methods.items()
        if route.startswith(_CASE) == of_a_case and route.removeprefix("api/v1/") not in ELSEWHERE
    ]


def test_each_operation_on_a_case_is_there_for_those_it_is_for_and_for_nobody_else() -> None:
    roles = {role: person.username for role, person in people().items()}
    cases = {name: {"key": str(make_standing_case(name).key)} for name in STANDINGS}
    never, inner = str(new_key()), {"remark": str(new_key())}

    wrong = []
    for route, method, audience in operations(of_a_case=True):
        absent = ask("alone", method, route, {"key": never, **inner})
        for role, username in roles.items():
            for state in STANDINGS:
                is_told = ask(username, method, route, {**cases[state], **inner}) != absent
                if is_told != (role in expected_of_a_case(audience, state)):
                    wrong.append(f"{method} {route}: {role}, {state}, told: {is_told}")

    assert wrong == []
    assert READ.keys() == STANDINGS.keys()


def test_each_other_operation_is_there_for_those_it_is_for_and_for_nobody_else() -> None:
    now, cohort, everyone = timezone.now(), make_cohort(), people()
    everyone |= {"member": make_member(cohort, "ben")}
    tell([everyone["owner"]], News.PUBLISHED, subject=new_key(), now=now)
    case = small_case()
    playlist = make_playlist(case)
    playlist.cohorts.add(cohort)
    entry, owner = playlist.entries.get(), everyone["owner"]
    odd = Term("odd", "Odd", Kind.SIGN)
    write_article(odd, "Words.", author=everyone["editor"], base=0, now=now)
    asked, _ = invite(Guest("", Role.LEARNER, None), by=everyone["chief"], now=now)
    keys = {
        "people": everyone["alone"].key, "invitations": asked.key,
        "institutions": make_institution().key,
        "searches": save_search(owner, Wish(text="spine"), name="Spine", now=now).key,
        "notices": owner.notices.get().key, "classes": cohort.key, "playlists": playlist.key,
        "set": make_set(cohort, case).key, "entry": entry.key,
    }  # fmt: skip

    wrong = []
    for route, method, audience in operations(of_a_case=False):
        name = route.removeprefix("api/v1/")
        kind = "set" if "/set/" in name else name.removeprefix("own/").split("/")[0]
        inner = {"member": str(new_key()), "teacher": str(new_key()), "entry": str(keys["entry"])}
        there, gone = ({"key": str(key), **inner} for key in (keys.get(kind, ""), new_key()))
        for role, person in everyone.items():
            got = ask(person.username, method, route, there)
            is_told = got[0] not in {403, 404}
            if not is_told and "<uuidstr:key>" in route:
                is_told = got != ask(person.username, method, route, gone)
            if is_told != (role in WORLD[audience]):
                wrong.append(f"{method} {name}: {role}, told: {is_told}, {got}")

    assert wrong == []
