"""At every address of a case: what is hidden answers exactly like what was never there."""

import re

import pytest
from django.test import Client

from readingroom.cases.models import Case, State, Visibility
from readingroom.cases.services.publish import retire_case
from readingroom.kernel.ids import new_key
from tests.factories.cases import NOON, make_case
from tests.factories.people import ben, chiara, dev

pytestmark = pytest.mark.django_db

HIDDEN = {
    "draft": (State.DRAFT, Visibility.PRIVATE),
    "private": (State.PUBLISHED, Visibility.PRIVATE),
    "of another institution": (State.PUBLISHED, Visibility.INSTITUTION),
    # Whoever could read it once finds a tombstone; to these it was never open.
    "retired": (State.RETIRED, Visibility.INSTITUTION),
}
_TOKEN = re.compile(rb'csrfmiddlewaretoken" value="[^"]*"')


def answers(client: Client, key: object) -> list[tuple[int, bytes, list[str]]]:
    page, grant = f"/cases/{key}/", f"/cases/{key}/grant"
    given = [client.get(page), client.head(page), client.post(grant), client.get(grant)]
    return [(a.status_code, _TOKEN.sub(b"", a.content), grants_in(a.cookies)) for a in given]


def grants_in(cookies: object) -> list[str]:
    return [name for name in cookies if str(name).startswith("readingroom_grant")]  # type: ignore[attr-defined]  # a mapping of cookies


@pytest.mark.parametrize("who", [None, chiara], ids=["visitor", "editor elsewhere"])
@pytest.mark.parametrize(("state", "visibility"), HIDDEN.values(), ids=HIDDEN)
def test_a_hidden_case_answers_like_one_that_never_was(
    client: Client, who: object, state: State, visibility: Visibility
) -> None:
    case = make_case(state=state, visibility=visibility)
    if callable(who):
        client.force_login(who())

    hidden = answers(client, case.key)

    assert hidden == answers(client, new_key())
    assert [status for status, _, _ in hidden] == [404, 404, 404, 405]


@pytest.mark.parametrize(("state", "visibility"), HIDDEN.values(), ids=HIDDEN)
def test_the_library_neither_shows_nor_counts_what_is_hidden(
    client: Client, state: State, visibility: Visibility
) -> None:
    empty = _TOKEN.sub(b"", client.get("/").content)

    make_case(state=state, visibility=visibility)

    assert _TOKEN.sub(b"", client.get("/").content) == empty


def test_a_reader_of_a_case_that_is_retired_gets_no_more_grants(client: Client) -> None:
    case: Case = make_case(state=State.PUBLISHED, visibility=Visibility.PUBLIC)
    client.force_login(ben())
    before = client.post(f"/cases/{case.key}/grant")

    retire_case(case_key=case.key, actor=dev(), now=NOON)

    after = client.post(f"/cases/{case.key}/grant")
    assert (before.status_code, len(grants_in(before.cookies))) == (204, 1)
    assert all(morsel["max-age"] <= 300 for morsel in before.cookies.values() if morsel["path"])
    assert (after.status_code, grants_in(after.cookies)) == (404, [])
