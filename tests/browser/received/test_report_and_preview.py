"""What was removed, and what would be: as pages, on paper, side by side."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.pages.test_pages import NOTHING, overflow_px, problems_in_each_theme
from tests.browser.received.conftest import OpenPage
from tests.browser.serving import LiveLibrary
from tests.factories import dicom

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def submission(empty_library: LiveLibrary, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a submission of which one file was filed and one is held."""
    folder = tmp_path_factory.mktemp("mixed")
    told = {"PatientID": "P-report", "PatientName": "Side^Sarah"}
    (folder / "a").write_bytes(dicom.to_bytes(dicom.ct_slice(**told)))
    held = dicom.ct_slice(number=2, series=3, BurnedInAnnotation="YES", **told)
    (folder / "b").write_bytes(dicom.to_bytes(held))
    sent = empty_library.run("ingest", str(folder))
    assert "1 filed, 0 already here, 1 held" in sent.stdout, sent.stderr
    listed = empty_library.run("held", "list").stdout
    found = re.findall(r"Submission (\S+),", listed)
    return f"/received/{found[-1]}/"


@pytest.mark.parametrize("page_name", ["report/", "preview/"])
def test_report_and_preview_are_accessible_and_fit(
    open_page: OpenPage, submission: str, page_name: str
) -> None:
    page = open_page(submission + page_name)

    assert problems_in_each_theme(page) == NOTHING
    for width in (320, 390, 768):
        page.set_viewport_size({"width": width, "height": 900})
        assert overflow_px(page) <= 0, width


def test_the_report_on_paper_shows_what_is_folded_away_on_the_page(
    open_page: OpenPage, submission: str
) -> None:
    page = open_page(f"{submission}report/")
    inside = page.locator("details .attributes li").first
    assert not inside.is_visible()

    page.emulate_media(media="print")

    expect(inside).to_be_visible()
    expect(page.get_by_role("link", name="Save as PDF")).to_be_hidden()
    assert page.get_by_text("Sarah").count() == 0


def test_the_preview_sets_what_came_in_beside_what_would_be_filed(
    open_page: OpenPage, submission: str
) -> None:
    page = open_page(f"{submission}preview/")
    row = page.get_by_role("row", name=re.compile("Patient's Name")).first
    before, after = row.locator(".before"), row.locator(".after")

    expect(before).to_contain_text("Side^Sarah")
    expect(after).not_to_contain_text("Sarah")
    left, right = before.bounding_box(), after.bounding_box()
    assert left is not None
    assert right is not None
    assert left["x"] + left["width"] <= right["x"]
    assert abs(left["y"] - right["y"]) < 2
