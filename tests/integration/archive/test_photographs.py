"""A photograph on its way through the whole route."""

import io
from pathlib import Path

import numpy as np
import tifffile
from PIL import Image

from readingroom.archive.models import Instance, QuarantinedObject, Study, Submission
from readingroom.archive.places import Places
from readingroom.archive.services.decisions import release_object
from readingroom.archive.services.hold import held_objects
from readingroom.archive.services.process import process_submission
from readingroom.archive.services.receipt import receipt_for
from readingroom.imaging import photographs
from tests.factories import dicom
from tests.factories.slides import LABEL_GREY, MACRO_GREY, write_slide
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


def test_photographs_and_all_pages_of_a_stack_are_filed_once_a_person_lets_them_pass(
    send: Sender, given: Path
) -> None:
    (given / "hand.jpg").write_bytes(photograph())
    pages = dicom.noise((3, 24, 32, 3), low=0, high=255, dtype="uint8")
    tifffile.imwrite(given / "stack.tif", pages, photometric="rgb")
    receipt = send()

    for held in held_objects(None):
        release_object(held.key, actor=None, now=NOW)
    process_submission(receipt.submission_key, now=NOW)

    assert {item.state for item in QuarantinedObject.objects.all()} == {"filed"}
    assert Study.objects.get().modalities == "XC"
    assert sorted(Instance.objects.values_list("frame_count", flat=True)) == [1, 3]


def test_of_a_slide_one_level_is_filed_and_nothing_that_lay_beside_it(
    send: Sender, given: Path, data: Places
) -> None:
    write_slide(given / "biopsy.svs", mark="Nora Nobody 19440101")
    receipt = send()
    assert outcomes(receipt) == ["held:slide"]
    assert "label and overview pictures were left behind" in receipt.lines[0].sentence

    release_object(held_objects(None)[0].key, actor=None, now=NOW)
    process_submission(receipt.submission_key, now=NOW)

    line = receipt_for(Submission.objects.get()).lines[0]
    assert (line.outcome, "largest level" in line.sentence) == ("filed", True)
    assert Instance.objects.get().frame_count == 1
    kept = [path.read_bytes() for path in data.root.rglob("*") if path.is_file()]
    beside = [bytes([grey]) * 360 for grey in (LABEL_GREY, MACRO_GREY)]
    assert not [mark for mark in (b"Nora", b"19440101", *beside) for f in kept if mark in f]


def test_a_slide_too_large_to_show_is_refused_with_what_to_do(send: Sender, given: Path) -> None:
    side = photographs.MAX_SIDE_PX + 64
    tile = np.zeros((64, 64, 3), np.uint8)
    with tifffile.TiffWriter(given / "huge.svs") as tiff:
        for width in (2 * side, side):
            rows = -(-width // 64)
            tiff.write(
                (tile for _ in range(rows * rows)), shape=(width, width, 3), dtype="uint8",
                tile=(64, 64), photometric="rgb", compression="zlib", description="Aperio",
            )  # fmt: skip

    receipt = send()

    assert outcomes(receipt) == ["rejected:slide_too_large"]
    assert "Export a part of it" in receipt.lines[0].sentence
