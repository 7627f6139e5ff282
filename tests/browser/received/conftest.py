"""An empty library, served with its worker, and a folder with two patients to send to it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.serving import LiveLibrary, served
from tests.factories import dicom

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def empty_library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveLibrary]:
    with served(tmp_path_factory.mktemp("received")) as library:
        yield library


@pytest.fixture(scope="session")
def signed_in_state(
    empty_library: LiveLibrary, chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """What the administrator's browser keeps after signing in."""
    kept = tmp_path_factory.mktemp("state") / "state.json"
    context = chromium.new_context()
    page = context.new_page()
    page.goto(empty_library.run("sign-in-link").stdout.strip())
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{empty_library.url}/")
    context.storage_state(path=str(kept))
    context.close()
    return kept


@pytest.fixture
def open_page(
    chromium: Browser, empty_library: LiveLibrary, signed_in_state: Path
) -> Iterator[OpenPage]:
    """Open an address as the administrator: ``width``, ``theme``, ``scripts``."""
    contexts = []

    def open_at(
        path: str, *, width: int = 1440, theme: str = "light", scripts: bool = True
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if theme == "dark" else "light",
            java_script_enabled=scripts,
            storage_state=str(signed_in_state),
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{empty_library.url}{path}")
        return page

    yield open_at
    for context in contexts:
        context.close()


@pytest.fixture
def disc(tmp_path: Path) -> Path:
    """Two series of one patient, one of another, and what lies about on a disc."""
    folder = tmp_path / "disc"
    visit = tmp_path.name  # each test sends patients of its own: the library keeps what others sent
    for name in ("A", "B"):
        (folder / name).mkdir(parents=True)
    for number in (1, 2, 3):
        first = dicom.ct_slice(
            number=number, z=number * 5.0, SeriesDescription="Axial lung", PatientID=f"P-1{visit}"
        )
        second = dicom.ct_slice(
            number=number,
            z=number * 5.0,
            series=7,
            SeriesDescription="Axial soft",
            PatientID=f"P-1{visit}",
        )
        other = dicom.mr_slice(
            number=number, position=[number * 3.3, 0, 0], PatientID=f"P-2{visit}",
            PatientName="Other^Olga",
            StudyInstanceUID=dicom.uid(2), SeriesInstanceUID=dicom.uid(2, 1),
            SOPInstanceUID=dicom.uid(2, 1, number), SeriesDescription="Sag T2",
        )  # fmt: skip
        (folder / f"A/IM{number}").write_bytes(dicom.to_bytes(first))
        (folder / f"A/SE{number}").write_bytes(dicom.to_bytes(second))
        (folder / f"B/IM{number}").write_bytes(dicom.to_bytes(other))
    (folder / "DICOMDIR").write_bytes(bytes(200))
    (folder / "viewer.exe").write_bytes(b"MZ" + bytes(200))
    (folder / "Thumbs.db").write_bytes(bytes(200))
    return folder
