"""What a STOW request is answered: its form, and what quotas have to say."""

from typing import Any
from xml.etree import ElementTree

import pytest

from readingroom.archive.models import Submission
from readingroom.archive.places import Places
from readingroom.archive.services import quota
from tests.factories import dicom, people
from tests.integration.archive.conftest import NOW
from tests.integration.dicomweb.test_stow import (
    Sending,
    data,
    failures,
    files_in,
    sending,
    stored,
    token,
)

__all__ = ["data", "sending", "token"]  # fixtures
XML, JSON = "application/dicom+xml", "application/dicom+json"
NATIVE = "{http://dicom.nema.org/PS3.19/models/NativeDICOM}"


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("", JSON),
        ("*/*", JSON),
        ("application/json", "application/json"),
        (XML, XML),
        (f"{JSON};q=0.5, {XML}", XML),
        (f"text/html, {XML};q=0.1, */*;q=0.9", JSON),
    ],
)
def test_the_answer_comes_in_the_form_that_was_asked_for(
    sending: Sending, accept: str, kind: str
) -> None:
    status, _, headers = sending(dicom.to_bytes(dicom.ct_slice()), accept=accept)

    assert (status, headers["content-type"]) == (200, kind)


def test_xml_says_the_same_as_json(sending: Sending) -> None:
    good = dicom.ct_slice()
    plan = dicom.ct_slice(number=2, SOPClassUID="1.2.840.10008.5.1.4.1.1.481.5")

    status, _, _ = sending(
        dicom.to_bytes(good), dicom.to_bytes(plan), b"no DICOM & <none>", accept=XML
    )

    told = {
        sequence.attrib["keyword"]: [
            {a.attrib["keyword"]: a.findtext(f"{NATIVE}Value") for a in item}
            for item in sequence.findall(f"{NATIVE}Item")
        ]
        for sequence in ElementTree.fromstring(sending.said)  # noqa: S314  # our own
    }
    assert status == 202
    assert told == {
        "ReferencedSOPSequence": [
            {
                "ReferencedSOPClassUID": good.SOPClassUID,
                "ReferencedSOPInstanceUID": good.SOPInstanceUID,
            }
        ],
        "FailedSOPSequence": [
            {
                "ReferencedSOPClassUID": plan.SOPClassUID,
                "ReferencedSOPInstanceUID": plan.SOPInstanceUID,
                "FailureReason": str(0x0122),
            }
        ],
        "OtherFailuresSequence": [{"FailureReason": str(0xC000)}],
    }


def fill_quota(settings: Any, size_bytes: int) -> None:
    """Have Amara wait with all but ``size_bytes`` of what she may have waiting."""
    settings.READINGROOM_QUOTA_PERSON_GIB = 1
    amara = people.amara()
    Submission.objects.create(
        owner=amara,
        institution=amara.institution,
        expected_bytes=quota.GIB - size_bytes,
        created_at=NOW,
        moved_at=NOW,
    )


def test_more_than_the_sender_may_have_waiting_is_refused_before_it_comes(
    sending: Sending, data: Places, settings: Any
) -> None:
    fill_quota(settings, 1000)

    status, answer, _ = sending(content_length="2000", raw=b"never read")

    assert status == 507
    assert "1 GiB waiting" in answer["error"]
    assert files_in(data) == []


def test_what_exceeds_the_quota_without_saying_so_is_kept_up_to_it(
    sending: Sending, settings: Any
) -> None:
    series = dicom.mr_series(3)
    fill_quota(settings, 1)

    status, answer, _ = sending(*map(dicom.to_bytes, series))

    assert status == 202
    assert stored(answer) == [series[0].SOPInstanceUID]
    assert failures(answer) == [0xA700, 0xA700]


@pytest.mark.django_db
def test_what_an_open_request_sent_so_far_counts_towards_the_quota(settings: Any) -> None:
    settings.READINGROOM_QUOTA_PERSON_GIB = 1
    amara = people.amara()
    Submission.objects.create(owner=amara, arrived_bytes=400, created_at=NOW, moved_at=NOW)

    assert quota.room_left(amara, None) == quota.GIB - 400


@pytest.mark.django_db
def test_no_limit_is_none(settings: Any) -> None:
    settings.READINGROOM_QUOTA_PERSON_GIB = settings.READINGROOM_QUOTA_INSTITUTION_GIB = 0

    assert quota.room_left(people.amara(), people.amara().institution) is None
