"""What is written over a picture, in every form that pixels come in, and what stays."""

from collections.abc import Callable
from typing import Any

import imagecodecs
import numpy as np
import numpy.typing as npt
import pytest
from pydicom.dataset import Dataset

from readingroom.imaging.datasets import CleanDataset, seal_clean
from readingroom.imaging.deid import marks
from readingroom.imaging.limits import DEFAULT_LIMITS
from readingroom.imaging.part10 import read_part10
from readingroom.imaging.pixels.decode import decode_frames, encoded_frames
from readingroom.imaging.pixels.encode import encode_htj2k, encode_instance
from readingroom.imaging.pixels.layout import read_layout
from readingroom.imaging.pixels.mask import mask_pixels
from readingroom.imaging.pixels.text import TextBox
from tests.factories import dicom

Array = npt.NDArray[Any]
BOX = TextBox(None, 3, 2, 5, 4)
JPEG, JPEG_LS, J2K, RLE, HTJ2K = (
    f"1.2.840.10008.1.2.{end}" for end in ("4.50", "4.80", "4.90", "5", "4.201")
)
BIG_ENDIAN = "1.2.840.10008.1.2.2"


def clean(dataset: Dataset) -> CleanDataset:
    return seal_clean(dataset, str(dataset.file_meta.TransferSyntaxUID))


def frames_of(source: CleanDataset) -> Array:
    return np.stack(list(decode_frames(source)))


def check_only_the_box_changed(before: CleanDataset, after: CleanDataset) -> Array:
    """What stands in the box afterwards, one row for each frame."""
    was, now = frames_of(before), frames_of(after)
    inside = np.zeros(was.shape[1:3], dtype=bool)
    inside[2:6, 3:8] = True
    assert np.array_equal(was[:, ~inside], now[:, ~inside])
    assert not np.array_equal(was[:, inside], now[:, inside])
    return now[:, inside]


def test_boxes_are_filled_with_the_darkest_value_there_is() -> None:
    source = clean(dicom.ct_slice())

    filled = check_only_the_box_changed(source, mask_pixels(source, [BOX]))

    assert set(filled.ravel().tolist()) == {int(frames_of(source).min())}


@pytest.mark.parametrize(
    "make", [dicom.mr_slice, dicom.us_clip, dicom.secondary_capture, dicom.enhanced_mr]
)
def test_native_pixels_change_in_the_box_alone(make: Callable[[], Dataset]) -> None:
    source = clean(make())

    masked = mask_pixels(source, [BOX])

    check_only_the_box_changed(source, masked)
    assert masked.transfer_syntax_uid == source.transfer_syntax_uid


def test_where_low_values_are_bright_the_highest_is_black() -> None:
    source = clean(dicom.monochrome1())

    filled = check_only_the_box_changed(source, mask_pixels(source, [BOX]))

    assert set(filled.ravel().tolist()) == {int(frames_of(source).max())}


def test_of_a_palette_the_darkest_colour_is_taken() -> None:
    source = clean(dicom.palette())

    filled = check_only_the_box_changed(source, mask_pixels(source, [BOX]))

    assert set(filled.ravel().tolist()) == {0}


def test_colour_by_planes_is_black_in_each() -> None:
    values = dicom.noise((3, 10, 14), low=1, high=255, dtype="uint8")
    ds = dicom.secondary_capture(PhotometricInterpretation="RGB", SamplesPerPixel=3)
    ds.Rows, ds.Columns, ds.PlanarConfiguration, ds.PixelData = 10, 14, 1, values.tobytes()
    source = clean(ds)

    assert not check_only_the_box_changed(source, mask_pixels(source, [BOX])).any()


def test_luma_and_chroma_become_a_neutral_black() -> None:
    source = clean(dicom.ybr_full())

    masked = mask_pixels(source, [BOX])

    assert not check_only_the_box_changed(source, masked).any()
    assert masked.dataset.PhotometricInterpretation == "YBR_FULL"


def test_halved_chroma_outside_the_box_keeps_its_colour() -> None:
    ds = dicom.secondary_capture(PhotometricInterpretation="YBR_FULL_422", SamplesPerPixel=3)
    ds.Rows, ds.Columns, ds.PlanarConfiguration = 10, 14, 0
    ds.PixelData = dicom.noise((10, 7, 4), low=60, high=190, dtype="uint8").tobytes()
    source = clean(ds)

    masked = mask_pixels(source, [BOX])

    was, now = frames_of(source)[0].astype(int), frames_of(masked)[0].astype(int)
    outside = np.ones(was.shape[:2], dtype=bool)
    outside[2:6, 3:8] = False
    assert np.array_equal(was[outside], now[outside])
    assert now[2:6, 4:8].max() == 0


def test_one_bit_pixels_are_masked_though_frames_share_bytes() -> None:
    bits = dicom.noise((3, 7, 9), low=0, high=1, dtype="uint8")
    bits[:, 2:6, 3:8] = 1
    ds = dicom.secondary_capture(NumberOfFrames=3)
    ds.Rows, ds.Columns, ds.BitsAllocated, ds.BitsStored, ds.HighBit = 7, 9, 1, 1, 0
    ds.PixelData = np.packbits(bits.ravel(), bitorder="little").tobytes()
    source = clean(ds)

    assert not check_only_the_box_changed(source, mask_pixels(source, [BOX])).any()


def test_big_endian_pixels_stay_big_endian() -> None:
    raw = read_part10(dicom.to_bytes(dicom.mr_slice(), transfer_syntax=BIG_ENDIAN))
    source = seal_clean(raw.dataset, raw.transfer_syntax_uid)

    masked = mask_pixels(source, [BOX])

    check_only_the_box_changed(source, masked)
    assert masked.transfer_syntax_uid == BIG_ENDIAN


def test_floating_point_pixels_are_masked() -> None:
    ds = dicom.ct_slice()
    values = np.random.default_rng(1).normal(size=(16, 16)).astype("<f4")
    del ds.PixelData
    ds.FloatPixelData, ds.BitsAllocated = values.tobytes(), 32
    source = clean(ds)

    filled = check_only_the_box_changed(source, mask_pixels(source, [BOX]))

    assert set(filled.ravel().tolist()) == {float(values.min())}


@pytest.mark.parametrize(
    ("syntax", "encode"),
    [
        (JPEG_LS, imagecodecs.jpegls_encode),
        (J2K, lambda v: imagecodecs.jpeg2k_encode(v, level=0, codecformat="j2k", reversible=True)),
        (HTJ2K, lambda v: imagecodecs.htj2k_encode(v, reversible=True)),
    ],
)
def test_lossless_frames_are_encoded_again_without_loss(syntax: str, encode: Any) -> None:
    values = dicom.noise((32, 40), low=0, high=255, dtype="uint8")
    source = clean(
        dicom.encapsulated(dicom.secondary_capture(values=values), syntax, [encode(values)])
    )

    masked = mask_pixels(source, [BOX])

    check_only_the_box_changed(source, masked)
    assert masked.transfer_syntax_uid.startswith(syntax[:-1])
    assert masked.dataset.get("LossyImageCompression") is None


def by_runs(values: Array) -> bytes:
    """One frame of 16-bit values by run lengths (PS3.5 G.2)."""
    halves = values.astype("<u2").view(np.uint8).reshape(-1, 2)
    segments = [imagecodecs.packbits_encode(halves[:, i].tobytes()) for i in (1, 0)]
    offsets = [2, 64, 64 + len(segments[0]), *[0] * 13]
    return np.array(offsets, dtype="<u4").tobytes() + b"".join(segments)


SIXTEEN_BITS = [
    (JPEG_LS, imagecodecs.jpegls_encode),
    (J2K, lambda v: imagecodecs.jpeg2k_encode(v, level=0, codecformat="j2k", reversible=True)),
    (RLE, by_runs),
]


@pytest.mark.parametrize(("syntax", "encode"), SIXTEEN_BITS)
def test_what_spare_bits_of_compressed_frames_hold_is_cleared_and_every_pixel_stays(
    syntax: str, encode: Any
) -> None:
    values = dicom.noise((32, 40), low=0, high=4095, dtype="uint16")
    drawn = values.copy()
    drawn[4:9, 6:30] |= 1 << 15
    plain = dicom.set_pixels(dicom.mr_slice(), values, bits_stored=12)
    source = clean(dicom.encapsulated(plain, syntax, [encode(drawn)]))

    cleared = mask_pixels(source, [])

    cleared.dataset.BitsStored, cleared.dataset.HighBit = 16, 15
    assert np.array_equal(frames_of(cleared)[0], values)
    assert cleared.transfer_syntax_uid == syntax
    assert "DeidentificationMethodCodeSequence" not in cleared.dataset


@pytest.mark.parametrize(("syntax", "encode"), SIXTEEN_BITS)
def test_a_sign_carried_up_is_nothing_to_clear(syntax: str, encode: Any) -> None:
    values = dicom.noise((32, 40), low=-2048, high=2047, dtype="int16")
    plain = dicom.set_pixels(dicom.ct_slice(), values, bits_stored=12)
    source = clean(dicom.encapsulated(plain, syntax, [encode(values.view(np.uint16))]))

    assert mask_pixels(source, []) is source


def lossy() -> CleanDataset:
    values = dicom.noise((32, 40, 3), low=0, high=255, dtype="uint8")
    ds = dicom.secondary_capture(
        values=values, PhotometricInterpretation="YBR_FULL_422",
        LossyImageCompression="01", LossyImageCompressionRatio=8,
    )  # fmt: skip
    return clean(dicom.encapsulated(ds, JPEG, [imagecodecs.jpeg8_encode(values, level=70)]))


def test_of_lossy_frames_every_pixel_outside_is_the_decoded_one_and_the_loss_is_still_stated() -> (
    None
):
    source = lossy()

    masked = mask_pixels(source, [BOX])

    assert not check_only_the_box_changed(source, masked).any()
    assert masked.transfer_syntax_uid == J2K
    assert masked.dataset.LossyImageCompression == "01"
    assert masked.dataset.LossyImageCompressionRatio == 8


def transforms_colour(frame: bytes) -> bool:
    """Whether a codestream says that its components were transformed (ITU-T T.800 A.6.1)."""
    return frame[frame.index(b"\xff\x52") + 8] == 1


def in_htj2k() -> CleanDataset:
    values = dicom.noise((32, 40, 3), low=0, high=255, dtype="uint8")
    ds = dicom.secondary_capture(values=values, PhotometricInterpretation="YBR_RCT")
    return clean(dicom.encapsulated(ds, HTJ2K, [encode_htj2k(values)]))


@pytest.mark.parametrize("make", [lossy, in_htj2k])
def test_colour_in_jpeg_2000_is_called_what_its_codestream_makes_of_it_and_is_filed_as_it_is(
    make: Callable[[], CleanDataset],
) -> None:
    masked = mask_pixels(make(), [BOX])

    filed = encode_instance(masked)

    layout = read_layout(masked.dataset, limits=DEFAULT_LIMITS)
    syntax = masked.transfer_syntax_uid
    (frame,) = encoded_frames(masked.dataset, layout, syntax=syntax)
    assert masked.dataset.PhotometricInterpretation == "YBR_RCT"
    assert transforms_colour(frame)
    assert filed.header.dataset.PhotometricInterpretation == "YBR_RCT"
    assert np.array_equal(imagecodecs.htj2k_decode(filed.frames[0]), frames_of(masked)[0])


def test_colour_in_jpeg_ls_stays_rgb() -> None:
    values = dicom.noise((32, 40, 3), low=0, high=255, dtype="uint8")
    ds = dicom.secondary_capture(values=values, PhotometricInterpretation="RGB")
    source = clean(dicom.encapsulated(ds, JPEG_LS, [imagecodecs.jpegls_encode(values)]))

    masked = mask_pixels(source, [BOX])

    assert not check_only_the_box_changed(source, masked).any()
    assert masked.dataset.PhotometricInterpretation == "RGB"


def test_a_box_of_one_frame_leaves_the_others() -> None:
    source = clean(dicom.us_clip(frames=3))

    masked = mask_pixels(source, [TextBox(2, 3, 2, 5, 4)])

    changed = [
        not np.array_equal(a, b) for a, b in zip(frames_of(source), frames_of(masked), strict=True)
    ]
    assert changed == [False, True, False]


def test_a_box_over_the_edge_is_cut_there() -> None:
    source = clean(dicom.us_clip())

    masked = mask_pixels(source, [TextBox(None, -5, -5, 8, 7), TextBox(None, 12, 10, 90, 90)])

    now = frames_of(masked)
    assert not now[:, :2, :3].any()
    assert not now[:, 10:, 12:].any()


@pytest.mark.parametrize("boxes", [[], [TextBox(9, 0, 0, 4, 4)], [TextBox(None, 500, 2, 4, 4)]])
def test_without_anything_to_fill_nothing_is_claimed(boxes: list[TextBox]) -> None:
    source = clean(dicom.us_clip())

    assert mask_pixels(source, boxes) is source


def test_the_header_says_what_was_done_and_the_source_stays_as_it_was() -> None:
    source = clean(dicom.us_clip(BurnedInAnnotation="YES"))
    source.dataset.IconImageSequence = [Dataset()]
    marks.write_marks(source.dataset, done=set(), dated=False)
    pixels = source.dataset.PixelData

    masked = mask_pixels(source, [BOX]).dataset

    codes = [item.CodeValue for item in masked.DeidentificationMethodCodeSequence]
    assert codes == ["113100", "113101"]
    assert masked.BurnedInAnnotation == "NO"
    assert "IconImageSequence" not in masked
    assert source.dataset.BurnedInAnnotation == "YES"
    assert len(source.dataset.DeidentificationMethodCodeSequence) == 1
    assert source.dataset.PixelData is pixels


def test_a_face_taken_away_says_nothing_about_writing() -> None:
    source = clean(dicom.ct_slice())
    marks.write_marks(source.dataset, done=set(), dated=False)

    without = mask_pixels(source, [BOX], option=marks.CLEAN_FACES).dataset

    codes = {item.CodeValue for item in without.DeidentificationMethodCodeSequence}
    assert marks.CLEAN_FACES in codes
    assert marks.CLEAN_PIXELS not in codes
    assert "BurnedInAnnotation" not in without
