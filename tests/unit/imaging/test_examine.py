"""What a look at the pixels finds, and what follows from it."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image
from pydicom.dataset import Dataset

from readingroom.imaging.deid.identity import identity_of
from readingroom.imaging.pixels import examine
from readingroom.imaging.pixels.examine import PixelVerdict, examine_pixels
from readingroom.imaging.pixels.strokes import may_hold_writing
from tests.factories.dicom import ct_slice, secondary_capture, set_pixels, us_clip
from tests.factories.writing import BACKDROPS, glyphs_of, write_on, written
from tests.unit.imaging.deid.objects import raw_of

Array = npt.NDArray[Any]
MASK, HOLD = (SimpleNamespace(burned_in=b, faces="hold") for b in ("mask", "hold"))
ROWS, COLUMNS = 240, 320
UNHURRIED_S = 500.0


def examined(dataset: Dataset, policy: Any = MASK, **options: Any) -> PixelVerdict:
    raw = raw_of(dataset)
    chosen = {"budget_s": UNHURRIED_S} | options
    return examine_pixels(raw, identity=identity_of(raw), policy=policy, **chosen)


def codes(verdict: PixelVerdict) -> set[str]:
    return {reason.code for reason in verdict.holds}


def section() -> Array:
    """A section in Hounsfield units plus 1024, as a scanner makes it: noise everywhere."""
    source = np.random.default_rng(7)
    y, x = np.mgrid[-1:1:256j, -1:1:256j]
    body = np.where((x / 0.8) ** 2 + (y / 0.6) ** 2 < 1, 1040.0, 24.0)
    body[(x / 0.1) ** 2 + ((y - 0.4) / 0.1) ** 2 < 1] = 1900
    return np.asarray(cv2.GaussianBlur(body, (0, 0), 1) + source.normal(0, 12, x.shape)).astype(
        np.int16
    )


def sector(frames: int) -> Array:
    grey = BACKDROPS["ultrasound"](np.random.default_rng(3), (ROWS, COLUMNS)) * 200
    return np.repeat(np.repeat(grey[..., None], 3, axis=2)[None], frames, axis=0).astype(np.uint8)


def smooth() -> Array:
    """A picture with nothing in it that has an edge."""
    grey = np.linspace(0, 140, COLUMNS)[None, :, None] * np.ones((ROWS, 1, 3))
    return grey[None].astype(np.uint8)


def clip(values: Array, **fields: Any) -> Dataset:
    ds = us_clip(PatientName="Kowalski^Jane", PatientID="MRN1234567", **fields)
    return set_pixels(ds, values)


def covers(verdict: PixelVerdict, ink: Array) -> bool:
    masked = np.zeros(ink.shape, dtype=bool)
    for box in verdict.to_mask:
        masked[box.y : box.y + box.height, box.x : box.x + box.width] = True
    return bool((masked & ink).sum() >= 0.95 * ink.sum())


def named(text: str = "KOWALSKI^JANE", at: tuple[int, int] = (6, 8)) -> tuple[Array, Array]:
    """A loop of one frame with that written on it, and where."""
    plain = sector(1)
    values = plain.copy()
    values[0] = write_on(values[0], text, at=at, level=255)
    return values, np.asarray(np.abs(values[0].astype(int) - plain[0]).max(axis=-1) > 60)


def test_a_name_in_an_ultrasound_picture_is_masked_and_nobody_need_look() -> None:
    values, ink = named()

    verdict = examined(clip(values))

    assert covers(verdict, ink)
    assert {box.kind for box in verdict.to_mask} == {"identity"}
    assert codes(verdict) == set()


def test_under_the_policy_to_hold_the_same_waits_with_its_box_proposed() -> None:
    values, ink = named()

    verdict = examined(clip(values, BurnedInAnnotation="NO"), HOLD)

    assert covers(verdict, ink)
    assert codes(verdict) == {"identity_in_picture"}


def test_writing_that_is_not_the_patients_waits_too_but_labels_do_not() -> None:
    stranger, _ = named("Dr. Smith 4711")
    label, _ = named("SUPINE")

    assert codes(examined(clip(stranger, BurnedInAnnotation="NO"), HOLD)) == {"text_in_picture"}
    assert codes(examined(clip(label, BurnedInAnnotation="NO"), HOLD)) == set()
    assert examined(clip(label)).to_mask == ()


def test_an_ultrasound_with_nothing_found_passes_where_masking_is_trusted_and_else_waits() -> None:
    values = smooth()

    assert codes(examined(clip(values))) == set()
    assert codes(examined(clip(values), HOLD)) == {"class_often_burned_in"}


def test_writing_that_comes_for_one_frame_and_goes_is_found_in_a_loop() -> None:
    values = sector(12)
    values[7] = write_on(values[7], "KOWALSKI JANE", at=(6, 8), level=255)
    ink = values[7, ..., 0].astype(int) - values[0, ..., 0] > 60

    assert covers(examined(clip(values)), np.asarray(ink))


@pytest.mark.parametrize("level", [30_000, 2_600])
def test_writing_in_a_section_is_found_also_outside_its_window(level: int) -> None:
    plain = section()
    values = write_on(plain, "KOWALSKI 1234567", at=(8, 40), level=level)

    verdict = examined(ct_slice(values=values, PatientName="Kowalski^Jane"))

    assert covers(verdict, np.abs(values.astype(int) - plain) > 500)


def test_writing_that_a_table_makes_invisible_is_found() -> None:
    table = Dataset()
    table.LUTDescriptor = [4, 0, 16]
    table.add_new(0x00283006, "OW", np.array([0, 100, 200, 300], dtype="<u2").tobytes())
    plain = section()[:120] + 1024
    values = write_on(plain, "KOWALSKI 1234567", at=(8, 40), level=2_900)
    ds = ct_slice(values=values, PatientName="Kowalski^Jane", VOILUTSequence=[table])

    assert covers(examined(ds), np.abs(values.astype(int) - plain) > 500)


def test_what_looks_like_writing_in_a_section_and_cannot_be_read_waits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    values = write_on(section(), "KOWALSKI 1234567", at=(8, 40), level=2_600)
    monkeypatch.setattr("readingroom.imaging.pixels.ocr.read_line", lambda *_: ("", 0.9))

    verdict = examined(ct_slice(values=values, PatientName="Kowalski^Jane"))

    assert codes(verdict) == {"text_unsettled"}
    assert verdict.boxes == ()


def test_a_line_of_which_a_few_letters_were_read_is_no_label(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    values = smooth()[0]
    values = write_on(values, "Соколовская Людмила", at=(100, 30), level=255)
    monkeypatch.setattr("readingroom.imaging.pixels.ocr.read_line", lambda *_: ("Co a", 0.9))

    verdict = examined(clip(values[None]))

    assert {box.kind for box in verdict.to_mask} == {"unknown"}


def test_slanted_writing_over_anatomy_gives_cause_to_look() -> None:
    plain = section()
    glyphs = np.asarray(Image.fromarray(glyphs_of("Weber-Lund 4711") * 255).rotate(17, expand=True))
    here = (slice(90, 90 + glyphs.shape[0]), slice(50, 50 + glyphs.shape[1]))
    values = plain.astype(float)
    values[here] += glyphs / 255 * 600

    assert may_hold_writing(values.astype(np.int16))


def test_a_section_without_writing_is_not_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("readingroom.imaging.pixels.searching.import_module", None)

    assert not may_hold_writing(section())
    assert examined(ct_slice(values=section())) == PixelVerdict((), ())


def test_a_section_without_geometry_is_searched_like_a_capture() -> None:
    raw = raw_of(ct_slice())
    del raw.dataset.ImagePositionPatient

    assert examine._is_risky(raw, [])
    assert not examine._is_risky(raw_of(ct_slice()), [])


def test_a_file_that_promises_writing_which_is_not_found_waits() -> None:
    verdict = examined(clip(smooth(), BurnedInAnnotation="YES"))

    assert codes(verdict) == {"text_not_found"}


def test_a_page_of_writing_is_more_than_can_be_covered() -> None:
    page = np.full((ROWS, COLUMNS), 250, dtype=np.uint8)
    for row in range(4, ROWS - 24, 22):
        page = write_on(page, "Kowalski Jane was seen here today", at=(row, 2), level=0, size=17)

    assert "text_everywhere" in codes(examined(secondary_capture(values=page)))


def test_a_search_that_ran_out_of_time_is_a_reason_to_look() -> None:
    values, _ = named()

    assert codes(examined(clip(values), budget_s=-1)) == {"not_all_read"}


def test_a_loop_is_not_decoded_to_its_end_when_the_time_is_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []

    def frames(_raw: object) -> Iterator[Array]:
        for frame in sector(40):
            asked.append(1)
            yield frame

    monkeypatch.setattr("readingroom.imaging.pixels.searching.decode_frames", frames)

    assert "not_all_read" in codes(examined(clip(sector(40)), budget_s=-1))
    assert len(asked) == 1


def test_a_code_made_for_machines_is_covered_as_well() -> None:
    code = cv2.QRCodeEncoder.create().encode("MRN1234567")
    picture = np.full((ROWS, COLUMNS), 230, dtype=np.uint8)
    big = np.kron(code, np.ones((4, 4), dtype=np.uint8))
    picture[40 : 40 + big.shape[0], 60 : 60 + big.shape[1]] = big
    ink = np.zeros(picture.shape, dtype=bool)
    ink[44 : 36 + big.shape[0], 64 : 56 + big.shape[1]] = True

    assert covers(examined(secondary_capture(values=picture)), ink)


@pytest.mark.parametrize("field", ["RecognizableVisualFeatures"])
def test_masking_does_not_settle_what_a_header_says_of_a_face(field: str) -> None:
    assert codes(examined(clip(smooth(), **{field: "YES"}))) == {"recognisable"}


def test_a_series_that_shows_a_face_waits_unless_the_policy_leaves_faces() -> None:
    leave = SimpleNamespace(burned_in="mask", faces="leave")
    plain = ct_slice(values=section())

    assert codes(examined(plain, shows_face=True)) == {"face_possible"}
    assert codes(examined(plain, leave, shows_face=True)) == set()
    assert codes(examined(plain)) == set()


@pytest.mark.parametrize("kind", ["colour", "inverted", "upright", "slanted", "other_script"])
def test_writing_of_every_kind_is_found(kind: str) -> None:
    made = written(6, kind, "ultrasound")
    rows, columns = (np.flatnonzero(made.ink.any(axis=axis)) for axis in (1, 0))
    part = (
        slice(max(0, rows[0] - 60), rows[-1] + 60),
        slice(max(0, columns[0] - 60), columns[-1] + 60),
    )
    ds = set_pixels(us_clip(PatientName="Nobody^N"), made.picture[part][None])

    assert covers(examined(ds), made.ink[part])
