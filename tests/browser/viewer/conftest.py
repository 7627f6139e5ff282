"""The harness: a page of the viewer alone, on a server of its own."""

import base64
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page

from tests.browser.conftest import AS_WITH_A_CARD
from tests.browser.viewer.server import BUILT, State, serve

VIEWER = "document.querySelector('.film').readingroomViewer"
SETTLED = f"""() => {{ const viewer = {VIEWER};
  const onScreen = (one) => one.canvas.parentElement.offsetWidth > 0;
  return viewer && viewer.all().filter(onScreen).every((one) => one.settled); }}"""

# What is shown. Bulk goes as text, values as base64 and the canvas as PNG, which loses nothing:
# lists of a million numbers would take a browser's driver minutes.
LOOK = f"""() => {{ const one = {VIEWER}.shown(); const bytes = one.storedValues
    ? new Uint8Array(one.storedValues.buffer) : new Uint8Array(0);
  let text = ''; bytes.forEach((byte) => {{ text += String.fromCharCode(byte); }});
  return {{ series: one.seriesId, frame: one.frame, rows: one.rows, columns: one.columns,
    window: one.window, placement: one.placement, settled: one.settled,
    type: one.storedValues && one.storedValues.constructor.name, values: btoa(text),
    width: one.canvas.width, height: one.canvas.height, pixels: one.canvas.toDataURL() }}; }}"""
TWO_SCREENS = "() => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))"


@dataclass
class Film:
    """The film of one page, as a test looks at it."""

    page: Page
    state: State
    complaints: list[str]

    def settle(self) -> None:
        """Wait until every viewport shows, at full depth, the slice it was asked for."""
        self.page.wait_for_function(SETTLED, polling=100)

    def look(self) -> dict[str, Any]:
        self.settle()
        self.page.evaluate(TWO_SCREENS)  # what was asked for last has then been drawn
        shown: dict[str, Any] = self.page.evaluate(LOOK)
        picture = base64.b64decode(shown["pixels"].partition(",")[2])
        shown["pixels"] = np.asarray(Image.open(io.BytesIO(picture)).convert("RGBA"))
        dtype = shown["type"].removesuffix("Array").lower()
        shown["values"] = np.frombuffer(base64.b64decode(shown["values"]), dtype)
        return shown

    def frame(self) -> int:
        self.settle()
        number: int = self.page.evaluate(f"() => {VIEWER}.shown().frame")
        return number

    def wait_for_slice(self, number: int) -> None:
        self.page.wait_for_function(f"(n) => {VIEWER}.shown().frame === n", arg=number, polling=100)

    def text(self, selector: str) -> str:
        return self.page.locator(f".view.active {selector}").inner_text()

    def press(self, *keys: str) -> None:
        self.page.locator(".view.active").focus()
        for key in keys:
            self.page.keyboard.press(key)


@pytest.fixture
def state() -> Iterator[State]:
    if not (BUILT / ".vite/manifest.json").exists():
        pytest.fail("The viewer is not built. Run: make front")
    made = State()
    yield made
    made.gate.set()


@pytest.fixture
def address(state: State) -> Iterator[str]:
    server = serve(state)
    yield f"http://127.0.0.1:{server.server_port}/"
    state.gate.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def open_film(page: Page, state: State, address: str) -> Iterator[Callable[..., Film]]:
    """Open the harness page, as with a graphics card or without.

    Afterwards nothing may have been complained about in the console.
    """
    # Drawing in software on a busy machine can take many seconds for what a screen does in one.
    page.set_default_timeout(90_000)
    film = Film(page, state, [])
    page.on("pageerror", lambda error: film.complaints.append(str(error)))
    page.on(
        "console",
        lambda message: film.complaints.append(message.text) if message.type == "error" else None,
    )

    def open_it(query: str, *, card: bool = True) -> Film:
        if card:
            page.add_init_script(AS_WITH_A_CARD)
        page.goto(f"{address}?{query}")
        page.wait_for_selector('[data-island-state="ready"]')
        return film

    yield open_it
    unexpected = [text for text in film.complaints if "Failed to load resource" not in text]
    assert unexpected == []
