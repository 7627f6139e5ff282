"""What is stored is exactly what came, described as it is stored."""

from typing import Any

import imagecodecs
import numpy as np
import numpy.typing as npt
import pytest
from pydicom.dataset import Dataset

from readingroom.imaging.datasets import CleanDataset, seal_clean
from readingroom.imaging.pixels import encode
from readingroom.imaging.pixels.decode import decode_frames
from readingroom.imaging.pixels.encode import encode_htj2k, encode_instance
from readingroom.imaging.refusals import CannotDecode
from tests.factories import dicom

HTJ2K, NATIVE = "1.2.840.10008.1.2.4.202", "1.2.840.10008.1.2.1"


def clean(dataset: Dataset) -> CleanDataset:
    return seal_clean(dataset, str(dataset.file_meta.TransferSyntaxUID))


def restored(source: Dataset) -> npt.NDArray[Any]:
    """Encode, put the frames back below the header, and decode that."""
    encoded = encode_instance(clean(source))
    whole = dicom.encapsulated(encoded.header.dataset, encoded.transfer_syntax_uid, encoded.frames)
    return np.stack(list(decode_frames(clean(whole))))


@pytest.mark.parametrize(
    "make", [dicom.ct_slice, dicom.mr_slice, dicom.us_clip, dicom.palette, dicom.enhanced_mr]
)
def test_lossless_sources_become_htj2k_and_come_back_exactly(make: Any) -> None:
    source = make()
    values = np.stack(list(decode_frames(clean(source))))

    assert encode_instance(clean(source)).transfer_syntax_uid == HTJ2K
    assert np.array_equal(restored(source), values)


def test_the_header_describes_the_codestream() -> None:
    encoded = encode_instance(clean(dicom.mr_slice()))

    header = encoded.header.dataset
    assert (header.BitsAllocated, header.BitsStored, header.HighBit) == (16, 16, 15)
    assert header.file_meta.TransferSyntaxUID == HTJ2K
    assert "PixelData" not in header
    assert header.EchoTime == 90
    assert encoded.media_type == "image/jphc"


def test_colour_is_described_with_the_transform_of_its_codestream() -> None:
    header = encode_instance(clean(dicom.us_clip())).header.dataset

    assert header.PhotometricInterpretation == "YBR_RCT"
    assert header.PlanarConfiguration == 0


def test_the_source_is_not_changed() -> None:
    source = dicom.mr_slice()
    before = dicom.to_bytes(source)

    encode_instance(clean(source))

    assert dicom.to_bytes(source) == before


def test_frames_carry_the_order_and_marker_that_their_syntax_promises() -> None:
    frame = encode_instance(clean(dicom.ct_slice(values=np.zeros((70, 5000), "int16")))).frames[0]
    style = frame.index(b"\xff\x52")

    assert frame[style + 5] == 2  # RPCL (T.800 table A.16)
    assert 5000 / 2 ** frame[style + 9] <= 128  # the lowest resolution is small
    assert b"\xff\x55" in frame  # TLM


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_floating_point_stays_native(dtype: str) -> None:
    values = np.array([[0.1, 2.5], [np.pi, -7]], dtype=dtype)
    keyword = {"float32": "FloatPixelData", "float64": "DoubleFloatPixelData"}[dtype]
    source = dicom.secondary_capture(
        Rows=2, Columns=2, BitsAllocated=values.itemsize * 8, PixelData=None, BitsStored=None,
        HighBit=None, PixelRepresentation=None, **{keyword: values.tobytes()},
    )  # fmt: skip

    encoded = encode_instance(clean(source))

    assert encoded.transfer_syntax_uid == NATIVE
    assert encoded.media_type == "application/octet-stream"
    assert encoded.frames == (values.tobytes(),)


def test_thirty_two_bits_stay_native() -> None:
    values = np.array([[2**32 - 1, 0], [5, 70_000]], dtype=np.uint32)

    encoded = encode_instance(clean(dicom.secondary_capture(values=values)))

    assert encoded.transfer_syntax_uid == NATIVE
    assert encoded.frames == (values.tobytes(),)


def test_lossy_frames_pass_through_byte_for_byte() -> None:
    frames = [
        imagecodecs.jpeg8_encode(np.full((12, 16, 3), v, np.uint8), level=80) for v in (9, 200)
    ]
    lossy = dicom.encapsulated(
        dicom.us_clip(frames=2, LossyImageCompression="01"), "1.2.840.10008.1.2.4.50", frames
    )

    encoded = encode_instance(clean(lossy))

    assert encoded.transfer_syntax_uid == "1.2.840.10008.1.2.4.50"
    assert [f.rstrip(b"\0") for f in encoded.frames] == [f.rstrip(b"\0") for f in frames]
    assert encoded.is_lossy
    assert encoded.header.dataset.LossyImageCompression == "01"


def test_what_was_lossy_once_is_still_said_to_be() -> None:
    encoded = encode_instance(clean(dicom.ct_slice(LossyImageCompression="01")))

    assert encoded.transfer_syntax_uid == HTJ2K
    assert encoded.is_lossy
    assert encoded.header.dataset.LossyImageCompression == "01"


def test_an_object_without_pixels_has_a_header_only() -> None:
    encoded = encode_instance(clean(dicom.secondary_capture(PixelData=None)))

    assert encoded.frames == ()
    assert encoded.transfer_syntax_uid == NATIVE


def test_an_encoding_that_is_not_exact_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    # Patched, for no codec of ours fails so on demand.
    monkeypatch.setattr(
        encode.imagecodecs, "htj2k_decode", lambda _: np.zeros((4, 4), dtype=np.uint8)
    )

    with pytest.raises(CannotDecode):
        encode_htj2k(np.ones((4, 4), dtype=np.uint8))


def test_a_window_is_computed_where_there_is_none_and_said_to_be() -> None:
    values = np.tile(np.arange(1000, dtype=np.uint16), (10, 1))

    header = encode_instance(clean(dicom.mr_slice(values=values))).header.dataset

    assert header.WindowCenter == pytest.approx(499.5, abs=1)
    assert header.WindowWidth == pytest.approx(989, abs=3)
    assert header.WindowCenterWidthExplanation == "Computed from the pixels"


def test_a_window_that_is_there_stays() -> None:
    header = encode_instance(clean(dicom.ct_slice())).header.dataset

    assert (header.WindowCenter, header.WindowWidth) == (40, 400)
    assert "WindowCenterWidthExplanation" not in header


def test_each_frame_is_handed_over_once_for_previews() -> None:
    seen: list[tuple[int, tuple[int, ...]]] = []

    encode_instance(clean(dicom.us_clip(frames=3)), on_frame=lambda n, v: seen.append((n, v.shape)))

    assert seen == [(1, (12, 16, 3)), (2, (12, 16, 3)), (3, (12, 16, 3))]
