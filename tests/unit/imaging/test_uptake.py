"""SUV of a PET: as its header gives it, after de-identification too, and never made up."""

from dataclasses import replace
from typing import Any

import pytest
from pydicom.dataset import Dataset
from pydicom.uid import PositronEmissionTomographyImageStorage

from readingroom.imaging.uptake import uptake_of
from tests.factories import dicom
from tests.unit.imaging.deid.objects import CONTEXT, cleaned
from tests.unit.imaging.test_description import document

DOSE_BQ, HALF_LIFE_S, WEIGHT_KG, HOUR_S = 370e6, 6586.2, 80.0, 3600.0
LEFT_AFTER_AN_HOUR = DOSE_BQ * 2 ** (-HOUR_S / HALF_LIFE_S)
FACTOR = WEIGHT_KG * 1000 / LEFT_AFTER_AN_HOUR


def pet(**fields: Any) -> Dataset:
    """A slice whose scan began an hour after the injection, in the eleventh hour of the day."""
    isotope = Dataset()
    isotope.RadionuclideTotalDose = fields.pop("dose", f"{DOSE_BQ:.0f}")
    isotope.RadionuclideHalfLife = f"{HALF_LIFE_S}"
    isotope.RadiopharmaceuticalStartTime = fields.pop("injected", "094500")
    usual = {
        "SOPClassUID": PositronEmissionTomographyImageStorage, "Modality": "PT", "Units": "BQML",
        "PatientWeight": f"{WEIGHT_KG}", "CorrectedImage": ["DECY", "ATTN", "SCAT"],
        "DecayCorrection": "START", "SeriesDate": "20240304", "SeriesTime": "104500",
        "AcquisitionDate": "20240304", "AcquisitionTime": "104530", "RescaleType": None,
        "RadiopharmaceuticalInformationSequence": [isotope],
    }  # fmt: skip
    return dicom.ct_slice(number=1, z=0.0, **{**usual, **fields})


def test_the_dose_decays_from_the_injection_to_the_beginning_of_the_scan() -> None:
    (told,) = [uptake_of([pet()])]

    assert told is not None
    assert told.factor == pytest.approx(FACTOR, rel=1e-9)
    assert told.to_json() == {"factor": told.factor}


def test_an_injection_before_midnight_is_of_the_day_before() -> None:
    told = uptake_of([pet(SeriesTime="003000", AcquisitionTime="003030", injected="233000")])

    assert told is not None
    assert told.factor == pytest.approx(FACTOR, rel=1e-9)


def test_a_series_made_anew_is_reckoned_from_the_frames_own_times() -> None:
    late = pet(SeriesTime="180000", FrameReferenceTime="90000", ActualFrameDuration="120000")

    told = uptake_of([late])

    # Begun at 10:45:30, and standing for a moment 59.9 s into its two minutes, which is 90 s into
    # the scan: that began 30 s before it.
    assert told is not None
    assert told.factor == pytest.approx(FACTOR, rel=1e-4)


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({"PatientWeight": None}, "weight"),
        ({"dose": "370"}, "dose"),
        ({"RadiopharmaceuticalInformationSequence": None}, "dose"),
        ({"injected": ""}, "times"),
        ({"AcquisitionTime": None, "SeriesTime": None}, "times"),
        ({"CorrectedImage": ["DECY"]}, "corrections"),
        ({"DecayCorrection": "NONE"}, "corrections"),
        ({"Units": "CNTS"}, "units"),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_made_up(
    fields: dict[str, Any], missing: str
) -> None:
    told = uptake_of([pet(**fields)])

    assert told is not None
    assert (told.factor, told.missing) == (None, missing)


def test_values_that_are_uptake_already_stay_so_and_no_other_modality_has_any() -> None:
    counted = pet(Units="CNTS")
    counted.private_block(0x7053, "Philips PET Private Group", create=True).add_new(0, "DS", "0.25")

    at_injection = pet(DecayCorrection="ADMIN")
    told = [uptake_of([one]) for one in (pet(Units="GML"), counted, at_injection)]
    assert [one and one.factor for one in told] == [
        1.0, 0.25, pytest.approx(WEIGHT_KG * 1000 / DOSE_BQ),
    ]  # fmt: skip
    assert uptake_of([dicom.ct_slice(number=1, z=0.0)]) is None


def test_uptake_is_the_same_once_nobody_can_be_told_from_the_file() -> None:
    source = pet()

    kept = uptake_of([cleaned(source)])
    light = replace(CONTEXT, policy=replace(CONTEXT.policy, size_and_weight=False))
    gone = uptake_of([cleaned(source, light)])

    assert kept == uptake_of([source])
    assert gone is not None
    assert gone.missing == "weight"


def test_a_stack_is_told_its_uptake_and_windows_of_it() -> None:
    (stack,) = document(pet())["stacks"]

    assert (stack["unit"], stack["suv"]) == ("Bq/ml", {"factor": pytest.approx(FACTOR)})
    assert stack["presets"][0]["label"] == "SUV 0 to 5"
    assert stack["presets"][0]["width"] * FACTOR == pytest.approx(5)
    (stack,) = document(pet(PatientWeight=None))["stacks"]
    assert stack["suv"] == {"missing": "weight"}
    assert stack["presets"][0]["label"] == "As acquired"
