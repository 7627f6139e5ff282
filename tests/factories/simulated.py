"""The simulated patient, written once for all tests of a run.

``simulated_patient`` costs half a minute of two cores, so every worker of one run shares it.
"""

import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from readingroom.phantom.patient import write_patient

_PATIENCE_SECONDS = 280


def simulated_patient(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the patient of seed 1: ``images/…`` and ``truth.json``; never change it."""
    base = tmp_path_factory.getbasetemp()
    # Workers of xdist have a folder each below the one that the run shares.
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    folder = shared / "simulated-patient"
    _once(folder, lambda: write_patient(folder, seed=1, on_progress=lambda *_: None))
    return folder


def _once(folder: Path, make: Callable[[], object]) -> None:
    """Make ``folder`` in the first process to ask; the others wait for its last file."""
    done, failed = folder / "done.json", folder / "failed"
    try:
        folder.mkdir()
    except FileExistsError:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not done.exists():
            if failed.exists() or time.monotonic() > deadline:
                pytest.fail("The simulated patient was not made by the worker that began it.")
            time.sleep(0.2)
        return
    try:
        make()
    except BaseException:
        failed.touch()
        raise
    done.write_text(json.dumps(True))
