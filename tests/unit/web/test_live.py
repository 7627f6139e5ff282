"""Progress pushed to open pages: who is let in, what is said, and when it ends."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from django.core import signing

from readingroom.web import live
from readingroom.web.live import PATH, LiveProgress


async def elsewhere(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "passed on"})


def token(**told: str) -> str:
    return f"token={signing.dumps({'person': 'p', 'submission': '', **told}, salt='received-live')}"


def ask(query: str, *, path: str = PATH, method: str = "GET", stays_s: float = 0.0) -> list[Any]:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        await asyncio.sleep(stays_s)
        return {"type": "http.disconnect"}

    scope = {"type": "http", "path": path, "method": method, "query_string": query.encode()}
    asyncio.run(LiveProgress(elsewhere)(scope, receive, send))
    return sent


@pytest.fixture
def says(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def let(*answers: str | None) -> None:
        left = list(answers)
        monkeypatch.setattr(live, "told_now", lambda *_: left.pop(0) if len(left) > 1 else left[0])
        monkeypatch.setattr(live, "_EVERY_S", 0.01)

    return let


def bodies(sent: list[Any]) -> list[str]:
    return [m["body"].decode() for m in sent if m["type"] == "http.response.body"]


def test_other_addresses_are_passed_on() -> None:
    assert ask("", path="/received/") == [{"type": "passed on"}]


@pytest.mark.parametrize("query", ["", "token=", "token=a:b:c", "token=%ff", "x" * 5000])
def test_nobody_watches_without_a_token_of_ours(query: str) -> None:
    assert ask(query)[0]["status"] == 403


def test_a_token_of_another_purpose_opens_nothing() -> None:
    other = signing.dumps({"person": "p", "submission": ""}, salt="else")

    assert ask(f"token={other}")[0]["status"] == 403


def test_an_old_token_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "TOKEN_LIFETIME_S", -1)

    assert ask(token())[0]["status"] == 403


def test_a_watcher_is_told_each_change_once(says: Callable[..., None]) -> None:
    says("[1]", "[1]", "[2]", "[2]", None)

    sent = ask(token(), stays_s=5)

    assert bodies(sent) == ["data: [1]\n\n", "data: [2]\n\n", ""]
    assert (b"cache-control", b"no-store") in sent[0]["headers"]


def test_a_quiet_line_is_kept_open(
    says: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "_HEARTBEAT_S", 0.0)
    says("[1]", "[1]", None)

    assert ": still here\n\n" in bodies(ask(token(), stays_s=5))


def test_it_ends_when_the_watcher_leaves(says: Callable[..., None]) -> None:
    says("[1]")

    assert bodies(ask(token(), stays_s=0.05))[-1] == ""


def test_it_ends_after_a_while_and_the_browser_asks_again(
    says: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "_LONGEST_S", 0.03)
    says("[1]")

    assert bodies(ask(token(), stays_s=5))[-1] == ""


def test_too_many_watchers_are_sent_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "_MOST_WATCHERS", 0)

    assert ask(token())[0]["status"] == 503
