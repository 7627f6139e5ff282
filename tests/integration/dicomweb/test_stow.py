"""Studies that come in over the web, from request to a submission that waits for the route."""

import asyncio
import json
import os
import shutil
from collections.abc import Iterable, Iterator, MutableMapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django_tasks_db.models import DBTaskResult
from pydicom.encaps import encapsulate

from readingroom.accounts.services.api_tokens import issue_token
from readingroom.archive.drafts import Draft, OutOfRoom
from readingroom.archive.models import Door, QuarantinedObject, Submission
from readingroom.archive.places import Places, secrets
from readingroom.archive.services.process import process_submission
from readingroom.archive.services.receipt import receipt_for
from readingroom.archive.services.sweep import sweep
from readingroom.archive.states import SubmissionState
from readingroom.dicomweb.stow import StoreFront, StoreLimits
from tests.factories import dicom, people
from tests.integration.archive.conftest import NOW, outcomes

KIND = 'multipart/related; type="application/dicom"; boundary=b0'


@pytest.fixture
def data(file_database: Path, settings: Any, tmp_path: Path) -> Places:
    """Where the library of this test keeps everything."""
    settings.READINGROOM_DATA = tmp_path / "data"
    settings.READINGROOM_DATA.mkdir(mode=0o700)
    return Places(settings.READINGROOM_DATA)


@pytest.fixture
def token(data: Places) -> str:
    return issue_token(people.amara(), label="", now=datetime.now(UTC))


class Sending:
    """Someone who sends to a front of this data folder."""

    def __init__(self, data: Places, token: str) -> None:
        self.data, self.token, self.said = data, token, b""
        self.limits = StoreLimits(free_bytes=0, idle_s=0.5)

    def __call__(
        self,
        *parts: bytes,
        path: str = "/dicomweb/studies",
        part_type: str = "application/dicom",
        raw: bytes | None = None,
        ends: bool = True,
        **headers: str,
    ) -> tuple[int, dict[str, Any], dict[str, str]]:
        front = StoreFront(self.data.root, secret=secrets().deid, limits=self.limits)
        head = f"\r\n--b0\r\nContent-Type: {part_type}\r\n\r\n".encode()
        body = raw if raw is not None else b"".join(head + p for p in parts) + b"\r\n--b0--"
        given = {
            "content-type": KIND,
            "authorization": f"Bearer {self.token}",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        scope = {
            "type": "http", "method": "POST", "path": path,
            "headers": [(k.encode(), v.encode()) for k, v in given.items()],
        }  # fmt: skip
        status, said, headers = asyncio.run(_ask(front, scope, _pieces(body), ends=ends))
        self.said = said
        return status, json.loads(said) if "json" in headers["content-type"] else {}, headers


def _pieces(body: bytes) -> Iterable[bytes]:
    step = 700 if len(body) < 100_000 else 65_536
    return [body[at : at + step] for at in range(0, len(body), step)] or [b""]


async def _ask(
    front: StoreFront, scope: Any, pieces: Iterable[bytes], *, ends: bool
) -> tuple[int, bytes, dict[str, str]]:
    left: Iterator[bytes] = iter(pieces)
    sent: list[MutableMapping[str, Any]] = []
    upcoming = next(left, None)

    async def receive() -> MutableMapping[str, Any]:
        nonlocal upcoming
        if upcoming is None:
            await asyncio.sleep(60)
        piece, upcoming = upcoming, next(left, None)
        return {
            "type": "http.request",
            "body": piece,
            "more_body": upcoming is not None or not ends,
        }

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    await front(scope, receive, send)
    headers = {k.decode(): v.decode("latin-1") for k, v in sent[0]["headers"]}
    return sent[0]["status"], sent[1]["body"], headers


@pytest.fixture
def sending(data: Places, token: str) -> Sending:
    return Sending(data, token)


def files_in(data: Places) -> list[Path]:
    return [p for p in data.root.glob("[qi]*/**/*") if p.is_file()]


def failures(answer: dict[str, Any]) -> list[int]:
    items = [i for tag in ("00081198", "0008119A") for i in answer.get(tag, {}).get("Value", [])]
    return [item["00081197"]["Value"][0] for item in items]


def stored(answer: dict[str, Any]) -> list[str]:
    return [i["00081155"]["Value"][0] for i in answer.get("00081199", {}).get("Value", [])]


def test_what_is_sent_is_safe_when_it_is_answered_and_goes_to_the_library(
    sending: Sending, data: Places
) -> None:
    series = dicom.mr_series(3)

    status, answer, headers = sending(*map(dicom.to_bytes, series))

    assert status == 200
    assert stored(answer) == [ds.SOPInstanceUID for ds in series]
    assert headers["content-type"] == "application/dicom+json"
    assert "new ones" in headers["warning"]
    submission = Submission.objects.get()
    assert (submission.door, submission.owner) == (Door.WEB, people.amara())
    assert (submission.state, submission.file_count) == (SubmissionState.WAITING, 3)
    assert DBTaskResult.objects.count() == 1
    kept = sorted(data.root.glob("quarantine/*/originals/*"))
    assert [path.read_bytes() for path in kept] == [dicom.to_bytes(ds) for ds in series]
    process_submission(submission.key, now=NOW)
    assert outcomes(receipt_for(submission)) == ["filed"] * 3


def test_each_instance_has_an_outcome_of_its_own(sending: Sending) -> None:
    good = dicom.ct_slice()
    plan = dicom.ct_slice(number=2, SOPClassUID="1.2.840.10008.5.1.4.1.1.481.5")
    video = dicom.ct_slice(number=3)
    video.file_meta.TransferSyntaxUID = "1.2.840.10008.1.2.4.100"
    video.PixelData = encapsulate([b"a film"])

    status, answer, _ = sending(
        dicom.to_bytes(good), dicom.to_bytes(plan), dicom.to_bytes(video), b"no DICOM"
    )

    assert status == 202
    assert stored(answer) == [good.SOPInstanceUID]
    assert failures(answer) == [0x0122, 0xC122, 0xC000]
    assert QuarantinedObject.objects.count() == 1


def test_another_study_than_the_address_says_is_not_taken(sending: Sending, data: Places) -> None:
    ds = dicom.ct_slice()

    other = sending(dicom.to_bytes(ds), path="/dicomweb/studies/2.25.5")
    same = sending(dicom.to_bytes(ds), path=f"/dicomweb/studies/{ds.StudyInstanceUID}")

    assert (other[0], failures(other[1])) == (409, [0xA900])
    assert same[0] == 200


def test_a_part_that_says_it_is_something_else_is_not_taken(sending: Sending) -> None:
    status, answer, _ = sending(dicom.to_bytes(dicom.ct_slice()), part_type="text/html")

    assert (status, failures(answer)) == (409, [0xC000])


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"content_type": "application/dicom"}, 415),
        ({"content_type": 'multipart/related; type="application/dicom+json"; boundary=b0'}, 415),
        ({"content_type": "multipart/related; type=application/dicom"}, 400),
        ({"authorization": ""}, 401),
        ({"authorization": "Bearer rr_guess"}, 401),
        ({"authorization": "Basic YTpi"}, 401),
        ({"authorization": "", "content_type": "text/html", "accept": "text/html"}, 401),
        ({"accept": "text/html"}, 406),
        ({"accept": "application/dicom+json;q=0, image/*"}, 406),
    ],
)
def test_a_request_of_the_wrong_form_keeps_nothing(
    sending: Sending, data: Places, headers: dict[str, str], status: int
) -> None:
    answered, answer, _ = sending(dicom.to_bytes(dicom.ct_slice()), **headers)

    assert answered == status
    assert answer["error"].endswith(".")
    assert files_in(data) == []


def test_a_learner_may_not_send(sending: Sending, data: Places) -> None:
    sending.token = issue_token(people.ben(), label="", now=datetime.now(UTC))

    assert sending(dicom.to_bytes(dicom.ct_slice()))[0] == 403
    assert files_in(data) == []


@pytest.mark.parametrize(
    ("raw", "ends", "status"),
    [(b"", True, 400), (b"--b0--", True, 400), (b"CUT", True, 400), (b"CUT", False, 408)],
    ids=["empty", "no parts", "broken off", "fallen silent"],
)
def test_a_body_that_is_not_whole_leaves_nothing(
    sending: Sending, data: Places, raw: bytes, ends: bool, status: int
) -> None:
    if raw == b"CUT":
        part = b"--b0\r\n\r\n" + dicom.to_bytes(dicom.ct_slice())
        raw = part + b"\r\n" + part[:-200]

    assert sending(raw=raw, ends=ends)[0] == status
    assert files_in(data) == []
    assert not Submission.objects.exists()


def test_an_instance_beyond_the_limit_is_let_go_by(sending: Sending, data: Places) -> None:
    small, large = dicom.ct_slice(), dicom.ct_slice(number=2, ImageComments="x" * 9000)
    sending.limits = StoreLimits(instance_bytes=5000, free_bytes=0)

    status, answer, _ = sending(dicom.to_bytes(large), dicom.to_bytes(small))

    assert (status, failures(answer)) == (202, [0xA700])
    assert stored(answer) == [small.SOPInstanceUID]
    assert len(files_in(data)) == 1


def test_a_full_disk_is_said_and_the_same_can_be_sent_again(
    sending: Sending, data: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = dicom.to_bytes(dicom.ct_slice())
    with monkeypatch.context() as patched:
        patched.setattr(os, "write", _no_space)
        full = sending(one)
    again = sending(one)

    assert (full[0], failures(full[1]), full[2]["retry-after"]) == (503, [0xA700], "30")
    assert again[0] == 200
    assert len(files_in(data)) == 1


def test_a_disk_that_fails_at_the_last_moment_promises_nothing(
    sending: Sending, data: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("readingroom.dicomweb.reception._sync", _fails)
        status, _, _ = sending(dicom.to_bytes(dicom.ct_slice()))

    assert status == 503
    assert files_in(data) == []
    assert not Submission.objects.exists()


def test_what_could_not_fit_is_refused_before_it_is_sent(sending: Sending, data: Places) -> None:
    free = shutil.disk_usage(data.root).free

    assert sending(b"", content_length=str(free * 2))[0] == 503


def _fails(_place: Path) -> None:
    raise OutOfRoom


def _no_space(*_: object) -> int:
    raise OSError(28, "No space left on device")


def test_a_database_that_is_locked_keeps_nothing_and_says_when_to_come_back(
    sending: Sending, data: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object, **__: object) -> None:
        raise OperationalError("database is locked")

    with monkeypatch.context() as patched:
        patched.setattr("readingroom.archive.services.intake._close", locked)
        status, _, headers = sending(dicom.to_bytes(dicom.ct_slice()))

    assert (status, headers["retry-after"]) == (503, "30")
    assert files_in(data) == []


def test_a_process_that_dies_within_a_request_promised_nothing(
    sending: Sending, data: Places
) -> None:
    spool = data.root / "incoming"
    sending(dicom.to_bytes(dicom.ct_slice()))
    draft = Draft(spool, secrets().deid)
    draft.write(b"half")
    draft.close()

    sweep(now=NOW)

    assert list(spool.iterdir()) == []


def test_a_draft_that_is_being_written_is_left_alone(sending: Sending, data: Places) -> None:
    sending(dicom.to_bytes(dicom.ct_slice()))
    draft = Draft(data.root / "incoming", secrets().deid)

    sweep(now=NOW)

    assert draft.path.exists()
    draft.drop()
