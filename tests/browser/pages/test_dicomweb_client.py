"""The reference client reads the served library by each of its methods, and objects are valid."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from dicomweb_client.api import DICOMwebClient
from dicomweb_client.session_utils import create_session
from pydicom.dataset import Dataset

from tests.browser.serving import LiveLibrary

pytestmark = pytest.mark.timeout(600)

VALIDATOR = Path(sys.executable).parent / "dciodvfy"
EXPLICIT, HTJ2K = "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.4.202"
# PS3.18 tables 10.6.3-3 to 10.6.3-5: what an answer has of a study, a series and an instance.
OF_A_STUDY = (
    "StudyDate", "StudyTime", "AccessionNumber", "ModalitiesInStudy", "ReferringPhysicianName",
    "PatientName", "PatientID", "PatientBirthDate", "PatientSex", "StudyInstanceUID", "StudyID",
    "NumberOfStudyRelatedSeries", "NumberOfStudyRelatedInstances",
)  # fmt: skip
OF_A_SERIES = ("Modality", "SeriesInstanceUID", "SeriesNumber", "NumberOfSeriesRelatedInstances")
OF_AN_INSTANCE = ("SOPClassUID", "SOPInstanceUID", "InstanceNumber", "Rows", "Columns")


@pytest.fixture(scope="module")
def client(live_library: LiveLibrary) -> DICOMwebClient:
    token = live_library.run("token", "add", "administrator").stdout.strip()
    session = create_session()
    session.headers["Authorization"] = f"Bearer {token}"
    return DICOMwebClient(f"{live_library.url}/dicomweb", session=session)


def lacking(found: list[dict[str, Any]], keywords: tuple[str, ...]) -> list[list[str]]:
    datasets = [Dataset.from_json(one) for one in found]
    return [[keyword for keyword in keywords if keyword not in one] for one in datasets]


def series_of_each_study(client: DICOMwebClient) -> list[tuple[str, str]]:
    """The first series that is found of each study."""
    studies = [Dataset.from_json(one).StudyInstanceUID for one in client.search_for_studies()]
    first = [Dataset.from_json(client.search_for_series(study)[0]) for study in studies]
    return [(study, one.SeriesInstanceUID) for study, one in zip(studies, first, strict=True)]


def test_answers_have_every_attribute_that_the_standard_requires(client: DICOMwebClient) -> None:
    studies = client.search_for_studies()
    series = client.search_for_series()
    instances = client.search_for_instances(limit=20)

    assert len(studies) > 1
    assert not any(lacking(studies, OF_A_STUDY))
    assert not any(lacking(series, OF_A_SERIES))
    assert not any(lacking(instances, OF_AN_INSTANCE))


def test_each_method_of_the_client_reads_the_same_pixels(client: DICOMwebClient) -> None:
    for study, series in series_of_each_study(client):
        told = client.retrieve_series_metadata(study, series)
        whole = client.retrieve_series(study, series, media_types=as_dicom(EXPLICIT))
        one = whole[0]
        frames = client.retrieve_instance_frames(
            study, series, one.SOPInstanceUID, [1], (("application/octet-stream", EXPLICIT),)
        )
        alone = client.retrieve_instance(
            study, series, one.SOPInstanceUID, media_types=as_dicom(EXPLICIT)
        )

        assert len(told) == len(whole) > 1
        assert len(list(client.iter_series(study, series))) == len(whole)
        assert client.retrieve_instance_metadata(study, series, one.SOPInstanceUID) in told
        assert np.array_equal(alone.pixel_array, one.pixel_array)
        kind = one.pixel_array.dtype
        assert np.array_equal(np.frombuffer(frames[0], kind), one.pixel_array.ravel())


def test_pictures_come_as_the_client_asks_for_them(client: DICOMwebClient) -> None:
    study, series = series_of_each_study(client)[0]
    sop = Dataset.from_json(client.search_for_instances(study, series)[0]).SOPInstanceUID

    whole = client.retrieve_instance_rendered(study, series, sop, media_types=("image/png",))
    frame = client.retrieve_instance_frames_rendered(
        study, series, sop, [1], media_types=("image/jpeg",)
    )

    assert whole.startswith(b"\x89PNG")
    assert frame.startswith(b"\xff\xd8")


@pytest.mark.skipif(not VALIDATOR.exists(), reason="dciodvfy is not installed")
@pytest.mark.parametrize(("asked", "syntax"), [(EXPLICIT, EXPLICIT), ("*", HTJ2K)])
def test_dciodvfy_finds_no_error_in_what_is_retrieved(
    client: DICOMwebClient, tmp_path: Path, asked: str, syntax: str
) -> None:
    errors = {}
    for study, series in series_of_each_study(client):
        objects = client.retrieve_series(study, series, media_types=as_dicom(asked))
        assert {one.file_meta.TransferSyntaxUID for one in objects} == {syntax}
        for number, one in enumerate(objects[:2]):
            target = tmp_path / f"{series}.{number}.dcm"
            one.save_as(target, enforce_file_format=True)
            errors[target.name] = faults(target)

    assert not any(errors.values()), errors
    assert len(errors) > 2


def as_dicom(syntax: str) -> tuple[tuple[str, str], ...]:
    return (("application/dicom", syntax),)


def faults(path: Path) -> list[str]:
    done = subprocess.run([VALIDATOR, path], capture_output=True, text=True, check=False)
    said = (done.stderr + done.stdout).splitlines()
    assert any("Image" in line for line in said)  # it knew what it was looking at
    return [line for line in said if line.startswith("Error")]
