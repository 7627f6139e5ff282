"""A folder that others put studies into."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from readingroom.accounts.models import Person
from readingroom.archive.models import Instance, Submission
from readingroom.archive.places import Places
from readingroom.archive.services import drop_folder
from readingroom.archive.services.drop_folder import DropFolder, Taken
from readingroom.kernel.errors import Unavailable
from tests.factories import dicom
from tests.factories.people import amara
from tests.integration.archive.conftest import NOW, put
from tests.integration.archive.hostile import hostile_files, nothing_is_amiss

Look = Callable[[float], list[Taken]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "drop"


@pytest.fixture
def look(folder: Path) -> Look:
    drop = DropFolder(folder, owner=amara(), settle_s=10)
    return lambda clock_s: list(drop.look(now=NOW, clock_s=clock_s))


def test_a_study_is_taken_in_once_nothing_changes_in_it(folder: Path, look: Look) -> None:
    put(folder / "study", dicom.ct_slice(number=1))
    assert look(0) == look(9) == []
    put(folder / "study", dicom.ct_slice(number=2))
    assert look(10) == look(19) == []

    (taken,) = look(20)

    assert taken.place == folder / "done/study"
    assert Instance.objects.count() == 2
    assert Submission.objects.get().door == "folder"


def test_what_is_no_study_is_refused_with_a_note_that_names_nothing(
    folder: Path, look: Look
) -> None:
    (folder / "Nora Nobody").mkdir()
    (folder / "Nora Nobody/letter.doc").write_text("Dear Mrs Nobody")
    look(0)

    (taken,) = look(10)

    note = (folder / "refused/Nora Nobody.note.txt").read_text()
    assert taken.place == folder / "refused/Nora Nobody"
    assert "not a DICOM file" in note
    assert not {"Nora", "Nobody", "letter"} & set(note.split())


def test_loose_files_are_one_submission(folder: Path, look: Look) -> None:
    put(folder, dicom.ct_slice(number=1), dicom.ct_slice(number=2))
    look(0)

    (taken,) = look(10)

    assert sorted(p.name for p in taken.place.iterdir())[0].startswith("IM")
    assert Submission.objects.get().file_count == 2


def test_an_empty_folder_is_refused(folder: Path, look: Look) -> None:
    (folder / "nothing").mkdir()
    look(0)

    (taken,) = look(10)

    assert taken.place.parent.name == "refused"
    assert Submission.objects.count() == 0


def test_links_are_not_followed(folder: Path, look: Look, tmp_path: Path) -> None:
    put(tmp_path / "elsewhere", dicom.ct_slice())
    (folder / "link").symlink_to(tmp_path / "elsewhere")
    look(0)

    (taken,) = look(10)

    assert taken.place.parent.name == "refused"
    assert Instance.objects.count() == 0
    assert list((tmp_path / "elsewhere").iterdir())


def test_nothing_is_taken_in_twice_after_a_kill(
    folder: Path, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder / "study", dicom.ct_slice())
    look(0)
    with monkeypatch.context() as patched:
        patched.setattr(drop_folder, "process_submission", _killed)
        with pytest.raises(KeyboardInterrupt):
            look(10)

    (taken,) = look(11)

    assert taken.place == folder / "done/study"
    assert Submission.objects.count() == Instance.objects.count() == 1


def _killed(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_a_full_disk_leaves_it_for_another_time(
    folder: Path, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder / "study", dicom.ct_slice())
    look(0)
    with monkeypatch.context() as patched:
        patched.setattr(drop_folder, "receive_paths", _full)
        with pytest.raises(Unavailable):
            look(10)

    assert [taken.place.parent.name for taken in look(11)] == ["done"]


def _full(*_: object, **__: object) -> None:
    raise Unavailable("The disk is full.")


def test_a_second_study_of_the_same_name_keeps_the_first(folder: Path, look: Look) -> None:
    for number in (1, 2):
        put(folder / "study", dicom.ct_slice(number=number))
        look(number * 100)
        look(number * 100 + 10)

    assert {p.name for p in (folder / "done").iterdir() if p.is_dir()} == {"study", "study 2"}


def test_a_folder_that_is_a_file_is_refused_in_words(tmp_path: Path, owner: Person) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(drop_folder.InvalidInput, match="can't be used"):
        DropFolder(tmp_path / "file", owner=owner, settle_s=1)


@pytest.fixture
def owner() -> Person:
    return amara()


@pytest.mark.shared
@pytest.mark.timeout(300)
def test_every_hostile_file_that_is_dropped_comes_to_an_end_with_a_note(
    folder: Path, look: Look, data: Places, shared: Path
) -> None:
    look(0)
    with nothing_is_amiss(data) as lines:
        shutil.copytree(shared / "data/hostile", folder / "study")
        assert look(10) == []
        (taken,) = look(20)

    assert taken.place == folder / "done/study"
    assert len(lines) >= len(hostile_files(shared))
    told = (folder / "done/study.note.txt").read_text().splitlines()
    assert told == taken.note.splitlines()
    assert len(told) > 10
    assert all(line.endswith(".") for line in told)
