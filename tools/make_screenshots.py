"""Makes the pictures in docs/images again: each page, three widths, light and dark.

    make screenshots

The demo library is made in a temporary folder, served, and looked at with Chromium.
"""

import sys
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.browser.conftest import chromium_arguments  # noqa: E402
from tests.browser.serving import run_command, served  # noqa: E402

IMAGES = ROOT / "docs/images"
WIDTHS = {1440: 900, 768: 1024, 390: 844}
COLOURS = 256


def main() -> None:
    """Make them all."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        made = run_command("demo", "--no-serve", data=data)
        if made.returncode:
            sys.exit(made.stderr)
        with served(data) as library, sync_playwright() as playwright:
            browser = playwright.chromium.launch(**chromium_arguments())
            for width, height in WIDTHS.items():
                for theme in ("light", "dark"):
                    page = browser.new_page(
                        viewport={"width": width, "height": height}, color_scheme=theme
                    )
                    take(page, library.url, f"{width}-{theme}")
                    page.close()
            browser.close()


def take(page: Page, url: str, suffix: str) -> None:
    """Both pages at one width and theme."""
    page.goto(f"{url}/")
    page.wait_for_load_state("networkidle")
    save(page, f"library-{suffix}")
    page.locator("main a[href^='/cases/']").first.click()
    page.wait_for_selector("[data-island='stack-viewer'][data-island-state='ready']")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1500)  # until the stacks in sight are at full depth
    save(page, f"case-{suffix}")


def save(page: Page, name: str) -> None:
    """Keep a picture with few colours, the rare ones too: small, and grey stays grey."""
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
    few = picture.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(IMAGES / f"{name}.png", optimize=True)
    print(f"docs/images/{name}.png")


if __name__ == "__main__":
    main()
