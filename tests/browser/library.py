"""The demo library for browser tests: made once, served to each worker of the test run."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.serving import LiveLibrary, run_module, served
from tests.factories.once import made_once
from tests.factories.simulated import simulated_patient


@pytest.fixture(scope="session")
def demo_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demo case, made by the first worker that wants it."""
    patient = simulated_patient(tmp_path_factory)

    def make(data: Path) -> None:
        made = run_module("tests.browser.demo", str(patient), "--no-serve", data=data)
        assert made.returncode == 0, made.stderr

    return made_once(tmp_path_factory, "demo-library", make)


@pytest.fixture(scope="session")
def live_library(demo_data: Path) -> Iterator[LiveLibrary]:
    """The demo library, served on a free port."""
    with served(demo_data) as library:
        yield library
