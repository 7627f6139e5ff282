"""Fixtures that every kind of test shares."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# How long an example takes says how busy the machine is, and nothing of the code.
settings.register_profile("readingroom", deadline=None)
settings.load_profile("readingroom")

ROOT = Path(__file__).resolve().parent.parent
# What these tests share takes long to make: they stay on one worker, which makes it once.
TOGETHER = {
    "tests/browser/equality/test_real_series.py": "equality",
    "tests/unit/phantom/": "phantom",
    "tests/integration/cases/test_demo.py": "phantom",
    "tests/integration/archive/test_kill.py": "killed-at-boundaries",
}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for place, group in TOGETHER.items():
            if item.nodeid.startswith(place):
                item.add_marker(pytest.mark.xdist_group(group))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real and hostile study files beside the project.

    Skips where it is absent, unless READINGROOM_TEST_SHARED promises it: then that is a failure.
    """
    promised = os.environ.get("READINGROOM_TEST_SHARED")
    folder = Path(promised) if promised else ROOT.parent / "shared"
    if (folder / "data").is_dir():
        return folder
    if promised:
        pytest.fail(f"The promised folder of study files is not at {folder}.")
    pytest.skip("The study files that lie beside the project are not here.")
