"""The command as it is typed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from readingroom.archive import pool
from readingroom.cli.main import main
from tests.factories.dicom import ct_slice
from tests.integration.deid_tool.test_folder import STATED, put


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "START_METHOD", "fork")


def run(*words: object) -> int:
    """Leave as the command does; ``umask`` is put back."""
    before = os.umask(0o077)
    try:
        with pytest.raises(SystemExit) as left:
            main([str(word) for word in words])
    finally:
        os.umask(before)
    return int(left.value.code or 0)


def test_the_manifest_has_a_line_of_four_for_each_file(given: Path, tmp_path: Path) -> None:
    put(given, a=ct_slice(), b=b"a letter", c=ct_slice(number=2, **STATED))
    manifest = tmp_path / "manifest"

    code = run("deid", given, tmp_path / "out", "--manifest", manifest)

    first, second, third = (json.loads(line) for line in manifest.read_text().splitlines())
    assert code == 1
    assert list(first) == ["source", "output", "outcome", "reason"]
    assert (first["source"], first["outcome"], first["reason"]) == ("a", "clean", None)
    assert (tmp_path / "out" / first["output"]).is_file()
    assert second == {
        "source": "b", "output": None, "outcome": "rejected", "reason": "not_dicom",
    }  # fmt: skip
    assert third == {
        "source": "c", "output": None, "outcome": "held", "reason": "text_not_found",
    }  # fmt: skip


def test_names_that_are_no_text_come_back_byte_by_byte(given: Path, tmp_path: Path) -> None:
    name = os.fsdecode(b"Jos\xe9.dcm")
    put(given, **{name: ct_slice()})

    run("deid", given, tmp_path / "out", "--manifest", tmp_path / "manifest")

    assert json.loads((tmp_path / "manifest").read_bytes())["source"] == name


def test_the_summary_says_why_in_sentences(
    given: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(given, a=ct_slice(), b=b"a letter", c=ct_slice(number=2, **STATED))

    run("deid", given, tmp_path / "out")

    said = capsys.readouterr().out
    assert "3 files: 1 clean, 1 held, 1 refused. That is all of them." in said
    assert "Refused, 1 file: This is not a DICOM file." in said
    assert "This run's secret is forgotten" in said


def test_everything_clean_leaves_with_nought(given: Path, tmp_path: Path) -> None:
    put(given, a=ct_slice())

    assert run("deid", given, tmp_path / "out") == 0


def test_a_policy_is_followed(given: Path, tmp_path: Path) -> None:
    put(given, a=ct_slice())
    (tmp_path / "policy.yaml").write_text("sex: maybe\n")

    assert run("deid", given, tmp_path / "out", "--policy", tmp_path / "policy.yaml") == 2
    assert not (tmp_path / "out").exists()


def test_the_way_back_leads_from_the_new_study_to_the_patient_and_back(
    given: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(given, a=ct_slice(), b=ct_slice(number=2))
    private, public, links = (tmp_path / name for name in ("private", "public", "links"))
    run("link", "keygen", private)
    public.write_text(capsys.readouterr().out)

    run("deid", given, tmp_path / "out", "--link", links, "--key", public)
    capsys.readouterr()
    assert run("link", "find", links, "--key", private, "--patient", "P-1") == 0
    there = capsys.readouterr().out
    assert run("link", "find", links, "--key", private, "--study", there.split()[0]) == 0

    assert capsys.readouterr().out == there
    assert "patient P-1" in there
    assert "study 2.25.70001.1" in there
    assert len(links.read_text().splitlines()) == 1


def test_a_private_key_is_never_written_over(tmp_path: Path) -> None:
    run("link", "keygen", tmp_path / "key")
    before = (tmp_path / "key").read_bytes()

    assert run("link", "keygen", tmp_path / "key") == 2
    assert (tmp_path / "key").read_bytes() == before


def test_links_are_refused_before_anything_is_done_when_the_key_is_missing(
    given: Path, tmp_path: Path
) -> None:
    put(given, a=ct_slice())

    assert run("deid", given, tmp_path / "out", "--link", tmp_path / "links") == 2
    assert not (tmp_path / "out").exists()


def test_the_command_needs_neither_a_database_nor_settings() -> None:
    alone = "import readingroom.archive.management.commands.deid"

    done = subprocess.run([sys.executable, "-c", alone], capture_output=True, check=False)

    assert done.returncode == 0, done.stderr[-500:]
