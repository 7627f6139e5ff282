"""What dciodvfy finds wrong with a file, without the values it quotes."""

import re
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import pydicom
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRLittleEndian

_TOOL = Path(sys.executable).parent / "dciodvfy"
_DEFLATED = str(DeflatedExplicitVRLittleEndian).encode()
_VALUES = re.compile(r"<[^>]*>|= [^ ]+|\([^)]*\) *$|\d+")


def errors_in(path: Path) -> frozenset[str]:
    """Kinds of errors, each once. Of a deflated file dciodvfy is given what it holds."""
    with tempfile.TemporaryDirectory(prefix="benchmark-valid-") as folder:
        return _errors_in(_inflated(path, Path(folder) / "inflated.dcm"))


def _inflated(path: Path, target: Path) -> Path:
    if _DEFLATED not in path.read_bytes()[:2048]:
        return path
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            dataset = pydicom.dcmread(path, force=True)
            dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
            pydicom.dcmwrite(target, dataset, enforce_file_format=False)
    except Exception:  # noqa: BLE001  # whatever a tool has written
        return path
    return target


def _errors_in(path: Path) -> frozenset[str]:
    done = subprocess.run([str(_TOOL), str(path)], capture_output=True, check=False, timeout=60)
    told = (done.stderr + done.stdout).decode("utf-8", "replace")
    return frozenset(
        _VALUES.sub("#", line).strip() for line in told.splitlines() if line.startswith("Error")
    )
