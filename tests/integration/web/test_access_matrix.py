"""Every address, asked by every role, for a case in every state.

What is not for someone answers them exactly like what was never there. The tables below are the
rules as they are meant, written down apart from the code.
"""

import asyncio
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections, transaction
from django.http import Http404, HttpResponse
from django.template.backends.django import Template
from django.test import Client, RequestFactory
from django.urls import resolve

from readingroom.accounts.models import Person
from readingroom.accounts.services.api_tokens import issue_token
from readingroom.cases.models import Case
from readingroom.config.audiences import PAGES, PIXELS, Audience
from readingroom.dicomweb.front import PixelFront
from readingroom.kernel.errors import NotFound, ReadingRoomError
from readingroom.kernel.ids import new_key
from readingroom.learning.selectors.questions import alias_of
from tests.factories.answering import CHOICE
from tests.factories.cases import NOON
from tests.integration.dicomweb.asking import SECRET, front_of
from tests.integration.web.matrix_world import (
    ASKED_IN_VAIN,
    BODY,
    BY_ROLE,
    IN_OTHER_WORDS,
    NEVER,
    OF_A_CASE,
    ONLY_REFUSED,
    PUBLISHED,
    ROLES,
    STATES,
    TOKEN,
    Answer,
    World,
    expected,
)


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Thousands of answers: a line in the log for none, and of a page only which one it is."""
    logging.disable(logging.WARNING)
    monkeypatch.setattr(Template, "render", lambda self, *_: f"page {self.template.name}")
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def world(db: None, quiet: None, settings: Any, tmp_path: Path) -> World:
    settings.READINGROOM_DATA = tmp_path / "data"
    return World(settings.READINGROOM_DATA)


@pytest.fixture
def filed(file_database: Path, quiet: None, settings: Any, tmp_path: Path) -> Iterator[World]:
    """The same in a file: keys are looked up in threads."""
    settings.READINGROOM_DATA = tmp_path / "data"
    settings.READINGROOM_GRANT_SECRET = SECRET
    with transaction.atomic():
        made = World(settings.READINGROOM_DATA)
    yield made
    connections.close_all()


def ask(client: Client, method: str, path: str) -> HttpResponse:
    """Ask by way of every layer, and let nothing come of it."""
    before = client.cookies.copy()
    with transaction.atomic():
        answer: Any = client.get(path) if method == "GET" else client.post(path, BODY)
        transaction.set_rollback(True)
    client.cookies = before
    return answer  # type: ignore[no-any-return]  # the client's own kind of answer


def ask_view(person: Person | None, method: str, path: str) -> HttpResponse:
    """Ask the view at ``path`` alone: what it refuses is not made a page of, which is dear.

    That pages of refusals are alike too, ``test_hidden_cases`` shows.
    """
    maker = RequestFactory()
    request: Any = maker.get(path) if method == "GET" else maker.post(path, BODY)
    request.user, request.session, request.htmx = person or AnonymousUser(), SessionStore(), False
    request._messages, request._dont_enforce_csrf_checks = FallbackStorage(request), True
    found = resolve(path)
    with transaction.atomic():
        try:
            answer: Any = found.func(request, *found.args, **found.kwargs)
        except (ReadingRoomError, Http404) as refusal:
            status = 404 if isinstance(refusal, NotFound | Http404) else 499
            answer = HttpResponse(f"{type(refusal).__name__}: {refusal}", status=status)
        transaction.set_rollback(True)
    return answer  # type: ignore[no-any-return]  # whatever kind the view makes


def told(answer: HttpResponse, *names: str) -> Answer:
    """What an answer says, but for the names that it was asked by."""
    content, place = TOKEN.sub(b"", answer.content), answer.get("Location", "")
    for name in names:
        content, place = content.replace(name.encode(), b"?"), place.replace(name, "?")
    grants = tuple(sorted(name for name in answer.cookies if "grant" in name))
    return answer.status_code, content, grants, place


def address(route: str, name: str) -> str:
    """A route with what it asks for filled in."""
    if "^" in route:
        return next(path for part, path in IN_OTHER_WORDS.items() if part in route)
    path = f"/{route}".replace("<uuid:key>", name).replace("<number:number>", name)
    path = path.replace("<str:link>", name)
    path = path.replace("<str:term>", "vertebral-metastasis")  # what `make_case` is a case of
    path = path.replace("<slug:series>", "sag-t2")  # as `make_document` names it
    if "<slug:item>" in path:
        path = path.replace("<slug:item>", alias_of(UUID(name), CHOICE["id"]))
    path = path.replace("<int:pk>", "1")
    return path.replace("<int:number>", "1").replace("<str:content_id>", "a" * 64)


def by_case(route: str, case: Case) -> str:
    return case.short_number if "<number:number>" in route else str(case.key)


def wrongly_answered(world: World, route: str, audience: Audience) -> Iterator[str]:
    """Where an address of a case tells more, or less, than it should."""
    never = f"RR-{NEVER}" if "<number:number>" in route else str(new_key())
    methods = methods_of(world, route, never)
    for role in ROLES:
        person = world.people.get(role)
        for method in methods:
            absent = told(ask_view(person, method, address(route, never)), never)
            for state, case in world.cases.items():
                name = by_case(route, case)
                answer = told(ask_view(person, method, address(route, name)), name)
                is_open = role in expected(audience, state)
                if answer[0] >= 500 or (answer != absent and not is_open):
                    yield f"{method} {route}: {role} is told of a case that is {state}"
                world_told.setdefault((route, role, state), set()).add(answer != absent)


def methods_of(world: World, route: str, never: str) -> list[str]:
    """By which methods an address answers anything to those who may do most."""
    found = []
    for method in ("GET", "POST"):
        for role, state in (("owner", "draft"), ("editor", "in review"), ("editor", "public")):
            person, name = world.people[role], by_case(route, world.cases[state])
            answer = told(ask_view(person, method, address(route, name)), name)
            if answer != told(ask_view(person, method, address(route, never)), never):
                found.append(method)
                break
    return found or ["GET", "POST"]


world_told: dict[tuple[str, str, str], set[bool]] = {}


def test_each_address_of_a_case_is_there_for_those_it_is_for_and_for_nobody_else(
    world: World,
) -> None:
    world_told.clear()
    routes = {route: who for route, who in PAGES.items() if who in OF_A_CASE}
    wrong = [line for route, who in routes.items() for line in wrongly_answered(world, route, who)]
    silent = [
        f"{route}: {role} is told nothing of a case that is {state}"
        for (route, role, state), answers in world_told.items()
        if role in expected(routes[route], state) and not any(answers) and route not in ONLY_REFUSED
    ]

    assert wrong + silent == []
    assert len(world_told) == len(routes) * len(ROLES) * len(STATES)


def of_administrators(world: World, route: str) -> UUID:
    """What an address for administrators is asked of."""
    if "invitations/" in route:
        return world.invitation.key
    if "institutions/" in route:
        return world.cohort.institution.key
    return world.people["learner"].key if "people/" in route else world.cases["draft"].key


def asked_for(world: World, route: str, audience: Audience) -> str:
    keys: dict[Audience, UUID] = {
        Audience.SENDERS: world.sent.key,
        Audience.UPLOADERS: world.arriving.key,
        Audience.HOLDERS: world.held.key,
        Audience.PRESENTERS: world.room.key,
        Audience.SEATED: world.room.key,
        Audience.ADDRESSEES: world.notice.key,
        Audience.KEPT_BY: world.own,
        Audience.MARKERS: world.written.key,
        Audience.CLASS_TEACHERS: world.task.key if "/set/" in route else world.cohort.key,
        Audience.CLASS_MEMBERS: world.task.key if "/set/" in route else world.cohort.key,
        Audience.CLASS_PEOPLE: world.cohort.key,
        Audience.PLAYLIST_MAKERS: world.playlist.key,
        Audience.PLAYLIST_TAKERS: world.playlist.key,
        Audience.SITTERS: world.sitting.key,
        Audience.INVITED: UUID(world.cohort.join_code),
        Audience.ADMINISTRATORS: of_administrators(world, route),
    }
    if "<str:link>" in route:
        return str(world.playlist.link)
    return str(keys[audience]) if "<uuid:key>" in route else ""


def tells(world: World, route: str, role: str, name: str) -> bool:
    """Whether an address answers ``role`` more than what was never there, or than a refusal."""
    client, never = world.clients[role], str(new_key())
    for method in ("GET", "POST"):
        answer = ask(client, method, address(route, name))
        assert answer.status_code < 500, (route, role)
        if name:
            if told(answer, name) != told(ask(client, method, address(route, never)), never):
                return True
        elif not refused(answer, role in BY_ROLE[PAGES[route]]):
            return True
    return False


def refused(answer: HttpResponse, may: bool) -> bool:
    """Someone who may not is at most told that what they sent can't be read."""
    place = urlsplit(answer.get("Location", "")).path
    refusals = {401, 403, 404, 405} if may else {401, 403, 404, 405, 422}
    return answer.status_code in refusals or place == "/account/login/"


# Whoever holds nothing that fits is led on to the door, or to the library where they are in.
LED_ON = frozenset({Audience.BEARERS, Audience.HALF_IN})


def test_each_other_address_is_there_for_the_roles_it_is_for(world: World) -> None:
    wrong = []
    for route, audience in PAGES.items():
        if audience in OF_A_CASE or audience in LED_ON:
            continue
        name = asked_for(world, route, audience)
        for role in ROLES:
            is_open = role in BY_ROLE[audience]
            if is_open and (ASKED_IN_VAIN.match(route) or route in ONLY_REFUSED):
                continue
            if tells(world, route, role, name) != is_open:
                wrong.append(f"{route} {role}")

    assert "\n".join(wrong) == ""


def pixel_paths(study: str, series: str) -> Iterator[tuple[str, str]]:
    """Every resource of the pixel front at every level: what it is called, and where it is."""
    one, shown = f"studies/{study}", f"studies/{study}/series/{series}"
    image = f"{shown}/instances/{series}.1"
    for level in (one, shown, image):
        yield "objects", level
        for name in ("metadata", "rendered", "thumbnail"):
            yield name, f"{level}/{name}"
    yield from (("series", f"{one}/series"), ("instances", f"{one}/instances"))
    yield from (("instances", f"{shown}/instances"), ("stacks", f"{shown}/stacks"))
    yield from (("frames", f"{image}/frames/1"), ("frames", f"{image}/bulkdata"))


def test_pixels_are_there_for_whoever_was_given_a_grant_and_for_nobody_else(
    filed: World, settings: Any
) -> None:
    front, wrong, seen = front_of(settings.READINGROOM_DATA), [], set()

    async def walk(role: str, state: str, cookies: str, key: str) -> None:
        series = filed.series[state]
        study, uid = series.study.study_instance_uid, series.series_instance_uid
        reads = role in STATES[state]
        opens = reads and state in PUBLISHED and role in filed.people
        for name, path in pixel_paths(study, uid):
            seen.add(name)
            nothing = path.replace(study, f"{study}9").replace(uid, f"{uid}9")
            for way, header, is_open in (("cookie", cookies, reads), ("authorization", key, opens)):
                answer = await pixels(front, path, way, header)
                if (answer != await pixels(front, nothing, way, header)) != is_open:
                    wrong.append(f"{way}: {role} {state} {path}")

    for role, client in filed.clients.items():
        person = filed.people.get(role)
        key = f"Bearer {issue_token(person, label='', now=NOON)}" if person else ""
        for state, case in filed.cases.items():
            page = ask(client, "GET", f"/cases/{case.key}/")
            cookies = "; ".join(f"{m.key}={m.value}" for m in page.cookies.values() if m["path"])
            asyncio.run(walk(role, state, cookies, key))
    front.close()

    assert wrong == []
    assert seen == set(PIXELS) - {"studies"}


async def pixels(front: PixelFront, path: str, header: str, value: str) -> tuple[int, bytes]:
    """What the front says."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request"}

    headers = [(b"host", b"library.test"), (header.encode(), value.encode())]
    await front(
        {"type": "http", "scheme": "http", "method": "GET", "path": f"/dicomweb/{path}",
         "query_string": b"", "headers": headers if value else headers[:1]},
        receive, send,
    )  # fmt: skip
    return sent[0]["status"], b"".join(message["body"] for message in sent[1:])
