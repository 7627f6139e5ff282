"""A library of every real series, and a film that shows one after another."""

import base64
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser.conftest import AS_WITH_A_CARD
from tests.browser.equality.reference import Array
from tests.browser.serving import LiveLibrary, environment, run_command, served

ROOT = Path(__file__).resolve().parents[3]
# A file that was released may be held again for what is only seen later.
DECISIONS = 4

VIEWER = "document.querySelector('.film').readingroomViewer"
GO = "(to) => document.querySelector(`a[data-series='${to.id}'][data-frame='${to.slice}']`).click()"
ARRIVED = f"""(to) => {{ const one = {VIEWER}.shown();
  return one.seriesId === to.id && one.frame === to.slice && one.settled; }}"""
# Bulk goes as base64 and the canvas as PNG, which loses nothing.
LOOK = f"""async () => {{
  await new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));
  const one = {VIEWER}.shown();
  const values = await new Promise((done) => {{ const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.readAsDataURL(new Blob([one.storedValues])); }});
  return {{ type: one.storedValues.constructor.name, values, window: one.window,
    rows: one.rows, columns: one.columns, placement: one.placement,
    pixels: one.canvas.toDataURL() }}; }}"""


@dataclass
class Stock:
    """The served library, and what is in it.

    Attributes:
        case: the key of the case that shows every stack.
        stacks: as in ``stacks.json``, each with its ``id`` in the case.
        sources: the original file of each instance, by the UID it is filed under.
        filed: every file that is in the library, or was there already.
    """

    library: LiveLibrary
    case: str
    stacks: list[dict[str, Any]]
    sources: dict[str, Path]
    filed: set[Path]


@pytest.fixture(scope="module")
def stock(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stock]:
    """Every real series, taken in as someone at a terminal would, what is held released."""
    data = tmp_path_factory.mktemp("equality") / "data"
    folder = shared / "data" / "real"
    said = run_command("ingest", str(folder), data=data)
    assert "That is all of them." in said.stdout, said.stderr
    for _ in range(DECISIONS):
        released = run_command("held", "release", "all", data=data)
        assert released.returncode == 0, released.stderr
        if "held again" not in released.stdout:
            break
    assert "Nothing is held." in run_command("held", "list", data=data).stdout
    told = stocked(data, folder)
    with served(data) as library:
        files = {Path(path): uid for path, uid in told["files"].items()}
        sources = {uid: path for path, uid in reversed(files.items())}
        yield Stock(library, told["case"], told["stacks"], sources, set(files))


def stocked(data: Path, folder: Path) -> dict[str, Any]:
    settings = {"DJANGO_SETTINGS_MODULE": "readingroom.config.settings"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.browser.equality.stock", str(folder)],
        env=environment(data) | settings,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@dataclass
class Seen:
    """What a viewport holds and paints."""

    values: Array
    window: tuple[float, float] | None
    rows: int
    columns: int
    placement: dict[str, float]
    pixels: Array


@dataclass
class Film:
    """The film of the case of everything."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def show(self, stack: str, slice_number: int) -> Seen:
        """Follow the text's link to a slice, as a reader does, and look at it at full depth."""
        to = {"id": stack, "slice": slice_number}
        self.page.evaluate(GO, to)
        self.page.wait_for_function(ARRIVED, arg=to)
        look = self.page.evaluate(LOOK)
        window = look["window"] and (look["window"]["center"], look["window"]["width"])
        dtype = look["type"].removesuffix("Array").lower()
        picture = Image.open(io.BytesIO(from_data_url(look["pixels"]))).convert("RGB")
        return Seen(
            np.frombuffer(from_data_url(look["values"]), dtype),
            window,
            look["rows"],
            look["columns"],
            look["placement"],
            np.asarray(picture),
        )


def from_data_url(url: str) -> bytes:
    return base64.b64decode(url.partition(",")[2])


@pytest.fixture(scope="module")
def film(stock: Stock, chromium: Browser) -> Iterator[Film]:
    """The case's page, signed in by the printed link; smoothing is off."""
    context = chromium.new_context(viewport={"width": 1100, "height": 700})
    page = context.new_page()
    page.add_init_script(AS_WITH_A_CARD)
    film = Film(page)
    page.on("pageerror", lambda error: film.complaints.append(str(error)))
    link = stock.library.run("sign-in-link").stdout.strip()
    page.goto(link)
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"{stock.library.url}/cases/{stock.case}/")
    page.wait_for_selector('[data-island-state="ready"]')
    page.locator(".view.active").focus()
    page.keyboard.press("h")
    yield film
    context.close()
