"""The served library as its neighbours meet it: pynetdicom's ``storescu``, ``dicomweb-client``."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from dicomweb_client.api import DICOMwebClient
from pydicom.encaps import encapsulate
from pydicom.uid import JPEG2000Lossless, JPEGBaseline8Bit

from tests.browser.serving import environment, run_command
from tests.factories import dicom

PATIENCE_S = 90.0


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


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    data = tmp_path_factory.mktemp("served") / "data"
    assert run_command("sign-in-link", data=data).returncode == 0
    token = run_command("token", "add", "administrator", data=data).stdout.strip()
    (data / "senders.yaml").write_text("quiet_seconds: 0\n")
    web, port = _free_port(), _free_port()
    env = {
        **environment(data, str(web)),
        "READINGROOM_LISTEN": "true", "READINGROOM_DICOM_PORT": str(port),
    }  # fmt: skip
    server = subprocess.Popen([sys.executable, "-m", "readingroom", "serve"], env=env)
    try:
        for number in (web, port):
            _wait_for(number)
        yield Served(f"http://127.0.0.1:{web}", port, data, token)
    finally:
        server.terminate()
        server.wait(30)


def _wait_for(port: int) -> None:
    end_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < end_s:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise AssertionError("It did not start.")


def series_on_shelf(served: Served) -> int:
    return len(list(served.data.glob("series/*/*/index.json")))


def wait_for_series(served: Served, count: int) -> None:
    end_s = time.monotonic() + PATIENCE_S
    while series_on_shelf(served) < count:
        assert time.monotonic() < end_s, "It was not filed."
        time.sleep(0.1)


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
