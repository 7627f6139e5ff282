"""Every storage class we take is the standard's, has a plain name and a risk."""

import pytest
from pydicom.uid import UID_dictionary

from readingroom.imaging.deid.uids import is_standard_uid
from readingroom.imaging.sopclasses import ACCEPTED, ClassNotAccepted, PixelRisk, accepted_class


def test_every_accepted_class_is_a_registered_storage_class() -> None:
    listed = [uid for uid in ACCEPTED if uid in UID_dictionary]

    assert set(ACCEPTED) - set(listed) == {"1.2.840.10008.5.1.4.1.1.66.7"}  # newer than pydicom
    assert {UID_dictionary[uid][1] for uid in listed} == {"SOP Class"}
    assert all("Storage" in UID_dictionary[uid][0] for uid in listed)
    assert all(is_standard_uid(uid) for uid in ACCEPTED)


@pytest.mark.parametrize(
    ("uid", "risk"),
    [
        ("1.2.840.10008.5.1.4.1.1.2", PixelRisk.LOW),
        ("1.2.840.10008.5.1.4.1.1.6.1", PixelRisk.BURNED_IN),
        ("1.2.840.10008.5.1.4.1.1.7", PixelRisk.BURNED_IN),
        ("1.2.840.10008.5.1.4.1.1.104.1", PixelRisk.DOCUMENT),
        ("1.2.840.10008.5.1.4.1.1.88.33", PixelRisk.REPORT),
        ("1.2.840.10008.5.1.4.1.1.66.4", PixelRisk.NONE),
    ],
)
def test_a_class_has_its_risk(uid: str, risk: PixelRisk) -> None:
    assert accepted_class(uid).risk is risk


@pytest.mark.parametrize("uid", ["", "1.2.3", "1.2.840.10008.5.1.4.1.1.481.5", "1.2.840.10008.1.1"])
def test_other_classes_are_refused_in_a_sentence(uid: str) -> None:
    with pytest.raises(ClassNotAccepted, match="not a kind of image") as refusal:
        accepted_class(uid)

    assert refusal.value.code == "class_not_accepted"


@pytest.mark.parametrize(
    ("suffix", "code", "why"),
    [
        ("9.4.1", "sound", "Names may be spoken"),
        ("9.4.2", "sound", "Names may be spoken"),
        ("77.1.1.1", "video", "can't be searched"),
        ("77.1.2.1", "video", "can't be searched"),
        ("77.1.4.1", "video", "can't be searched"),
    ],
)
def test_sound_and_video_are_refused_for_what_they_are(suffix: str, code: str, why: str) -> None:
    with pytest.raises(ClassNotAccepted, match=why) as refusal:
        accepted_class(f"1.2.840.10008.5.1.4.1.1.{suffix}")

    assert refusal.value.code == code
