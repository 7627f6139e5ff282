"""Server, network and tab end at twenty moments of one way of writing, and no letter is lost."""

import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Locator, Page, Route, expect

from tests.browser.library import demo_data
from tests.browser.serving import LiveLibrary, answers, environment, free_port

__all__ = ["demo_data"]
# A busy machine starts a server in a minute, and here it is started three times.
pytestmark = [pytest.mark.browser, pytest.mark.timeout(1500)]

SEED = 20
KINDS: Final = ("server",) * 2 + ("network",) * 7 + ("answer",) * 7 + ("tab",) * 4
FIELDS: Final = (
    "title", "unknown_title", "presentation", "history", "basis", "notice", "caption", "limits",
    "findings", "stem",
)  # fmt: skip
WORDS: Final = (
    "Oedema and enhancement", "two neighbouring bodies", "no collection",
    "the cord is displaced", "calibre is normal",
)  # fmt: skip
PATIENCE_MS = 90_000


class Server:
    """A library whose processes can be killed at once, and started again at the same address."""

    def __init__(self, data: Path) -> None:
        self.port = str(free_port())
        self.library = LiveLibrary(f"http://127.0.0.1:{self.port}", data)
        self._running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._running = subprocess.Popen(
            [sys.executable, "-m", "readingroom", "serve"],
            env=environment(self.library.data, self.port),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        assert answers(self.library.url, self._running), "the server did not start again"

    def kill(self) -> None:
        """All of its processes at once, with no time to finish anything."""
        if self._running is not None:
            os.killpg(self._running.pid, signal.SIGKILL)
            self._running.wait()
            self._running = None


@dataclass
class Writer:
    """Someone who writes on, whatever ends."""

    server: Server
    context: BrowserContext
    page: Page
    chance: random.Random
    told: dict[str, str] = field(default_factory=dict)

    def box(self, name: str) -> Locator:
        return self.page.locator(f'main [data-field="{name}"]').first

    def type(self, name: str, words: str) -> None:
        box = self.box(name)
        box.focus()
        box.press("Control+End")
        self.page.keyboard.type(words)
        self.told[name] += words

    def wait(self) -> None:
        self.page.wait_for_timeout(self.chance.randrange(0, 900))

    def open(self, url: str) -> None:
        self.page = self.context.new_page()
        self.page.goto(url)
        self.page.wait_for_selector('main[data-island-state="ready"]', timeout=PATIENCE_MS)


@pytest.fixture
def server(demo_data: Path, tmp_path: Path) -> Iterator[Server]:  # the fixture
    own = Server(shutil.copytree(demo_data, tmp_path / "data"))
    own.start()
    yield own
    own.kill()


def test_no_letter_is_lost_at_any_of_twenty_moments(
    server: Server, chromium: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    context = signed_in(server, chromium)
    page = context.new_page()
    page.goto(server.library.url)
    case = page.locator('main a[href*="/cases/"]').first.get_attribute("href")
    url = f"{server.library.url}{case}edit/"
    chance = random.Random(SEED)  # noqa: S311  # a seed, no secret
    writer = Writer(server, context, page, chance)
    writer.open(url)
    writer.told = {name: writer.box(name).input_value() for name in FIELDS}

    hits = [strike(writer, kind) for kind in chance.sample(KINDS, len(KINDS))]

    with capsys.disabled():
        sys.stdout.write("\nkilled: " + "; ".join(hits) + "\n")
    expect(writer.page.locator("[data-save-state]")).to_have_attribute(
        "data-phase", "saved", timeout=PATIENCE_MS
    )
    elsewhere = signed_in(server, chromium)  # what only a device knows is not there
    reader = Writer(server, elsewhere, page, chance)
    reader.open(url)
    assert {name: reader.box(name).input_value() for name in FIELDS} == writer.told
    context.close()
    elsewhere.close()


def signed_in(server: Server, chromium: Browser) -> BrowserContext:
    context = chromium.new_context(viewport={"width": 800, "height": 600})
    context.route("**/dicomweb/**", lambda route: route.abort())  # words are what this is about
    page = context.new_page()
    page.goto(server.library.run("sign-in-link").stdout.strip())
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{server.library.url}/")
    page.close()
    return context


def strike(writer: Writer, kind: str) -> str:
    """Write in a field, end something on the way, write on; says where that was."""
    name = writer.chance.choice(FIELDS)
    words = f" {writer.chance.choice(WORDS)}"
    cut = writer.chance.randrange(1, len(words))
    writer.type(name, words[:cut])
    writer.wait()
    phase = writer.page.locator("[data-save-state]").get_attribute("data-phase")
    STRIKES[kind](writer, name, words[cut:])
    assert writer.box(name).input_value() == writer.told[name], (kind, name)
    return f"{kind} in {name} after {cut} letters, {phase}"


def end_server(writer: Writer, name: str, rest: str) -> None:
    writer.server.kill()
    writer.type(name, rest)
    writer.wait()
    writer.server.start()


def cut_network(writer: Writer, name: str, rest: str) -> None:
    writer.context.set_offline(offline=True)
    writer.type(name, rest)
    writer.wait()
    writer.context.set_offline(offline=False)


def lose_answer(writer: Writer, name: str, rest: str) -> None:
    """The server takes what is sent, and the page never hears of it."""

    def lose(route: Route) -> None:
        with suppress(Error):  # it was under way when something else ended
            route.fetch()
        route.abort()

    writer.page.route("**/edit/copy/", lose, times=1)
    writer.type(name, rest)
    writer.wait()


def close_tab(writer: Writer, name: str, rest: str) -> None:
    url = writer.page.url
    writer.context.set_offline(offline=writer.chance.random() < 1 / 2)
    half = len(rest) // 2
    writer.type(name, rest[:half])
    writer.page.close(run_before_unload=False)
    writer.context.set_offline(offline=False)
    writer.open(url)
    assert writer.box(name).input_value() == writer.told[name]
    writer.type(name, rest[half:])


STRIKES: Final = {
    "server": end_server, "network": cut_network, "answer": lose_answer, "tab": close_tab,
}  # fmt: skip
