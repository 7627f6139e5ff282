"""The benchmark's search finds what it planted, as people and devices write it, and no more."""

import random
from datetime import date

import numpy as np
import pytest
from benchmarks.deid import pixelscore
from benchmarks.deid.bases import Visit, image
from benchmarks.deid.people import Crowd
from benchmarks.deid.search import Haystack
from benchmarks.deid.truth import Planted, Truth
from benchmarks.deid.writing import Writer
from pydicom.dataset import Dataset


def seen(planted: Planted, data: bytes) -> bool:
    return Haystack(data, None).has(planted)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "latin-1"])
def test_a_name_is_found_in_any_encoding_and_case(encoding: str) -> None:
    name = Planted("header", "Grüneberg")

    assert seen(name, b"\x01\x02" + "GRÜNEBERG".encode(encoding) + b"\x03\x04")
    assert not seen(name, "GRÜNEWALD".encode(encoding))


def test_a_name_in_cyrillic_is_found_in_its_own_character_set() -> None:
    assert seen(Planted("header", "Соколовский"), b"xx" + "Соколовский".encode("iso8859_5"))


@pytest.mark.parametrize(
    "written", ["20190304", "2019-03-04", "04.03.2019", "3 Mar 2019", "4 MAR 2019", "March 4, 2019"]
)
def test_a_day_is_found_in_any_notation(written: str) -> None:
    day = Planted("free text", "20190304", "date")

    assert seen(day, f"seen on {written}.".encode()) == (written != "3 Mar 2019")


def test_a_number_is_found_without_its_punctuation_and_not_within_a_longer_one() -> None:
    number = Planted("header", "481-516-234", "number")

    assert seen(number, b"MRN 481516234")
    assert seen(number, b"481.516.234")
    assert not seen(number, b"2.25.9481516234117")


def test_a_uid_is_not_found_in_a_longer_one() -> None:
    uid = Planted("uid", "1.2.3.44", "uid")

    assert seen(uid, b"see 1.2.3.44 there")
    assert not seen(uid, b"1.2.3.445")


@pytest.fixture
def visit() -> Visit:
    crowd = Crowd(7)
    return Visit(crowd.person("ISO_IR 6"), 0, 0, "12345678", "ST1", "77", crowd.random)


@pytest.fixture
def written(visit: Visit) -> tuple[Truth, Dataset]:
    """A radiograph with a name in it."""
    ds, truth = image(visit, "CR", series=1, number=1), Truth("a", "CR")
    box = Writer(ds, random.Random(3)).burn("BRANDLHUBER", style="plain", identity=True)  # noqa: S311
    assert box
    truth.boxes.append(box)
    return truth, ds


def test_writing_is_seen_until_it_is_painted_over(written: tuple[Truth, Dataset]) -> None:
    truth, ds = written
    before = np.frombuffer(ds.PixelData, "<u2").reshape(1, ds.Rows, ds.Columns)
    box, painted, halved = truth.boxes[0], before.copy(), before.copy()
    rows = slice(box.y, box.y + box.height)
    painted[0, rows, box.x : box.x + box.width] = 0
    halved[0, rows, box.x : box.x + box.width // 2] = 0

    assert pixelscore.boxes_seen(truth, before, before) == [box]
    assert pixelscore.boxes_seen(truth, before, halved) == [box]
    assert pixelscore.boxes_seen(truth, before, painted) == []
    assert pixelscore.untouched(truth, before, painted) == 1


def test_a_pixel_changed_elsewhere_is_noticed(written: tuple[Truth, Dataset]) -> None:
    truth, ds = written
    before = np.frombuffer(ds.PixelData, "<u2").reshape(1, ds.Rows, ds.Columns)
    after = before.copy()
    after[0, 256, 256] += 1

    assert pixelscore.untouched(truth, before, after) < 1


def test_the_same_seed_makes_the_same_people() -> None:
    first, again, other = (Crowd(seed).person("ISO_IR 100") for seed in (1, 1, 2))

    assert first == again
    assert first != other
    assert first.born > date(1900, 1, 1)
