"""A person chooses a ZIP archive, sees whose images are in it, and sends one series of them."""

import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.pages.test_pages import overflow_px, problems
from tests.browser.received.conftest import OpenPage
from tests.browser.received.test_sending import ARRIVES_MS, send, wait_until_done

pytestmark = pytest.mark.browser


@pytest.fixture
def archive(disc: Path) -> Path:
    """The disc, packed: half of its files deflated, half stored."""
    path = disc.parent / "disc.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for number, file in enumerate(sorted(disc.rglob("*"))):
            how = zipfile.ZIP_DEFLATED if number % 2 else zipfile.ZIP_STORED
            packed.write(file, str(file.relative_to(disc)), compress_type=how)
    return path


def test_an_archive_is_shown_before_it_is_sent_and_one_series_of_it_taken(
    open_page: OpenPage, archive: Path
) -> None:
    page = open_page("/received/new/", width=390)
    sent: list[int] = []
    page.on(
        "request",
        lambda r: sent.append(len(r.post_data_buffer or b"")) if r.method == "PUT" else None,
    )
    page.wait_for_selector('[data-island-state="ready"]')
    page.locator('input[data-choose="files"]').set_input_files(str(archive))

    heading = page.get_by_role("heading", name="2 patients, which stay apart")
    expect(heading).to_be_visible(timeout=ARRIVES_MS)
    expect(page.get_by_role("heading", name="Other Olga")).to_be_visible()
    expect(page.locator(".note", has_text="3 files left out")).to_contain_text("viewer.exe")
    assert sent == []
    assert problems(page) == []
    assert overflow_px(page) <= 0

    page.get_by_role("checkbox", name=re.compile("Axial soft")).uncheck()
    page.get_by_role("checkbox", name=re.compile("Sag T2")).uncheck()
    expect(page.get_by_text(re.compile(r"^3 files,"))).to_be_visible()
    send(page)
    wait_until_done(page)

    assert sum(sent) < archive.stat().st_size
    page.get_by_role("link", name="See what became of it").click()
    expect(page.get_by_text("All 3 files are filed.").first).to_be_visible()


def test_a_locked_archive_goes_to_the_library_which_says_what_to_do(
    open_page: OpenPage, archive: Path
) -> None:
    data = bytearray(archive.read_bytes())
    at = data.rfind(b"PK\x01\x02")
    data[at + 8] |= 1  # the central directory says that its last file is locked
    archive.write_bytes(data)
    page = open_page("/received/new/")
    page.wait_for_selector('[data-island-state="ready"]')
    page.locator('input[data-choose="files"]').set_input_files(str(archive))
    expect(page.get_by_text("Archive, opened after it arrived")).to_be_visible(timeout=ARRIVES_MS)
    send(page)
    wait_until_done(page)

    page.get_by_role("link", name="See what became of it").click()
    expect(page.get_by_text("locked with a password").first).to_be_visible()
