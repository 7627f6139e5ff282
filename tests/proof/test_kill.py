"""An ingest of thirty files killed at twenty moments, and the real commands killed at boundaries.

``tests/integration/archive/test_kill.py`` kills at every boundary; here chance chooses. Each time
a starting worker takes up what the dead process held, and all ends as if nothing had been. Which
stages were hit is written to standard output (``pytest -rP``).
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.browser.serving import environment, run_command
from tests.factories import dicom
from tests.integration.archive.conftest import put
from tests.integration.archive.test_kill import Driver

SEED, MOMENTS = 20170823, 20
# Where the real command dies. The worker that follows has: files to read; a pack that no row
# tells of; rows and shelf, but originals still in quarantine.
POINTS = ("submission_received:1", "packed:2", "filed:1")

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Stage:
    """What the kills start from, and what they must come to.

    Attributes:
        folder: holds ``template``, a fresh library, and ``given``, the files.
        driver: runs ingests in forks of its own.
        seconds: that an undisturbed run took.
        stored: what it came to.
    """

    folder: Path
    driver: Driver
    seconds: float
    stored: dict[str, Any]

    @property
    def given(self) -> str:
        return str(self.folder / "given")

    def fresh(self, name: str) -> Path:
        """A copy of the empty library."""
        data = self.folder / name.replace(":", "-")
        shutil.copytree(self.folder / "template", data)
        return data


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("killed")
    assert run_command("sign-in-link", data=prepared(folder)).returncode == 0
    give(folder / "given")
    driver = Driver(folder / "template")
    stage = Stage(folder, driver, 0.0, {})
    # The first run is slower than the others: what it imports, they have.
    for name in ("warm", "undisturbed"):
        data, start = str(stage.fresh(name)), time.monotonic()
        driver.ask(data=data, given=stage.given)
        seconds = time.monotonic() - start
    yield Stage(folder, driver, seconds, driver.ask(data=data, look=True))
    driver.close()


def prepared(folder: Path) -> Path:
    """An empty library with its administrator, so that all copies of it are of one house."""
    template = folder / "template"
    assert run_command("migrate", "--verbosity", "0", data=template).returncode == 0
    return template


def give(given: Path) -> None:
    """Thirty small files: two that are held, two equal, two under one UID, many frames, broken."""
    first = dicom.ct_slice()
    variant = dicom.ct_slice(number=2, SOPInstanceUID=first.SOPInstanceUID)
    variant.file_meta.MediaStorageSOPInstanceUID = first.SOPInstanceUID
    put(given, *(dicom.ct_slice(number=n, z=-5.0 * n) for n in range(3, 14)), first, first)
    put(given, *dicom.mr_series(10, PatientID="P-2"), variant, dicom.enhanced_mr())
    put(given, dicom.us_clip(), dicom.secondary_capture(), dicom.palette(BurnedInAnnotation="NO"))
    whole = dicom.to_bytes(dicom.ct_slice(number=20))
    (given / "broken").write_bytes(whole[:-300])
    (given / "notes.txt").write_text("not an image")


def test_the_undisturbed_run_has_something_of_everything(stage: Stage) -> None:
    states = Counter(row[1] for row in stage.stored["objects"])

    assert states == {"filed": 24, "held": 3, "rejected": 2, "duplicate": 1}
    assert len(stage.stored["blobs"]) == len(stage.stored["series"]) == 3
    assert len(stage.stored["quarantine"]) == 3
    assert (stage.stored["drafts"], stage.stored["locks"]) == (0, 0)


def test_killed_at_twenty_moments_it_ends_as_an_undisturbed_run(stage: Stage) -> None:
    chance = random.Random(SEED)  # noqa: S311  # the same moments each time
    hit: Counter[str] = Counter()
    differing = []
    for number in range(MOMENTS):
        moment = chance.uniform(0.02, 0.95) * stage.seconds
        data = stage.fresh(f"moment-{number}")
        stage.driver.ask(data=str(data), given=stage.given, kill_after_s=moment)
        hit[reached(stage.driver.ask(data=str(data), look=True))] += 1
        stage.driver.ask(data=str(data), given=stage.given)
        stored = stage.driver.ask(data=str(data), look=True)
        stored["drafts"] = 0  # younger than a day; the sweep removes them later
        if stored != stage.stored:
            differing.append((number, [k for k in stored if stored[k] != stage.stored[k]]))
        shutil.rmtree(data)

    sys.stdout.write(f"Killed at {MOMENTS} moments of seed {SEED}; it then stood at:\n")
    sys.stdout.writelines(f"  {count:2d} × {where}\n" for where, count in sorted(hit.items()))
    assert differing == []
    assert len(hit) > 1  # chance did not choose one stage twenty times


def reached(stored: dict[str, Any]) -> str:
    """How far a run had come: the state of its submission and those of its files."""
    if not stored["submissions"]:
        return "before anything"
    states = sorted({row[1] for row in stored["objects"]})
    return " ".join([f"submission {stored['submissions'][0][0]}:", *states])


@pytest.fixture(scope="module")
def by_command(stage: Stage) -> dict[str, Any]:
    """What the real command comes to undisturbed."""
    data = stage.fresh("command")
    assert ingest(stage, data, "").returncode == 1
    stored: dict[str, Any] = stage.driver.ask(data=str(data), look=True)
    return stored


@pytest.mark.parametrize("point", POINTS)
def test_a_killed_command_is_taken_up_by_a_starting_worker(
    point: str, stage: Stage, by_command: dict[str, Any]
) -> None:
    data = stage.fresh(point)

    died = ingest(stage, data, point)
    worked = run_command("worker", "--once", data=data)

    assert died.returncode == -signal.SIGKILL, f"{point} was never reached"
    assert worked.returncode == 0, worked.stderr
    assert stage.driver.ask(data=str(data), look=True) == by_command


def ingest(stage: Stage, data: Path, fault: str) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        [sys.executable, "-m", "readingroom", "ingest", stage.given],
        env={**environment(data), "READINGROOM_TEST_FAULT": fault, "HOME": os.environ["HOME"]},
        capture_output=True, check=False, timeout=280,
    )  # fmt: skip
