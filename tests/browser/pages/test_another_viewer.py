"""Another viewer reads from us: OHIF, by QIDO-RS and WADO-RS with a token of its reader's."""

import base64
import json
import re
import urllib.request
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

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


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(service_workers="block", viewport={"width": 640, "height": 480})
    context.add_init_script(WATCH)
    yield context.new_page()
    context.close()


def ask(url: str, token: str, accept: str) -> bytes:
    headers = {"Authorization": f"Bearer {token}", "Accept": accept}
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
