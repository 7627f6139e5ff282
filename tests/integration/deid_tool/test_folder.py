"""A folder goes in, a folder without identity comes out, and every file is accounted for."""

import zipfile
from pathlib import Path

import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset

from readingroom.archive.deid_tool.run import Options, deidentify_all
from readingroom.archive.management.commands.deid import exit_code
from readingroom.kernel.errors import InvalidInput, Unavailable
from tests.factories.dicom import (
    ct_slice,
    encapsulated,
    mr_slice,
    secondary_capture,
    to_bytes,
    us_clip,
)
from tests.integration.deid_tool.conftest import Clean

STATED = {"BurnedInAnnotation": "YES"}  # and none is found


def put(folder: Path, **files: Dataset | bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        data = to_bytes(content) if isinstance(content, Dataset) else content
        (folder / name).write_bytes(data)


def test_every_file_has_a_line_whatever_it_is(given: Path, clean: Clean) -> None:
    put(given, a=ct_slice(), b=b"a letter", c=b"", d=to_bytes(ct_slice(number=2))[:300])
    put(given / "deep er" / "still", e=mr_slice(), f=secondary_capture(**STATED))
    (given / "g").symlink_to(given / "a")

    cleaned = clean()

    held = cleaned.outcomes.pop("deep er/still/f")
    assert held.startswith("held:")
    assert cleaned.outcomes == {
        "a": "clean",
        "b": "rejected:not_dicom",
        "c": "rejected:not_dicom",
        "d": "rejected:damaged",
        "deep er/still/e": "clean",
        "deep er/still/f": held,
        "g": "rejected:not_a_file",
    }
    assert len(cleaned.files()) == 2


def test_what_is_given_stays_as_it_is(given: Path, clean: Clean) -> None:
    put(given, a=ct_slice(), b=secondary_capture(**STATED))
    before = {path: path.read_bytes() for path in given.iterdir()}

    clean()

    assert {path: path.read_bytes() for path in given.iterdir()} == before


def test_names_of_outputs_tell_nothing_of_the_sources(given: Path, clean: Clean) -> None:
    put(given / "Nobody Nora", Nora=ct_slice(), P1=ct_slice(number=2))

    cleaned = clean()

    names = " ".join(str(path.relative_to(cleaned.out)) for path in cleaned.files())
    assert "Nora" not in names
    assert "2.25.70001" not in names
    assert {line.output for line in cleaned.result.lines} == {
        str(path.relative_to(cleaned.out)) for path in cleaned.files()
    }


def test_files_of_a_study_stay_together_and_their_references_hold(
    given: Path, clean: Clean
) -> None:
    reference = Dataset()
    reference.ReferencedSOPClassUID = ct_slice().SOPClassUID
    reference.ReferencedSOPInstanceUID = ct_slice().SOPInstanceUID
    put(given, a=ct_slice(), b=mr_slice(ReferencedImageSequence=[reference]))

    cleaned = clean()

    first, second = (dcmread(cleaned.out / str(cleaned.lines[n].output)) for n in "ab")
    assert first.StudyInstanceUID == second.StudyInstanceUID != ct_slice().StudyInstanceUID
    assert second.ReferencedImageSequence[0].ReferencedSOPInstanceUID == first.SOPInstanceUID


def test_dates_count_from_the_patients_first_study_in_any_file(given: Path, clean: Clean) -> None:
    put(given, a=ct_slice(StudyDate="20240320"), b=ct_slice(number=2, StudyDate="20240310"))

    cleaned = clean()

    dates = [dcmread(cleaned.out / str(cleaned.lines[n].output)).StudyDate for n in "ab"]
    assert dates == ["20000111", "20000101"]


def test_a_name_that_one_file_alone_tells_goes_from_all(given: Path, clean: Clean) -> None:
    put(
        given,
        a=ct_slice(PatientName="Thorax^Abdomina"),
        b=ct_slice(number=2, PatientName="", SeriesDescription="Thorax Abdomen"),
    )

    cleaned = clean()

    second = dcmread(cleaned.out / str(cleaned.lines["b"].output))
    assert "thorax" not in str(second.get("SeriesDescription", "")).lower()


def test_two_files_under_one_uid_are_both_kept(given: Path, clean: Clean) -> None:
    put(given, a=ct_slice(), b=ct_slice(), c=ct_slice(StudyDescription="CT"))

    cleaned = clean()

    assert len(cleaned.files()) == 3


def test_held_files_are_set_aside_as_received_for_their_owner_alone(
    given: Path, clean: Clean
) -> None:
    put(given, a=secondary_capture(**STATED), b=ct_slice())

    cleaned = clean()

    assert (cleaned.held / "000001.dcm").read_bytes() == (given / "a").read_bytes()
    assert cleaned.held.stat().st_mode & 0o777 == 0o700
    assert '"source": "a"' in (cleaned.held / "held.jsonl").read_text()


def test_nothing_is_left_of_the_folder_of_held_files_where_none_is(
    given: Path, clean: Clean
) -> None:
    put(given, a=ct_slice())

    assert not clean().held.exists()


def test_what_is_in_an_archive_is_read_there(given: Path, clean: Clean) -> None:
    with zipfile.ZipFile(given / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = b"Nobody Nora"
        archive.writestr("../../Nora/1", to_bytes(ct_slice()))
        archive.writestr("2.txt", "Nora")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("2.txt", to_bytes(secondary_capture(**STATED)))

    cleaned = clean(given / "a.zip")

    assert [(line.source, str(line.outcome)) for line in cleaned.result.lines] == [
        ("../../Nora/1", "clean"), ("2.txt", "rejected"), ("2.txt", "held"),
    ]  # fmt: skip
    assert [path.name for path in given.parent.iterdir()].count("Nora") == 0
    assert len(list(cleaned.held.glob("*.dcm"))) == 1


def test_one_file_can_be_given_alone(given: Path, clean: Clean) -> None:
    put(given, a=ct_slice())

    assert clean(given / "a").outcomes == {"a": "clean"}


def test_the_index_of_a_disc_stands_for_the_disc(given: Path, clean: Clean) -> None:
    put(given, DICOMDIR=b"not even one", a=ct_slice())

    assert clean(given / "DICOMDIR").outcomes == {"DICOMDIR": "rejected:not_dicom", "a": "clean"}


def test_with_a_kept_secret_two_runs_fit_each_other(
    given: Path, clean: Clean, tmp_path: Path
) -> None:
    put(given, a=ct_slice(StudyDate="20240310"))
    later = tmp_path / "later"
    put(later, b=ct_slice(number=2, StudyDate="20240320"))
    secret = tmp_path / "secret"

    first, second = clean(secret=secret), clean(later, "second", secret=secret)

    one, other = (dcmread(run.files()[0]) for run in (first, second))
    assert one.StudyInstanceUID == other.StudyInstanceUID
    assert (one.StudyDate, other.StudyDate) == ("20000101", "20000111")
    assert secret.stat().st_mode & 0o777 == 0o600


def test_without_a_secret_two_runs_share_nothing(given: Path, clean: Clean) -> None:
    put(given, a=ct_slice())

    one, other = (dcmread(clean(name=name).files()[0]) for name in ("one", "other"))

    assert one.StudyInstanceUID != other.StudyInstanceUID


def test_first_dates_that_belong_to_another_secret_are_refused(
    given: Path, clean: Clean, tmp_path: Path
) -> None:
    put(given, a=ct_slice())
    clean(secret=tmp_path / "secret")
    (tmp_path / "secret").write_bytes(b"another secret of sixty-four bytes".ljust(64))

    with pytest.raises(Unavailable):
        clean(name="second", secret=tmp_path / "secret")


def test_a_secret_too_short_is_refused(given: Path, clean: Clean, tmp_path: Path) -> None:
    put(given, a=ct_slice())
    (tmp_path / "secret").write_bytes(b"short")

    with pytest.raises(InvalidInput, match="too short"):
        clean(secret=tmp_path / "secret")


@pytest.mark.parametrize("out", ["given/out", ".", "given"])
def test_folders_within_each_other_are_refused(given: Path, tmp_path: Path, out: str) -> None:
    put(given, a=ct_slice())
    options = Options(given=given, out=(tmp_path / out), held=tmp_path.parent / "aside")

    with pytest.raises(InvalidInput, match="apart"):
        deidentify_all(options, on_progress=lambda *_: None)


def test_a_folder_that_is_not_empty_is_refused_and_left_alone(
    given: Path, clean: Clean, tmp_path: Path
) -> None:
    put(given, a=ct_slice())
    put(tmp_path / "out", mine=b"mine")

    with pytest.raises(InvalidInput, match="not empty"):
        clean()

    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine"]


def test_a_run_that_was_stopped_goes_on(given: Path, clean: Clean, tmp_path: Path) -> None:
    put(given, a=ct_slice(), b=ct_slice(number=2), c=secondary_capture(**STATED))
    secret = tmp_path / "secret"
    whole = clean(secret=secret)
    expected = {path: path.read_bytes() for path in whole.files()}
    lost = whole.files()[0]
    lost.rename(lost.with_name(f"{lost.name}.4711"))  # as a process leaves it that is killed

    again = clean(secret=secret, resume=True)

    assert {path: path.read_bytes() for path in again.files()} == expected
    assert again.result.lines == whole.result.lines


def test_a_run_can_not_go_on_without_its_secret(given: Path, clean: Clean) -> None:
    put(given, a=ct_slice())

    with pytest.raises(InvalidInput, match="--secret"):
        clean(resume=True)


def test_the_exit_code_tells_all_some_or_none(given: Path, clean: Clean) -> None:
    put(given, a=b"a letter")
    none = clean(name="none")
    put(given, b=ct_slice())
    some = clean(name="some")
    (given / "a").unlink()

    assert [exit_code(run.result) for run in (clean(), some, none)] == [0, 1, 2]


def test_files_of_one_study_stay_one_whatever_says_who_issued_the_id(
    given: Path, clean: Clean
) -> None:
    put(
        given,
        a=ct_slice(IssuerOfPatientID="One"),
        b=ct_slice(number=2, StudyDate="20240325"),
        c=mr_slice(PatientID="", PatientName=""),
        d=ct_slice(number=3, PatientID="Another"),
    )

    cleaned = clean()

    read = {name: dcmread(cleaned.out / str(cleaned.lines[name].output)) for name in "abcd"}
    assert read["a"].StudyInstanceUID == read["b"].StudyInstanceUID
    assert (read["a"].StudyDate, read["b"].StudyDate) == ("20000101", "20000111")
    # The study is of two patients: a file that states none is of neither.
    assert len({read[name].StudyInstanceUID for name in "acd"}) == 3


def test_a_file_that_states_no_id_is_of_its_studys_patient(given: Path, clean: Clean) -> None:
    put(given, a=ct_slice(), b=mr_slice(PatientID="", PatientName=""))

    cleaned = clean()

    one, other = (dcmread(path) for path in cleaned.files())
    assert one.StudyInstanceUID == other.StudyInstanceUID


def test_a_kind_that_nobody_knows_how_to_clean_is_set_aside_not_lost(
    given: Path, clean: Clean
) -> None:
    plan = ct_slice(SOPClassUID="1.2.840.10008.5.1.4.1.1.481.5")
    put(given, a=plan)

    cleaned = clean()

    assert cleaned.outcomes == {"a": "held:class_not_accepted"}
    assert (cleaned.held / "000001.dcm").read_bytes() == (given / "a").read_bytes()


def test_an_image_that_can_not_be_decoded_is_set_aside_not_lost(given: Path, clean: Clean) -> None:
    broken = encapsulated(ct_slice(), "1.2.840.10008.1.2.4.90", [b"no code stream at all"])
    put(given, a=broken)

    assert clean().outcomes == {"a": "held:cannot_decode"}


def test_an_image_without_its_picture_is_cleaned_like_any_other(given: Path, clean: Clean) -> None:
    put(given, a=ct_slice(PixelData=None))

    assert clean().outcomes == {"a": "clean"}


@pytest.mark.shared
def test_whatever_hostile_comes_has_a_line_and_leaves_only_whole_files(
    shared: Path, clean: Clean
) -> None:
    hostile = shared / "data" / "hostile" / "synthetic"
    for name in ("dicomdir_cyclic", "phi"):
        cleaned = clean(hostile / name, name)

        found = sum(path.is_file() for path in (hostile / name).rglob("*"))
        assert len(cleaned.result.lines) == found
        assert [dcmread(path).SOPInstanceUID[:5] for path in cleaned.files()] == ["2.25."] * len(
            cleaned.files()
        )
    told = b"".join(path.read_bytes() for path in cleaned.files())
    assert [
        text for text in (b"Surname", b"MRN1234567", b"Main Street", b"555-0100") if text in told
    ] == []


def test_what_names_no_series_is_set_aside_and_so_are_sound_and_video(
    given: Path, clean: Clean
) -> None:
    video = encapsulated(us_clip(), "1.2.840.10008.1.2.4.102", [b"\0\0\0\x18ftypmp42" + bytes(16)])
    sound = ct_slice(SOPClassUID="1.2.840.10008.5.1.4.1.1.9.4.1")
    put(given, a=ct_slice(SeriesInstanceUID=""), b=video, c=sound)

    assert clean().outcomes == {"a": "held:unplaced", "b": "held:video", "c": "held:sound"}
