"""Conferences live: positions in, tidings out, beside Django.

A phone that follows for an hour must not hold one of the few threads that make pages, and a
position that comes thirty times a second must not go through Django. Who asks is known by the
signed note that their page set as a cookie; whether the room is still open to them is asked of
the database when they begin to listen, and again every few minutes.

Source: https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

import asyncio
import contextlib
import logging
import re
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final
from urllib.parse import parse_qs
from uuid import UUID

from django.conf import settings
from django.db import OperationalError, close_old_connections
from django.utils import timezone

from readingroom.conference.hub import HUB, Channel, Follower
from readingroom.conference.positions import MOST_BYTES, read_position
from readingroom.conference.seats import COOKIE, DESK_COOKIE, Held, read
from readingroom.conference.services.rooms import touch
from readingroom.kernel.errors import InvalidInput, ReadingRoomError
from readingroom.web.presentation.conference_state import may_listen, tell_if_unknown

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

PATHS: Final = re.compile(r"/conference/([0-9a-f-]{36})/(lead/)?(live|view)")
OWN_HEADER: Final = b"x-readingroom"
"""Scripts of our pages send it; a form of a stranger's page can't."""
_BEAT_S: Final = 10.0
_LONGEST_S: Final = 300.0
_MOST_FOLLOWERS: Final = 1000
_BODY_WAIT_S: Final = 5.0
_TOUCH_EVERY_S: Final = 60.0
_EVENTS: Final = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]
_PLAIN: Final = [(b"cache-control", b"no-store"), (b"content-length", b"0")]
_NO_MORE: Final = 204
"""A browser that is told so does not come back.

Source: the same, section 9.2.1.
"""

log = logging.getLogger(__name__)


class ConferenceStreams:
    """ASGI application that answers ``PATHS`` itself and hands the rest to ``pages``."""

    def __init__(self, pages: Application) -> None:
        self._pages = pages
        self._followers = 0
        self._touched: dict[UUID, float] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        found = PATHS.fullmatch(scope["path"]) if scope["type"] == "http" else None
        if found is None:
            await self._pages(scope, receive, send)
            return
        held = _held(scope, found[1], is_desk=bool(found[2]))
        is_live = found[3] == "live"
        if held is None or scope["method"] != ("GET" if is_live else "POST"):
            await _answer(send, 403)
        elif is_live:
            await self._listen(held, scope, receive, send)
        else:
            await self._move(held, scope, receive, send)

    async def _listen(self, held: Held, scope: Scope, receive: Receive, send: Send) -> None:
        if self._followers >= _MOST_FOLLOWERS:
            await _answer(send, 503)
            return
        HUB.listening(asyncio.get_running_loop())
        status = await asyncio.to_thread(_open_for, held)
        if status:
            await _answer(send, status)
            return
        self._followers += 1
        channel = HUB.channel(held.room)
        follower = channel.join(_last_event_id(scope), is_desk=held.seat is None)
        try:
            await _tell(channel, follower, receive, send)
        finally:
            channel.leave(follower)
            self._followers -= 1

    async def _move(self, held: Held, scope: Scope, receive: Receive, send: Send) -> None:
        """Take a position from whoever has the controls."""
        body = await _body(receive)
        channel = HUB.channel(held.room)
        if not any(name == OWN_HEADER for name, _ in scope["headers"]) or body is None:
            await _answer(send, 403)
            return
        if channel.is_over or channel.leader != (str(held.seat) if held.seat else ""):
            await _answer(send, 409)
            return
        try:
            position = read_position(body)
        except InvalidInput:
            await _answer(send, 422)
            return
        channel.put_view(position)
        channel.wake()
        await _answer(send, _NO_MORE)
        if held.seat is None:
            await self._touch(held.room)

    async def _touch(self, room: UUID) -> None:
        now = time.monotonic()
        if now - self._touched.get(room, -_TOUCH_EVERY_S) < _TOUCH_EVERY_S:
            return
        self._touched = {k: at for k, at in self._touched.items() if now - at < _TOUCH_EVERY_S}
        self._touched[room] = now
        with contextlib.suppress(OperationalError):  # busy: the next minute tells
            await asyncio.to_thread(_touch_now, room)


def _touch_now(room: UUID) -> None:
    try:
        touch(room, timezone.now())
    finally:
        close_old_connections()


def _open_for(held: Held) -> int:
    """0 where they may listen, else the status that says why not."""
    try:
        HUB.claim(settings.READINGROOM_DATA)
        if not may_listen(held, now=timezone.now()):
            return _NO_MORE
        tell_if_unknown(held.room, now=timezone.now())
    except (OperationalError, ReadingRoomError) as error:
        log.warning("a conference can't be followed kind=%s", type(error).__name__)
        return 503
    else:
        return 0
    finally:
        close_old_connections()


def _held(scope: Scope, room: str, *, is_desk: bool) -> Held | None:
    """The genuine note for this room among the cookies."""
    name = DESK_COOKIE if is_desk else COOKIE
    for header, value in scope["headers"]:
        if header != b"cookie":
            continue
        for pair in value.decode("latin-1").split(";"):
            key, _, note = pair.strip().partition("=")
            held = read(note) if key == name else None
            if held and str(held.room) == room and (held.seat is None) == is_desk:
                return held
    return None


def _last_event_id(scope: Scope) -> str:
    """From the header that a browser sends by itself, else from the address."""
    for name, value in scope["headers"]:
        if name == b"last-event-id":
            return str(value[:64].decode("latin-1"))
    query = parse_qs(scope["query_string"][:200].decode("latin-1"))
    return str(query.get("after", [""])[0])


async def _tell(channel: Channel, follower: Follower, receive: Receive, send: Send) -> None:
    """All tidings as they come, a beat where there are none, until one of the two goes."""
    gone = asyncio.ensure_future(_until_gone(receive))
    gone.add_done_callback(lambda _: follower.news.set())
    began = time.monotonic()
    await send({"type": "http.response.start", "status": 200, "headers": _EVENTS})
    text = b"retry: 1000\n\n" + _beat()
    try:
        while not gone.done() and not follower.is_out:
            follower.news.clear()
            text += channel.tidings_for(follower)
            if text:
                await send({"type": "http.response.body", "body": text, "more_body": True})
            if channel.is_over or time.monotonic() - began > _LONGEST_S:
                break
            text = await _wait(follower)
        await send({"type": "http.response.body", "body": b""})
    finally:
        gone.cancel()


async def _wait(follower: Follower) -> bytes:
    """Until there is news; a beat where there is none for long."""
    try:
        await asyncio.wait_for(follower.news.wait(), _BEAT_S)
    except TimeoutError:
        return _beat()
    return b""


def _beat() -> bytes:
    """That the line holds, and what time it is here, in ms."""
    return f"event: beat\ndata: {time.time_ns() // 1_000_000}\n\n".encode()


async def _body(receive: Receive) -> bytes | None:
    """What was posted; None where it is too long, or does not come."""
    body = bytearray()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_BODY_WAIT_S):
            while True:
                message = await receive()
                body += message.get("body", b"")
                if message["type"] != "http.request" or len(body) > MOST_BYTES:
                    return None
                if not message.get("more_body", False):
                    return bytes(body)
    return None


async def _answer(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": _PLAIN})
    await send({"type": "http.response.body", "body": b""})


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
