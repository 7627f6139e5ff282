"""The fast way beside Django: who is let in, who may move the slices, what comes back."""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from readingroom.conference.hub import Hub
from readingroom.conference.models import Room
from readingroom.web import conference_stream
from readingroom.web.conference_stream import ConferenceStreams
from tests.factories.conference import Desk, Phone
from tests.factories.people import ben
from tests.factories.unknown import marked_case

POSITION = {"shown": "1-0", "series": "s1", "frame": 3, "window": None, "gaze": None}
Answer = tuple[int, bytes]


class Line:
    """One request to the streams."""

    def __init__(self, path: str, cookies: str, *, method: str = "GET", **extra: Any) -> None:
        headers = [(b"cookie", cookies.encode()), *extra.get("headers", [])]
        self.scope = {
            "type": "http", "method": method, "path": path, "headers": headers,
            "query_string": extra.get("query", b""),
        }  # fmt: skip
        self.body: bytes = extra.get("body", b"")
        self.sent: list[Any] = []
        self.gone = asyncio.Event()
        self._asked = False

    async def receive(self) -> Any:
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": self.body}
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        self.sent.append(message)

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])

    @property
    def told(self) -> str:
        return b"".join(m.get("body", b"") for m in self.sent[1:]).decode()

    async def until(self, words: str) -> None:
        async with asyncio.timeout(30):
            while words not in self.told:
                await asyncio.sleep(0.01)

    async def ended(self) -> None:
        async with asyncio.timeout(30):
            while self.sent[-1] != {"type": "http.response.body", "body": b""}:
                await asyncio.sleep(0.01)


async def nowhere(*_: object) -> None:
    raise AssertionError("this is not for the pages")


@pytest.fixture
def streams(file_database: Path, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> ConferenceStreams:
    monkeypatch.setattr(conference_stream, "HUB", hub)
    return ConferenceStreams(nowhere)


@pytest.fixture(autouse=True)
def closed() -> Any:
    yield
    connections.close_all()


def cookies(someone: Desk | Phone, path: str) -> str:
    jar = someone.client.cookies
    return "; ".join(f"{m.key}={m.value}" for m in jar.values() if path.startswith(m["path"]))


def line(someone: Desk | Phone, name: str, **extra: Any) -> Line:
    path = f"{someone.path}{name}"
    return Line(path, cookies(someone, path), **extra)


def move(someone: Desk | Phone, frame: int = 3, **changed: Any) -> Line:
    body = json.dumps({**POSITION, "frame": frame}).encode()
    extra: dict[str, Any] = {"body": body, "headers": [(b"x-readingroom", b"1")], **changed}
    return line(someone, "view", method="POST", **extra)


async def answered(streams: ConferenceStreams, one: Line) -> int:
    await streams(one.scope, one.receive, one.send)
    return one.status


@contextlib.asynccontextmanager
async def open_line(streams: ConferenceStreams, one: Line) -> Any:
    running = asyncio.ensure_future(streams(one.scope, one.receive, one.send))
    yield one
    one.gone.set()
    await asyncio.wait_for(running, 30)


def room_with(*people: Any) -> tuple[Desk, list[Phone]]:
    desk = Desk(marked_case()[0])
    desk.look()
    phones = [Phone(desk.room, person) for person in people]
    for phone in phones:
        phone.join()
    return desk, phones


def run(work: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(work(), 60))  # type: ignore[arg-type]  # each is a coroutine


def test_phones_are_told_where_the_presenter_scrolls_and_what_they_missed(
    streams: ConferenceStreams,
) -> None:
    desk, (phone,) = room_with(None)

    async def work() -> None:
        async with open_line(streams, line(phone, "live")) as first:
            await first.until("event: state")
            assert await answered(streams, move(desk, 5)) == 204
            await first.until('"frame":5')
        at = first.told.rpartition("id: ")[2].partition("\n")[0]
        await asyncio.to_thread(desk.do, "lock")
        await answered(streams, move(desk, 9))
        header = {"headers": [(b"last-event-id", at.encode())]}
        async with open_line(streams, line(phone, "live", **header)) as again:
            await again.until('"frame":9')
        assert again.told.count("event: state") == 1
        assert '"frame":5' not in again.told
        async with open_line(streams, line(phone, "live")) as out:
            await out.until("event: state")
            await asyncio.to_thread(desk.do, "clear")
            await out.ended()
        assert await answered(streams, line(phone, "live")) == 204

    run(work)


def test_only_who_has_the_controls_moves_the_slices(streams: ConferenceStreams) -> None:
    desk, (phone, other) = room_with(None, None)

    async def work() -> None:
        async with open_line(streams, line(phone, "live")) as one:
            await one.until("event: state")
            assert await answered(streams, move(phone)) == 409
            phone.hand(name="Ben")
            desk.do("give", seat=desk.room.seats.order_by("pk")[0].key)
            assert await answered(streams, move(phone)) == 204
            assert await answered(streams, move(other)) == 409
            assert await answered(streams, move(desk)) == 409
            desk.do("take")
            assert await answered(streams, move(phone)) == 409
            assert await answered(streams, move(desk)) == 204

    async def threaded() -> None:
        await work()

    run(threaded)


def test_garbage_strangers_and_forms_of_other_pages_are_refused(
    streams: ConferenceStreams,
) -> None:
    desk, (phone,) = room_with(None)
    other = Phone(desk.room)

    async def work() -> None:
        assert await answered(streams, line(other, "live")) == 403
        assert await answered(streams, Line(f"{phone.path}live", "readingroom_seat=x")) == 403
        assert await answered(streams, Line(f"{desk.path}live", cookies(phone, phone.path))) == 403
        assert await answered(streams, move(desk, headers=[])) == 403
        assert await answered(streams, move(desk, body=b"{")) == 422
        assert await answered(streams, move(desk, body=b" " * 9999)) == 403
        assert await answered(streams, line(desk, "view")) == 403

    run(work)


@pytest.mark.parametrize("dead", ["ended", "silent", "deactivated"])
def test_a_dead_room_tells_browsers_not_to_come_back(streams: ConferenceStreams, dead: str) -> None:
    desk, (phone,) = room_with(None)
    live, lead = line(phone, "live"), line(desk, "live")
    if dead == "ended":
        desk.do("end", keep="1")
    elif dead == "silent":
        Room.objects.update(heard_at=timezone.now() - timedelta(days=1))
    else:
        presenter = Room.objects.get().presenter
        presenter.is_active = False
        presenter.save()

    async def work() -> None:
        assert await answered(streams, lead) == 204
        assert await answered(streams, live) == (200 if dead == "deactivated" else 204) or live.told

    if dead == "deactivated":
        live.gone.set()
    run(work)


def test_after_a_start_of_the_server_a_room_comes_back(
    streams: ConferenceStreams, monkeypatch: pytest.MonkeyPatch, hub: Hub
) -> None:
    desk, (phone,) = room_with(ben())
    desk.do("lock")
    fresh = Hub()
    hub.close()
    from readingroom.web.presentation import conference_state  # noqa: PLC0415  # patched here

    for module in (conference_stream, conference_state):
        monkeypatch.setattr(module, "HUB", fresh)

    async def work() -> None:
        header = {"headers": [(b"last-event-id", b"abcd-77")]}
        async with open_line(streams, line(phone, "live", **header)) as one:
            await one.until('"version":2')

    run(work)
    fresh.close()


def test_another_process_that_holds_the_rooms_is_named_in_the_refusal(
    streams: ConferenceStreams, hub: Hub, settings: Any
) -> None:
    desk, (phone,) = room_with(None)
    hub.close()
    other = Hub()
    other.claim(settings.READINGROOM_DATA)

    assert desk.look().status_code == 503
    assert phone.look().status_code == 503

    async def work() -> None:
        assert await answered(streams, line(phone, "live")) == 503

    run(work)
    other.close()
