"""Every command in the documentation runs."""

import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.serving import run_command
from tests.factories.dicom import ct_slice, secondary_capture, to_bytes

ROOT = Path(__file__).resolve().parents[3]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
COMMAND = ".venv/bin/readingroom "
MADE = (
    "path/to/new-case",
    "path/to/exported-case",
    "path/to/clean",
    "path/to/backups",
    "manifest.jsonl",
    "path/to/private-key",
)


def documented() -> Iterator[tuple[Path, str]]:
    for page in PAGES:
        for block in BLOCK.findall(page.read_text()):
            for line in block.splitlines():
                command = line.partition("#")[0].strip()
                if command:
                    yield page, command


COMMANDS = list(dict.fromkeys(command for _, command in documented()))


def test_blocks_of_commands_hold_only_what_is_known_how_to_run() -> None:
    unknown = [c for c in COMMANDS if not c.startswith((COMMAND, "make "))]

    assert unknown == []


@pytest.mark.parametrize("command", [c for c in COMMANDS if c.startswith("make ")])
def test_documented_targets_of_make_exist(command: str) -> None:
    tried = subprocess.run(
        [*shlex.split(command), "--dry-run"], cwd=ROOT, capture_output=True, check=False
    )

    assert tried.returncode == 0, tried.stderr


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A data folder, and what the documentation calls the reader's own study and case."""
    root = tmp_path_factory.mktemp("documented")
    study = root / "study"
    study.mkdir()
    for number in (1, 2):
        (study / f"{number}.dcm").write_bytes(to_bytes(ct_slice(instance_number=number)))
    (study / "3.dcm").write_bytes(to_bytes(secondary_capture()))
    case = root / "case"
    (case / "images").mkdir(parents=True)
    for number in (1, 2):
        content = to_bytes(ct_slice(instance_number=number))
        (case / "images" / f"{number}.dcm").write_bytes(content)
    (case / "case.yaml").write_text(
        "schema_version: 1\n"
        "title: A finding\n"
        "unknown_title: A cough\n"
        "contributors:\n  - name: Someone\n"
        "patient:\n  presentation: A cough.\n"
        "stages:\n  - kind: study\n    id: ct\n    modality: ct\n    findings: A finding.\n"
        "    series:\n      - id: axial\n        images: images\n"
    )
    made = {name: root / name.replace("/", "-") for name in MADE}
    return {
        "data": root / "data",
        "path/to/study": study,
        "path/to/case": case,
        "path/to/drop": root / "drop",
        **made,
    }


# One test, in the order of the pages: publishing needs what importing made.
def test_documented_commands_run(places: dict[str, Path]) -> None:
    may_leave_with = {"ingest": {0, 1}, "deid": {0, 1}}
    assert run_command("migrate", data=places["data"]).returncode == 0
    ran = []
    for command in COMMANDS:
        if not command.startswith(COMMAND):
            continue
        words = shlex.split(command.removeprefix(COMMAND))
        words = [str(places.get(word, word)) for word in words]

        done = run_command(*words, data=places["data"])

        assert done.returncode in may_leave_with.get(words[0], {0}), (command, done.stderr)
        ran.append(words[0])
    assert {"ingest", "held", "case", "doctor"} <= set(ran)
