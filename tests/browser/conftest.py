"""A real Chromium for every test of this folder: Debian's where there is one."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

# Debian's, the one without a window first: it takes half the processor time.
DEBIAN = (Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium"))
# How long a page takes says how busy the machine is: tests of all kinds run side by side.
PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)

# Software WebGL, which the rest of a page is not drawn by (a plain page is three seconds of it),
# no sandbox in a container, and nothing that would reach another host by itself.
FLAGS = (
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-gpu-compositing",
)


# The viewer leaves shaders alone that are reckoned on the processor. Tests of what it draws by
# WebGL let it believe that there is a graphics card.
AS_WITH_A_CARD = """(() => {
  const own = WebGL2RenderingContext.prototype.getParameter;
  WebGL2RenderingContext.prototype.getParameter = function (name) {
    const UNMASKED_RENDERER_WEBGL = 0x9246;
    return name === UNMASKED_RENDERER_WEBGL ? "A graphics card" : own.call(this, name);
  };
})();"""


def chromium_arguments(*extra: str) -> dict[str, Any]:
    """What to launch Chromium with, here and in tests that need another kind of it."""
    arguments: dict[str, Any] = {"args": [*FLAGS, *extra], "chromium_sandbox": False}
    installed = next((path for path in DEBIAN if path.exists()), None)
    if installed:
        arguments["executable_path"] = str(installed)
    return arguments


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """pytest-playwright asks for this before it launches; `page` and `context` then follow."""
    return chromium_arguments()


@pytest.fixture(scope="session")
def base_url() -> str:
    """No address of its own: each server says where it is. Stands for a plugin's, which warns."""
    return ""


@pytest.fixture(scope="session")
def browser_name() -> str:
    return "chromium"


@pytest.fixture(scope="session")
def chromium(browser: Browser) -> Browser:
    """The one browser of the session, for tests that make pages of their own."""
    return browser
