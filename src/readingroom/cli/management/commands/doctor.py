"""``readingroom doctor``: is everything here that the library needs?"""

import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

LOW_SPACE_BYTES = 2 * 1024**3
_OTHERS = 0o077


@dataclass(frozen=True)
class Finding:
    """One thing looked at.

    Attributes:
        is_well: whether it is as it must be.
        words: what was found and, where it is not well, what to do.
    """

    is_well: bool
    words: str


def well(words: str) -> Finding:
    """Something that is as it must be."""
    return Finding(is_well=True, words=words)


def amiss(words: str) -> Finding:
    """Something that is not, and what to do."""
    return Finding(is_well=False, words=words)


class Command(BaseCommand):
    """Leaves with 0 where all is well, else with 1."""

    help = "Check this installation: data folder, space, database, codecs, viewer."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print what was found."""
        findings = list(examine(settings.READINGROOM_DATA))
        for finding in findings:
            self.stdout.write(f"{'  well ' if finding.is_well else '  AMISS'}  {finding.words}")
        if not all(finding.is_well for finding in findings):
            sys.exit(1)


def examine(data: Path) -> Iterator[Finding]:
    """Look at everything."""
    yield well(f"Reading Room {metadata.version('readingroom')}, data in {data}")
    yield _folder(data)
    yield _space(data)
    for check in (_database, _codec, _viewer):
        yield check()


def _folder(data: Path) -> Finding:
    mode = data.stat().st_mode
    if mode & _OTHERS:
        return amiss(f"Others can look into the data folder. Run: chmod 700 {data}")
    return well("The data folder is open to its owner alone")


def _space(data: Path) -> Finding:
    free = shutil.disk_usage(data).free
    words = f"{free / 1024**3:.1f} GiB are free on the disk of the data folder"
    if free < LOW_SPACE_BYTES:
        return amiss(f"Only {words}; a CT study takes about 0.1 GiB. Make room.")
    return well(words)


def _database() -> Finding:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        return amiss("The database is behind. Run: readingroom migrate")
    return well(f"The database ({connection.vendor}) is up to date")


def _codec() -> Finding:
    values = np.arange(-2048, 2048, dtype=np.int16).reshape(64, 64)
    decode: Callable[[bytes | bytearray], Any] = imagecodecs.htj2k_decode
    if np.array_equal(decode(imagecodecs.htj2k_encode(values, reversible=True)), values):
        return well("The lossless codec gives back what it was given")
    return amiss("The lossless codec changes pixels. Install the locked packages again.")


def _viewer() -> Finding:
    manifest = Path(__file__).parents[3] / "web/static/readingroom/.vite/manifest.json"
    if manifest.exists():
        return well("The viewer is built")
    return amiss("The viewer is not built. Run: make front")
