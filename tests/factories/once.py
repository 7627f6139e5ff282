"""What is dear to make is made once for a run of the tests, however many processes share it."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock


def made_once(
    tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]
) -> Path:
    """The folder ``name`` of this run, made by the first process that wants it; never change it.

    Whoever comes meanwhile waits. What could not be made whole is made anew by the next.
    """
    folder = _of_this_run(tmp_path_factory) / name
    done = folder.with_name(f"{name}.made")
    with FileLock(folder.with_name(f"{name}.lock")):
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            make(folder)
            done.touch()
    return folder


def _of_this_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that all processes of a run share: of ``tools/run_tests.sh``, else of pytest."""
    promised = os.environ.get("TESTS_OF_THIS_RUN")
    if promised:
        return Path(promised)
    base = tmp_path_factory.getbasetemp()
    # Workers of xdist have a folder each below the one that they share.
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
