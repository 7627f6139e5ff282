"""Runs ingests that die, and what comes after. Started by ``test_kill`` as a process of its own.

It imports everything once and forks a child for each run, because a run that is killed can't be
a thread, and importing anew each time would take most of the time. Reads one JSON command a line
from standard input, answers each with one JSON line:

``{"data": folder, "given": folder, "fault": "point:count", "kill_after_s": seconds}`` takes up
what lies in the data folder, or takes in what is given, and may die of it.
``{"data": folder, "look": true}`` tells all that is stored.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "readingroom.config.settings"
django.setup()

from django.conf import settings  # noqa: E402  # after the set-up

from readingroom.archive import pool  # noqa: E402
from readingroom.archive.models import (  # noqa: E402
    Instance,
    Patient,
    QuarantinedObject,
    Series,
    Study,
    Submission,
)
from readingroom.archive.places import places  # noqa: E402
from readingroom.archive.services.process import process_submission  # noqa: E402
from readingroom.archive.services.receive import receive_paths  # noqa: E402
from readingroom.archive.services.sweep import sweep  # noqa: E402
from readingroom.storage.files import DRAFT_PREFIX  # noqa: E402

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def ingest(command: dict[str, Any]) -> dict[str, Any]:
    """What a starting worker does and, where nothing was promised yet, the sender again."""
    for key in sweep(now=NOW):
        process_submission(key, now=NOW)
    if not Submission.objects.exists():
        received = receive_paths([Path(command["given"])], owner=None, now=NOW)
        process_submission(received.submission.key, now=NOW)
    return {}


def look(_command: dict[str, Any]) -> dict[str, Any]:
    """Everything that two runs must agree in. Keys made at random are left out."""
    root = places().root
    # What a publisher that died left unfinished is counted below, with the other drafts.
    shelf = sorted(
        file
        for file in (root / "series").glob("**/*.*")
        if not any(part.startswith(DRAFT_PREFIX) for part in file.parts)
    )
    return {
        "submissions": rows(Submission, "state", "file_count", "done_count"),
        "objects": rows(
            QuarantinedObject, "ordinal", "state", "reason_code", "is_variant",
            "series_instance_uid", "byte_digest", "source_digest", "content_digest",
        ),
        "patients": rows(Patient, "key_digest"),
        "studies": rows(Study, "study_instance_uid", "patient__key_digest", "relative_day"),
        "series": rows(Series, "series_instance_uid", "instance_count", "frame_count", "revision"),
        "instances": rows(Instance, "sop_instance_uid", "is_variant", "pack_key", "number"),
        "blobs": sorted(places().blobs.keys()),
        "shelf": {str(f.relative_to(root)): digest(f) for f in shelf if f.is_file()},
        "drafts": len([*places().blobs.drafts(), *places().shelf.drafts()]),
        "quarantine": sorted(
            str(Path(*f.relative_to(root).parts[2:]))
            for f in (root / "quarantine").glob("**/*")
            if f.is_file() and f.parent.name == "originals"
        ),
        "locks": len(list((root / "locks").glob("*"))),
    }  # fmt: skip


def rows(model: Any, *fields: str) -> list[list[Any]]:
    return sorted((list(row) for row in model.objects.values_list(*fields)), key=str)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def in_child(work: Callable[[dict[str, Any]], dict[str, Any]], command: dict[str, Any]) -> Any:
    """Run ``work`` in a fork with its own data folder; the signal it died of, or its answer."""
    answer = Path(f"{command['data']}.answer")
    child = os.fork()
    if child == 0:
        os.setsid()
        settings.READINGROOM_DATA = Path(command["data"])
        settings.DATABASES["default"]["NAME"] = f"{command['data']}/library.sqlite3"
        settings.READINGROOM_FAULT = command.get("fault", "")
        answer.write_text(json.dumps(work(command)))
        os._exit(0)
    if command.get("kill_after_s"):
        time.sleep(command["kill_after_s"])
        os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)  # its readers, where it could not stop them itself
    wait_for_locks(Path(command["data"]))
    return (
        {"signal": os.WTERMSIG(status)}
        if os.WIFSIGNALED(status)
        else json.loads(answer.read_text())
    )


def wait_for_locks(data: Path) -> None:
    """Until the readers are gone: forked, they have the locks of the one that died open too."""
    for path in (data / "locks").glob("*"):
        with path.open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)


def main() -> None:
    pool.START_METHOD = "fork"
    for line in sys.stdin:
        command = json.loads(line)
        answer = in_child(look if command.get("look") else ingest, command)
        print(json.dumps(answer), flush=True)  # noqa: T201  # it speaks on standard output


if __name__ == "__main__":
    main()
