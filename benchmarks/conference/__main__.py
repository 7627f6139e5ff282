"""How long a scroll takes to two hundred phones, and whether one that was away misses anything.

    python -m benchmarks.conference [--phones 200] [--scrolls 300] [--quick]

The presenter's positions are posted one after the other, as the page posts them; the delay is
from the beginning of the post to the arrival at each phone, by one clock, in one process that
plays all phones on the machine of the server. Then all phones lose their line while the room
changes, and come back with the id of what they heard last. The floor is asyncio alone.
"""

import argparse
import asyncio
import contextlib
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.browser.serving import environment, served

from benchmarks.conference.phones import Phone

HOST = "127.0.0.1"
GOAL_MS = 150
CHANGES = 6
SETTLE_S = 10.0
QUICK_SCROLLS = 60
TOKEN = "c" * 32
MAKE_ROOM = (
    "import sys, django; django.setup(); from benchmarks.conference import room; "
    "room.main(int(sys.argv[1]))"
)


class Presenter:
    """Posts positions over one line that stays open."""

    def __init__(self, port: int, path: str, cookie: str, shown: str) -> None:
        self._port, self._path, self._cookie, self._shown = port, path, cookie, shown
        self._line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def scroll(self, frame: int) -> float:
        """Post one position; returns when it was begun."""
        if self._line is None:
            self._line = await asyncio.open_connection(HOST, self._port)
        reader, writer = self._line
        position = {"shown": self._shown, "series": "s1", "frame": frame, "window": [40.0, 400.0]}
        body = json.dumps(position, separators=(",", ":")).encode()
        head = (
            f"POST {self._path} HTTP/1.1\r\nHost: {HOST}:{self._port}\r\nCookie: {self._cookie}\r\n"
            f"X-ReadingRoom: 1\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        began = time.perf_counter()
        writer.write(head.encode() + body)
        answer = await reader.readuntil(b"\r\n\r\n")
        if b" 204 " not in answer.partition(b"\r\n")[0]:
            raise SystemExit(f"The position was refused: {answer!r}")
        return began


async def scrolls(presenter: Presenter, phones: list[Phone], count: int, every_s: float) -> str:
    """Scroll, and put the delays in words."""
    first = max((max(phone.heard, default=0) for phone in phones), default=0) + 1
    began = {}
    for frame in range(first, first + count):
        began[frame] = await presenter.scroll(frame)
        await asyncio.sleep(every_s)
    await until(lambda: all(first + count - 1 in phone.heard for phone in phones))
    delays = [
        1000 * (phone.heard[frame] - at)
        for phone in phones
        for frame, at in began.items()
        if frame in phone.heard
    ]
    cuts = statistics.quantiles(delays, n=100)
    passed_over = 1 - len(delays) / (len(phones) * count)
    disorder = sum(phone.disorder for phone in phones)
    return (
        f"median {statistics.median(delays):6.1f} ms   p95 {cuts[94]:6.1f} ms   p99 {cuts[98]:6.1f}"
        f" ms   passed over {passed_over:.1%}   out of order {disorder}"
    )


async def until(is_so: Any) -> None:
    """Wait for it, within ``SETTLE_S``."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(SETTLE_S):
            while not is_so():
                await asyncio.sleep(0.02)


async def away_and_back(
    presenter: Presenter, phones: list[Phone], change: Any, frame: int
) -> tuple[int, int]:
    """Cut every line while the room changes; how many phones missed a state, how many the slice."""
    before = [max(phone.versions) for phone in phones]
    await asyncio.gather(*(phone.drop() for phone in phones))
    for number in range(CHANGES):
        await asyncio.to_thread(change, number)
        await presenter.scroll(frame + number)
    await asyncio.gather(*(phone.open() for phone in phones))
    last = frame + CHANGES - 1
    wanted = [list(range(one + 1, one + 1 + CHANGES)) for one in before]
    told = list(zip(phones, wanted, strict=True))
    await until(lambda: all(last in p.heard and p.versions[-CHANGES:] == w for p, w in told))
    missed = sum(p.versions[-CHANGES:] != w for p, w in told)
    return missed, sum(last not in phone.heard for phone in phones)


def changer(url: str, made: dict[str, Any]) -> Any:
    """Locks the room and opens it, through the presenter's own page."""

    def change(number: int) -> None:
        request = urllib.request.Request(  # noqa: S310  # the library's own address
            f"{url}/conference/{made['room']}/lead/do/",
            data=f"do={'unlock' if number % 2 else 'lock'}".encode(),
            headers={"Cookie": made["session"], "X-CSRFToken": TOKEN},
        )
        opener = urllib.request.build_opener(_Stay())
        with contextlib.suppress(urllib.error.HTTPError):  # 303: it is done
            opener.open(request, timeout=60).close()

    return change


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


async def measure_room(url: str, made: dict[str, Any], count: int, every_s: float) -> None:
    """The library's own figures."""
    port, base = int(url.rpartition(":")[2]), f"/conference/{made['room']}/"
    phones = [Phone(HOST, port, f"{base}live", cookie) for cookie in made["phones"]]
    await asyncio.gather(*(phone.open() for phone in phones))
    await until(lambda: all(phone.versions for phone in phones))
    presenter = Presenter(port, f"{base}lead/view", made["desk"], made["shown"])
    print(f"Reading Room   {await scrolls(presenter, phones, count, every_s)}", flush=True)
    states, slices = await away_and_back(presenter, phones, changer(url, made), count + 1)
    print(
        f"away and back  {len(phones)} phones, {CHANGES} changes and positions meanwhile: "
        f"{states} missed a change, {slices} missed the last position",
        flush=True,
    )
    await asyncio.gather(*(phone.drop() for phone in phones))


async def measure_floor(phones: int, count: int, every_s: float) -> None:
    """The same with asyncio alone."""
    with _floor() as port:
        await answering(port)
        lines = [Phone(HOST, port, "/") for _ in range(phones)]
        await asyncio.gather(*(phone.open() for phone in lines))
        presenter = Presenter(port, "/", "", "1-0")
        print(f"bare asyncio   {await scrolls(presenter, lines, count, every_s)}", flush=True)
        await asyncio.gather(*(phone.drop() for phone in lines))


async def answering(port: int) -> None:
    """Wait until something listens there."""
    async with asyncio.timeout(6 * SETTLE_S):
        while True:
            with contextlib.suppress(OSError):
                (await asyncio.open_connection(HOST, port))[1].close()
                return
            await asyncio.sleep(0.1)


@contextlib.contextmanager
def _floor() -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = int(probe.getsockname()[1])
    words = [sys.executable, "-m", "benchmarks.conference.floor", str(port)]
    server = subprocess.Popen(words)
    try:
        yield port
    finally:
        server.terminate()
        server.wait(10)


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--phones", type=int, default=200)
    parser.add_argument("--scrolls", type=int, default=300)
    parser.add_argument("--every-ms", type=float, default=50)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_SCROLLS} scrolls")
    chosen = parser.parse_args()
    count = QUICK_SCROLLS if chosen.quick else chosen.scrolls
    print(f"{chosen.phones} phones, {count} scrolls, load {os.getloadavg()[0]:.1f}", flush=True)
    every_s = chosen.every_ms / 1000
    asyncio.run(measure_floor(chosen.phones, count, every_s))
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        data = Path(folder) / "data"
        told = subprocess.run(
            [sys.executable, "-c", MAKE_ROOM, str(chosen.phones)],
            env={**environment(data), "DJANGO_SETTINGS_MODULE": "readingroom.config.settings"},
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        with served(data) as library:
            asyncio.run(measure_room(library.url, json.loads(told.stdout), count, every_s))
    print(f"the goal is a median below {GOAL_MS} ms; load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
