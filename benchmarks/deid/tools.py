"""Ours and others, each run with its defaults over the same folder."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).parent
_PEERS: Final = ("dicognito==0.19.0", "deid==0.4.13", "dicom-anonymizer==2.1.0", "pydicom==3.0.2")
_LONGEST_S: Final = 3600


@dataclass(frozen=True)
class Line:
    """What became of one source.

    Attributes:
        source: below the folder given.
        output: below the folder of outputs; ``None`` unless it came out.
        outcome: ``clean``, ``held`` or ``rejected``.
    """

    source: str
    output: str | None
    outcome: str
    reason: str = ""


@dataclass(frozen=True)
class Ran:
    """One tool's run.

    Attributes:
        note: why it did not run, where it did not.
    """

    tool: str
    folder: Path
    lines: tuple[Line, ...]
    seconds: float
    note: str = ""


def run_ours(given: Path, folder: Path) -> Ran:
    """``readingroom deid``, as anyone would run it."""
    manifest = folder.with_suffix(".manifest")
    held = folder.with_suffix(".held")
    shutil.rmtree(held, ignore_errors=True)
    command = [sys.executable, "-m", "readingroom", "deid", str(given), str(folder)]
    command += ["--held", str(held)]
    environment = {**os.environ, "READINGROOM_DATA": str(folder.with_suffix(".data"))}
    return _run(
        "reading room", [*command, "--manifest", str(manifest)], folder, manifest, environment
    )


def run_peer(name: str, given: Path, folder: Path) -> Ran:
    """A Python library, in an environment of its own that is made at the first use."""
    python = _environment(folder.parent / "peers")
    manifest = folder.with_suffix(".manifest")
    script = _HERE / "rivals" / f"{name.replace('-', '_')}_run.py"
    return _run(
        name, [str(python), str(script), str(given), str(folder), str(manifest)], folder, manifest
    )


def run_orthanc(given: Path, folder: Path) -> Ran:
    """Orthanc's own anonymisation, on loopback, where Orthanc is installed."""
    if not shutil.which("Orthanc"):
        return Ran("Orthanc", folder, (), 0, "Orthanc is not installed (apt install orthanc).")
    manifest = folder.with_suffix(".manifest")
    script = _HERE / "rivals" / "orthanc_run.py"
    return _run(
        "Orthanc",
        [sys.executable, str(script), str(given), str(folder), str(manifest)],
        folder,
        manifest,
    )


def _environment(home: Path) -> Path:
    python = home / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *_PEERS], check=True)
    return python


def _run(
    tool: str, command: list[str], folder: Path, manifest: Path,
    environment: dict[str, str] | None = None,
) -> Ran:  # fmt: skip
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    manifest.unlink(missing_ok=True)
    began = time.monotonic()
    log = folder.with_suffix(".log")
    with log.open("wb") as told:
        subprocess.run(
            command, check=False, timeout=_LONGEST_S, env=environment, stdout=told, stderr=told
        )
    seconds = time.monotonic() - began
    if not manifest.exists():
        return Ran(tool, folder, (), seconds, f"It told nothing of its files; see {log.name}.")
    told_lines = [json.loads(line) for line in manifest.read_text().splitlines() if line]
    lines = tuple(
        Line(t["source"], t["output"], t["outcome"], t.get("reason") or "") for t in told_lines
    )
    return Ran(tool, folder, lines, seconds)


RUNS: Final[dict[str, Callable[[Path, Path], Ran]]] = {
    "reading room": run_ours,
    "dicognito": lambda given, folder: run_peer("dicognito", given, folder),
    "deid": lambda given, folder: run_peer("deid", given, folder),
    "dicom-anonymizer": lambda given, folder: run_peer("dicom-anonymizer", given, folder),
    "Orthanc": run_orthanc,
}
