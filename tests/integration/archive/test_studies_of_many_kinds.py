"""Objects of other kinds and makers, filed with the study that they belong to."""

from pathlib import Path

from readingroom.archive.models import Patient, Study
from tests.factories import dicom
from tests.integration.archive.conftest import Sender, outcomes, put
from tests.unit.imaging.deid.test_structures import electrocardiogram, structures


def test_what_states_no_id_is_filed_with_the_study_it_came_in(send: Sender, given: Path) -> None:
    captured = dicom.mr_slice(number=9, PatientID="", PatientName="", PatientBirthDate="")
    issued = dicom.ct_slice(number=2, z=-5.0, IssuerOfPatientID="One")
    put(given, dicom.ct_slice(), issued, captured)

    send()

    assert Patient.objects.count() == 1
    assert Study.objects.get().modalities == "CT/MR"


def test_structures_and_curves_are_filed_with_their_study(send: Sender, given: Path) -> None:
    put(given, dicom.ct_slice(), structures([1, 2, 3]), electrocardiogram())

    receipt = send()

    assert outcomes(receipt) == ["filed", "filed", "filed"]
    assert Study.objects.get().modalities == "CT/ECG/RTSTRUCT"
