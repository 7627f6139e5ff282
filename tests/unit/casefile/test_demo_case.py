"""The demo case holds the facts of the reference case."""

import pytest

from readingroom.casefile.document import CaseDocument
from readingroom.casefile.folder import read_case_file, write_case_file
from readingroom.casefile.pathology import PathologyStage
from readingroom.casefile.spoiler import find_spoilers
from readingroom.casefile.vocab import Certainty, Licence, StainResult
from tests.unit.casefile.demo import DEMO_FILE


@pytest.fixture(scope="module")
def document() -> CaseDocument:
    return read_case_file(DEMO_FILE.read_bytes())


def test_file_is_canonical(document: CaseDocument) -> None:
    assert write_case_file(document) == DEMO_FILE.read_bytes()


def test_nothing_shown_before_reveal_tells_the_diagnosis(document: CaseDocument) -> None:
    assert find_spoilers(document) == ()


def test_stain_panel_is_that_of_the_reference_case(document: CaseDocument) -> None:
    (pathology,) = (stage for stage in document.stages if isinstance(stage, PathologyStage))

    positive = {s.marker for s in pathology.stains if s.result is StainResult.POSITIVE}
    negative = {s.marker for s in pathology.stains if s.result is StainResult.NEGATIVE}
    assert positive == {"CK AE1/AE3", "CK7", "TTF-1"}
    assert negative == {
        "CAM5.2", "CK20", "p40", "CD68", "S100", "Tyrosinase", "CD1a", "CD79a", "CD138", "PSA",
        "Thyroglobulin", "Calcitonin",
    }  # fmt: skip
    assert pathology.proliferation is not None
    assert pathology.proliferation.percent == 70
    assert pathology.proliferation.is_approximate


def test_case_is_certain_free_to_use_and_says_it_is_simulated(document: CaseDocument) -> None:
    assert document.certainty is Certainty.CERTAIN
    assert document.licence is Licence.CC_BY
    assert "simulated" in document.notice
    assert document.patient.age is not None
    assert document.patient.age.label == "80 years"


def test_studies_and_stages_come_in_the_order_of_the_story(document: CaseDocument) -> None:
    assert [stage.kind for stage in document.stages] == [
        "presentation", "study", "course", "study", "pathology", "discussion",
    ]  # fmt: skip
    assert [series.id for series in document.studies[0].series] == [
        "sag-t2", "sag-stir", "sag-t1", "sag-t1-c", "sag-dwi-b0", "sag-dwi-b800", "sag-adc",
        "ax-t2", "ax-t1-c",
    ]  # fmt: skip
    assert [series.images for series in document.studies[1].series] == [
        "images/ct/lung", "images/ct/soft",
    ]  # fmt: skip
    assert {item.kind for item in document.items} == {
        "multiple-choice", "differential", "hotspot", "ordered-list", "free-text", "report",
        "short-answer",
    }  # fmt: skip
