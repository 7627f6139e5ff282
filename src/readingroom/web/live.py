"""Progress of what was received, pushed to open pages: server-sent events beside Django.

A page that is watched for minutes must not hold one of the few threads that make pages. Here each
watcher waits on the event loop, and a thread is taken once a second for one short question to the
database. A page brings a short token of its own; the pages know who is signed in, this does not.

Source: https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

import asyncio
import contextlib
import json
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final
from urllib.parse import parse_qs
from uuid import UUID

from django.core import signing
from django.db import OperationalError, close_old_connections

from readingroom.accounts.models import Person
from readingroom.archive.models import Submission
from readingroom.archive.states import SubmissionState
from readingroom.cases.selectors.received import outcome_letters, progress_of, share_done, totals_of
from readingroom.web.presentation.received import state_words, version_of

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

PATH: Final = "/received/live"
TOKEN_LIFETIME_S: Final = 3600
_SALT: Final = "received-live"
_EVERY_S: Final = 1.0
_HEARTBEAT_S: Final = 15.0
_LONGEST_S: Final = 600.0
_MOST_WATCHERS: Final = 100
_HEADERS: Final = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


def live_address(person: Person, submission: Submission | None = None) -> str:
    """Where a page of ``person`` listens: to all they may see, or to one submission."""
    told = {"person": str(person.key), "submission": str(submission.key) if submission else ""}
    return f"{PATH}?token={signing.dumps(told, salt=_SALT)}"


def told_now(person_key: str, submission_key: str) -> str | None:
    """What a watcher is told at this moment, as JSON; ``None`` once they may see nothing."""
    try:
        person = Person.objects.filter(key=person_key, is_active=True).first()
        if person is None:
            return None
        keys = [UUID(submission_key)] if submission_key else None
        rows = [_told(row, with_letters=keys is not None) for row in progress_of(person, keys)]
        return json.dumps(rows, separators=(",", ":"))
    finally:
        close_old_connections()


def _told(submission: Submission, *, with_letters: bool) -> dict[str, Any]:
    totals = totals_of(submission)
    told: dict[str, Any] = {
        "key": str(submission.key),
        "state": submission.state,
        "stage": submission.stage,
        "arrived": submission.arrived_count,
        "files": submission.file_count,
        "done": submission.done_count,
        "totals": totals,
        "share": round(_share(submission), 3),
        "words": state_words(submission, totals),
        "version": version_of(submission.state, totals),
    }
    if with_letters:
        told["letters"] = outcome_letters(submission)
    return told


def _share(submission: Submission) -> float:
    if submission.state == SubmissionState.RECEIVING and submission.expected_bytes:
        return min(1.0, submission.arrived_bytes / submission.expected_bytes)
    return share_done(submission)


class LiveProgress:
    """ASGI application that answers ``PATH`` itself and hands the rest to ``pages``."""

    def __init__(self, pages: Application) -> None:
        self._pages = pages
        self._watchers = 0

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["path"] != PATH:
            await self._pages(scope, receive, send)
            return
        watched = _watched(scope)
        if scope["method"] != "GET" or watched is None:
            await _refuse(send, 403)
        elif self._watchers >= _MOST_WATCHERS:
            await _refuse(send, 503)
        else:
            self._watchers += 1
            try:
                await _tell(*watched, receive, send)
            finally:
                self._watchers -= 1


def _watched(scope: MutableMapping[str, Any]) -> tuple[str, str] | None:
    """Keys of the person and the submission, from the token; ``None`` where it is not ours."""
    query = parse_qs(scope["query_string"].decode("latin-1"))
    try:
        told = signing.loads(query["token"][0], salt=_SALT, max_age=TOKEN_LIFETIME_S)
        return str(told["person"]), str(told["submission"])
    except (signing.BadSignature, KeyError):
        return None


async def _refuse(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": _HEADERS[1:]})
    await send({"type": "http.response.body", "body": b""})


async def _tell(person: str, submission: str, receive: Receive, send: Send) -> None:
    gone = asyncio.ensure_future(_until_gone(receive))
    await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
    started, last, last_at = time.monotonic(), "", 0.0
    try:
        while not gone.done() and time.monotonic() - started < _LONGEST_S:
            said: str | None = last
            with contextlib.suppress(OperationalError):  # busy: the next second tells
                said = await asyncio.to_thread(told_now, person, submission)
            if said is None:
                break
            if said != last:
                last, last_at = said, time.monotonic()
                await _send_more(send, f"data: {said}\n\n")
            elif time.monotonic() - last_at > _HEARTBEAT_S:
                last_at = time.monotonic()
                await _send_more(send, ": still here\n\n")
            await asyncio.wait([gone], timeout=_EVERY_S)
        await send({"type": "http.response.body", "body": b""})
    finally:
        gone.cancel()


async def _send_more(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
