"""Case folders read and write back unchanged, and lead nowhere else."""

import os
from pathlib import Path

import pytest

from readingroom.casefile.document import map_images
from readingroom.casefile.errors import InvalidCase
from readingroom.casefile.folder import (
    CASE_FILE,
    read_case_file,
    read_folder,
    write_case_file,
    write_folder,
)
from tests.unit.casefile.build import case, series, study


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A whole case folder with one series of one file."""
    images = tmp_path / "images" / "sag-t2"
    images.mkdir(parents=True)
    (images / "1.dcm").write_bytes(b"image")
    write_folder(case(), tmp_path)
    return tmp_path


def refusal(folder: Path) -> str:
    with pytest.raises(InvalidCase) as caught:
        read_folder(folder)
    return str(caught.value.problems[0])


def test_folder_reads_back_as_what_was_written(folder: Path) -> None:
    found = read_folder(folder)

    assert found.document == case()
    assert found.image_paths == {"sag-t2": folder.resolve() / "images" / "sag-t2"}


def test_canonical_file_is_written_back_byte_for_byte(folder: Path) -> None:
    before = (folder / CASE_FILE).read_bytes()

    write_folder(read_folder(folder).document, folder)

    assert (folder / CASE_FILE).read_bytes() == before
    assert sorted(path.name for path in folder.iterdir()) == [CASE_FILE, "images"]


def test_written_folder_takes_copies_of_the_images(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy"

    write_folder(case(), target, images={"sag-t2": folder / "images" / "sag-t2"})

    assert (target / "images" / "sag-t2" / "1.dcm").read_bytes() == b"image"
    assert read_folder(target).image_paths.keys() == {"sag-t2"}


def test_single_file_may_hold_a_series(folder: Path, tmp_path: Path) -> None:
    document = case(stages=[study(series=[series(images="images/one.dcm")])])

    write_folder(
        document, tmp_path / "out", images={"sag-t2": folder / "images" / "sag-t2" / "1.dcm"}
    )

    assert (tmp_path / "out" / "images" / "one.dcm").is_file()


def test_series_of_the_library_have_no_place_in_a_folder(tmp_path: Path) -> None:
    document = map_images(case(), {"sag-t2": "series:2.25.1"})

    with pytest.raises(InvalidCase, match="names no place inside the folder"):
        write_folder(document, tmp_path, images={"sag-t2": tmp_path})
    write_folder(document, tmp_path)
    assert read_folder(tmp_path).image_paths == {}


def test_missing_images_are_named_unless_they_are_yet_to_come(tmp_path: Path) -> None:
    write_folder(case(), tmp_path)

    assert refusal(tmp_path).endswith("There is nothing at “images/sag-t2”.")
    assert read_folder(tmp_path, images_required=False).image_paths == {}


def test_link_out_of_the_folder_is_refused(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (folder / "images" / "sag-t2" / "1.dcm").unlink()
    (folder / "images" / "sag-t2").rmdir()
    (folder / "images" / "sag-t2").symlink_to(outside)

    assert refusal(folder).endswith("The images lie outside the case folder.")


def test_link_out_of_the_folder_deep_among_the_images_is_refused(folder: Path) -> None:
    (folder / "images" / "sag-t2" / "2.dcm").symlink_to("/etc/hostname")

    assert refusal(folder).endswith("The images lie outside the case folder.")


def test_circle_of_links_is_refused(folder: Path) -> None:
    (folder / "images" / "sag-t2" / "a").symlink_to("b")
    (folder / "images" / "sag-t2" / "b").symlink_to("a")

    assert refusal(folder).endswith("The images lie outside the case folder.")


def test_link_within_the_folder_is_followed(folder: Path) -> None:
    (folder / "images" / "sag-t2" / "2.dcm").symlink_to("1.dcm")

    assert read_folder(folder).image_paths


def test_case_file_that_is_a_link_is_refused(folder: Path) -> None:
    (folder / CASE_FILE).rename(folder / "other.yaml")
    (folder / CASE_FILE).symlink_to("other.yaml")

    assert refusal(folder) == "This folder holds no case.yaml that can be read."


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo])
def test_case_file_that_is_no_file_is_refused(tmp_path: Path, make: object) -> None:
    assert callable(make)
    make(tmp_path / CASE_FILE)

    assert refusal(tmp_path) == "case.yaml is not a file."


def test_folder_without_a_case_file_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path) == "This folder holds no case.yaml that can be read."


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (b"a: &x [1]\nb: *x\n", "line 1: Anchors"),
        (b"a: !!python/object:os.system x\n", "line 1: Tags"),
        (b"a: !!set {x}\n", "line 1: Tags"),
        (b"a: 1\nb: 2\na: 3\n", "line 3: “a” stands here twice; keep one."),
        (b"? [a]\n: 1\n", "line 1: The name of a field must be a word."),
        (b"a: 1\n---\nb: 2\n", "line 2: The file holds more than one document"),
        (b"title: \xe4\n", "line 1: The case file is not UTF-8."),
        (b"a: [1, 2\n", "line 2: The case file can't be read as YAML"),
        (b"a: \x07\n", "The case file can't be read as YAML"),
        (b"[" * 500 + b"]" * 500, "line 1: The document is nested too deeply"),
        (b"a" * 2_000_001, "The case file is too big"),
        (b"", "A case document is a group of fields"),
    ],
)
def test_yaml_traps_are_refused_with_their_line(source: bytes, reason: str) -> None:
    with pytest.raises(InvalidCase) as caught:
        read_case_file(source)

    assert str(caught.value.problems[0]).startswith(reason)


def test_plain_words_that_yaml_mistakes_are_text() -> None:
    source = b"schema_version: 1\ntitle: no\nunknown_title: 2020-01-01\ntags: [yes, 12:30, off]\n"

    document = read_case_file(source)

    assert (document.title, document.unknown_title) == ("no", "2020-01-01")
    assert document.tags == ("yes", "12:30", "off")
    assert read_case_file(write_case_file(document)) == document


def test_paragraphs_are_written_as_a_block() -> None:
    document = case(basis="Histology.\n\nAnd follow-up:\n\n* one\n* two")

    written = write_case_file(document).decode()

    assert "basis: |\n  Histology.\n\n  And follow-up:\n\n  * one\n  * two\n" in written


def test_windows_line_ends_and_stray_blanks_do_not_matter() -> None:
    document = case(basis="\r\nOne. \r\n\tTwo.\r\n\r\n")

    assert document.basis == "One.\n    Two."
