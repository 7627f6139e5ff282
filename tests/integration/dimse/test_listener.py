"""What a PACS sends, from its association to a submission that waits for the route."""

import time
from collections.abc import Sequence
from itertools import product
from pathlib import Path

import pytest
from django_tasks_db.models import DBTaskResult
from pynetdicom import AE

from readingroom.archive.models import Door, QuarantinedObject, Submission
from readingroom.archive.places import Places
from readingroom.archive.services.process import process_submission
from readingroom.archive.services.receipt import receipt_for
from readingroom.imaging.headline import ACCEPTED_SYNTAXES
from readingroom.imaging.part10 import read_part10
from readingroom.imaging.sopclasses import ACCEPTED
from tests.factories import dicom, people
from tests.integration.archive.conftest import NOW, outcomes
from tests.integration.dimse.conftest import PATIENCE_S, Listening, arrived, associate, send


def originals(data: Places) -> list[Path]:
    return sorted(data.root.glob("quarantine/*/originals/*"))


def test_an_echo_is_answered(listening: Listening) -> None:
    with listening() as listener:
        association = associate(listener)
        status = association.send_c_echo().Status
        association.release()

    assert status == 0x0000


def queued() -> int:
    """How many jobs wait, once there is one: it comes after what it is for."""
    end_s = time.monotonic() + PATIENCE_S
    while not DBTaskResult.objects.exists() and time.monotonic() < end_s:
        time.sleep(0.05)
    return DBTaskResult.objects.count()


def test_a_study_goes_from_its_association_to_the_library(
    listening: Listening, data: Places
) -> None:
    with listening() as listener:
        statuses = send(listener, *dicom.mr_series(3))
        (submission,) = arrived()
        assert queued() == 1
    process_submission(submission.key, now=NOW)

    assert statuses == [0, 0, 0]
    assert submission.door == Door.PACS
    assert outcomes(receipt_for(submission)) == ["filed"] * 3


def test_what_is_kept_is_what_was_sent(listening: Listening, data: Places) -> None:
    sent = dicom.ct_slice()
    with listening() as listener:
        send(listener, sent)
        arrived()
        kept = read_part10(originals(data)[0]).dataset

    assert kept.PixelData == sent.PixelData
    assert kept.file_meta.MediaStorageSOPInstanceUID == sent.SOPInstanceUID
    assert "SourceApplicationEntityTitle" not in kept.file_meta
    del kept.file_meta
    assert kept == sent


def test_what_was_acknowledged_is_on_the_disk_before_the_association_ends(
    listening: Listening, data: Places
) -> None:
    with listening() as listener:
        one = dicom.ct_slice()
        association = associate(listener, one)
        association.send_c_store(one)
        found = originals(data)
        association.release()

    assert len(found) == 1
    assert not list(data.root.glob("incoming/*"))


def test_a_study_over_several_associations_is_one_submission(listening: Listening) -> None:
    with listening(quiet_seconds=1) as listener:
        for one in dicom.mr_series(3):
            send(listener, one)
        (submission,) = arrived()

    assert submission.file_count == 3


def test_two_studies_on_one_association_each_keep_together_with_it(listening: Listening) -> None:
    with listening() as listener:
        send(listener, dicom.ct_slice(), dicom.mr_slice(StudyInstanceUID="2.25.5"))
        (submission,) = arrived()

    assert submission.file_count == 2


def test_two_senders_with_the_same_study_make_two_submissions_and_one_is_filed(
    listening: Listening,
) -> None:
    one = dicom.ct_slice()
    with listening() as listener:
        first = associate(listener, one, calling="CT1")
        second = associate(listener, one, calling="CT2")
        first.send_c_store(one)
        second.send_c_store(one)
        first.release()
        second.release()
        both = arrived(2)
    for submission in both:
        process_submission(submission.key, now=NOW)

    assert [outcomes(receipt_for(s)) for s in both] == [["filed"], ["duplicate"]]


def test_what_arrives_is_the_person_s_that_the_title_names(listening: Listening) -> None:
    amara, dev = people.amara(), people.dev()
    doors = [
        {"title": "AMARA", "person": "amara"},
        {"title": "HOUSE", "institution": "St Elsewhere"},
    ]
    with listening(doors=doors) as listener:
        send(listener, dicom.ct_slice(), called="AMARA")
        send(listener, dicom.ct_slice(), called="HOUSE")
        arrived(2)

    mine, ours = Submission.objects.order_by("id")
    assert (mine.owner, mine.institution) == (amara, amara.institution)
    assert (ours.owner, ours.institution) == (None, dev.institution)


@pytest.mark.parametrize(
    ("classes", "syntaxes"),
    [(sorted(ACCEPTED), ACCEPTED_SYNTAXES[:1]), (sorted(ACCEPTED)[:1], ACCEPTED_SYNTAXES)],
    ids=["every class", "every syntax"],
)
def test_whatever_can_be_read_is_taken(
    listening: Listening, classes: Sequence[str], syntaxes: Sequence[str]
) -> None:
    entity = AE("CT1")
    for uid, syntax in product(classes, syntaxes):
        entity.add_requested_context(uid, syntax)
    with listening() as listener:
        association = entity.associate("127.0.0.1", listener.port, ae_title="READINGROOM")
        accepted = association.accepted_contexts
        association.release()

    assert len(accepted) == len(classes) * len(syntaxes)


@pytest.mark.parametrize("refused", ["called", "calling", "address", "door"])
def test_strangers_are_turned_away(listening: Listening, refused: str) -> None:
    people.amara()
    rules = {
        "doors": [{"title": t, "person": "amara"} for t in ("READINGROOM", "OTHER")],
        "senders": [
            {
                "title": "CT2" if refused == "calling" else None,
                "address": "10.0.0.0/8" if refused == "address" else "127.0.0.1",
                "to": ["OTHER"] if refused == "door" else [],
            }
        ],
    }
    called = "ELSEWHERE" if refused == "called" else "READINGROOM"
    with listening(**rules) as listener:
        association = associate(listener, dicom.ct_slice(), called=called)

    assert association.is_rejected
    assert not QuarantinedObject.objects.exists()
