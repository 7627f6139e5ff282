"""Another viewer reads from us: OHIF, by QIDO-RS and WADO-RS with a token of its reader's."""

import base64
import io
import json
import re
import urllib.request
from collections.abc import Iterator
from typing import Any

import numpy as np
import pydicom
import pytest
from playwright.sync_api import Browser, Page, Route
from pydicom.dataset import Dataset

from tests.browser.pages.ohif import open_study
from tests.browser.serving import LiveLibrary

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]

PATIENCE_MS = 240_000
WATCH = """document.addEventListener(
  "CORNERSTONE_IMAGE_RENDERED", () => { window.rendered = (window.rendered || 0) + 1; }, true);"""
SHOWN = """() => {
  const first = window.cornerstone && window.cornerstone.getEnabledElements()[0];
  const viewport = first && first.viewport;
  const image = viewport && viewport.getCornerstoneImage && viewport.getCornerstoneImage();
  return Boolean(window.rendered && image);
}"""
LOOK = """() => {
  const viewport = window.cornerstone.getEnabledElements()[0].viewport;
  const image = viewport.getCornerstoneImage();
  const values = Float32Array.from(image.getPixelData());
  const bytes = new Uint8Array(values.buffer);
  let text = "";
  for (let at = 0; at < bytes.length; at += 4096) {
    text += String.fromCharCode(...bytes.subarray(at, at + 4096));
  }
  const canvas = viewport.canvas;
  const seen = document.createElement("canvas");
  seen.width = 32; seen.height = 32;
  const context = seen.getContext("2d");
  context.drawImage(canvas, 0, 0, 32, 32);
  return { address: viewport.getCurrentImageId(), rows: image.rows, columns: image.columns,
    values: btoa(text), greys: [...context.getImageData(0, 0, 32, 32).data] };
}"""


# Where the heads of arrows lie, in pixels of the image that is shown.
TIPS = """() => {
  const { viewport } = window.cornerstone.getEnabledElements()[0];
  const image = viewport.getCurrentImageId();
  const lines = [...document.querySelectorAll(".svg-layer line:not([stroke-dasharray])")];
  const tips = lines.map((line) => {
    const at = [Number(line.getAttribute("x2")), Number(line.getAttribute("y2"))];
    return window.cornerstone.utilities.worldToImageCoords(image, viewport.canvasToWorld(at));
  });
  return { image, tips };
}"""


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(service_workers="block", viewport={"width": 640, "height": 480})
    context.add_init_script(WATCH)
    yield context.new_page()
    context.close()


def ask(url: str, token: str, accept: str) -> bytes:
    headers = {"Accept": accept} | ({"Authorization": f"Bearer {token}"} if token else {})
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=60) as answer:
        content: bytes = answer.read()
    return content


def value(attributes: dict[str, Any], tag: str, default: float) -> float:
    return float((attributes.get(tag, {}).get("Value") or [default])[0])


def test_ohif_shows_a_published_study_with_the_values_that_are_kept(
    live_library: LiveLibrary, page: Page
) -> None:
    token = live_library.run("token", "add", "administrator").stdout.strip()
    root = f"{live_library.url}/dicomweb"
    studies = json.loads(ask(f"{root}/studies?ModalitiesInStudy=CT", token, "application/json"))
    study = studies[0]["0020000D"]["Value"][0]

    open_study(page, live_library.url, study, token)
    page.wait_for_function(SHOWN, timeout=PATIENCE_MS, polling=250)
    shown = page.evaluate(LOOK)

    address = shown["address"].removeprefix("wadors:")
    assert re.match(rf"{re.escape(root)}/studies/{re.escape(study)}/series/", address)
    instance = address.partition("/frames/")[0]
    (told,) = json.loads(ask(f"{instance}/metadata", token, "application/dicom+json"))
    kind = "<i2" if value(told, "00280103", 0) else "<u2"
    kept = np.frombuffer(ask(address, token, "application/octet-stream"), kind)
    expected = kept * value(told, "00281053", 1) + value(told, "00281052", 0)
    got = np.frombuffer(base64.b64decode(shown["values"]), "<f4")
    assert shown["rows"] * shown["columns"] == len(kept)
    assert np.array_equal(got, expected)
    assert len(set(shown["greys"][::4])) > 20  # a picture, and no empty canvas


def a_report(library: LiveLibrary) -> Dataset:
    """What is marked on the first series of the demo case that has marks, as the page gives it."""
    home = ask(f"{library.url}/", "", "text/html").decode()
    (case, *_) = re.findall(r'href="(/cases/[^"]+)"', home)
    page = ask(f"{library.url}{case}", "", "text/html").decode()
    (address, *_) = re.findall(r'href="(/cases/[^"]+/measurements\.dcm)"', page)
    return pydicom.dcmread(io.BytesIO(ask(f"{library.url}{address}", "", "*/*")))


def beside_its_study(page: Page, root: str, report: Dataset) -> None:
    """As an archive would serve the report that holds the study, too."""
    series = f"{root}/studies/{report.StudyInstanceUID}/series"
    row = Dataset()
    for keyword in ("Modality", "StudyInstanceUID", "SeriesInstanceUID", "SeriesNumber"):
        setattr(row, keyword, report.get(keyword))
    row.SeriesDescription, row.NumberOfSeriesRelatedInstances = report.SeriesDescription, 1

    def search(route: Route) -> None:
        found = route.fetch()
        route.fulfill(response=found, json=[*found.json(), row.to_json_dict()])

    page.route(re.compile(rf"{re.escape(series)}(\?.*)?$"), search)
    page.route(
        f"{series}/{report.SeriesInstanceUID}/metadata*",
        lambda route: route.fulfill(
            json=[report.to_json_dict()], content_type="application/dicom+json"
        ),
    )


def test_ohif_shows_the_marks_of_a_report_where_they_lie(
    live_library: LiveLibrary, page: Page
) -> None:
    token = live_library.run("token", "add", "administrator").stdout.strip()
    report = a_report(live_library)
    beside_its_study(page, f"{live_library.url}/dicomweb", report)

    open_study(page, live_library.url, str(report.StudyInstanceUID), token, shaders=True)
    page.wait_for_function(SHOWN, timeout=PATIENCE_MS, polling=250)
    page.get_by_text("Skip all").click(timeout=PATIENCE_MS)  # its guided tour
    page.get_by_text(report.SeriesDescription).dblclick(timeout=PATIENCE_MS)
    page.wait_for_selector(".svg-layer line", timeout=PATIENCE_MS)

    shown = page.evaluate(TIPS)
    regions = [group.ContentSequence[2] for group in report.ContentSequence[-1].ContentSequence]
    image = shown["image"].partition("/instances/")[2].partition("/")[0]
    here = [
        np.asarray(region.GraphicData)
        for region in regions
        if region.ContentSequence[0].ReferencedSOPSequence[0].ReferencedSOPInstanceUID == image
    ]
    assert here
    for point in here:
        assert min(np.abs(np.asarray(tip) - point).max() for tip in shown["tips"]) < 0.1
