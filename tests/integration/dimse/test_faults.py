"""What goes wrong on the network, on the disk and in the database, and what is left of it."""

import os
import signal
import socket
import struct
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.db import OperationalError
from pynetdicom import AE
from pynetdicom.pdu_primitives import P_DATA

from readingroom.archive.models import QuarantinedObject, Submission
from readingroom.archive.places import Places
from readingroom.archive.services.process import process_submission
from readingroom.archive.services.receipt import receipt_for
from readingroom.archive.services.sweep import sweep
from readingroom.dimse.listener import Listener
from readingroom.dimse.wire import Sink
from tests.factories import dicom
from tests.integration.archive.conftest import NOW, outcomes
from tests.integration.dimse.conftest import PATIENCE_S, Listening, arrived, associate, send

NO_ROOM, TOO_LARGE = 0xA700, 0xC001


def wait_until(happened: Any) -> None:
    end_s = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < end_s, "It did not happen in time."
        time.sleep(0.02)


def drafts(data: Places) -> list[Path]:
    return list((data.root / "incoming").iterdir())


def originals(data: Places) -> list[Path]:
    return sorted(data.root.glob("quarantine/*/originals/*"))


def send_half(listener: Listener, data: Places) -> Any:
    """Send one object whole and the first half of another; the association."""
    one, two = dicom.ct_slice(), dicom.ct_slice(number=2)
    association = associate(listener, one)
    assert association.send_c_store(one).Status == 0
    whole = dicom.to_bytes(two)
    command = _store_command(two)
    for control, part in ((3, command), (0, whole[400:900])):
        primitive = P_DATA()
        context = association.accepted_contexts[0].context_id
        primitive.presentation_data_value_list = [[context, bytes([control]) + part]]
        association.dul.send_pdu(primitive)
    wait_until(lambda: drafts(data))
    return association


def _store_command(ds: Any) -> bytes:
    """A C-STORE request's command set: PS3.7 section 9.3.1.1."""
    uids = [(0x0002, ds.SOPClassUID), (0x1000, ds.SOPInstanceUID)]
    numbers = [(0x0100, 1), (0x0110, 7), (0x0700, 0), (0x0800, 1)]
    values = {tag: _even(uid.encode()) for tag, uid in uids}
    values |= {tag: struct.pack("<H", number) for tag, number in numbers}
    body = b"".join(struct.pack("<HHL", 0, t, len(v)) + v for t, v in sorted(values.items()))
    return struct.pack("<HHLL", 0, 0, 4, len(body)) + body


def _even(value: bytes) -> bytes:
    return value + b"\0" * (len(value) % 2)


def test_an_association_aborted_within_an_object_keeps_what_was_acknowledged(
    listening: Listening, data: Places
) -> None:
    with listening() as listener:
        association = send_half(listener, data)
        association.abort()
        (submission,) = arrived()
        wait_until(lambda: not drafts(data))

    assert submission.file_count == 1
    assert len(originals(data)) == 1


def test_a_sender_that_stalls_within_an_object_is_let_go(
    listening: Listening, data: Places
) -> None:
    with listening(limits={"idle_seconds": 1}) as listener:
        association = send_half(listener, data)
        (submission,) = arrived()
        wait_until(lambda: not drafts(data))
        association.abort()

    assert submission.file_count == 1


def test_a_connection_that_stops_within_a_pdu_is_closed(listening: Listening) -> None:
    with (
        listening(limits={"idle_seconds": 1}) as listener,
        socket.create_connection(("127.0.0.1", listener.port)) as connection,
    ):
        connection.settimeout(PATIENCE_S)
        connection.sendall(b"\x01\x00\x00\x00\x10\x00half")

        assert connection.recv(100) == b""


def test_a_pdu_of_four_gigabytes_is_not_waited_for(listening: Listening) -> None:
    with (
        listening() as listener,
        socket.create_connection(("127.0.0.1", listener.port)) as connection,
    ):
        connection.settimeout(PATIENCE_S)
        connection.sendall(b"\x04\x00\xff\xff\xff\xff")

        assert connection.recv(100) == b""


@pytest.mark.parametrize(
    "noise",
    [b"GET / HTTP/1.1\r\n\r\n", bytes(64), b"\xff" * 64],
    ids=["a browser", "nothing", "noise"],
)
def test_noise_is_hung_up_on_and_the_next_sender_is_served(
    listening: Listening, noise: bytes
) -> None:
    with listening() as listener:
        with socket.create_connection(("127.0.0.1", listener.port)) as connection:
            connection.sendall(noise)

        assert send(listener, dicom.ct_slice()) == [0]


def test_a_full_disk_answers_out_of_resources_and_the_sender_can_try_again(
    listening: Listening, data: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_space(*_: object) -> int:
        raise OSError(28, "No space left on device")

    one = dicom.ct_slice()
    with listening() as listener:
        association = associate(listener, one)
        with monkeypatch.context() as patched:
            patched.setattr("readingroom.archive.drafts.os.write", no_space)
            full = association.send_c_store(one)
        again = association.send_c_store(one)
        association.release()
        (submission,) = arrived()

    assert (full.Status, again.Status) == (NO_ROOM, 0)
    assert "no room" in full.ErrorComment
    assert submission.file_count == len(originals(data)) == 1
    assert drafts(data) == []


def test_a_disk_that_fails_to_keep_is_not_promised_for(
    listening: Listening, data: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: object) -> None:
        raise OSError(5, "Input/output error")

    with listening() as listener:
        monkeypatch.setattr("readingroom.archive.drafts.os.fsync", fails)
        statuses = send(listener, dicom.ct_slice())
        monkeypatch.undo()

    assert statuses == [NO_ROOM]
    assert originals(data) == drafts(data) == []
    assert not Submission.objects.exists()


def test_where_too_little_is_free_nothing_is_taken(listening: Listening, data: Places) -> None:
    with listening(limits={"free_gigabytes": 99_999}) as listener:
        assert send(listener, dicom.ct_slice()) == [NO_ROOM]

    assert drafts(data) == []


def test_an_object_beyond_the_limit_is_refused_and_the_next_is_taken(
    listening: Listening, data: Places
) -> None:
    large = dicom.ct_slice(number=2, values=np.zeros((900, 900), "int16"))
    with listening(limits={"object_megabytes": 1}) as listener:
        statuses = send(listener, large, dicom.ct_slice())
        arrived()

    assert statuses == [TOO_LARGE, 0]
    assert len(originals(data)) == 1
    assert drafts(data) == []


def test_a_flood_is_hung_up_on(listening: Listening, data: Places) -> None:
    flood = dicom.ct_slice(values=np.zeros((1500, 1500), "int16"))
    with listening(limits={"object_megabytes": 1}) as listener:
        association = associate(listener, flood)
        answer = association.send_c_store(flood)
        wait_until(lambda: not association.is_established)

        assert not answer
        assert drafts(data) == []


def test_a_locked_database_answers_out_of_resources_and_the_sender_can_try_again(
    listening: Listening, data: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object, **__: object) -> None:
        raise OperationalError("database is locked")

    one = dicom.ct_slice()
    with listening() as listener:
        association = associate(listener, one)
        with monkeypatch.context() as patched:
            patched.setattr("readingroom.dimse.listener.open_intake", locked)
            busy = association.send_c_store(one).Status
        again = association.send_c_store(one).Status
        association.release()
        arrived()

    assert (busy, again) == (NO_ROOM, 0)
    assert drafts(data) == []


def test_a_database_locked_when_a_study_is_complete_is_asked_again(
    listening: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    from readingroom.archive.services import intake  # noqa: PLC0415  # to count its calls

    calls, close = [], intake._close

    def locked_twice(*arguments: Any, **more: Any) -> None:
        calls.append(1)
        if len(calls) <= 2:
            raise OperationalError("database is locked")
        close(*arguments, **more)

    monkeypatch.setattr(intake, "_close", locked_twice)
    with listening() as listener:
        send(listener, dicom.ct_slice())
        (submission,) = arrived()

    assert submission.file_count == 1
    assert len(calls) == 3


def test_too_many_at_once_are_sent_away_for_now(listening: Listening) -> None:
    with listening(limits={"associations": 2}) as listener:
        held = [associate(listener) for _ in range(2)]
        third = associate(listener)
        for association in held:
            association.release()

    assert [a.is_released for a in held] == [True, True]
    assert third.is_rejected


def test_too_many_a_minute_are_sent_away_for_now(listening: Listening) -> None:
    with listening(limits={"per_minute": 2}) as listener:
        taken = [send(listener, dicom.ct_slice(number=n)) for n in (1, 2)]
        third = associate(listener)

    assert taken == [[0], [0]]
    assert third.is_rejected


def test_many_associations_at_once_lose_nothing(listening: Listening, data: Places) -> None:
    slices = [dicom.ct_slice(number=n) for n in range(1, 13)]
    with listening(quiet_seconds=1) as listener:
        associations = [associate(listener, *slices, calling=f"CT{n}") for n in range(4)]
        for at in range(3):
            for number, association in enumerate(associations):
                assert association.send_c_store(slices[3 * number + at]).Status == 0
        for association in associations:
            association.release()
        submissions = arrived(4)

    assert [s.file_count for s in submissions] == [3] * 4
    assert len(originals(data)) == 12


def test_what_a_killed_listener_promised_is_taken_up(data: Places, listening: Listening) -> None:
    """The killed process is a fork, so that it dies without a word; see ``test_commands``."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        with listening(quiet_seconds=3600) as listener:
            os.write(write, struct.pack("<L", listener.port))
            time.sleep(60)
    (port,) = struct.unpack("<L", os.read(read, 4))
    entity = AE("CT1")
    one = dicom.ct_slice()
    entity.add_requested_context(one.SOPClassUID, one.file_meta.TransferSyntaxUID)
    association = entity.associate("127.0.0.1", port, ae_title="READINGROOM")
    assert association.send_c_store(one).Status == 0
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    association.abort()
    assert not QuarantinedObject.objects.exists()

    waiting = sweep(now=NOW)
    submission = Submission.objects.get()
    process_submission(submission.key, now=NOW)

    assert waiting == [submission.key]
    assert outcomes(receipt_for(submission)) == ["filed"]


def test_a_sink_without_data_has_nothing_to_claim() -> None:
    sink = Sink(lambda: pytest.fail("nothing came"), 10)

    assert sink.claim() is None
