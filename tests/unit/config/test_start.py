"""What every command waits for before it does anything."""

import subprocess
import sys
from pathlib import Path

from tests.browser.serving import environment

# What reads files and case documents: seconds of importing, for the commands that need them.
SLOW = {"numpy", "pydicom", "cv2", "onnxruntime", "pydantic"}
LOADED = "import sys, django; django.setup(); print(*sys.modules)"


def test_a_command_that_reads_no_file_does_not_wait_for_what_reads_them(tmp_path: Path) -> None:
    settings = {"DJANGO_SETTINGS_MODULE": "readingroom.config.settings"}

    done = subprocess.run(
        [sys.executable, "-c", LOADED],
        env=environment(tmp_path / "data") | settings,
        capture_output=True,
        text=True,
        check=True,
    )

    assert SLOW.intersection(done.stdout.split()) == set()
