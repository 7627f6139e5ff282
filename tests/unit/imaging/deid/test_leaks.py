"""The last wall: what names someone is found in bytes, however it is written."""

import base64
import json
import urllib.parse
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readingroom.imaging.deid.identity import Identity, identity_of
from readingroom.imaging.deid.leaks import leaks_in
from readingroom.imaging.deid.needles import needles_of_date
from tests.factories.dicom import ct_slice
from tests.unit.imaging.deid.objects import cleaned, raw_of, written

KNOWN = Identity(
    names=frozenset({"kowalska", "müllerová", "mullerova", "lee", "иванов", "山田太郎"}),
    ids=frozenset({"mrn-7654321", "mrn7654321", "7654321"}),
    places=frozenset({"springfield"}),
    dates=frozenset({"20250314"}),
    uids=frozenset({"1.2.840.99999.17.4"}),
)


def kinds(data: bytes, **how: bool) -> set[str]:
    return {leak.kind for leak in leaks_in(b"\x00\x08 " + data + b" \x00\x18", KNOWN, **how)}


@pytest.mark.parametrize("case", [str.upper, str.lower, str.title])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-16-le", "utf-16-be", "latin-1", "iso8859-2", "cp1250"]
)
def test_a_latin_name_is_found_in_every_encoding(encoding: str, case: "type[str]") -> None:
    assert kinds(case("müllerová").encode(encoding, "replace")) or encoding == "latin-1"
    assert kinds(case("kowalska").encode(encoding)) == {"names"}


@pytest.mark.parametrize("encoding", ["utf-8", "iso8859-5", "koi8-r", "cp1251", "utf-16-le"])
def test_a_cyrillic_name_is_found_in_its_encodings(encoding: str) -> None:
    assert kinds("Иванов".encode(encoding)) == {"names"}


@pytest.mark.parametrize(
    "encoding", ["utf-8", "shift_jis", "euc_jp", "iso2022_jp", "gb18030", "utf-16-be"]
)
def test_a_japanese_name_is_found_in_its_encodings(encoding: str) -> None:
    assert kinds("山田太郎".encode(encoding)) == {"names"}


@pytest.mark.parametrize(
    "data",
    [
        b"Kowalska".hex().encode(), base64.b64encode(b"a patient: Kowalska."),
        base64.b64encode(b"KOWALSKA^JAN"), b"akslawoK", b"oKawslak",
        urllib.parse.quote("Müllerová").encode(), json.dumps("Müllerová").encode(),
        "Müllerová".encode("ascii", "xmlcharrefreplace"),
    ],
)  # fmt: skip
def test_a_name_in_disguise_is_found(data: bytes) -> None:
    assert kinds(data) == {"names"}


@pytest.mark.parametrize(
    "text",
    [
        "20250314", "2025-03-14", "14.03.2025", "14/03/2025", "3/14/25", "03/14/2025", "14-MAR-25",
        "14-MAR-2025", "March 14, 2025", "14 March 2025", "14 mars 2025", "14. März 2025",
        "2025-03-14T10:15:00", "14 marzo 2025", "14032025", "14 maart 2025", "20250314101500.000",
    ],
)  # fmt: skip
def test_a_date_is_found_in_every_notation(text: str) -> None:
    assert kinds(text.encode()) == {"dates"}


def test_a_days_notations_hold_no_other_day() -> None:
    texts = {n.data for n in needles_of_date(date(2025, 3, 14)) if n.encoding == "utf-8"}

    assert b"2025-03-15" not in texts
    assert len(texts) > 60


@pytest.mark.parametrize("text", ["765-4321", "7654 321", "(765) 4321", "765.43.21", "MRN 7654321"])
def test_an_identifier_is_found_whatever_its_signs(text: str) -> None:
    assert kinds(text.encode()) == {"ids"}


@pytest.mark.parametrize("text", ["1.2.840.99999.17.4", "1.2.840.99999.17.4.8.15"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_a_uid_and_what_hangs_below_it_is_found(text: str, encoding: str) -> None:
    assert kinds(text.encode(encoding)) == {"uids"}

    among_many = replace(KNOWN, uids=KNOWN.uids | {f"1.2.3.77777.{n}" for n in range(40)})
    assert {leak.kind for leak in leaks_in(text.encode(encoding), among_many)} == {"uids"}


@pytest.mark.parametrize(
    "text",
    [
        "sleeve", "Fleet", "1.2.840.99999.17", "76543210", "0.7654321", "20250315", "120250314",
        "1.2.840.10008.5.1.4.1.1.2", "CT CHEST", "7654321.25",
    ],
)  # fmt: skip
def test_what_only_resembles_it_is_no_leak(text: str) -> None:
    assert kinds(text.encode()) == set()


def test_a_short_name_at_the_end_of_a_value_is_found() -> None:
    """Where the group of the next tag begins with a letter, no letter follows the name."""
    assert leaks_in(b"\x10\x00\x10\x00PN\x04\x00^Lee2\x00\x10\x00", KNOWN)


def test_in_compressed_pixels_short_texts_are_chance() -> None:
    assert kinds(b"Lee", is_dense=True) == set()
    assert kinds(b"Kowalska", is_dense=True) == {"names"}


def test_words_of_radiology_are_not_searched_though_they_are_names() -> None:
    named = Identity(names=frozenset({"chest", "long", "axial"}))

    assert leaks_in(b"CHEST LONG AXIAL", named) == ()


def test_a_clean_object_holds_nothing_of_its_own_identity() -> None:
    dataset = ct_slice(
        PatientName="Kowalska^Anna", StudyDescription="CT chest Kowalska 14.03.2025",
        PatientComments="MRN-7654321", OperatorsName="Nowak",
    )  # fmt: skip

    assert leaks_in(written(dataset), identity_of(raw_of(dataset)))
    assert leaks_in(written(cleaned(dataset)), identity_of(raw_of(dataset))) == ()


@settings(max_examples=150, deadline=None)
@given(
    st.text("bcdfghkmprt", min_size=4, max_size=12),
    st.binary(max_size=60),
    st.binary(max_size=60),
    st.sampled_from(["utf-8", "utf-16-le", "utf-16-be"]),
    st.sampled_from([str.upper, str.lower, str.title]),
)
def test_a_marker_is_found_anywhere_between_any_bytes(
    marker: str, before: bytes, after: bytes, encoding: str, case: "type[str]"
) -> None:
    known = Identity(names=frozenset({marker}))
    data = before + b"\x01\x00" + case(marker).encode(encoding) + b"\x00\x01" + after

    assert (
        any(leak.kind == "names" for leak in leaks_in(data, known))
        or leaks_in(marker.encode(), known) == ()
    )


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_can_be_searched(data: bytes) -> None:
    assert all(0 <= leak.offset < len(data) for leak in leaks_in(data, KNOWN))
