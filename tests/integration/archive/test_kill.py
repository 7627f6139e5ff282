"""A process that is killed at any moment, and one that takes up what it left.

Each run ends as an undisturbed one: the same outcomes, rows, blobs and shelf, nothing left over.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.factories import dicom
from tests.integration.archive.conftest import put

ROOT = Path(__file__).resolve().parents[3]

# Where the process dies: a point that it reaches, and for which time.
POINTS = [
    "received:2",
    "submission_received:1",
    "inspected:1",
    "settled:1",
    "deidentified:1",
    "held:1",
    "pixel_checked:1",
    "transcoded:1",
    "packed:1",
    "shelved:1",
    "filed:1",
    "packed:2",
    "shelved:2",
    "filed:2",
    "erased:1",
    "finished:1",
]
SEED, MOMENTS = 20260302, 6


class Driver:
    """The process that runs ingests for us."""

    def __init__(self, template: Path) -> None:
        environment = {**os.environ, "READINGROOM_DATA": str(template)}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.integration.archive.kill_driver"],
            cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def ask(self, **command: Any) -> Any:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        self._process.communicate()


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh library in ``template``, and files to send in ``given``."""
    folder = tmp_path_factory.mktemp("kill")
    environment = {**os.environ, "READINGROOM_DATA": str(folder / "template")}
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--verbosity", "0"], check=True, cwd=ROOT,
        env={**environment, "DJANGO_SETTINGS_MODULE": "readingroom.config.settings"},
    )  # fmt: skip
    given = folder / "given"
    first = dicom.ct_slice()
    variant = dicom.ct_slice(number=2, SOPInstanceUID=first.SOPInstanceUID)
    variant.file_meta.MediaStorageSOPInstanceUID = first.SOPInstanceUID
    variant.PixelData = bytes(len(variant.PixelData))
    put(given, first, dicom.ct_slice(number=3, z=-5), first, variant, dicom.us_clip())
    put(given, *(dicom.mr_slice(number=n, PatientID="P-2") for n in (1, 2)))
    (given / "notes.txt").write_text("not an image")
    return folder


@pytest.fixture(scope="module")
def driver(stage: Path) -> Iterator[Driver]:
    process = Driver(stage / "template")
    yield process
    process.close()


def fresh(stage: Path, name: str) -> str:
    data = stage / name.replace(":", "-")
    shutil.copytree(stage / "template", data)
    return str(data)


@pytest.fixture(scope="module")
def undisturbed(stage: Path, driver: Driver) -> dict[str, Any]:
    """What a run that nobody disturbs comes to, and how long it takes once all is warm."""
    data = fresh(stage, "undisturbed")
    driver.ask(data=data, given=str(stage / "given"))
    warm, start = fresh(stage, "warm"), time.monotonic()
    driver.ask(data=warm, given=str(stage / "given"))
    seconds = time.monotonic() - start
    return {"seconds": seconds, "stored": driver.ask(data=data, look=True)}


def test_an_undisturbed_run_is_worth_comparing_with(undisturbed: dict[str, Any]) -> None:
    stored = undisturbed["stored"]

    states = sorted(row[1] for row in stored["objects"])
    assert states == ["duplicate", *["filed"] * 5, "held", "rejected"]
    assert len(stored["blobs"]) == len(stored["series"]) == 2
    assert stored["quarantine"] == ["originals/000005"]
    assert (stored["drafts"], stored["locks"]) == (0, 0)


@pytest.mark.parametrize("point", POINTS)
def test_killed_at_a_boundary_and_taken_up_it_ends_the_same(
    point: str, stage: Path, driver: Driver, undisturbed: dict[str, Any]
) -> None:
    data, given = fresh(stage, point), str(stage / "given")

    died = driver.ask(data=data, given=given, fault=point)
    driver.ask(data=data, given=given)

    assert died == {"signal": signal.SIGKILL}, f"{point} was never reached"
    assert driver.ask(data=data, look=True) == undisturbed["stored"]


def where(stored: dict[str, Any]) -> str:
    """Where a run stood when it was killed, in words for the report of the test."""
    states = sorted({row[1] for row in stored["objects"]})
    submissions = [row[0] for row in stored["submissions"]]
    return f"submission {submissions or 'not begun'}, files {states}, {len(stored['blobs'])} packs"


@pytest.mark.parametrize("number", range(MOMENTS))
def test_killed_at_any_moment_and_taken_up_it_ends_the_same(
    number: int, stage: Path, driver: Driver, undisturbed: dict[str, Any]
) -> None:
    chance = random.Random(SEED + number)  # noqa: S311  # the same moments each time
    moment = chance.uniform(0.05, 1.0) * undisturbed["seconds"]
    data, given = fresh(stage, f"moment-{number}"), str(stage / "given")

    driver.ask(data=data, given=given, kill_after_s=moment)
    stood = where(driver.ask(data=data, look=True))
    sys.stdout.write(f"killed after {moment:.2f} s: {stood}\n")
    driver.ask(data=data, given=given)

    stored = driver.ask(data=data, look=True)
    stored["drafts"] = 0  # younger than a day; the sweep removes them later
    assert stored == undisturbed["stored"]
