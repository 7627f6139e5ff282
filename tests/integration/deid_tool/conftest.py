"""A folder of a sender's, and a short way to have it cleaned."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from readingroom.archive import pool
from readingroom.archive.deid_tool.manifest import Line
from readingroom.archive.deid_tool.run import Options, Result, deidentify_all


@dataclass(frozen=True)
class Cleaned:
    """What a run left."""

    result: Result
    out: Path
    held: Path

    @property
    def lines(self) -> dict[str, Line]:
        return {line.source: line for line in self.result.lines}

    @property
    def outcomes(self) -> dict[str, str]:
        return {
            line.source: ":".join(filter(None, [line.outcome, line.reason]))
            for line in self.result.lines
        }

    def files(self) -> list[Path]:
        return sorted(path for path in self.out.rglob("*") if path.is_file())


Clean = Callable[..., Cleaned]


@pytest.fixture
def given(tmp_path: Path) -> Path:
    folder = tmp_path / "given"
    folder.mkdir()
    return folder


@pytest.fixture
def clean(given: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clean:
    """Have ``given`` cleaned; options as for the command."""
    monkeypatch.setattr(pool, "START_METHOD", "fork")  # starts at once, however busy the machine

    def act(path: Path = given, name: str = "out", **options: Any) -> Cleaned:
        out = tmp_path / name
        chosen = Options(given=path, out=out, workers=2, **options)
        result = deidentify_all(chosen, on_progress=lambda *_: None)
        return Cleaned(result, out, chosen.held_folder)

    return act
