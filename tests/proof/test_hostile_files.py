"""Hostile files, all at once by the command and each alone: an outcome for each, and no harm.

No time is asserted here but the library's own limit: twenty seconds a file.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from readingroom.archive import pool
from readingroom.archive.management.commands import ingest
from readingroom.archive.models import Submission
from readingroom.archive.reasons import SENTENCES, sentence_for
from readingroom.archive.services.process import process_submission
from readingroom.archive.services.receipt import OUTCOMES, Receipt, ReceiptLine, receipt_for
from readingroom.archive.services.receive import receive_paths
from readingroom.archive.sources import MAX_ARCHIVE_FILES
from readingroom.archive.states import ObjectState
from readingroom.archive.steps.messages import Outcome, Setup, Task
from tests.browser.serving import environment

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
MOST_MEMORY_BYTES = 1500 * 1024**2
SAMPLE_EVERY_S = 0.03
# Where archives among the files would be unpacked to by a program that believes them.
TARGETS = (Path("/tmp/evil_traversal.dcm"), Path("/tmp/evil_absolute.dcm"))  # noqa: S108


def hostile_files(test: Any) -> Any:
    """Mark a test that reads the folder of hostile files."""
    return pytest.mark.shared(pytest.mark.slow(test))


# Words of programmers, names of classes and codes: none is for a radiographer.
FORBIDDEN = re.compile(
    r"[a-z][A-Z]|\w_\w|0x|\(\w{4},\w{4}\)|[{}\[\]<>=]|::|\n"
    r"|\bNone\b|(?i:\b(error|exception|traceback|null|nan|true|false|bytes?|buffer|parse[rd]?|token"
    r"|invalid|unexpected|codec|decode[rd]?|syntax|tags?|uids?|vr|sop|pydicom|python|django|sql"
    r"|stack|heap|memory|assert\w*|errno|unknown|failed|failure|null|utf|ascii|header)\b)"
)


@dataclass(frozen=True)
class Swept:
    """What came of all files as one folder.

    Attributes:
        lines: of the receipt.
        said: standard output and standard error.
        peak_bytes: most memory that the command and its children ever had at once.
        touched: paths that are new or differ where nothing may change.
        given: the folder.
    """

    exit_code: int
    lines: list[dict[str, Any]]
    totals: dict[str, int]
    said: tuple[str, str]
    peak_bytes: int
    touched: set[str]
    given: Path


@pytest.fixture(scope="module")
def hostile(shared: Path) -> Path:
    return shared / "data" / "hostile"


@pytest.fixture(scope="module")
def swept(hostile: Path, tmp_path_factory: pytest.TempPathFactory) -> Swept:
    """The folder, sent in by the real command into a library that was never served."""
    folder = tmp_path_factory.mktemp("hostile")
    away = {name: folder / name for name in ("home", "temporary", "here")}
    for path in away.values():
        path.mkdir()
    told = folder / "receipt.json"
    before = {**state_of(hostile), **state_of(*away.values())}
    process = subprocess.Popen(
        [sys.executable, "-m", "readingroom", "ingest", str(hostile), "--receipt", str(told)],
        env={
            **environment(folder / "data"), "HOME": str(away["home"]),
            "TMPDIR": str(away["temporary"]), "PYTHONDONTWRITEBYTECODE": "1",
        },
        cwd=away["here"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    with measured(process.pid) as peak:
        output, errors = process.communicate(timeout=280)
    receipt = json.loads(told.read_text())
    after = {**state_of(hostile), **state_of(*away.values())}
    return Swept(
        process.returncode, receipt["lines"], receipt["totals"], (output, errors), peak[0],
        {
            path for path, _ in set(before.items()) ^ set(after.items())
            if path != str(away["temporary"])  # worked in, and left empty
        },
        hostile,
    )  # fmt: skip


def state_of(*folders: Path) -> dict[str, tuple[int, int, int]]:
    """Size, moment of change and rights of all below ``folders``, and of what they'd break into."""
    paths = [path for folder in folders for path in [folder, *folder.rglob("*")]]
    states = {}
    for path in [*paths, *TARGETS]:
        if path.exists() or path.is_symlink():
            status = path.lstat()
            states[str(path)] = (status.st_size, status.st_mtime_ns, status.st_mode)
    return states


class measured:  # noqa: N801  # reads as a word
    """Sample the memory of a process and all that descend from it, until the block ends."""

    def __init__(self, root: int) -> None:
        self._root, self._peak, self._ended = root, [0], threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> list[int]:
        self._thread.start()
        return self._peak

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(SAMPLE_EVERY_S):
            self._peak[0] = max(self._peak[0], resident_bytes(self._root))


def resident_bytes(root: int) -> int:
    """Resident memory of a process and all that descend from it; what they share counts twice."""
    parents, pages = {}, {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                told = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it ended while we looked
            parents[int(folder.name)], pages[int(folder.name)] = int(told[1]), int(told[21])
    family, grown = {root}, True
    while grown:
        more = {child for child, parent in parents.items() if parent in family} - family
        family, grown = family | more, bool(more)
    return sum(pages.get(pid, 0) for pid in family) * os.sysconf("SC_PAGESIZE")


def expected_names(folder: Path) -> Iterator[str]:
    """What is to be accounted for: each file, in place of a readable archive all in it."""
    for path in sorted(p for p in folder.rglob("*") if p.is_symlink() or not p.is_dir()):
        yield from names_of(path)


def names_of(path: Path) -> list[str]:
    return [f"{path} › {entry}" for entry in entries_of(path)] or [str(path)]


def entries_of(path: Path) -> list[str]:
    """Names of the files in an archive; none where it is no archive or can't be taken apart."""
    with path.open("rb") as file:
        if file.read(2) != b"PK":
            return []
    try:
        with zipfile.ZipFile(path) as archive:
            names = [info.filename for info in archive.infolist() if not info.is_dir()]
    except zipfile.BadZipFile:
        return []
    return names if len(names) <= MAX_ARCHIVE_FILES else []


def unfit(sentence: str) -> bool:
    """Whether this is no sentence for a radiographer."""
    is_sentence = re.fullmatch(r"[A-Z].*[a-z)]\.", sentence) and len(sentence.split()) > 2
    return not is_sentence or bool(FORBIDDEN.search(sentence)) or sentence == sentence_for("?")


@hostile_files
def test_all_hostile_files_as_one_folder_are_each_accounted_for_once(swept: Swept) -> None:
    names = Counter(line["name"] for line in swept.lines)

    assert names == Counter(expected_names(swept.given))
    assert [line["file"] for line in swept.lines] == list(range(1, len(swept.lines) + 1))
    assert sum(swept.totals.values()) == len(swept.lines) > 150
    assert swept.totals["waiting"] == 0
    assert swept.exit_code == 1  # some are in, some are not


@hostile_files
def test_every_hostile_file_that_is_not_filed_is_told_of_in_a_sentence(swept: Swept) -> None:
    refused = [line for line in swept.lines if line["outcome"] in {"held", "rejected"}]

    assert len(refused) > 50
    assert {line["sentence"] for line in refused if unfit(line["sentence"])} == set()


@hostile_files
def test_neither_codes_nor_programmers_words_reach_the_terminal(swept: Swept) -> None:
    output, errors = swept.said
    about_files = re.sub(r"^  .*$", "", output, flags=re.MULTILINE)  # names and keys

    assert "Traceback" not in output + errors
    assert [code for code in SENTENCES if "_" in code and code in about_files] == []
    assert FORBIDDEN.findall(errors.replace("\n", " ")) == []
    assert [letter for letter in output if not letter.isprintable() and letter != "\n"] == []


@hostile_files
def test_hostile_files_change_nothing_outside_the_data_folder(swept: Swept) -> None:
    assert swept.touched == set()


@hostile_files
def test_hostile_files_take_less_memory_than_promised(swept: Swept) -> None:
    assert 50 * 1024**2 < swept.peak_bytes < MOST_MEMORY_BYTES


@hostile_files
def test_each_hostile_file_alone_has_an_outcome(
    hostile: Path, tmp_path: Path, settings: Any, db: None
) -> None:
    settings.READINGROOM_DATA = tmp_path / "data"
    before, amiss = state_of(hostile), []

    for path in sorted(p for p in hostile.rglob("*") if p.is_file()):
        with transaction.atomic():
            amiss += [f"{path.name}: {what}" for what in amiss_with(path)]
            transaction.set_rollback(True)  # the next one comes into an empty library
        shutil.rmtree(settings.READINGROOM_DATA)

    assert amiss == []
    assert state_of(hostile) == before


def amiss_with(path: Path) -> Iterator[str]:
    """What is wrong with the receipt of one file that comes alone."""
    received = receive_paths([path], owner=None, now=NOW)
    process_submission(received.submission.key, now=NOW)
    receipt = receipt_for(Submission.objects.get(pk=received.submission.pk))
    expected = names_of(path)
    if Counter(received.names) != Counter(expected) or len(receipt.lines) != len(expected):
        yield "not accounted for"
    for line in receipt.lines:
        if line.outcome not in OUTCOMES or line.outcome == "waiting":
            yield f"ended as {line.outcome}"
        if line.outcome in {"held", "rejected"} and unfit(line.sentence):
            yield f"told as {line.sentence}"


def test_every_reason_is_a_sentence_for_a_radiographer() -> None:
    assert {code: text for code, text in SENTENCES.items() if unfit(text)} == {}


@pytest.mark.parametrize(
    "sentence",
    [
        "InvalidDicomError was raised by the parser.",
        "Tag (0028,0010) has no value.",
        "class_not_accepted is why.",
        "Filed",
        sentence_for("a code that has none"),
    ],
)
def test_what_is_no_sentence_for_a_radiographer_is_noticed(sentence: str) -> None:
    assert unfit(sentence)


def test_a_file_has_twenty_seconds() -> None:
    assert pool.TIME_LIMIT_S == 20


@pytest.fixture
def oddly_named(tmp_path: Path) -> tuple[Receipt, list[str]]:
    """The receipt of files whose names are no text, or more than text."""
    names = ["\x1b[2J", "two\nlines", "\u202egnp.exe", "na\udcefve"]
    lines = tuple(
        ReceiptLine(n, "rejected", "damaged", sentence_for("damaged"), uuid4(), "", 1, False)
        for n in range(1, len(names) + 1)
    )
    totals = {outcome: len(lines) * (outcome == "rejected") for outcome in OUTCOMES}
    receipt = Receipt(
        uuid4(), "finished", NOW, NOW, len(lines), totals, {"damaged": len(lines)}, lines
    )
    return receipt, names


def test_names_of_files_do_not_command_the_terminal(
    oddly_named: tuple[Receipt, list[str]],
) -> None:
    shown = [line for line in ingest.in_print(*oddly_named) if line.startswith("  ")]

    assert shown == ["  �[2J", "  two�lines", "  �gnp.exe", "  na�ve"]


def test_names_that_are_no_utf8_stand_in_the_senders_receipt(
    oddly_named: tuple[Receipt, list[str]],
) -> None:
    told = json.loads(ingest.with_names(*oddly_named))

    assert [line["name"] for line in told["lines"]] == oddly_named[1]


STUCK, DEADLY = 2, 4


def serve_badly(pipe: Connection, _setup: Setup) -> None:
    """A reading process that never ends one file, and dies of another."""
    while True:
        task = Task.from_bytes(pipe.recv_bytes())
        while task.ordinal == STUCK:
            time.sleep(1)
        if task.ordinal == DEADLY:
            os._exit(1)
        pipe.send_bytes(Outcome(task.ordinal, (ObjectState.INSPECTED,)).to_bytes())


def test_a_file_that_was_read_once_and_takes_too_long_later_waits_for_a_person(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pool, "START_METHOD", "fork")
    tasks = [Task(n, "", "", "", "inspected", "transcoded") for n in (1, STUCK)]
    setup = Setup("", "", "", memory_bytes=0)

    with pool.ReaderPool(serve_badly, setup, size=1, time_limit_s=1.0) as readers:
        outcomes = {outcome.ordinal: outcome for outcome in readers.run(tasks)}

    assert outcomes[STUCK].reached == ("held",)
    assert outcomes[STUCK].reason_codes == ("not_in_time",)


def test_a_file_that_never_ends_or_kills_its_reader_is_rejected_and_others_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pool, "START_METHOD", "fork")  # starts at once, however busy the machine
    setup = Setup("", "", "", memory_bytes=0)
    tasks = [Task(n, "", "", "", "received", "inspected") for n in range(1, 8)]

    with pool.ReaderPool(serve_badly, setup, size=2, time_limit_s=1.5) as readers:
        outcomes = {outcome.ordinal: outcome for outcome in readers.run(tasks)}

    assert set(outcomes) == set(range(1, 8))
    refused = {n: o.reason_code for n, o in outcomes.items() if o.reached[-1] == "rejected"}
    assert refused == {STUCK: "took_too_long", DEADLY: "reader_stopped"}
