"""Only values of a checked kind stay."""

import struct

import pytest
from pydicom.sr.codedict import codes as dicom_codes

from readingroom.imaging.deid.codes import is_of_terminology, local_code, published_meaning
from readingroom.imaging.deid.descriptions import clean_description
from readingroom.imaging.deid.uids import derive_uid, replace_uid
from readingroom.imaging.deid.values import (
    group_age,
    keep_named,
    keep_numbers,
    keep_terms,
    reads_as_text,
)
from readingroom.kernel.errors import InvalidInput

NOBODY: frozenset[str] = frozenset()


@pytest.mark.parametrize(
    ("age", "grouped"),
    [
        ("017Y", "017Y"), ("018Y", "020Y"), ("022Y", "020Y"), ("023Y", "025Y"), ("087Y", "085Y"),
        ("088Y", "085Y"), ("089Y", "085Y"), ("090Y", "090Y"), ("104Y", "090Y"), ("006M", "006M"),
        ("010D", "010D"), ("999M", ""), ("80", ""), ("MARK", ""),
    ],
)  # fmt: skip
def test_ages_come_in_groups(age: str, grouped: str) -> None:
    assert group_age(age) == grouped
    assert group_age(grouped) == grouped


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("SAG T2 STIR C SPINE", "SAG T2 STIR C SPINE"),
        ("CT THORAX W CONTRAST 5mm", "CT THORAX W CONTRAST 5mm"),
        ("Dr. Miller knee left 12.03.1962", "knee left"),
        ("MRN1234567 brain b800", "brain b800"),
        ("J C Smith", ""),
        ("Überbrain", ""),
        ("山田 liver", "liver"),
        ("555-0100", ""),
        ("T1_FSE^AX", "T1_FSE^AX"),
        ("C-spine lat 3.0mm", "C-spine lat 3.0mm"),
    ],
)
def test_descriptions_keep_whole_known_words_only(text: str, kept: str) -> None:
    assert clean_description(text, avoid=NOBODY) == kept


def test_a_patient_called_head_is_not_named_by_the_description() -> None:
    assert clean_description("CT Head native", avoid=frozenset({"head"})) == "CT native"


def test_cleaning_a_description_again_changes_nothing() -> None:
    once = clean_description("Prof X: SAG T2 C-SPINE 3.0mm Springfield", avoid=NOBODY)

    assert clean_description(once, avoid=NOBODY) == once


def test_coded_strings_keep_defined_terms_and_places() -> None:
    assert keep_terms("BodyPartExamined", "CSPINE") == ["CSPINE"]
    assert keep_terms("BodyPartExamined", "SMITH") == []
    assert keep_terms("ImageType", ["ORIGINAL", "SMITH", "M", "JONES"]) == [
        "ORIGINAL",
        "OTHER",
        "M",
    ]


def test_numbers_are_numbers() -> None:
    assert keep_numbers("DS", ["1.50", " 2e3 "], known_ids=NOBODY) == ["1.50", "2e3"]
    assert keep_numbers("IS", "MARKER", known_ids=NOBODY) is None
    assert keep_numbers("DS", "nan", known_ids=NOBODY) is None
    assert keep_numbers("US", b"MARKER", known_ids=NOBODY) is None


@pytest.mark.parametrize(
    ("vr", "value", "stays"),
    [
        ("IS", "12345", True), ("IS", "329658230", False), ("DS", "20240315", False),
        ("DS", "20240315.25", True), ("UL", 123456, True), ("UL", 12345678, False),
    ],
)  # fmt: skip
def test_a_number_too_long_for_what_it_measures_goes(vr: str, value: object, stays: bool) -> None:
    assert (keep_numbers(vr, value, known_ids=NOBODY) is not None) is stays


def test_what_counts_may_be_long() -> None:
    kept = keep_numbers("IS", "12345678", known_ids=NOBODY, keyword="CountsAccumulated")

    assert kept == ["12345678"]


@pytest.mark.parametrize(
    ("vr", "data", "is_text"),
    [
        ("FD", b"Smith^J ", True), ("FD", b"Smith\0\0\0", True), ("FL", b"Smith^Jo", True),
        ("US", b"Smith^Jo", True), ("UL", b"MRN12345", True),
        ("FD", struct.pack("<3d", 0.5, 0.0, -1.25), False), ("FL", struct.pack("<f", 1000), False),
        ("US", struct.pack("<3H", 256, 0, 16), False), ("FD", struct.pack("<d", 800.0), False),
    ],
)  # fmt: skip
def test_a_name_written_as_numbers_is_told_from_numbers(
    vr: str, data: bytes, is_text: bool
) -> None:
    letter = {"FD": "d", "FL": "f", "US": "H", "UL": "L"}[vr]
    numbers = list(struct.unpack(f"<{len(data) // struct.calcsize('<' + letter)}{letter}", data))

    assert reads_as_text(vr, numbers) is is_text


@pytest.mark.parametrize(
    ("keyword", "text", "kept"),
    [
        ("ManufacturerModelName", "SOMATOM Definition AS+", "SOMATOM Definition AS+"),
        ("ManufacturerModelName", "Discovery 690", "Discovery 690"),
        ("ManufacturerModelName", "Discovery of Smith", ""),
        ("SoftwareVersions", "syngo CT VA48A", "syngo CT VA48A"),
        ("SoftwareVersions", "1.9.0.529", "1.9.0.529"),
        ("SoftwareVersions", "12.03.1962", ""),
        ("ReceiveCoilName", "HE1-4;NE1,2;SP1", "HE1-4;NE1,2;SP1"),
        ("ConvolutionKernel", "Br40d", "Br40d"),
        ("ConvolutionKernel", "Smith", ""),
        ("PulseSequenceName", "*tse2d1_15", "*tse2d1_15"),
    ],
)
def test_names_of_things_stay_and_those_of_people_go(keyword: str, text: str, kept: str) -> None:
    assert (named(keyword, text) or [""]) == [kept]


def test_a_model_that_is_called_like_the_patient_goes() -> None:
    assert named("ManufacturerModelName", "SOMATOM Force", "force") != ["SOMATOM Force"]


@pytest.mark.parametrize("text", ["AB12", "12 03", "M", "SMITH", "T2 SMITH"])
def test_a_term_without_a_word_of_technique_goes(text: str) -> None:
    assert keep_terms("ScanOptions", text) == []


def test_terms_of_technique_stay_though_no_list_has_them() -> None:
    assert keep_terms("ImageType", ["DERIVED", "", "MPR", "DIXON_WATER"]) == [
        "DERIVED", "", "MPR", "DIXON_WATER",
    ]  # fmt: skip
    assert keep_terms("ImageType", ["DERIVED", "PRIMARY", "MPR", "DIXON_WATER"],
                      avoid=frozenset({"dixon"})) == ["DERIVED", "PRIMARY", "MPR"]  # fmt: skip


def test_codes_of_public_terminologies_are_told_by_their_check_digit() -> None:
    assert is_of_terminology("27925004", "SCT")
    assert not is_of_terminology("27925005", "SCT")
    assert is_of_terminology("18748-4", "LN")
    assert not is_of_terminology("18748-5", "LN")
    assert not is_of_terminology("27925004", "99X")


def test_a_local_code_is_the_same_each_time_and_says_nothing() -> None:
    first, again = (local_code("CTABD", "99X", secret=b"a" * 32) for _ in range(2))

    assert first == again != local_code("CTABD", "99X", secret=b"b" * 32)
    assert "CTABD" not in first
    assert local_code(first, "99READINGROOM", secret=b"a" * 32) == first


@pytest.mark.parametrize("unit", ["mm2/s", "kBq/ml", "mGy.cm", "s-1", "10*-6.mm2/s"])
def test_units_are_units(unit: str) -> None:
    assert published_meaning(unit, "UCUM")


@pytest.mark.parametrize("text", ["Smith", "John", "mm Smith", "4711"])
def test_names_and_numbers_are_no_units(text: str) -> None:
    assert published_meaning(text, "UCUM") is None


def test_a_record_number_is_no_measurement() -> None:
    assert keep_numbers("IS", "1234567", known_ids=frozenset({"1234567"})) is None
    assert keep_numbers("UL", 1234567, known_ids=frozenset({"1234567"})) is None


def test_makers_of_scanners_and_the_simulation_are_known() -> None:
    assert named("Manufacturer", "Reading Room simulated patient")
    assert named("Manufacturer", "SIEMENS") == ["SIEMENS"]
    assert named("Manufacturer", "Dr Smith") == []


def named(keyword: str, text: str, *avoid: str) -> list[str]:
    words = frozenset(avoid)
    return keep_named(keyword, text, avoid=words, clean=lambda t: clean_description(t, avoid=words))


def test_codes_of_the_standard_keep_its_meaning_and_others_have_none() -> None:
    neoplasm = dicom_codes.SCT.Neoplasm

    assert published_meaning(neoplasm.value, "SCT") == neoplasm.meaning
    assert published_meaning("T-B7000", "SRT") == "Parathyroid"
    assert published_meaning("M2195", "GEIIS") is None
    assert published_meaning("1234567", "SCT") is None


def test_replacement_uids_are_keyed_and_registered_ones_stay() -> None:
    original = "1.2.840.99.1234567"

    assert derive_uid(original, secret=b"a" * 32) == derive_uid(original + "\0", secret=b"a" * 32)
    assert derive_uid(original, secret=b"a" * 32) != derive_uid(original, secret=b"b" * 32)
    assert replace_uid("1.2.840.10008.5.1.4.1.1.2", secret=b"a" * 32).startswith("1.2.840.10008")
    assert replace_uid("1.2.840.10008.1234567", secret=b"a" * 32).startswith("2.25.")


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(InvalidInput):
        derive_uid("1.2.3", secret=b"short")
