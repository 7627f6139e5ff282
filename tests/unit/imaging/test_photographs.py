"""Photographs, histology and slides: the picture comes along, and nothing that lay beside it."""

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from readingroom.imaging import photographs
from readingroom.imaging.photographs import read_photograph
from readingroom.imaging.pixels.burned_in import hold_reasons
from readingroom.imaging.pixels.decode import decode_frames
from readingroom.imaging.refusals import (
    Damaged,
    NotDicom,
    SeveralPictures,
    SlideTooLarge,
    TooLarge,
)
from readingroom.imaging.sopclasses import ACCEPTED
from tests.factories.dicom import noise, to_bytes

MARK = "Nora Nobody at 51.5N"
GPS, DESCRIPTION, ORIENTATION = 0x8825, 0x010E, 0x0112
COLOURS = noise((12, 20, 3), low=0, high=255, dtype="uint8")


def read(path: Path, batch: str = "batch", number: int = 1) -> Any:
    return read_photograph(path, batch=batch, number=number)


def jpeg_with_everything(path: Path, *, orientation: int = 1) -> Path:
    exif = Image.Exif()
    exif[DESCRIPTION], exif[ORIENTATION] = MARK, orientation
    exif[GPS] = {1: "N", 2: (51.0, 30.0, 0.0), 29: MARK}
    picture = Image.fromarray(COLOURS)
    picture.save(path, "JPEG", exif=exif, comment=MARK.encode(), xmp=f"<x>{MARK}</x>".encode())
    with path.open("ab") as file:
        file.write(MARK.encode())
    return path


def test_nothing_beside_the_picture_of_a_photograph_comes_along(tmp_path: Path) -> None:
    path = jpeg_with_everything(tmp_path / "a.jpg")
    assert path.read_bytes().count(MARK.encode()) >= 4

    made = to_bytes(read(path).dataset)

    assert MARK.encode() not in made
    assert b"Exif" not in made


def test_a_photograph_is_marked_as_compressed_with_loss(tmp_path: Path) -> None:
    dataset = read(jpeg_with_everything(tmp_path / "a.jpg")).dataset

    assert (dataset.LossyImageCompression, dataset.PhotometricInterpretation) == ("01", "RGB")
    assert (dataset.Rows, dataset.Columns) == (12, 20)


def test_a_photograph_stands_upright(tmp_path: Path) -> None:
    dataset = read(jpeg_with_everything(tmp_path / "a.jpg", orientation=6)).dataset

    assert (dataset.Rows, dataset.Columns) == (20, 12)


def test_a_lossless_picture_keeps_every_value(tmp_path: Path) -> None:
    notes = PngInfo()
    notes.add_text("Author", MARK)
    Image.fromarray(COLOURS).save(tmp_path / "a.png", pnginfo=notes)

    dataset = read(tmp_path / "a.png").dataset

    kept = np.frombuffer(dataset.PixelData, np.uint8).reshape(COLOURS.shape)
    assert np.array_equal(kept, COLOURS)
    assert dataset.LossyImageCompression == "00"
    assert MARK.encode() not in to_bytes(dataset)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_usual_kind_of_picture_is_read(tmp_path: Path, mode: str) -> None:
    Image.new(mode, (7, 5), 1).save(tmp_path / "a.png")

    dataset = read(tmp_path / "a.png").dataset

    assert (dataset.Rows, dataset.Columns) == (5, 7)
    assert len(dataset.PixelData) % 2 == 0


def test_a_picture_always_waits_for_a_person(tmp_path: Path) -> None:
    Image.fromarray(COLOURS).save(tmp_path / "a.png")

    assert "photograph" in {reason.code for reason in hold_reasons(read(tmp_path / "a.png"))}


def slide(path: Path, *, side: int = 256) -> Path:
    """A pyramid of three levels with a label and a macro image beside it."""
    picture = noise((side, side, 3), low=0, high=255, dtype="uint8")
    label = np.full((32, 64, 3), 200, np.uint8)
    with tifffile.TiffWriter(path) as tiff:
        tiff.write(picture, subifds=2, tile=(64, 64), photometric="rgb", description=MARK)
        for step in (2, 4):
            tiff.write(picture[::step, ::step], subfiletype=1, tile=(64, 64), photometric="rgb")
        tiff.write(label, photometric="rgb", description=f"label {MARK}")
    return path


def test_of_a_slide_the_largest_level_that_fits_is_taken_without_its_label(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photographs, "MAX_SIDE_PX", 128)

    dataset = read(slide(tmp_path / "a.svs")).dataset

    assert (dataset.Rows, dataset.Columns, dataset.Modality) == (128, 128, "GM")
    assert MARK.encode() not in to_bytes(dataset)


def test_a_slide_without_a_level_that_fits_is_too_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photographs, "MAX_SIDE_PX", 32)

    with pytest.raises(SlideTooLarge):
        read(slide(tmp_path / "a.svs"))


def test_levels_that_a_writer_did_not_join_are_still_one_slide(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = noise((256, 128, 3), low=0, high=255, dtype="uint8")
    macro = np.full((60, 200, 3), 77, np.uint8)
    with tifffile.TiffWriter(tmp_path / "a.tif") as tiff:
        for values in (picture, macro, picture[::2, ::2], picture[::4, ::4]):
            tiff.write(np.ascontiguousarray(values), tile=(32, 32), photometric="rgb")
    monkeypatch.setattr(photographs, "MAX_SIDE_PX", 150)

    dataset = read(tmp_path / "a.tif").dataset

    assert (dataset.Rows, dataset.Columns, dataset.Modality) == (128, 64, "GM")
    kept = np.frombuffer(dataset.PixelData, np.uint8).reshape(128, 64, 3)
    assert np.array_equal(kept, picture[::2, ::2])


def test_a_slide_is_held_as_one(tmp_path: Path) -> None:
    reasons = {reason.code for reason in hold_reasons(read(slide(tmp_path / "a.svs")))}

    assert reasons == {"slide"}


@pytest.mark.parametrize(
    ("stack", "photometric"),
    [
        (noise((3, 12, 20, 3), low=0, high=255, dtype="uint8"), "rgb"),
        (noise((2, 12, 21), low=0, high=255, dtype="uint8"), "minisblack"),
        (noise((5, 12, 20), low=0, high=60_000, dtype="uint16"), "minisblack"),
    ],
)
@pytest.mark.parametrize("is_one_series", [True, False])
def test_pages_that_are_alike_are_frames_of_one_object(
    tmp_path: Path, stack: Any, photometric: str, is_one_series: bool
) -> None:
    with tifffile.TiffWriter(tmp_path / "a.tif") as tiff:
        for values in [stack] if is_one_series else stack:
            tiff.write(values, photometric=photometric, description=MARK, metadata=None)

    raw = read(tmp_path / "a.tif")

    assert np.array_equal(np.stack(list(decode_frames(raw))), stack)
    assert "photograph" in {reason.code for reason in hold_reasons(raw)}
    assert ACCEPTED[raw.dataset.SOPClassUID].is_picture
    assert list(raw.dataset.PageNumberVector) == list(range(1, len(stack) + 1))
    assert MARK.encode() not in to_bytes(raw.dataset)


def test_a_smaller_copy_beside_a_photograph_is_left_behind(tmp_path: Path) -> None:
    with tifffile.TiffWriter(tmp_path / "a.tif") as tiff:
        tiff.write(COLOURS, photometric="rgb")
        tiff.write(np.ascontiguousarray(COLOURS[:5, :7]), photometric="rgb", subfiletype=1)

    raw = read(tmp_path / "a.tif")

    assert np.array_equal(np.stack(list(decode_frames(raw))), COLOURS[np.newaxis])
    assert {reason.code for reason in hold_reasons(raw)} == {"photograph"}


def test_pages_that_differ_are_refused_as_several_pictures(tmp_path: Path) -> None:
    with tifffile.TiffWriter(tmp_path / "a.tif") as tiff:
        tiff.write(COLOURS, photometric="rgb")
        tiff.write(np.ascontiguousarray(COLOURS[:, 1:]), photometric="rgb")

    with pytest.raises(SeveralPictures):
        read(tmp_path / "a.tif")


def test_a_slide_of_one_level_is_one_slide_without_its_label(tmp_path: Path) -> None:
    picture = noise((64, 64, 3), low=0, high=255, dtype="uint8")
    with tifffile.TiffWriter(tmp_path / "a.tif") as tiff:
        tiff.write(picture, tile=(32, 32), photometric="rgb")
        tiff.write(np.full((20, 50, 3), 77, np.uint8), photometric="rgb", description=MARK)

    raw = read(tmp_path / "a.tif")

    assert np.array_equal(next(decode_frames(raw)), picture)
    assert {reason.code for reason in hold_reasons(raw)} == {"slide"}


def test_all_pages_together_are_no_larger_than_a_picture_may_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photographs, "MAX_PIXELS", 2 * 12 * 20)
    for count in (2, 3):
        tifffile.imwrite(tmp_path / f"{count}.tif", np.stack([COLOURS] * count), photometric="rgb")

    assert read(tmp_path / "2.tif").dataset.NumberOfFrames == 2
    with pytest.raises(TooLarge):
        read(tmp_path / "3.tif")


def test_a_picture_larger_than_any_camera_makes_is_not_decoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photographs, "MAX_PIXELS", 100)
    Image.fromarray(COLOURS).save(tmp_path / "a.png")
    tifffile.imwrite(tmp_path / "a.tif", COLOURS, photometric="rgb")

    for name in ("a.png", "a.tif"):
        with pytest.raises(TooLarge):
            read(tmp_path / name)


@pytest.mark.parametrize("kept", [20, 60, 100])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_a_picture_that_is_cut_off_is_damaged(tmp_path: Path, kind: str, kept: int) -> None:
    buffer = io.BytesIO()
    Image.fromarray(COLOURS).save(buffer, kind)
    (tmp_path / "a").write_bytes(buffer.getvalue()[:kept])

    with pytest.raises(Damaged):
        read(tmp_path / "a")


def test_what_is_no_picture_either_is_not_dicom(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"hello")

    with pytest.raises(NotDicom):
        read(tmp_path / "a")


def test_pictures_that_came_together_are_one_study_and_others_are_not(tmp_path: Path) -> None:
    Image.fromarray(COLOURS).save(tmp_path / "a.png")
    Image.fromarray(COLOURS[::-1].copy()).save(tmp_path / "b.png")

    one, two = read(tmp_path / "a.png"), read(tmp_path / "b.png", number=2)
    elsewhere = read(tmp_path / "a.png", batch="another")

    assert one.dataset.SeriesInstanceUID == two.dataset.SeriesInstanceUID
    assert one.dataset.SOPInstanceUID != two.dataset.SOPInstanceUID
    assert one.dataset.StudyInstanceUID != elsewhere.dataset.StudyInstanceUID
    assert read(tmp_path / "a.png").dataset.SOPInstanceUID == one.dataset.SOPInstanceUID
