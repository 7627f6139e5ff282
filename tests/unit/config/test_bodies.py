"""Forms that are too large, too slow, or neither."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from readingroom.config.bodies import TOO_LARGE, TOO_SLOW, BodyRefused, refuse_body, take_whole


def arriving(*parts: bytes, then_silence: bool = False) -> Callable[[], Awaitable[dict[str, Any]]]:
    messages = [
        {"type": "http.request", "body": part, "more_body": then_silence or part is not parts[-1]}
        for part in parts
    ]

    async def receive() -> dict[str, Any]:
        if not messages:
            await asyncio.Event().wait()
        return messages.pop(0)

    return receive


def test_a_form_that_came_in_pieces_is_passed_on_whole() -> None:
    async def take() -> dict[str, Any]:
        return dict(await (await take_whole(arriving(b"a=", b"1", b"&b=2")))())

    taken = asyncio.run(take())

    assert taken == {"type": "http.request", "body": b"a=1&b=2", "more_body": False}


def test_a_reader_who_left_is_passed_on_too() -> None:
    async def gone() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def take() -> dict[str, Any]:
        return dict(await (await take_whole(gone))())

    assert asyncio.run(take()) == {"type": "http.disconnect"}


def test_a_form_that_never_ends_does_not_wait_for_ever() -> None:
    with pytest.raises(BodyRefused) as refused:
        asyncio.run(take_whole(arriving(b"a=", then_silence=True), wait_s=0.01))

    assert refused.value.status == TOO_SLOW


def test_a_body_larger_than_any_form_is_not_gathered() -> None:
    with pytest.raises(BodyRefused) as refused:
        asyncio.run(take_whole(arriving(b"x" * 6, b"y" * 6), limit=10))

    assert refused.value.status == TOO_LARGE


def test_a_refused_body_ends_its_connection() -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(refuse_body(TOO_SLOW, send))

    assert sent[0]["status"] == TOO_SLOW
    assert (b"connection", b"close") in sent[0]["headers"]
    assert b"Send it again" in sent[1]["body"]
