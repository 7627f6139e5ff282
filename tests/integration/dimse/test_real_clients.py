"""The served library as its neighbours meet it: dcmtk, Orthanc, pynetdicom, ``dicomweb-client``."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
import requests
from dicomweb_client.api import DICOMwebClient
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate
from pydicom.uid import JPEG2000Lossless, JPEGBaseline8Bit, JPEGLosslessSV1

from tests.browser.serving import environment, run_command
from tests.factories import dicom
from tests.integration.dimse.peers import (
    PATIENCE_S,
    free_port,
    orthanc,
    result,
    storescu,
    wait_for_port,
)

MARK = b".70001."  # part of every UID of the factories; another of the same length for each study
_studies = count(80_000)


@dataclass(frozen=True)
class Served:
    """A library with a listener.

    Attributes:
        url: of its pages.
        port: where senders of DICOM reach it.
        data: its data folder.
        token: of its administrator.
    """

    url: str
    port: int
    data: Path
    token: str


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    data = tmp_path_factory.mktemp("served") / "data"
    assert run_command("sign-in-link", data=data).returncode == 0
    token = run_command("token", "add", "administrator", data=data).stdout.strip()
    (data / "senders.yaml").write_text("quiet_seconds: 0\n")
    web, port = free_port(), free_port()
    env = {
        **environment(data, str(web)),
        "READINGROOM_LISTEN": "true", "READINGROOM_DICOM_PORT": str(port),
    }  # fmt: skip
    server = subprocess.Popen([sys.executable, "-m", "readingroom", "serve"], env=env)
    try:
        for number in (web, port):
            wait_for_port(number)
        yield Served(f"http://127.0.0.1:{web}", port, data, token)
    finally:
        server.terminate()
        server.wait(30)


def series_on_shelf(served: Served) -> int:
    return len(list(served.data.glob("series/*/*/index.json")))


def images_on_shelf(served: Served) -> int:
    indexes = served.data.glob("series/*/*/index.json")
    return sum(len(json.loads(path.read_text())["instances"]) for path in indexes)


def a_new_study(folder: Path, *datasets: Dataset) -> list[Path]:
    """Files of these objects as a study that nobody sent before."""
    other = b".%d." % next(_studies)
    paths = []
    for number, ds in enumerate(datasets):
        paths.append(folder / f"{other.decode().strip('.')}-{number}.dcm")
        paths[-1].write_bytes(dicom.to_bytes(ds).replace(MARK, other))
    return paths


def wait_until(happened: Callable[[], bool]) -> None:
    end_s = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < end_s, "It was not filed."
        time.sleep(0.1)


def wait_for_series(served: Served, count: int) -> None:
    wait_until(lambda: series_on_shelf(served) >= count)


def test_storescu_sends_a_study_that_is_filed(served: Served, tmp_path: Path) -> None:
    before = series_on_shelf(served)
    for number, ds in enumerate(dicom.mr_series(3)):
        (tmp_path / f"{number}.dcm").write_bytes(dicom.to_bytes(ds))

    sent = subprocess.run(
        [sys.executable, "-m", "pynetdicom", "storescu", "-aec", "READINGROOM", "127.0.0.1",
         str(served.port), str(tmp_path)],
        capture_output=True, check=False, timeout=PATIENCE_S, env=dict(os.environ),
    )  # fmt: skip

    assert sent.returncode == 0, sent.stderr
    wait_for_series(served, before + 1)


def smooth(dtype: str) -> "np.ndarray[tuple[int, int], np.dtype[np.generic]]":
    y, x = np.mgrid[0:64, 0:64]
    return (x + y).astype(dtype)


@pytest.mark.parametrize(
    ("option", "ds"),
    [
        ("-x=", dicom.ct_slice(values=smooth("int16"))),
        (
            "-xs",
            dicom.encapsulated(
                dicom.ct_slice(values=smooth("uint16")),
                JPEGLosslessSV1,
                [imagecodecs.ljpeg_encode(smooth("uint16"), bitspersample=16)],
            ),
        ),
        (
            "-xy",
            dicom.encapsulated(
                dicom.ct_slice(values=smooth("uint8")),
                JPEGBaseline8Bit,
                [imagecodecs.jpeg8_encode(smooth("uint8"), level=95)],
            ),
        ),
        (
            "-xv",
            dicom.encapsulated(
                dicom.ct_slice(values=smooth("uint16")),
                JPEG2000Lossless,
                [imagecodecs.jpeg2k_encode(smooth("uint16"), reversible=True, codecformat="j2k")],
            ),
        ),
    ],
    ids=["uncompressed", "lossless JPEG", "JPEG", "JPEG 2000"],
)
def test_dcmtk_sends_a_study_that_is_filed(
    served: Served, tmp_path: Path, option: str, ds: Dataset
) -> None:
    before = series_on_shelf(served)

    code, said = result(storescu(served.port, option, *a_new_study(tmp_path, ds)))

    assert code == 0, said
    wait_for_series(served, before + 1)


def test_many_senders_of_dcmtk_at_once_lose_nothing(served: Served, tmp_path: Path) -> None:
    before = images_on_shelf(served)
    paths = a_new_study(tmp_path, *dicom.mr_series(24))

    senders = [storescu(served.port, *paths[n::8]) for n in range(8)]
    ends = [result(sender) for sender in senders]

    assert [code for code, _ in ends] == [0] * 8, ends
    wait_until(lambda: images_on_shelf(served) >= before + 24)
    assert images_on_shelf(served) == before + 24


def test_orthanc_sends_a_study_that_is_filed(served: Served, tmp_path: Path) -> None:
    before = images_on_shelf(served)
    paths = a_new_study(tmp_path, *dicom.mr_series(3))

    with orthanc(tmp_path, served.port) as peer:
        keys = [peer.post("/instances", path.read_bytes())["ID"] for path in paths]
        answer = peer.post("/modalities/library/store", json.dumps(keys).encode())

    assert (answer["InstancesCount"], answer["FailedInstancesCount"]) == (3, 0)
    wait_until(lambda: images_on_shelf(served) == before + 3)


def test_dicomweb_client_stores_a_study_that_is_filed(served: Served) -> None:
    before = series_on_shelf(served)
    client = DICOMwebClient(
        f"{served.url}/dicomweb", headers={"Authorization": f"Bearer {served.token}"}
    )
    slices = [dicom.ct_slice(number=n, z=-5.0 * n) for n in (1, 2)]

    answer = client.store_instances(slices)

    assert [item.ReferencedSOPInstanceUID for item in answer.ReferencedSOPSequence] == [
        ds.SOPInstanceUID for ds in slices
    ]
    wait_for_series(served, before + 1)


def test_dicomweb_client_without_a_token_is_told_so(served: Served) -> None:
    client = DICOMwebClient(f"{served.url}/dicomweb")

    with pytest.raises(requests.HTTPError, match="401"):
        client.store_instances([dicom.ct_slice(number=7)])


@pytest.mark.parametrize("syntax", [JPEGBaseline8Bit, JPEG2000Lossless])
def test_compressed_objects_are_taken_as_they_are(
    served: Served, tmp_path: Path, syntax: str
) -> None:
    ds = dicom.ct_slice(number=9)
    ds.PixelData = encapsulate([b"\xff\xd8not decoded on the way\xff\xd9"])
    ds["PixelData"].VR = "OB"
    ds.file_meta.TransferSyntaxUID = syntax
    (tmp_path / "one.dcm").write_bytes(dicom.to_bytes(ds))

    sent = subprocess.run(
        [sys.executable, "-m", "pynetdicom", "storescu", "-v", "-cx", "-aec", "READINGROOM",
         "127.0.0.1", str(served.port), str(tmp_path / "one.dcm")],
        capture_output=True, check=False, timeout=PATIENCE_S, text=True,
    )  # fmt: skip

    assert "Status: 0x0000" in sent.stderr, sent.stderr


def test_the_doctor_finds_the_listener(served: Served) -> None:
    env = {
        **environment(served.data),
        "READINGROOM_LISTEN": "true", "READINGROOM_DICOM_PORT": str(served.port),
    }  # fmt: skip

    told = subprocess.run(
        [sys.executable, "-m", "readingroom", "doctor"],
        env=env, capture_output=True, text=True, check=False, timeout=PATIENCE_S,
    )  # fmt: skip

    assert f"The DICOM listener answers at 127.0.0.1:{served.port}" in told.stdout
