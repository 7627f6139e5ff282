"""One key a patient; everything that names them is found again wherever it turns up."""

import pytest
from pydicom.dataset import Dataset

from readingroom.imaging.deid.identity import (
    Identity,
    identity_of,
    identity_of_path,
    merge_identities,
    patient_key,
)
from readingroom.imaging.deid.leaks import leaks_in
from tests.factories.dicom import ct_slice
from tests.unit.imaging.deid.objects import SECRET, raw_of


def key(**fields: object) -> str:
    return patient_key(raw_of(ct_slice(**fields)), secret=SECRET)


def identity(**fields: object) -> Identity:
    return identity_of(raw_of(ct_slice(**fields)))


def test_case_width_and_spaces_make_no_other_patient() -> None:
    assert key(PatientID="mrn 12345 ") == key(PatientID="MRN12345") == key(PatientID="ＭＲＮ12345")


def test_the_same_number_is_the_same_patient_whether_or_not_its_issuer_is_stated() -> None:
    assert key(PatientID="1") == key(PatientID="1", IssuerOfPatientID="elsewhere")


def test_without_a_number_name_and_birth_date_are_the_patient() -> None:
    one = key(PatientID="", StudyInstanceUID="1.2.3")

    assert one == key(PatientID=None, StudyInstanceUID="1.2.4")
    assert one != key(PatientID="", PatientName="Other^Person")


def test_nameless_studies_are_never_one_patient() -> None:
    nobody = {"PatientID": "", "PatientName": "", "PatientBirthDate": ""}

    assert key(StudyInstanceUID="1.2.3", **nobody) != key(StudyInstanceUID="1.2.4", **nobody)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "latin-1"])
@pytest.mark.parametrize("form", [str.upper, str.lower, str.title])
def test_a_name_is_found_in_every_encoding_and_case(encoding: str, form: type[str]) -> None:
    known = identity(PatientName="Müllerová^Käthe")

    data = b"\x00 " + form("müllerová").encode(encoding, "ignore") + b" \x00"

    assert leaks_in(b"\x00\x01" * 9 + data, known)


def test_a_name_is_found_in_the_characters_the_object_declares() -> None:
    dataset = ct_slice(PatientName="Люкceмбypг")
    dataset.SpecificCharacterSet = "ISO_IR 144"

    assert leaks_in("x Люкceмбypг".encode("iso8859_5"), identity_of(raw_of(dataset)))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("MRN-7654321", "ids"), ("mrn7654321", "ids"), ("id 7654321.", "ids"),
        ("19440229", "dates"), ("Springfield", "places"), ("of Lee,", "names"),
    ],
)  # fmt: skip
def test_ids_dates_and_places_are_found(text: str, kind: str) -> None:
    known = identity(
        PatientID="MRN-7654321", PatientBirthDate="19440229", PatientName="Lee^Al",
        InstitutionName="Springfield General Hospital",
    )  # fmt: skip

    assert kind in {leak.kind for leak in leaks_in(f"<{text}>".encode(), known)}


@pytest.mark.parametrize("text", ["sleeve", "Fleet", "chest", "20000101", "2.25.119440229112"])
def test_parts_of_longer_words_are_no_leak(text: str) -> None:
    known = identity(PatientID="", PatientName="Lee^Al", PatientBirthDate="19440229")

    assert leaks_in(text.encode(), known) == ()


def test_what_the_library_writes_itself_is_no_leak() -> None:
    known = identity(PatientName="Profile^Basic")

    assert leaks_in(b"Basic Application Confidentiality Profile", known) == ()
    assert leaks_in(b"Basic", known)


def test_names_are_found_in_nested_items_too() -> None:
    dataset, item = ct_slice(), Dataset()
    item.RequestingPhysician = "Hidden^Deep"
    dataset.RequestAttributesSequence = [item]

    assert "hidden" in identity_of(raw_of(dataset)).names


def test_dictionaries_of_many_files_are_one() -> None:
    merged = merge_identities([identity(PatientName="Aaa"), identity(PatientName="Bbb")])

    assert {"aaa", "bbb"} <= merged.names


def test_neither_dictionary_nor_finding_shows_a_value() -> None:
    known = identity(PatientName="Secretname")

    assert "Secretname" not in repr(known)
    assert "secretname" not in repr(leaks_in(b"Secretname", known)).casefold()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Müller-Lüdenscheidt^Jörg", {"müller", "muller", "mueller", "jorg", "joerg"}),
        ("Yamada^Tarou=山田^太郎=やまだ^たろう", {"yamada", "山田", "太郎", "やまだ"}),
        ("van der Berg^Anna", {"berg", "anna"}),
    ],
)
def test_every_component_and_spelling_of_a_name_is_known(name: str, words: set[str]) -> None:
    found = identity(PatientName=name).names

    assert words <= found
    assert "van" not in found


def test_names_and_numbers_in_private_elements_are_known() -> None:
    dataset, item = ct_slice(), Dataset()
    block = dataset.private_block(0x0011, "MAKER", create=True)
    block.add_new(1, "PN", "Hidden^Anna")
    block.add_new(2, "LO", "Veiled^Berta")
    item.private_block(0x0013, "MAKER", create=True).add_new(1, "DA", "20170823")
    block.add_new(3, "SQ", [item])

    known = identity_of(raw_of(dataset))

    assert {"hidden", "veiled"} <= known.names
    assert "20170823" in known.dates


@pytest.mark.parametrize(
    ("keyword", "value", "form"),
    [
        ("AccessionNumber", "00-8843190", "8843190"), ("PatientID", "AB 123-456 Z", "123456"),
        ("DeviceSerialNumber", "SN:45021", "45021"), ("StationName", "AWP41234", "awp41234"),
        ("PatientTelephoneNumbers", "+49 (30) 123-4567", "49301234567"),
        ("RetrieveAETitle", "NORDPACS1", "nordpacs1"), ("AdmissionID", "ADM778812", "778812"),
        ("PatientTelecomInformation", "anna.kowalska@example.org", "anna.kowalska@example.org"),
    ],
)  # fmt: skip
def test_an_identifier_is_known_in_each_form(keyword: str, value: str, form: str) -> None:
    assert form in identity(**{keyword: value}).ids


def test_what_a_file_is_called_is_known() -> None:
    found = identity_of_path("Kowalska Anna/CT Thorax/7731942_20170823\\1.2.840.99.7.dcm")

    assert {"kowalska", "anna"} <= found.places
    assert {"7731942", "20170823"} <= found.ids
    assert found.uids == {"1.2.840.99.7"}
    assert "thorax" not in found.words


def test_clinical_words_are_nobodys_place_or_number() -> None:
    found = identity(InstitutionalDepartmentName="Chest Radiology Nordstadt", StationName="CHEST")

    assert "nordstadt" in found.places
    assert "chest" not in found.places | found.ids


def test_a_dictionary_that_has_all_of_another_is_handed_on() -> None:
    """What was made from it, for thousands of files, is found again at once."""
    small, large = identity(), identity(PatientComments="x") | identity(PatientName="Extra^One")

    assert (small | large).names is large.names
    assert (large | small).names is large.names


def test_numbers_of_the_dictionary_are_told_apart() -> None:
    assert {"8843190277", "19440229"} <= identity(
        AccessionNumber="8843190277", PatientBirthDate="19440229"
    ).digits
