"""A run of the command that is killed, and one that goes on where it was."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.factories.dicom import ct_slice
from tests.integration.deid_tool.conftest import Clean
from tests.integration.deid_tool.test_command import run
from tests.integration.deid_tool.test_folder import STATED, put

FILES = 14
PATIENCE_S = 120


def names_of(out: Path) -> dict[str, bytes]:
    """What lies there under a name of its own; what is being written has another."""
    found = (path for path in out.rglob("*.dcm") if not path.name.startswith("."))
    return {str(path.relative_to(out)): path.read_bytes() for path in found}


def killed_after(count: int, words: list[str], out: Path) -> None:
    """Run the command, and kill its process without warning once so many files lie in ``out``."""
    process = subprocess.Popen([sys.executable, "-m", "readingroom", *words])
    deadline = time.monotonic() + PATIENCE_S
    while len(names_of(out)) < count and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL, "it was done before it could be killed"


def test_a_run_that_is_killed_goes_on_and_ends_like_one_that_was_not(
    given: Path, tmp_path: Path, clean: Clean, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(given, **{f"{n:02d}": ct_slice(number=n, z=2.0 * n) for n in range(1, FILES + 1)})
    put(given, letter=b"a letter", stated=ct_slice(number=FILES + 1, **STATED))
    secret = tmp_path / "secret"
    undisturbed = clean(name="undisturbed", secret=secret)
    whole = names_of(undisturbed.out)
    out, manifest = tmp_path / "out", tmp_path / "manifest"
    words = ["deid", str(given), str(out), "--secret", str(secret), "--manifest", str(manifest)]

    killed_after(3, words, out)
    left = names_of(out)
    assert 3 <= len(left) < len(whole) == FILES
    assert not manifest.exists()
    assert left.items() <= whole.items()
    monkeypatch.setattr("readingroom.archive.pool.START_METHOD", "fork")
    assert run(*words, "--resume") == 1

    assert names_of(out) == whole
    assert sorted(p.name for p in out.rglob("*") if p.is_file()) == sorted(map(name, whole))
    lines = {told["source"]: told for told in map(json.loads, manifest.read_text().splitlines())}
    assert sorted(lines) == sorted(file.name for file in given.iterdir())
    assert {told["output"] for told in lines.values()} - {None} == set(whole)
    assert lines["letter"]["outcome"] == "rejected"
    assert lines["stated"]["outcome"] == "held"
    assert len(list((tmp_path / "out-held").glob("*.dcm"))) == 1


def name(path: str) -> str:
    return Path(path).name
