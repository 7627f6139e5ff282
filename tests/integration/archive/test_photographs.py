"""A photograph on its way through the whole route."""

import io
from pathlib import Path

from PIL import Image

from readingroom.archive.models import Instance, QuarantinedObject, Study
from readingroom.archive.services.decisions import release_object
from readingroom.archive.services.hold import held_objects
from readingroom.archive.services.process import process_submission
from tests.factories import dicom
from tests.integration.archive.conftest import NOW, Sender, outcomes, put


def photograph() -> bytes:
    buffer = io.BytesIO()
    values = dicom.noise((24, 32, 3), low=0, high=255, dtype="uint8")
    Image.fromarray(values).save(buffer, "JPEG")
    return buffer.getvalue()


def test_a_photograph_is_held_beside_images_that_are_filed(send: Sender, given: Path) -> None:
    put(given, dicom.ct_slice())
    (given / "z-face.jpg").write_bytes(photograph())

    assert outcomes(send()) == ["filed", "held:photograph"]


def test_a_photograph_that_a_person_lets_pass_is_filed(send: Sender, given: Path) -> None:
    (given / "hand.jpg").write_bytes(photograph())
    receipt = send()

    release_object(held_objects(None)[0].key, actor=None, now=NOW)
    process_submission(receipt.submission_key, now=NOW)

    assert QuarantinedObject.objects.get().state == "filed"
    assert Study.objects.get().modalities == "XC"
    assert Instance.objects.get().frame_count == 1
