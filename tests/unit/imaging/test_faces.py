"""Which heads show a face, what it looks like, and what is taken away of it."""

import io

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image
from pydicom.dataset import Dataset

from readingroom.imaging.pixels.defacing import deface, render_face
from readingroom.imaging.pixels.faces import may_show_face
from readingroom.imaging.refusals import CannotDecode
from tests.factories.dicom import CORONAL, ct_slice

STEP = 4.0
SIZE = 96


def headers(count: int = 40, *, step_mm: float = 2.5, **fields: object) -> list[Dataset]:
    """Axial slices of a head from the feet up, 192 mm wide."""
    return [
        ct_slice(
            number=i + 1,
            z=i * step_mm,
            values=np.zeros((SIZE, SIZE), dtype=np.int16),
            **{"BodyPartExamined": "HEAD", "PixelSpacing": [2, 2], **fields},
        )
        for i in range(count)
    ]


def test_a_fine_volume_of_a_head_may_show_a_face() -> None:
    assert may_show_face(headers())
    assert may_show_face(headers(24, step_mm=5.0))


@pytest.mark.parametrize(
    "fields",
    [
        {"BodyPartExamined": "CSPINE"}, {"BodyPartExamined": "CHEST"}, {"Modality": "PT"},
        {"ImageType": ["ORIGINAL", "PRIMARY", "LOCALIZER"]}, {"PixelSpacing": [1, 1]},
        {"ImagePositionPatient": None},
    ],
)  # fmt: skip
def test_necks_localisers_and_pieces_of_a_head_do_not(fields: dict[str, object]) -> None:
    assert not may_show_face(headers(**fields))


def test_one_slice_and_slices_far_apart_do_not() -> None:
    assert not may_show_face(headers(1))
    assert not may_show_face(headers(20, step_mm=8.0))
    assert not may_show_face(headers(12, step_mm=2.5))  # less than from brow to lip


@pytest.mark.parametrize(
    "fields",
    [
        {"BodyPartExamined": "", "SeriesDescription": "NNH nativ"},
        {"BodyPartExamined": "CSPINE", "StudyDescription": "CT trauma whole body"},
        {"BodyPartExamined": "", "ProtocolName": "T1 MPRAGE"},
    ],
)
def test_a_description_names_the_head_too(fields: dict[str, object]) -> None:
    assert may_show_face(headers(**fields))


def phantom() -> tuple[list[Dataset], list[npt.NDArray[np.int16]], npt.NDArray[np.bool_]]:
    """A head of 192 mm cubed in 4 mm slices and 2 mm pixels: skin, skull, brain, and a nose.

    Returns:
        headers, frames, and which voxels are brain.
    """
    z, y, x = np.meshgrid(
        np.arange(60) * STEP, np.arange(SIZE) * 2.0, np.arange(SIZE) * 2.0, indexing="ij"
    )
    x, y, up = x - 96, y - 104, z - 120

    def ball(high: float, deep: float, wide: float) -> npt.NDArray[np.bool_]:
        return (up / high) ** 2 + (y / deep) ** 2 + (x / wide) ** 2 < 1

    head, skull = ball(112, 84, 72), ball(106, 78, 66)
    brain = ((up - 30) / 68) ** 2 + ((y + 0) / 62) ** 2 + (x / 58) ** 2 < 1
    nose = (np.abs(x) < 14) & (np.abs(up + 22) < 22) & (y < -60) & (y > -100)
    values = np.full(head.shape, -1000, dtype=np.int16)
    values[head | nose] = 40
    values[skull & ~ball(100, 72, 60)] = 900
    values[brain] = 35
    made = [
        ct_slice(
            number=i + 1, z=i * STEP, values=values[i], PixelSpacing=[2, 2], RescaleIntercept=0,
            BodyPartExamined="HEAD",
        )
        for i in range(60)
    ]  # fmt: skip
    return made, list(values), brain


def test_a_face_is_shown_from_the_front_and_both_sides() -> None:
    made, frames, _ = phantom()

    picture = Image.open(io.BytesIO(render_face(made, frames)))

    assert picture.format == "JPEG"
    assert picture.size == (960, 320)
    thirds = np.asarray(picture).reshape(320, 3, 320)
    assert all(thirds[:, i].std() > 20 for i in range(3))


def test_the_profile_shows_the_nose_on_the_side_it_is_on() -> None:
    made, frames, _ = phantom()
    frames_without = [np.where(f > -500, f, f) for f in frames]
    for frame in frames_without:
        frame[: (104 - 84) // 2] = -1000  # all that is in front of the forehead

    with_nose = np.asarray(Image.open(io.BytesIO(render_face(made, frames)))).astype(int)
    without = np.asarray(Image.open(io.BytesIO(render_face(made, frames_without)))).astype(int)

    assert np.abs(with_nose - without)[:, 320:].max() > 60


def test_the_front_of_the_face_goes_and_the_brain_stays() -> None:
    made, frames, brain = phantom()

    defaced = np.stack(deface(made, frames))

    was = np.stack(frames)
    assert np.array_equal(defaced[brain], was[brain])
    nose = (slice(22, 28), slice(4, 10), slice(44, 52))
    assert (was[nose] == 40).any()
    assert (defaced[nose] == -1000).all()
    assert np.array_equal(defaced[:, 60:], was[:, 60:])  # the back half
    assert np.array_equal(defaced[40:], was[40:])  # above the brow
    assert defaced.dtype == was.dtype
    assert (was[nose] == 40).any(), "the source stays as it was"


def test_slices_in_any_order_lose_the_same() -> None:
    made, frames, _ = phantom()
    mixed = np.random.default_rng(3).permutation(60)

    straight = deface(made, frames)
    shuffled = deface([made[i] for i in mixed], [frames[i] for i in mixed])

    assert all(np.array_equal(shuffled[k], straight[i]) for k, i in enumerate(mixed))


def test_what_is_no_stack_is_refused() -> None:
    made, frames, _ = phantom()
    made[3].ImagePositionPatient = None
    with pytest.raises(CannotDecode):
        deface(made, frames)
    made, frames, _ = phantom()
    for header in made:
        header.ImageOrientationPatient = CORONAL
    frames[0] = frames[0][:10]
    with pytest.raises(CannotDecode):
        render_face(made, frames)
