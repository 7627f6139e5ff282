"""Fixtures that every kind of test shares."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# How long an example takes says how busy the machine is, and nothing of the code.
settings.register_profile("readingroom", deadline=None)
settings.load_profile("readingroom")

ROOT = Path(__file__).resolve().parent.parent
# A file of tests runs on one worker. The longest begin first, so that both end together; the
# simulated patient is made before the other worker wants it.
LONGEST = (
    "tests/integration/cases/test_demo.py",
    "tests/proof/test_no_identity_remains.py",
    "tests/proof/test_hostile_files.py",
    "tests/proof/test_kill.py",
    "tests/integration/archive/test_kill.py",
    "tests/integration/cli/test_documented_commands.py",
    "tests/browser/equality/test_real_series.py",
    "tests/browser/pages/test_pages.py",
)


# After pytest-randomly, which goes first of all.
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = {path: place for place, path in enumerate(LONGEST)}
    items.sort(
        key=lambda item: (
            places.get(item.nodeid.partition("::")[0], len(places)),
            item.get_closest_marker("begins") is None,
        )
    )


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
