"""The simulated patient, made once for a run of the tests: half a minute of two cores."""

from pathlib import Path

import pytest

from readingroom.phantom.patient import write_patient
from tests.factories.once import made_once


def simulated_patient(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the patient of seed 1: ``images/…`` and ``truth.json``; never change it."""
    return made_once(
        tmp_path_factory,
        "simulated-patient",
        lambda folder: write_patient(folder, seed=1, on_progress=lambda *_: None),
    )
