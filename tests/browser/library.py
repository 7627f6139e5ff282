"""The demo library for browser tests: made once, served to each worker of the test run."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from tests.browser.serving import LiveLibrary, run_command, served


@pytest.fixture(scope="session")
def demo_data(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A data folder with the demo case, made by the first worker that wants it."""
    own = tmp_path_factory.getbasetemp()
    shared = own if worker_id == "master" else own.parent
    data, done = shared / "demo-library", shared / "demo-library.made"
    with FileLock(f"{data}.lock"):
        if not done.exists():
            made = run_command("demo", "--no-serve", data=data)
            assert made.returncode == 0, made.stderr
            done.touch()
    return data


@pytest.fixture(scope="session")
def live_library(demo_data: Path) -> Iterator[LiveLibrary]:
    """The demo library, served on a free port."""
    with served(demo_data) as library:
        yield library
