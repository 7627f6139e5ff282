"""Hostile files through the door of the PACS: taken and then rejected in words, or refused."""

import struct
from pathlib import Path
from typing import Any

import pytest
from pydicom.dataset import Dataset, FileMetaDataset
from pynetdicom import AE

from readingroom.archive.models import Submission
from readingroom.archive.places import Places
from readingroom.archive.services.process import process_submission
from readingroom.archive.services.receipt import WAITING, receipt_for
from readingroom.dimse.listener import NO_ROOM, Listener
from readingroom.imaging.headline import ACCEPTED_SYNTAXES, read_headline
from readingroom.imaging.sopclasses import ACCEPTED
from tests.integration.archive.conftest import NOW
from tests.integration.dimse.conftest import PATIENCE_S, Listening

CT_IMAGE, EXPLICIT = "1.2.840.10008.5.1.4.1.1.2", ACCEPTED_SYNTAXES[0]
MOST_MIB = 3  # one of the files is larger, and not by so much that the sender is hung up on
OUT_OF_PLACE = Path("/tmp")  # noqa: S108  # where some of them want to go


class Hostile(Dataset):
    """Any bytes as the data set of a C-STORE, under what the file itself claims to be."""

    def __init__(self, data: bytes, number: int) -> None:
        super().__init__()
        claims = read_headline(data)
        known = claims is not None and claims.sop_class in ACCEPTED
        self.SOPClassUID = claims.sop_class if claims and known else CT_IMAGE
        self.SOPInstanceUID = f"2.25.{number}"
        syntax = claims.transfer_syntax if claims else EXPLICIT
        self.file_meta = FileMetaDataset()
        self.file_meta.TransferSyntaxUID = syntax if syntax in ACCEPTED_SYNTAXES else EXPLICIT
        self.__dict__["as_bytes"] = data[_end_of_meta(data) :]


def _end_of_meta(data: bytes) -> int:
    """Where the data set begins, if the file says so."""
    if data[128:132] != b"DICM" or data[132:136] != b"\2\0\0\0":
        return 0
    return min(144 + int(struct.unpack_from("<L", data, 140)[0]), len(data))


def send_all(listener: Listener, datasets: list[Hostile]) -> list[int]:
    """Send on one association; the status of each."""
    entity = AE("CT1")
    entity.acse_timeout = entity.dimse_timeout = entity.network_timeout = PATIENCE_S
    for kind in {(ds.SOPClassUID, ds.file_meta.TransferSyntaxUID) for ds in datasets}:
        entity.add_requested_context(*kind)
    association = entity.associate("127.0.0.1", listener.port, ae_title="READINGROOM")
    assert association.is_established
    statuses = [int(association.send_c_store(ds).Status) for ds in datasets]
    association.release()
    return statuses


@pytest.mark.shared
def test_every_hostile_file_is_taken_and_accounted_for_or_refused(
    listening: Listening, data: Places, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def as_it_is(ds: Any, *_: object) -> bytes:
        return bytes(ds.__dict__["as_bytes"])

    monkeypatch.setattr("pynetdicom.association.encode", as_it_is)
    paths = [p for p in sorted((shared / "data/hostile").rglob("*")) if p.is_file()]
    every = [Hostile(path.read_bytes(), number) for number, path in enumerate(paths, start=1)]
    # No data set at all can't be sent: the sender would be waited for, as any that stalls.
    files = [ds for ds in every if ds.__dict__["as_bytes"]]
    before = set(OUT_OF_PLACE.glob("evil*"))
    with listening(limits={"object_megabytes": MOST_MIB}) as listener:
        statuses = send_all(listener, files)

    receipts = [receipt_for(process_submission(s.key, now=NOW)) for s in Submission.objects.all()]
    lines = [line for receipt in receipts for line in receipt.lines]
    too_large = [ds for ds in files if len(ds.__dict__["as_bytes"]) > MOST_MIB * 1024**2]
    assert NO_ROOM not in statuses
    assert statuses.count(0) == len(files) - len(too_large) == len(lines)
    assert WAITING not in {line.outcome for line in lines}
    assert all(line.reason_code for line in lines if line.outcome == "rejected")
    assert all(line.sentence.endswith(".") for line in lines)
    held = [line for line in lines if line.outcome == "held"]
    assert len(list(data.root.glob("quarantine/*/originals/*"))) == len(held)
    assert list((data.root / "incoming").iterdir()) == []
    others = {path.name.partition("-")[0] for path in data.root.parent.iterdir()}
    assert others == {"data", "library.sqlite3"}
    assert set(OUT_OF_PLACE.glob("evil*")) == before
