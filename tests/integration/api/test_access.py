"""Every operation on a case, asked by every role with a token, for a case in every state.

What is not for someone answers them exactly like what was never there. The table below is the
rule as it is meant, written down apart from the code.
"""

import json
from collections.abc import Iterator
from typing import Any, Final

import pytest
from django.core.cache import cache
from django.db import transaction

from readingroom.accounts.models import Person, Role
from readingroom.api import bearers
from readingroom.casefile.document import dump_document
from readingroom.cases.models import Case, State, Visibility
from readingroom.config.audiences import API, Audience
from readingroom.kernel.ids import new_key
from tests.factories.cases import make_case, make_document
from tests.factories.people import alone, amara, chiara, dev, make_person
from tests.integration.api.test_api import Program

pytestmark = pytest.mark.django_db
INSIDERS: Final = frozenset({"owner", "editor"})
HOUSE: Final = INSIDERS | {"teacher"}
ALL: Final = HOUSE | {"elsewhere", "alone"}
READ: Final = {
    "draft": (State.DRAFT, Visibility.PRIVATE, INSIDERS),
    "private": (State.PUBLISHED, Visibility.PRIVATE, INSIDERS),
    "institution": (State.PUBLISHED, Visibility.INSTITUTION, HOUSE),
    "unlisted": (State.PUBLISHED, Visibility.UNLISTED, ALL),
    "public": (State.PUBLISHED, Visibility.PUBLIC, ALL),
    "retired": (State.RETIRED, Visibility.PUBLIC, INSIDERS),
}
BODIES: Final[dict[str, Any]] = {
    "submit": {"basis": "none", "identity_cleared": True},
    "return": {"reasons": [], "words": ""},
    "publish": {"visibility": "private"},
    "retire": {"because": "none"},
}


def expected(audience: Audience, state: str) -> frozenset[str]:
    where, _, readers = READ[state]
    return {
        Audience.READERS: readers,
        Audience.CITERS: readers if where == State.PUBLISHED else frozenset(),
        Audience.WRITERS: frozenset() if where == State.RETIRED else INSIDERS,
    }[audience]


def people() -> dict[str, Person]:
    return {
        "owner": amara(), "editor": dev(), "elsewhere": chiara(), "alone": alone(),
        "teacher": make_person("tim", Role.TEACHER),
    }  # fmt: skip


def operations() -> Iterator[tuple[str, str, Audience]]:
    for route, methods in API.items():
        if "cases/<uuidstr:key>" in route:
            yield from ((route.removeprefix("api/v1"), *pair) for pair in methods.items())


def answer(program: Program, method: str, route: str, case: str) -> tuple[int, bytes]:
    """What is answered; whatever it did is taken back."""
    path = route.replace("<uuidstr:key>", case).replace("<int:number>", "1")
    path += "?old=1&new=1" if path.endswith("/difference") else ""
    word = path.rpartition("/")[2]
    document = {"document": dump_document(make_document())}
    body = None if method == "GET" else document if method == "PUT" else BODIES.get(word, {})
    with transaction.atomic():
        got = program.send(method, path, body)
        transaction.set_rollback(True)
    assert got.status_code < 500, (method, route)
    return got.status_code, json.dumps(got.json()).replace(case, "").encode()


def wrong(programs: dict[str, Program], cases: dict[str, Case]) -> Iterator[str]:
    never = str(new_key())
    for route, method, audience in operations():
        for role, program in programs.items():
            absent = answer(program, method, route, never)
            for state, case in cases.items():
                is_told = answer(program, method, route, str(case.key)) != absent
                if is_told != (role in expected(audience, state)):
                    yield f"{method} {route}: {role}, {state}: {'told' if is_told else 'not told'}"


def test_each_operation_is_there_for_those_it_is_for_and_for_nobody_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cache.clear()
    monkeypatch.setattr(bearers.READING, "most", 10**6)
    monkeypatch.setattr(bearers.WRITING, "most", 10**6)
    programs = {role: Program(person) for role, person in people().items()}
    cases = {
        name: make_case(state=state, visibility=visibility)
        for name, (state, visibility, _) in READ.items()
    }

    assert len(list(operations())) >= 12
    assert "\n".join(wrong(programs, cases)) == ""
