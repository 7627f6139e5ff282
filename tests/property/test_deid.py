"""Laws of de-identification: no marker survives, references hold, intervals are true."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom.datadict import DicomDictionary
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import (
    ComprehensiveSRStorage,
    GrayscaleSoftcopyPresentationStateStorage,
    KeyObjectSelectionDocumentStorage,
    RealWorldValueMappingStorage,
    SegmentationStorage,
    SpatialRegistrationStorage,
)

from readingroom.imaging.deid.apply import DeidContext
from readingroom.imaging.deid.dates import BASE, Shift, rebase_pair
from readingroom.imaging.deid.policy import Policy
from readingroom.imaging.deid.uids import derive_uid
from tests.factories.dicom import ct_slice, mr_slice
from tests.unit.imaging.deid.objects import ANCHOR, SECRET, cleaned, holds, written
from tests.unit.imaging.deid.test_content import drawing, item, report
from tests.unit.imaging.deid.test_structures import electrocardiogram

MARKER = "QZMARKERZQ"
KEPT_TO_PLACE_IT = {0x00080016, 0x0020000D, 0x0020000E, 0x00080018}
VRS = ["LO", "SH", "ST", "LT", "UT", "UC", "PN", "CS", "AE", "UR", "OB", "UN", "IS", "DS", "DA"]
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "latin-1")
TAGS = st.one_of(
    st.sampled_from([t for t in DicomDictionary if t >> 16 not in (0x0002, 0x7FE0)]),
    st.integers(0x00080000, 0xFFFBFFFF).filter(lambda t: t >> 16 != 0x7FE0),
)
uids = st.from_regex(r"[12](\.(0|[1-9][0-9]{0,9})){1,5}", fullmatch=True)
moments = st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1)).map(  # noqa: DTZ001  naive
    lambda moment: moment.replace(microsecond=0)
)


def planted(children: st.SearchStrategy[Dataset]) -> st.SearchStrategy[Dataset]:
    leaf = st.tuples(TAGS, st.sampled_from(VRS))
    nest = st.tuples(TAGS, st.lists(children, min_size=1, max_size=2))
    return st.lists(st.one_of(leaf, nest), min_size=1, max_size=6).map(built)


def built(parts: list[tuple[int, str | list[Dataset]]]) -> Dataset:
    dataset = Dataset()
    for tag, content in parts:
        if tag in KEPT_TO_PLACE_IT:
            continue
        vr = content if isinstance(content, str) else "SQ"
        vr = "OB" if vr == "UN" and tag in DicomDictionary else vr  # pydicom would look it up
        encoding = ENCODINGS[tag % len(ENCODINGS)]
        value = MARKER.encode(encoding) if vr in ("OB", "UN") else MARKER
        dataset[tag] = DataElement(
            tag,
            vr,
            value if isinstance(content, str) else Sequence(content),
            already_converted=True,
        )
    return dataset


@settings(max_examples=40, deadline=None)
@given(st.recursive(planted(st.builds(Dataset)), planted, max_leaves=8))
def test_a_marker_planted_anywhere_at_any_depth_survives_nowhere(extra: Dataset) -> None:
    dataset = ct_slice()
    dataset.update(extra)

    assert not holds(written(cleaned(dataset)), MARKER)


# A name by its character set (PS3.3 C.12.1.1.2), and how Python calls the way it is written.
NAMES = {
    "ISO_IR 144": ("Петровская", "iso8859_5"),
    "ISO_IR 126": ("Παπαδοπουλος", "iso8859_7"),
    "ISO_IR 138": ("אברהמוביץ", "iso8859_8"),
    "ISO_IR 127": ("عبدالرحمن", "iso8859_6"),
    "ISO_IR 13": ("ﾔﾏﾓﾄﾀﾛｳ", "shift_jis"),
    "GB18030": ("欧阳明华", "gb18030"),
    "ISO 2022 IR 149": ("김희중박사", "euc_kr"),
    "ISO_IR 192": ("Đặng Thùy", "utf-8"),
}


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(sorted(NAMES)), TAGS, st.sampled_from(["LO", "ST", "PN", "OB", "UN"]))
def test_a_name_of_any_character_set_survives_in_no_encoding(
    charset: str, tag: int, vr: str
) -> None:
    name, encoding = NAMES[charset]
    raw = name.encode(encoding)
    dataset = ct_slice(SpecificCharacterSet=charset)
    if tag not in KEPT_TO_PLACE_IT:
        vr = "OB" if vr == "UN" and tag in DicomDictionary else vr
        value = raw if vr in ("OB", "UN") else raw.decode(encoding)
        dataset[tag] = DataElement(tag, vr, value, already_converted=True)
    dataset.PatientName = dataset.SeriesDescription = name

    clean = written(cleaned(dataset))

    ways = (encoding, "utf-8", "utf-16-le", "utf-16-be")
    assert [way for way in ways if name.encode(way) in clean] == []


@given(uids, st.binary(min_size=32, max_size=64))
def test_a_replacement_uid_is_legal_stable_and_never_the_original(uid: str, key: bytes) -> None:
    replacement = derive_uid(uid, secret=key)

    assert re.fullmatch(r"2\.25\.[1-9][0-9]{0,38}", replacement)
    assert replacement != uid
    assert replacement == derive_uid(uid, secret=key)


@given(st.permutations([1, 2, 3, 4]))
def test_references_hold_in_any_order_of_files(order: list[int]) -> None:
    by_number = {n: cleaned(ct_slice(number=n)).SOPInstanceUID for n in order}

    assert by_number == {n: derive_uid(f"2.25.70001.1.1.{n}", secret=SECRET) for n in order}


KINDS_THAT_REFER = (
    SegmentationStorage, GrayscaleSoftcopyPresentationStateStorage, RealWorldValueMappingStorage,
    SpatialRegistrationStorage, KeyObjectSelectionDocumentStorage, ComprehensiveSRStorage,
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(st.permutations([1, 2, 3]), st.sampled_from(KINDS_THAT_REFER))
def test_references_of_any_class_find_their_objects_in_any_order(
    order: list[int], kind: str
) -> None:
    slices = {n: ct_slice(number=n) for n in order}
    pointing = ct_slice(SOPClassUID=kind, **REFERENCES[kind]([slices[n] for n in order]))

    found = {str(e.value) for e in pairs(cleaned(pointing)) if e.keyword in REFERRING}

    assert {cleaned(slices[n]).SOPInstanceUID for n in order} <= found
    if kind in (SegmentationStorage, KeyObjectSelectionDocumentStorage, ComprehensiveSRStorage):
        assert cleaned(slices[1]).SeriesInstanceUID in found


def referred(target: Dataset) -> Dataset:
    item = Dataset()
    item.ReferencedSOPClassUID = target.SOPClassUID
    item.ReferencedSOPInstanceUID = target.SOPInstanceUID
    return item


def in_series(targets: list[Dataset], inside: str) -> Dataset:
    item = Dataset()
    item.SeriesInstanceUID = targets[0].SeriesInstanceUID
    setattr(item, inside, [referred(target) for target in targets])
    return item


def evidence(targets: list[Dataset]) -> dict[str, list[Dataset]]:
    study = Dataset()
    study.StudyInstanceUID = targets[0].StudyInstanceUID
    study.ReferencedSeriesSequence = [in_series(targets, "ReferencedSOPSequence")]
    return {"CurrentRequestedProcedureEvidenceSequence": [study]}


def mapped(targets: list[Dataset]) -> dict[str, list[Dataset]]:
    item = Dataset()
    item.ReferencedImageSequence = [referred(target) for target in targets]
    return {"ReferencedImageRealWorldValueMappingSequence": [item]}


def registered(targets: list[Dataset]) -> dict[str, list[Dataset]]:
    item = Dataset()
    item.FrameOfReferenceUID = targets[0].FrameOfReferenceUID
    item.ReferencedImageSequence = [referred(target) for target in targets]
    return {"RegistrationSequence": [item]}


REFERENCES = {
    SegmentationStorage: lambda t: {
        "ReferencedSeriesSequence": [in_series(t, "ReferencedInstanceSequence")]
    },
    GrayscaleSoftcopyPresentationStateStorage: lambda t: {
        "ReferencedSeriesSequence": [in_series(t, "ReferencedImageSequence")]
    },
    RealWorldValueMappingStorage: mapped,
    SpatialRegistrationStorage: registered,
    KeyObjectSelectionDocumentStorage: evidence,
    ComprehensiveSRStorage: evidence,
}
REFERRING = {"ReferencedSOPInstanceUID", "SeriesInstanceUID", "StudyInstanceUID"}


def pairs(dataset: Dataset) -> list[DataElement]:
    found = []
    for element in dataset:
        found.append(element)
        if element.VR == "SQ":
            found += [inner for item in element.value for inner in pairs(item)]
    return found


POLICIES = st.builds(
    Policy,
    dates=st.sampled_from(["rebase", "remove"]),
    sex=st.booleans(),
    age=st.booleans(),
    age_in_years=st.booleans(),
    descriptions=st.booleans(),
    safe_private=st.booleans(),
    size_and_weight=st.booleans(),
    structured_content=st.booleans(),
)


def section() -> Dataset:
    return mr_slice(
        SeriesDescription="SAG T2 C-SPINE of Nora", PatientAge="047Y", ImageComments="b1000 left",
        ManufacturerModelName="Discovery 750", ProtocolName="Nobody knee",
    )  # fmt: skip


def written_report() -> Dataset:
    return report(
        item("TEXT", "121071", TextValue="Nodule in the left lung, seen by Dr Kowalska"),
        item("PNAME", "121008", PersonName="Kowalska^Nora"),
        item("DATETIME", "111526", DateTime="20240315101500"),
        item("DATE", "121031", Date="19600304"),
    )


def labelled_drawing() -> Dataset:
    return drawing("left lung", "Nora")


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from([section, electrocardiogram, written_report, labelled_drawing]),
    st.recursive(planted(st.builds(Dataset)), planted, max_leaves=6),
    POLICIES,
)
def test_applying_twice_equals_once_in_everything_but_uids(
    make: Callable[[], Dataset], extra: Dataset, policy: Policy
) -> None:
    dataset = make()
    dataset.update(extra)
    once = cleaned(dataset, DeidContext(SECRET, ANCHOR, policy=policy))

    again = cleaned(once, DeidContext(SECRET, BASE, policy=policy))

    assert without_uids(again) == without_uids(once)


def without_uids(dataset: Dataset) -> list[tuple[str, str]]:
    return [(e.keyword, str(e.value)) for e in pairs(dataset) if e.VR not in ("UI", "SQ")]


@given(st.text(min_size=1, max_size=16), st.binary(min_size=32, max_size=64))
def test_the_same_patient_is_always_shifted_alike(patient: str, key: bytes) -> None:
    shift = Shift.hidden(patient, secret=key)

    assert shift == Shift.hidden(patient, secret=key)
    assert shift.distance is not None
    assert timedelta(days=-3651) < shift.distance <= timedelta(days=-1)


@settings(max_examples=20, deadline=None)
@given(st.text("ABC0123 -", min_size=1, max_size=12).filter(str.strip), moments)
def test_all_objects_of_a_patient_move_alike_whatever_else_they_state(
    patient: str, moment: datetime
) -> None:
    told = {"StudyDate": f"{moment:%Y%m%d}", "StudyTime": f"{moment:%H%M%S}"}
    context = DeidContext(SECRET, None, policy=Policy(dates="shift"))
    one = ct_slice(PatientID=patient, PatientName="Kowalska^Nora", **told)
    other = mr_slice(PatientID=f" {patient.lower()}", IssuerOfPatientID="Elsewhere", **told)

    dates = {(d.StudyDate, d.StudyTime) for d in (cleaned(one, context), cleaned(other, context))}

    assert len(dates) == 1
    assert dates != {(told["StudyDate"], told["StudyTime"])}


@given(moments, moments)
def test_a_secret_shift_leaves_intervals_as_they_are(first: datetime, second: datetime) -> None:
    shift = Shift.hidden("patient", secret=SECRET)

    moved = [shift.moment(moment) for moment in (first, second)]

    assert moved[0] is not None
    assert moved[1] is not None
    assert moved[1] - moved[0] == second - first


@given(moments, moments)
def test_every_interval_to_the_first_study_stays_true(anchor: datetime, other: datetime) -> None:
    da, tm = rebase_pair(f"{other:%Y%m%d}", f"{other:%H%M%S}", shift=Shift.rebased(anchor))

    moved = datetime.strptime(da + tm, "%Y%m%d%H%M%S")  # noqa: DTZ007  DICOM times are naive

    assert moved - BASE == other - anchor
