"""STOW-RS: studies come in over the web, streamed to disk, durable before the answer.

Source: PS3.18 section 10.5.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

from django.db import Error as DatabaseError
from django.db import connections, transaction

from readingroom.accounts.actor import may_contribute
from readingroom.accounts.models import Person, Scope
from readingroom.accounts.services.api_tokens import bearer_of
from readingroom.archive.drafts import OutOfRoom, Spool
from readingroom.archive.jobs import advance_submission
from readingroom.archive.services.intake import Recipient
from readingroom.archive.services.quota import OverQuota, check_room, room_left
from readingroom.dicomweb.addresses import STORE
from readingroom.dicomweb.answers import GUARDS, Answer, refusal
from readingroom.dicomweb.multipart import media_type
from readingroom.dicomweb.reception import (
    OUT_OF_RESOURCES,
    Bounds,
    Reception,
    TooMany,
)
from readingroom.dicomweb.stow_answers import choose_type, write_answer
from readingroom.infra.jobs import enqueue_after_commit
from readingroom.kernel.errors import InvalidInput, NotPermitted

logger = logging.getLogger(__name__)

_MIB, _GIB = 1024**2, 1024**3
_STEP_BYTES: Final = _MIB  # what is handed to a thread at one time
_AT_ONCE: Final = 8
_RETRY_AFTER_S: Final = "30"
_RECEIVED: Final = (
    '299 readingroom "Received and safe. Identity is removed before it is filed, so that UIDs '
    'will be new ones."'
)
_NO_ROOM: Final = (
    "The library has no room for this now. Nothing of it was kept; send it again later."
)

Message = dict[str, Any]
Result = TypeVar("Result")


class NotSignedIn(NotPermitted):
    """No token, or one that opens nothing."""

    code = "not_signed_in"


class WrongKind(InvalidInput):
    """A body in a form that is not taken here."""

    code = "wrong_kind"


class NotAcceptable(InvalidInput):
    """An answer is wanted in a form that is not given here."""

    code = "not_acceptable"


class Gone(Exception):
    """The sender left, or fell silent."""


_STATUS_OF: Final[dict[type[Exception], int]] = {
    NotPermitted: 403,
    NotAcceptable: 406,
    WrongKind: 415,
    OverQuota: 507,
    TooMany: 413,
}


@dataclass(frozen=True)
class StoreLimits:
    """What one request may take.

    Attributes:
        instance_bytes: of one instance.
        free_bytes: what must stay free on the disk.
        idle_s: without a byte.
    """

    instance_bytes: int = 1024 * _MIB
    free_bytes: int = _GIB
    idle_s: float = 60.0


class StoreFront:
    """ASGI application that answers ``POST /dicomweb/studies[/{study}]``.

    Args:
        data: the data folder.
        secret: what files are digested with.
        limits: what one request may take.
    """

    def __init__(self, data: Path, *, secret: bytes, limits: StoreLimits | None = None) -> None:
        self._limits = limits or StoreLimits()
        self._spool = Spool(data, secret, least_free_bytes=self._limits.free_bytes)
        self._threads = ThreadPoolExecutor(_AT_ONCE // 2, thread_name_prefix="stow")
        self._at_work = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request."""
        if self._at_work >= _AT_ONCE:
            answer = _busy("Too many are sending at this moment. Try again later.")
        else:
            self._at_work += 1
            try:
                answer = await self._answer(scope, receive)
            except Gone:
                answer = refusal(408, "Nothing came any more. Nothing was kept; send it again.")
            finally:
                self._at_work -= 1
        await _send(answer, send)

    async def _answer(self, scope: Any, receive: Any) -> Answer:
        headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}
        try:
            person = await self._run(partial(_person, headers))
            boundary, kind = _boundary(headers), _answer_kind(headers)
            room_bytes = await self._run(partial(self._room, person, headers))
            found = STORE.fullmatch(scope["path"])
            reception = Reception(
                self._spool,
                Recipient.of_person(person),
                boundary=boundary,
                study=(found["study"] or "") if found else "",
                bounds=Bounds(self._limits.instance_bytes, room_bytes),
                clock=lambda: datetime.now(UTC),
            )
            return await self._receive(reception, receive, kind)
        except (NotPermitted, InvalidInput) as error:
            return _refused(error)
        except (OutOfRoom, DatabaseError) as error:
            logger.warning("a store request failed: %s", type(error).__name__)
            return _busy(_NO_ROOM)

    async def _receive(self, reception: Reception, receive: Any, kind: str) -> Answer:
        try:
            async for piece in _pieces(receive, self._limits.idle_s):
                await self._run(partial(reception.feed, piece))
            await self._run(partial(_finish, reception))
        except BaseException:
            await self._run(reception.abandon)
            raise
        return _outcome(reception, kind)

    def _room(self, person: Person, headers: dict[str, str]) -> int | None:
        """How much this person may send; refused here where they state that it is more."""
        stated = headers.get("content-length", "")
        size = int(stated) if stated.isascii() and stated.isdigit() else 0
        if not self._spool.has_room(size):
            raise OutOfRoom(detail="stated")
        check_room(person, size)
        return room_left(person, person.institution)

    def _run(self, work: Callable[[], Result]) -> Awaitable[Result]:
        return asyncio.get_running_loop().run_in_executor(self._threads, _tidily, work)


def _tidily(work: Callable[[], Result]) -> Result:
    try:
        return work()
    finally:
        connections.close_all()


def _finish(reception: Reception) -> None:
    key = reception.finish()
    if key is not None:
        # A message that the database won't take is not needed: a sweep finds the submission.
        try:
            with transaction.atomic():
                enqueue_after_commit(advance_submission, submission_key=key)
        except DatabaseError as error:
            logger.warning("a submission waits for the sweep: %s", type(error).__name__)


def _person(headers: dict[str, str]) -> Person:
    scheme, _, token = headers.get("authorization", "").partition(" ")
    now = datetime.now(UTC)
    bearer = bearer_of(token.strip(), now=now) if scheme.lower() == "bearer" else None
    if bearer is None:
        raise NotSignedIn(
            "Send a token with “Authorization: Bearer …”. Make one on your profile, or have the "
            "administrator make one with `readingroom token add`."
        )
    if not bearer.may(Scope.SEND_IMAGES):
        raise NotPermitted("This token was not made for sending studies in. Make one that is.")
    if not may_contribute(bearer.person):
        raise NotPermitted("Learners read cases. Ask your administrator for the contributor role.")
    return bearer.person


def _boundary(headers: dict[str, str]) -> str:
    kind, parameters = media_type(headers.get("content-type", ""))
    inner = media_type(parameters.get("type", "application/dicom"))[0]
    if kind != "multipart/related" or inner != "application/dicom":
        raise WrongKind('Send multipart/related; type="application/dicom" with a boundary.')
    return parameters.get("boundary", "")


def _answer_kind(headers: dict[str, str]) -> str:
    kind = choose_type(headers.get("accept", ""))
    if kind is None:
        raise NotAcceptable(
            "The answer is given as application/dicom+json or application/dicom+xml. Accept one of "
            "them."
        )
    return kind


async def _pieces(receive: Any, idle_s: float) -> Any:
    """The body in pieces of about 1 MiB."""
    held, size = [], 0
    while True:
        try:
            async with asyncio.timeout(idle_s):  # no task for each of thousands of messages
                message: Message = await receive()
        except TimeoutError:
            raise Gone from None
        if message["type"] != "http.request":
            raise Gone
        body = message.get("body", b"")
        held.append(body)
        size += len(body)
        is_last = not message.get("more_body", False)
        if size >= _STEP_BYTES or is_last:
            yield b"".join(held)
            held, size = [], 0
        if is_last:
            return


def _outcome(reception: Reception, kind: str) -> Answer:
    """200 where all is stored, 202 where some is, 409 or 503 where nothing is (table 10.5.3-1)."""
    failures = [outcome.failure for outcome in reception.outcomes if outcome.failure]
    if not reception.outcomes:
        return refusal(400, "There was nothing in what was sent.")
    if len(failures) < len(reception.outcomes):
        status = 202 if failures else 200
    else:
        status = 503 if set(failures) == {OUT_OF_RESOURCES} else 409
    headers = {"content-type": kind, "cache-control": "no-store", **GUARDS}
    if status in {200, 202}:
        headers["warning"] = _RECEIVED
    if status == 503:  # noqa: PLR2004  # the HTTP status
        headers["retry-after"] = _RETRY_AFTER_S
    return Answer(status, write_answer(reception.outcomes, kind), headers)


def _refused(error: NotPermitted | InvalidInput) -> Answer:
    if isinstance(error, NotSignedIn):
        return refusal(401, error.message, **{"www-authenticate": 'Bearer realm="studies"'})
    return refusal(_STATUS_OF.get(type(error), 400), error.message)


def _busy(words: str) -> Answer:
    return refusal(503, words, **{"retry-after": _RETRY_AFTER_S})


async def _send(answer: Answer, send: Any) -> None:
    headers = [(name.encode(), value.encode("latin-1")) for name, value in answer.headers.items()]
    headers.append((b"content-length", str(len(answer.body)).encode()))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
