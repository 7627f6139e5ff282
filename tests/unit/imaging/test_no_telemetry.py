"""What reads pixels tells nobody: no file about this machine, no address to report to."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

# Where the wheels of onnxruntime from 1.29 on report to.
COLLECTOR = b"events.data.microsoft.com"


def test_importing_the_reader_of_writing_leaves_nothing_behind(tmp_path: Path) -> None:
    home = {"HOME": str(tmp_path), "TMPDIR": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)}

    subprocess.run(
        [sys.executable, "-c", "import readingroom.imaging.pixels.ocr, onnxruntime"],
        env=os.environ | home | {"PYTHONDONTWRITEBYTECODE": "1"},
        check=True,
    )

    assert list(tmp_path.rglob("*")) == []


def test_the_reader_of_writing_knows_no_address_to_report_to() -> None:
    found = find_spec("onnxruntime")
    assert found is not None
    assert found.origin is not None

    libraries = list(Path(found.origin).parent.rglob("*.so*"))

    assert libraries
    assert [each.name for each in libraries if COLLECTOR in each.read_bytes()] == []
