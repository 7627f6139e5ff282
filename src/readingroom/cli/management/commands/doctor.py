"""``readingroom doctor``: is everything here that the library needs?"""

import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from importlib import metadata
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from readingroom.archive.models import Submission

LOW_SPACE_BYTES = 2 * 1024**3
LISTENER_PATIENCE_S = 3.0
_OTHERS = 0o077
_CLOCK_SLACK = timedelta(minutes=2)


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

    help = "Check this installation: data folder, space, database, clock, codecs, viewer."

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
    yield _kept_private(data)
    yield _writable(data)
    yield _space(data)
    for check in (_database, _clock, _codec, _other_codecs, _viewer):
        yield check()
    if settings.ENV.listen:
        yield _listener(settings.ENV.dicom_host, settings.ENV.dicom_port)


def _folder(data: Path) -> Finding:
    mode = data.stat().st_mode
    if mode & _OTHERS:
        return amiss(f"Others can look into the data folder. Run: chmod 700 {data}")
    return well("The data folder is open to its owner alone")


def _kept_private(data: Path) -> Finding:
    """What lies in the data folder, for the day that someone opens the folder itself."""
    names = ("secret", "library.sqlite3", "quarantine", "incoming", "blobs", "series")
    paths = [data / name for name in names]
    open_ones = [p.name for p in paths if p.exists() and p.stat().st_mode & _OTHERS]
    if open_ones:
        places = " ".join(str(data / name) for name in open_ones)
        return amiss(f"Others could read what patients' files lie in. Run: chmod go= {places}")
    return well("So is everything of patients in it")


def _writable(data: Path) -> Finding:
    try:
        with tempfile.TemporaryFile(dir=data / "tmp") as file:
            file.write(bytes(4096))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        return amiss(f"Nothing can be written to {data} ({error.strerror}). Check its disk.")
    return well("The data folder can be written to")


def _clock() -> Finding:
    """Grants, links and the order of things rest on a clock that goes forward."""
    try:
        newest = Submission.objects.order_by("-moved_at").values_list("moved_at", flat=True).first()
    except DatabaseError:
        return well("The clock was not compared: the database is not ready")
    if newest and newest > timezone.now() + _CLOCK_SLACK:
        return amiss(
            "The clock of this machine is behind what is in the database. Set it, best by a time "
            "server: signed links and grants would last too long or not at all."
        )
    return well("The clock is not behind the database")


def _other_codecs() -> Finding:
    """Codecs of what comes in."""
    values = np.arange(4096, dtype=np.uint16).reshape(64, 64)
    pairs: dict[str, tuple[Any, Any]] = {
        "JPEG 2000": (imagecodecs.jpeg2k_encode, imagecodecs.jpeg2k_decode),
        "JPEG-LS": (imagecodecs.jpegls_encode, imagecodecs.jpegls_decode),
        "JPEG lossless": (imagecodecs.ljpeg_encode, imagecodecs.ljpeg_decode),
    }
    wrong = [name for name, (write, read) in pairs.items() if not _gives_back(values, write, read)]
    if wrong:
        return amiss(f"Not every codec works ({', '.join(wrong)}). Install the packages again.")
    return well(f"The codecs of what comes in work ({', '.join(pairs)})")


def _gives_back(values: Any, write: Callable[..., Any], read: Callable[..., Any]) -> bool:
    try:
        return bool(np.array_equal(read(write(values)), values))
    except (RuntimeError, ValueError, ImportError):
        return False


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


def _listener(host: str, port: int) -> Finding:
    """Whether senders of DICOM find someone who answers."""
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  # as it may be set
    try:
        with socket.create_connection((here, port), timeout=LISTENER_PATIENCE_S):
            return well(f"The DICOM listener answers at {host}:{port}")
    except OSError:
        return amiss(
            f"Nothing answers senders of DICOM at {host}:{port}. Start `readingroom serve` or "
            "`readingroom listen`; if they run, look at what they say about senders.yaml."
        )
