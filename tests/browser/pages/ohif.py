"""OHIF, as ``tools/get_peers.sh`` brings it, opened at the library's own address."""

import json
import mimetypes
import os
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route

ROOT = Path(__file__).resolve().parents[3]
BUILT = ROOT / ".make" / "ohif" / "package" / "dist"
# Whatever is no DICOMweb is OHIF's here: the browser asks the library for nothing else.
PAGES = re.compile(r"^https?://[^/]+/(?!dicomweb/)")


def built() -> Path:
    """Where OHIF lies. Without it the test skips, and fails where it would have been fetched."""
    if (BUILT / "index.html").exists():
        return BUILT
    if os.environ.get("CI"):
        pytest.fail("OHIF is not here: tools/get_peers.sh brings it.")
    pytest.skip("OHIF is not here: tools/get_peers.sh brings it.")


def open_study(page: Page, url: str, study: str, token: str, *, shaders: bool = False) -> None:
    """Open a study that the library at ``url`` serves, with a token for DICOMweb.

    Without ``shaders`` OHIF draws images on the processor, which takes less; marks are drawn over
    those alone that shaders draw.
    """
    folder = built()

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path == "/app-config.js":
            route.fulfill(body=configuration(url, shaders), content_type="text/javascript")
            return
        file = folder / path.lstrip("/")
        if not file.is_file():  # a place within the application
            file = folder / "index.html"
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        route.fulfill(path=file, content_type=kind)

    page.route(PAGES, answer)
    address = f"{url}/viewer?StudyInstanceUIDs={study}&token={token}"
    page.goto(address, wait_until="commit")


def configuration(url: str, shaders: bool) -> str:
    """One source of studies, by the address of its DICOMweb."""
    root = f"{url}/dicomweb"
    source = {
        "friendlyName": "Library", "name": "library", "wadoUriRoot": root, "qidoRoot": root,
        "wadoRoot": root, "qidoSupportsIncludeField": True, "imageRendering": "wadors",
        "thumbnailRendering": "thumbnail", "enableStudyLazyLoad": True,
        "supportsFuzzyMatching": True, "supportsWildcard": True, "bulkDataURI": {"enabled": True},
    }  # fmt: skip
    settings = {
        "routerBasename": None, "extensions": [], "modes": [], "customizationService": {},
        "showStudyList": False, "maxNumberOfWebWorkers": 1, "showLoadingIndicator": True,
        "showWarningMessageForCrossOrigin": False, "showCPUFallbackMessage": False,
        "useCPURendering": not shaders,
        "investigationalUseDialog": {"option": "never"},
        "studyPrefetcher": {"enabled": False}, "defaultDataSourceName": "library",
        "dataSources": [
            {
                "namespace": "@ohif/extension-default.dataSourcesModule.dicomweb",
                "sourceName": "library",
                "configuration": source,
            }
        ],
    }  # fmt: skip
    return f"window.config = {json.dumps(settings)};"
