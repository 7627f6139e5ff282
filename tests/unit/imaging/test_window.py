"""Stored values to grey: expectations computed by hand from PS3.3 C.11."""

import io

import numpy as np
import pytest
from PIL import Image
from pydicom.dataset import Dataset

from readingroom.imaging import part10  # noqa: F401  # tells pydicom to read values as they are
from readingroom.imaging.pixels.look import DisplayParameters, LookupTable, display_parameters
from readingroom.imaging.pixels.preview import render_preview
from readingroom.imaging.pixels.window import apply_window, suggest_window, to_display
from readingroom.kernel.errors import InvalidInput
from tests.factories import dicom


def test_linear_matches_hand_computed_values_of_ct_abdomen() -> None:
    # Centre 40, width 400: black up to −160, white from 239, the middle at 39.5.
    values = np.array([-161, -160, 39.5, 239, 240])

    assert apply_window(values, center=40, width=400).tolist() == [0, 0, 128, 255, 255]


def test_linear_exact_has_no_half_units() -> None:
    values = np.array([-160, 40, 240])

    display = apply_window(values, center=40, width=400, function="LINEAR_EXACT")

    assert display.tolist() == [0, 128, 255]


def test_sigmoid_is_half_at_its_centre() -> None:
    # 255 / (1 + e^−4·(140 − 40)/400) = 255 / (1 + 1/e) = 186.4
    values = np.array([40, 140, -1e9, 1e9])

    display = apply_window(values, center=40, width=400, function="SIGMOID")

    assert display.tolist() == [128, 186, 0, 255]


def test_a_width_of_one_is_a_threshold() -> None:
    assert apply_window(np.array([9, 10]), center=10, width=1).tolist() == [0, 255]


@pytest.mark.parametrize(("width", "function"), [(0.5, "LINEAR"), (0, "SIGMOID"), (-1, "LINEAR")])
def test_widths_that_a_function_forbids_are_refused(width: float, function: str) -> None:
    with pytest.raises(InvalidInput):
        apply_window(np.array([1]), center=0, width=width, function=function)


def test_monochrome1_is_shown_the_other_way_round() -> None:
    values = np.array([[0, 255]], dtype=np.uint8)
    bright_low = display_parameters(dicom.monochrome1(WindowCenter=128, WindowWidth=256))
    dark_low = display_parameters(dicom.secondary_capture(WindowCenter=128, WindowWidth=256))

    assert to_display(values, bright_low).tolist() == [[255, 0]]
    assert to_display(values, dark_low).tolist() == [[0, 255]]


def test_tables_take_the_place_of_slope_and_window() -> None:
    modality, voi = Dataset(), Dataset()
    modality.LUTDescriptor, modality.LUTData = [3, 10, 16], [100, 200, 300]
    voi.LUTDescriptor, voi.LUTData = [301, 0, 8], list(range(151)) + [255] * 150
    source = dicom.secondary_capture(ModalityLUTSequence=[modality], VOILUTSequence=[voi])

    look = display_parameters(source)

    # 9 and 10 take the first entry, 12 and 200 the last.
    values = np.array([[9, 10, 11, 12, 200]], dtype=np.uint8)
    assert to_display(values, look).tolist() == [[100, 100, 255, 255, 255]]


def test_palette_shows_its_colours() -> None:
    look = display_parameters(dicom.palette())

    shown = to_display(np.array([[0, 1, 2, 3, 9]], dtype=np.uint8), look)

    assert shown[0].tolist() == [
        [0, 0, 0], [255, 0, 0], [0, 255, 0], [255, 255, 255], [255, 255, 255],
    ]  # fmt: skip


def test_padding_is_black_even_when_inverted() -> None:
    look = DisplayParameters(window=(50, 100), is_inverse=True, padding=(0, 0))

    assert to_display(np.array([[0, 1]], dtype=np.uint8), look)[0, 0] == 0
    assert to_display(np.array([[0, 1]], dtype=np.uint8), look)[0, 1] > 250


def test_padding_does_not_count_for_a_computed_window() -> None:
    values = np.array([-2000] * 500 + list(range(100)), dtype=np.int16)

    center, width = suggest_window(values, DisplayParameters(padding=(-2000, -2000)))

    assert center == pytest.approx(49.5)
    assert width == pytest.approx(98, abs=1)


@pytest.mark.parametrize(
    "fields", [{"RescaleSlope": "nan"}, {"WindowWidth": 0}, {"WindowCenter": None}]
)
def test_impossible_attributes_fall_back_so_that_every_picture_shows(
    fields: dict[str, object],
) -> None:
    source = dicom.ct_slice(WindowWidth=400)
    source.RescaleSlope = 1
    for keyword, value in fields.items():
        source[keyword].value = value

    look = display_parameters(source)

    assert look.slope == 1
    assert to_display(np.array([[0, 5]], dtype=np.int16), look).shape == (1, 2)


def test_a_preview_has_the_true_shape_of_pixels_that_are_not_square() -> None:
    # 100 rows 2 mm apart, 100 columns 1 mm apart: twice as high as wide.
    look = DisplayParameters(window=(50, 100), pixel_aspect=2.0)

    data = render_preview(np.zeros((100, 100), np.uint8), look=look, max_side_px=150)

    with Image.open(io.BytesIO(data)) as picture:
        assert picture.format == "JPEG"
        assert picture.size == (75, 150)


@pytest.mark.parametrize("make", [dicom.palette, dicom.us_clip, dicom.monochrome1, dicom.ct_slice])
def test_every_kind_of_picture_has_a_preview(make: object) -> None:
    source = make()  # type: ignore[operator]
    frame = source.pixel_array if source.get("NumberOfFrames") is None else source.pixel_array[0]

    data = render_preview(frame, look=display_parameters(source), max_side_px=8)

    with Image.open(io.BytesIO(data)) as picture:
        assert max(picture.size) == 8
        assert picture.mode == ("RGB" if frame.ndim == 3 or "Palette" in str(source) else "L")


def test_a_preview_keeps_small_pictures_small() -> None:
    data = render_preview(np.zeros((4, 6), np.uint8), look=DisplayParameters(), max_side_px=256)

    with Image.open(io.BytesIO(data)) as picture:
        assert picture.size == (6, 4)


def test_tables_repeat_their_ends() -> None:
    table = LookupTable(first=-1, bits=8, data=np.array([5, 6], np.uint8))
    look = DisplayParameters(voi_lut=table, photometric="MONOCHROME2")

    assert to_display(np.array([[-9, 0, 9]], np.int16), look).tolist() == [[5, 6, 6]]


@pytest.mark.parametrize("kind", ["int8", "uint8", "int16", "uint16"])
def test_levels_that_are_looked_up_are_those_that_are_worked_out(kind: str) -> None:
    limits = np.iinfo(kind)
    values = np.linspace(limits.min, limits.max, 600).astype(kind).reshape(20, 30)
    middle = (limits.min + limits.max) / 2
    look = DisplayParameters(window=(middle, limits.max / 3), padding=(3, 90))

    shown = to_display(values, look)

    assert np.array_equal(shown, to_display(values.astype(np.int32), look))
    assert (shown.shape, shown.min(), shown.max()) == (values.shape, 0, 255)
