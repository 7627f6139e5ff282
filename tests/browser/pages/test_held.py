"""Held images in a real browser: an editor clears them, and nobody else comes near."""

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import numpy as np
import numpy.typing as npt
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pydicom.uid import EncapsulatedPDFStorage

from readingroom.accounts.services.administrators import DEFAULT_INSTITUTION
from readingroom.config.secrets import derive_secret
from readingroom.kernel.grants import COOKIE, issue_grant, sign_grant
from tests.browser.pages.test_pages import NOTHING, overflow_px, problems_in_each_theme
from tests.browser.serving import LiveLibrary, served
from tests.factories.dicom import secondary_capture, to_bytes, uid
from tests.unit.imaging.deid.test_pdf import page as pdf_page
from tests.unit.imaging.deid.test_structures import without_pixels

pytestmark = pytest.mark.browser

ROWS, COLUMNS = 120, 160
FILED_WITHIN_S = 90
Picture = npt.NDArray[np.uint8]
LETTER = pdf_page("Dear Mrs Kowalska, no fracture of the wrist.")
NOT_TAKEN = {
    "note.txt": (b"No fracture.", "no whole PDF"),
    "large.pdf": (b"%PDF-1.7\n" + bytes(21 * 1024**2), "larger than 20 MB"),
    "same.pdf": (LETTER, "still holds the whole document"),
    "named.pdf": (pdf_page("For Nora Kowalska."), "still names someone"),
    "empty.pdf": (b"", "nothing in this file"),
}


def picture(number: int) -> Picture:
    """A slope from black to bright and over again, another for each file."""
    rows, columns = np.mgrid[0:ROWS, 0:COLUMNS]
    return ((rows + columns + 7 * number) % 240).astype(np.uint8)


@dataclass(frozen=True)
class Clinic:
    """A library with people, and a browser signed in as each."""

    library: LiveLibrary
    browser: Browser
    states: dict[str, object]

    def sign_in(self, name: str) -> None:
        """Sign in by link, once for all tests."""
        link = self.library.run("sign-in-link", name).stdout.strip()
        with closing(self.browser.new_context()) as context:
            page = context.new_page()
            page.goto(link)
            page.get_by_role("button", name="Sign in").click()
            expect(page).to_have_url(f"{self.library.url}/")
            self.states[name] = context.storage_state()

    def context(self, name: str, *, width: int = 1280, theme: str = "light") -> BrowserContext:
        """A browser of ``name``'s; of a visitor where nobody is named."""
        return self.browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if theme == "dark" else "light",
            reduced_motion="reduce",
            storage_state=self.states.get(name),  # type: ignore[arg-type]  # as it was given
        )

    def send(self, folder: Path, *, series: int, count: int) -> None:
        """Put images in that say that something is burned in."""
        folder.mkdir()
        for number in range(count):
            dataset = secondary_capture(
                values=picture(number),
                BurnedInAnnotation="YES",
                PatientID=f"HELD-{series}",
                SOPInstanceUID=uid(8, series, number),
                SeriesInstanceUID=uid(8, series),
                StudyInstanceUID=uid(8),
                InstanceNumber=number + 1,
            )
            (folder / f"{number}.dcm").write_bytes(to_bytes(dataset))
        sent = self.library.run("ingest", str(folder))
        assert f"{count} held" in sent.stdout, sent.stdout + sent.stderr

    def rows(self, question: str, *values: str) -> list[tuple[str, ...]]:
        """What the database says."""
        with closing(sqlite3.connect(self.library.data / "library.sqlite3")) as database:
            return database.execute(question, values).fetchall()


@pytest.fixture(scope="module")
def clinic(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    """An empty library; an editor of the institution that sends, one of another, a learner."""
    data = tmp_path_factory.mktemp("clinic") / "data"
    with served(data) as library:
        made = Clinic(library, chromium, {})
        library.run("institution", "add", "Far away")
        library.run("sign-in-link")  # makes the first administrator, and their institution
        for name, role, place in (
            ("editor", "editor", DEFAULT_INSTITUTION),
            ("stranger", "editor", "far-away"),
            ("learner", "learner", DEFAULT_INSTITUTION),
        ):
            added = library.run("person", "add", name, "--role", role, "--institution", place)
            assert added.returncode == 0, added.stderr
            made.sign_in(name)
        yield made


def open_queue(context: BrowserContext, clinic: Clinic) -> Page:
    page = context.new_page()
    page.goto(f"{clinic.library.url}/held/")
    return page


def look(page: Page) -> Page:
    page.get_by_role("link", name="Look and decide").click()
    page.wait_for_selector('[data-island-state="ready"]')
    expect(page.locator(".hold-stage img")).to_be_visible()
    return page


def wait_until_filed(clinic: Clinic, submission: str, states: list[str]) -> None:
    question = (
        "SELECT o.state FROM archive_quarantinedobject o JOIN archive_submission s "
        "ON s.id = o.submission_id WHERE s.key = ? ORDER BY o.ordinal"
    )
    deadline = time.monotonic() + FILED_WITHIN_S
    while (found := [row[0] for row in clinic.rows(question, submission)]) != states:
        assert time.monotonic() < deadline, found
        time.sleep(0.3)


def filed_frames(clinic: Clinic, context: BrowserContext, series: str) -> dict[int, Picture]:
    """The frames of a filed series as any reader with a grant gets them, by instance number."""
    ((study,),) = clinic.rows(
        "SELECT study_instance_uid FROM archive_study t JOIN archive_series s "
        "ON s.study_id = t.id WHERE s.series_instance_uid = ?",
        series,
    )
    secret = derive_secret(clinic.library.data, "grants")
    grant = issue_grant(
        study_instance_uid=study, series_instance_uids=[series], now=datetime.now(UTC)
    )
    found = {}
    for number, instance in clinic.rows(
        "SELECT i.number, i.sop_instance_uid FROM archive_instance i JOIN archive_series s "
        "ON s.id = i.series_id WHERE s.series_instance_uid = ?",
        series,
    ):
        answer = context.request.get(
            f"{clinic.library.url}/dicomweb/studies/{study}/series/{series}"
            f"/instances/{instance}/frames/1",
            headers={
                "Accept": "application/octet-stream",
                "Cookie": f"{COOKIE}={sign_grant(grant, secret=secret)}",
            },
        )
        assert answer.status == 200
        found[int(number)] = np.frombuffer(answer.body(), np.uint8).reshape(ROWS, COLUMNS)
    return found


@pytest.mark.begins
def test_an_editor_releases_one_masks_one_and_rejects_one(clinic: Clinic, tmp_path: Path) -> None:
    clinic.send(tmp_path / "three", series=1, count=3)
    ((submission, series),) = clinic.rows(
        "SELECT DISTINCT s.key, o.series_instance_uid FROM archive_quarantinedobject o "
        "JOIN archive_submission s ON s.id = o.submission_id WHERE o.state = 'held'"
    )
    with closing(clinic.context("editor")) as context:
        page = look(open_queue(context, clinic))

        page.keyboard.press("r")
        expect(page.get_by_role("heading", level=1)).to_have_text("File 2")
        stage = page.locator(".hold-stage").bounding_box()
        assert stage is not None
        page.mouse.move(stage["x"] + 0.25 * stage["width"], stage["y"] + 0.25 * stage["height"])
        page.mouse.down()
        page.mouse.move(stage["x"] + 0.7 * stage["width"], stage["y"] + 0.6 * stage["height"])
        page.mouse.up()
        label = page.get_by_role("button", name=re.compile("^Drawn")).get_attribute("aria-label")
        page.keyboard.press("m")
        expect(page.get_by_role("heading", level=1)).to_have_text("File 3")
        page.keyboard.press("x")
        expect(page.get_by_text("All 3 decided")).to_be_visible()
        page.get_by_role("button", name="Done").click()
        expect(page.get_by_text("3 decisions sent on")).to_be_visible()

        wait_until_filed(clinic, submission, ["filed", "filed", "rejected"])
        filed = filed_frames(clinic, context, series)

    width, height, x, y = map(int, re.findall(r"\d+", label or ""))
    assert sorted(filed) == [1, 2]
    assert np.array_equal(filed[1], picture(0))
    inside = np.zeros((ROWS, COLUMNS), bool)
    inside[y : y + height, x : x + width] = True
    assert (width > 60, height > 30) == (True, True)
    assert not filed[2][inside].any()
    assert np.array_equal(filed[2][~inside], picture(1)[~inside])


@pytest.fixture(scope="module")
def waiting(clinic: Clinic, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Keys of two images that stay held."""
    clinic.send(tmp_path_factory.mktemp("held") / "two", series=2, count=2)
    question = "SELECT key FROM archive_quarantinedobject WHERE state = 'held' ORDER BY id DESC"
    return [str(UUID(row[0])) for row in clinic.rows(question)][:2]


def test_boxes_are_made_moved_resized_and_deleted_by_keyboard_alone(
    clinic: Clinic, waiting: list[str]
) -> None:
    with closing(clinic.context("editor")) as context:
        page = look(open_queue(context, clinic))
        box = page.locator(".hold-box:not(.ghost)")

        page.keyboard.press("n")
        before = box.get_attribute("aria-label")
        box.focus()
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("Shift+ArrowDown")
        after = box.get_attribute("aria-label")
        expect(box).to_be_focused()
        page.keyboard.press("Enter")
        expect(box).to_have_attribute("aria-pressed", "false")
        page.keyboard.press("Delete")
        expect(box).to_have_count(0)

    width, height, x, y = map(int, re.findall(r"\d+", before or ""))
    assert after == f"Drawn, {width} by {height + 1} at {x - 1}, {y}"


def test_a_whole_series_is_decided_and_undone(clinic: Clinic, waiting: list[str]) -> None:
    with closing(clinic.context("editor")) as context:
        page = look(open_queue(context, clinic))

        page.keyboard.press("a")
        page.keyboard.press("x")
        expect(page.get_by_text("2 files rejected")).to_be_visible()
        page.keyboard.press("z")
        expect(page.get_by_text("Undone.")).to_be_visible()

        expect(page.get_by_text("2 to decide")).to_be_visible()
    decisions = clinic.rows("SELECT decision FROM archive_quarantinedobject WHERE state = 'held'")
    assert {row[0] for row in decisions} == {""}


def addresses(clinic: Clinic, keys: list[str]) -> list[str]:
    """Every address at which something of a held image can be seen."""
    rests = (
        "",
        "facts/",
        "thumbnail/",
        "frames/1/",
        "frames/1/?window=full",
        "frames/1/?whole=yes",
    )
    return [f"{clinic.library.url}/held/{key}/{rest}" for key in keys for rest in rests]


def test_an_editor_reaches_what_nobody_else_does(clinic: Clinic, waiting: list[str]) -> None:
    with closing(clinic.context("editor")) as context:
        answers = [context.request.get(address) for address in addresses(clinic, waiting)]

    assert {answer.status for answer in answers} == {200}
    assert {answer.headers["cache-control"] for answer in answers} == {"no-store, private"}


@pytest.mark.parametrize("who", ["", "learner", "stranger"])
def test_nobody_else_reaches_a_held_image(clinic: Clinic, waiting: list[str], who: str) -> None:
    with closing(clinic.context(who)) as context:
        page = context.new_page()
        page.goto(f"{clinic.library.url}/")
        if who != "stranger":
            assert page.get_by_role("link", name="Held").count() == 0
        for address in addresses(clinic, waiting):
            answer = context.request.get(address)
            assert answer.status == 404, address
            assert b"PNG" not in answer.body()[:8]
        if who == "stranger":
            page.goto(f"{clinic.library.url}/held/")
            expect(page.get_by_text("Nothing is held.")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_hold_page_is_accessible_and_fits(
    clinic: Clinic, waiting: list[str], width: int
) -> None:
    with closing(clinic.context("editor", width=width)) as context:
        page = open_queue(context, clinic)
        assert (problems_in_each_theme(page), overflow_px(page)) == (NOTHING, 0)

        look(page).keyboard.press("n")
        assert (problems_in_each_theme(page), overflow_px(page)) == (NOTHING, 0)

        page.keyboard.press("?")
        expect(page.get_by_role("heading", name="Keys")).to_be_visible()
        assert problems_in_each_theme(page) == NOTHING


def hold_letter(clinic: Clinic, folder: Path) -> tuple[str, str]:
    """Keys of a submission, and of the letter in it that waits."""
    letter = without_pixels(EncapsulatedPDFStorage, "DOC")
    letter.PatientName, letter.BurnedInAnnotation = "Kowalska^Nora", "NO"
    letter.EncapsulatedDocument = LETTER + bytes(len(LETTER) % 2)
    folder.mkdir()
    (folder / "letter.dcm").write_bytes(to_bytes(letter))
    sent = clinic.library.run("ingest", str(folder))
    assert "1 held" in sent.stdout, sent.stdout + sent.stderr
    question = (
        "SELECT s.key, o.key FROM archive_quarantinedobject o JOIN archive_submission s "
        "ON s.id = o.submission_id WHERE o.state = 'held' ORDER BY o.id DESC LIMIT 1"
    )
    ((submission, file),) = clinic.rows(question)
    return submission, str(UUID(file))


def give(page: Page, path: Path) -> None:
    page.get_by_label("A redacted copy in its place").set_input_files(path)
    page.get_by_role("button", name="Release with this copy").click()


def test_a_redacted_copy_is_refused_until_it_names_nobody_then_takes_its_place(
    clinic: Clinic, tmp_path: Path
) -> None:
    submission, file = hold_letter(clinic, tmp_path / "letter")
    with closing(clinic.context("editor")) as context:
        page = context.new_page()
        page.goto(f"{clinic.library.url}/held/{file}/")
        page.wait_for_selector('[data-island-state="ready"]')
        expect(page.get_by_role("button", name="Release with this copy")).to_be_disabled()
        for name, (content, why) in NOT_TAKEN.items():
            (tmp_path / name).write_bytes(content)
            give(page, tmp_path / name)
            expect(page.locator(".hold-copy [role=alert]")).to_contain_text(why)
        page.set_viewport_size({"width": 390, "height": 844})
        assert (problems_in_each_theme(page), overflow_px(page)) == (NOTHING, 0)

        (tmp_path / "redacted.pdf").write_bytes(pdf_page("No fracture of the wrist."))
        give(page, tmp_path / "redacted.pdf")
        expect(page.get_by_text("1 file released with the redacted copy")).to_be_visible()
        page.keyboard.press("z")
        expect(page.get_by_text("Undone.")).to_be_visible()
        give(page, tmp_path / "redacted.pdf")
        expect(page.get_by_text("1 file released with the redacted copy")).to_be_visible()
        page.get_by_role("button", name="Done").click()

        wait_until_filed(clinic, submission, ["filed"])
