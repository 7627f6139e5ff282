"""Stored values are exact, in every way that pixels may lie."""

from typing import Any

import imagecodecs
import numpy as np
import numpy.typing as npt
import pytest
from pydicom.dataset import Dataset

from readingroom.imaging.datasets import RawDataset
from readingroom.imaging.limits import Limits
from readingroom.imaging.pixels import decode
from readingroom.imaging.pixels.codestream import frame_size
from readingroom.imaging.pixels.decode import decode_frames, frame_count
from readingroom.imaging.refusals import CannotDecode, TooLarge, UnsupportedSyntax
from tests.factories import dicom

NATIVE, RLE = "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.5"
JPEG_LS = "1.2.840.10008.1.2.4.80"


def raw(dataset: Dataset) -> RawDataset:
    return RawDataset(dataset, str(dataset.file_meta.TransferSyntaxUID))


def decoded(dataset: Dataset) -> npt.NDArray[Any]:
    return np.stack(list(decode_frames(raw(dataset))))


def test_signed_slices_keep_their_values_and_type() -> None:
    values = np.array([[-1024, -1], [0, 3071]], dtype=np.int16)

    found = decoded(dicom.ct_slice(values=values))

    assert found.dtype == np.int16
    assert found[0].tolist() == values.tolist()


def test_bits_beyond_those_stored_are_cleared_and_the_sign_carried_up() -> None:
    # 12 bits stored; an embedded overlay in bit 12, and −1 written as 0x0FFF.
    values = np.array([[0x1005, 0x0FFF]], dtype=np.uint16)

    unsigned = dicom.set_pixels(dicom.ct_slice(), values, bits_stored=12)
    assert decoded(unsigned)[0].tolist() == [[5, 4095]]

    unsigned.PixelRepresentation = 1
    assert decoded(unsigned)[0].tolist() == [[5, -1]]


def test_stored_bits_at_the_top_of_the_word_are_moved_down() -> None:
    dataset = dicom.set_pixels(
        dicom.ct_slice(), np.array([[0x1230, 0xFFF0]], dtype=np.uint16), bits_stored=12
    )
    dataset.HighBit = 15

    assert decoded(dataset)[0].tolist() == [[0x123, 0xFFF]]


def test_one_bit_pixels_unpack_across_byte_borders() -> None:
    # Two frames of 3 × 3: bits 0–8 and 9–17, least significant first.
    dataset = dicom.secondary_capture(
        Rows=3, Columns=3, NumberOfFrames=2, BitsAllocated=1, BitsStored=1, HighBit=0,
        PixelData=bytes([0b10000001, 0b00000011, 0b00000010]),
    )  # fmt: skip

    found = decoded(dataset)

    assert found[0].tolist() == [[1, 0, 0], [0, 0, 0], [0, 1, 1]]
    assert found[1].tolist() == [[1, 0, 0], [0, 0, 0], [0, 0, 1]]


def test_planes_of_colour_are_interleaved() -> None:
    planes = np.arange(3 * 4, dtype=np.uint8).reshape(3, 2, 2)
    dataset = dicom.secondary_capture(
        values=np.zeros((2, 2, 3), np.uint8), PhotometricInterpretation="RGB",
        PlanarConfiguration=1, PixelData=planes.tobytes(),
    )  # fmt: skip

    assert decoded(dataset)[0].tolist() == planes.transpose(1, 2, 0).tolist()


def test_ybr_becomes_rgb() -> None:
    found = decoded(dicom.ybr_full())

    assert np.abs(found.astype(int) - [254, 0, 0]).max() <= 1


def test_subsampled_ybr_becomes_rgb() -> None:
    dataset = dicom.secondary_capture(
        values=np.zeros((2, 2, 3), np.uint8), PhotometricInterpretation="YBR_FULL_422",
        PixelData=bytes([76, 76, 85, 255] * 2),
    )  # fmt: skip

    assert np.abs(decoded(dataset).astype(int) - [254, 0, 0]).max() <= 1


def test_palette_indices_stay_indices() -> None:
    assert sorted(np.unique(decoded(dicom.palette()))) == [0, 1, 2, 3]


@pytest.mark.parametrize(("keyword", "dtype"), [("Float", "float32"), ("DoubleFloat", "float64")])
def test_floating_point_pixels_keep_every_bit(keyword: str, dtype: str) -> None:
    values = np.array([[0.1, -2.5e7], [np.pi, 0.0]], dtype=dtype)
    dataset = dicom.secondary_capture(
        Rows=2, Columns=2, BitsAllocated=values.itemsize * 8, PixelData=None, BitsStored=None,
        HighBit=None, PixelRepresentation=None, **{f"{keyword}PixelData": values.tobytes()},
    )  # fmt: skip

    found = decoded(dataset)

    assert found.dtype == dtype
    assert found[0].tolist() == values.tolist()


def rle_of(values: npt.NDArray[Any]) -> bytes:
    """One plane of 16-bit values: two segments, high bytes first (PS3.5 G.2)."""
    halves = values.astype("<u2").view(np.uint8).reshape(-1, 2)
    segments = [imagecodecs.packbits_encode(halves[:, i].tobytes()) for i in (1, 0)]
    offsets = [2, 64, 64 + len(segments[0]), *[0] * 13]
    return np.array(offsets, dtype="<u4").tobytes() + b"".join(segments)


def test_run_length_encoding_is_undone() -> None:
    values = np.array([[0, 0, 0, 700], [-5, -5, 1, 2]], dtype=np.int16)
    dataset = dicom.encapsulated(dicom.ct_slice(values=values), RLE, [rle_of(values)])

    assert decoded(dataset)[0].tolist() == values.tolist()


def test_runs_beyond_the_frame_are_refused() -> None:
    values = np.zeros((64, 64), np.int16)
    dataset = dicom.encapsulated(dicom.ct_slice(values=values[:2, :2]), RLE, [rle_of(values)])

    with pytest.raises(CannotDecode):
        decoded(dataset)


def test_what_follows_the_last_run_is_passed_over() -> None:
    values = np.array([[0, 0, 0, 700], [-5, -5, 1, 2]], dtype=np.int16)
    frame = rle_of(values) + b"KOWALSKI^JANE"
    dataset = dicom.encapsulated(dicom.ct_slice(values=values), RLE, [frame])

    assert decoded(dataset)[0].tolist() == values.tolist()


@pytest.mark.parametrize(
    ("syntax", "encode"),
    [
        ("80", imagecodecs.jpegls_encode),
        ("90", lambda v: imagecodecs.jpeg2k_encode(v, level=0, codecformat="j2k", reversible=True)),
        ("70", lambda v: imagecodecs.ljpeg_encode(v, bitspersample=16)),
    ],
)
def test_an_overlay_in_spare_bits_of_a_codestream_is_no_part_of_the_values(
    syntax: str, encode: Any
) -> None:
    values = dicom.noise((20, 24), low=0, high=4095, dtype="uint16")
    drawn = values | np.uint16(1 << 15)
    dataset = dicom.set_pixels(dicom.mr_slice(), values, bits_stored=12)
    dataset = dicom.encapsulated(dataset, f"1.2.840.10008.1.2.4.{syntax}", [encode(drawn)])

    assert np.array_equal(decoded(dataset)[0], values)


@pytest.mark.parametrize("syntax", ["90", "80", "202", "70"])
def test_lossless_syntaxes_give_back_what_was_encoded(syntax: str) -> None:
    values = dicom.noise((20, 24), low=0, high=4095, dtype="uint16")
    encoders: dict[str, Any] = {
        "90": lambda v: imagecodecs.jpeg2k_encode(v, level=0, codecformat="j2k", reversible=True),
        "80": imagecodecs.jpegls_encode,
        "202": lambda v: imagecodecs.htj2k_encode(v, reversible=True, tlm=True),
        "70": lambda v: imagecodecs.ljpeg_encode(v, bitspersample=16),
    }
    dataset = dicom.encapsulated(
        dicom.mr_slice(values=values), f"1.2.840.10008.1.2.4.{syntax}", [encoders[syntax](values)]
    )

    assert np.array_equal(decoded(dataset)[0], values)


def test_twelve_bit_jpeg_is_read() -> None:
    values = np.full((16, 16), 3000, dtype=np.uint16)
    encoded = imagecodecs.jpeg8_encode(values, level=100, bitspersample=12)
    dataset = dicom.encapsulated(dicom.mr_slice(values=values), "1.2.840.10008.1.2.4.51", [encoded])

    assert np.abs(decoded(dataset)[0].astype(int) - 3000).max() <= 2


def test_frames_come_in_order_one_by_one() -> None:
    clip = dicom.us_clip(frames=5)
    frames = decode_frames(raw(clip))

    first = next(frames)

    assert first.shape == (12, 16, 3)
    assert np.array_equal(np.stack([first, *frames]).ravel(), np.frombuffer(clip.PixelData, "u1"))


def test_an_object_without_pixels_has_no_frames() -> None:
    report = dicom.secondary_capture(PixelData=None)

    assert frame_count(raw(report)) == 0
    assert list(decode_frames(raw(report))) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"Rows": 40_000}, {"Columns": 60_000}, {"NumberOfFrames": 2_000_000_000},
        {"Rows": 30_000, "Columns": 30_000},
    ],
)  # fmt: skip
def test_sizes_beyond_the_limits_are_refused_before_allocation(fields: dict[str, int]) -> None:
    with pytest.raises(TooLarge):
        decoded(dicom.ct_slice(**fields))


@pytest.mark.parametrize(
    "fields",
    [
        {"Rows": 0}, {"Columns": None}, {"BitsAllocated": 12}, {"BitsStored": 17}, {"Rows": 17},
        {"SamplesPerPixel": 4}, {"NumberOfFrames": -1}, {"PixelData": b""},
    ],
)  # fmt: skip
def test_a_description_that_cannot_be_true_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(CannotDecode):
        decoded(dicom.ct_slice(**fields))


def test_a_codestream_larger_than_its_header_is_refused_before_decoding() -> None:
    big = imagecodecs.htj2k_encode(np.zeros((512, 512), np.uint16), reversible=True)
    dataset = dicom.encapsulated(dicom.mr_slice(), "1.2.840.10008.1.2.4.201", [big])

    with pytest.raises(CannotDecode) as refusal:
        decoded(dataset)

    assert refusal.value.detail == "codestream of another size"


@pytest.mark.parametrize("encode", [imagecodecs.htj2k_encode, imagecodecs.jpeg2k_encode])
def test_a_codestream_tells_its_size(encode: Any) -> None:
    assert frame_size(encode(np.zeros((7, 9), np.uint16)))[:3] == (7, 9, 1)  # type: ignore[index]


def test_a_jpeg_tells_its_size() -> None:
    size = frame_size(imagecodecs.jpeg8_encode(np.zeros((7, 9, 3), np.uint8)))

    assert size == (7, 9, 3, 8)


def test_fewer_frames_than_promised_are_refused() -> None:
    frame = imagecodecs.jpegls_encode(np.zeros((12, 16, 3), np.uint8))
    clip = dicom.encapsulated(dicom.us_clip(frames=3), "1.2.840.10008.1.2.4.80", [frame] * 2)

    with pytest.raises(CannotDecode):
        decoded(clip)


def test_a_frame_that_is_asked_for_again_at_once_is_decoded_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one, other = (dicom.noise((16, 12), low=0, high=900, dtype="uint16", seed=s) for s in (1, 2))
    slices = [
        dicom.encapsulated(dicom.mr_slice(), JPEG_LS, [imagecodecs.jpegls_encode(values)])
        for values in (one, other)
    ]
    asked = []
    by_library = decode._by_library
    monkeypatch.setattr(decode, "_by_library", lambda *of: (asked.append(of), by_library(*of))[1])
    monkeypatch.setattr(decode, "_LAST", [None])

    found = [decoded(slices[number])[0] for number in (0, 0, 1, 0)]

    assert all(map(np.array_equal, found, (one, one, other, one)))
    assert len(asked) == 3
    with pytest.raises(ValueError, match="read-only"):
        next(decode_frames(raw(slices[0])))[0, 0] = 1


def test_the_same_bytes_under_another_header_are_decoded_anew() -> None:
    frame = imagecodecs.jpegls_encode(np.full((16, 12), 0x0FFF, np.uint16))
    one = dicom.encapsulated(dicom.mr_slice(), JPEG_LS, [frame])
    signed = dicom.encapsulated(dicom.mr_slice(PixelRepresentation=1), JPEG_LS, [frame])

    assert (decoded(one).dtype, decoded(signed).dtype) == (np.uint16, np.int16)


def test_a_large_frame_is_not_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = imagecodecs.jpegls_encode(np.zeros((16, 12), np.uint16))
    monkeypatch.setattr(decode, "_REMEMBERED_BYTES", 383)

    decoded(dicom.encapsulated(dicom.mr_slice(), JPEG_LS, [frame]))

    assert decode._LAST == [None]


def test_video_is_refused() -> None:
    clip = dicom.encapsulated(dicom.us_clip(), "1.2.840.10008.1.2.4.102", [b"\0" * 64])

    with pytest.raises(UnsupportedSyntax):
        decoded(clip)


def test_limits_can_be_set_by_the_caller() -> None:
    with pytest.raises(TooLarge):
        list(decode_frames(raw(dicom.us_clip(frames=3)), limits=Limits(frames=2)))
