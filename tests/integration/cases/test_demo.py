"""The demo case's words agree with the truth of its simulated images."""

import json

import pytest

from readingroom.casefile.document import CaseDocument
from readingroom.casefile.folder import read_case_file
from readingroom.casefile.items import HotspotItem
from readingroom.cases.demo.build import TEXT
from tests.factories.simulated import simulated_patient

MASS, CALCIUM = "Mass in the right upper lobe", "Coronary calcification"
Truth = dict[str, dict[str, dict[str, list[int]]]]


@pytest.fixture(scope="module")
def document() -> CaseDocument:
    return read_case_file(TEXT.read_bytes())


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> Truth:
    folder = simulated_patient(tmp_path_factory)
    found: Truth = json.loads((folder / "truth.json").read_text())["series"]
    return found


def test_every_series_of_the_case_is_simulated_and_every_simulated_series_is_shown(
    document: CaseDocument, truth: Truth
) -> None:
    shown = {series.images.removeprefix("images/") for series in document.all_series()}

    assert shown == set(truth)


def test_key_images_and_arrows_are_on_slices_that_show_a_lesion(
    document: CaseDocument, truth: Truth
) -> None:
    for series in document.all_series():
        lesions = truth[series.images.removeprefix("images/")]
        slices = {
            k for name, lesion in lesions.items() if name != CALCIUM for k in lesion["slices"]
        }

        assert series.key_image in slices, series.id
        assert {arrow.slice for arrow in series.annotations} <= slices, series.id


def test_the_hotspot_spans_the_slices_of_the_mass(document: CaseDocument, truth: Truth) -> None:
    (item,) = [item for item in document.items if isinstance(item, HotspotItem)]
    (target,) = item.targets

    spanned = list(range(target.first_slice, target.last_slice + 1))
    assert spanned == truth["ct/lung"][MASS]["slices"]
