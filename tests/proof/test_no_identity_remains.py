"""A study that says in every place who its patient is: of that nothing remains anywhere.

Searched are, after all is decided: database, write-ahead log and shared memory while they are
open, each value by SQL, packs, shelves, quarantine, temporary files, names of files, logs of every
process, pages, addresses, headers, cookies and everything that the pixel front sends; as they
are and inflated; in every way of writing that ``search`` knows. Only the sender's own terminal
and receipt name files, to the sender who named them: there the names are taken out first.
"""

import gzip
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from readingroom.archive.management.commands.ingest import printable
from tests.proof.marked_study import FILE, SECRETS, TEXT, chest, write_study
from tests.proof.running import Browser, Library
from tests.proof.search import (
    Found,
    Shown,
    Wanted,
    everything_shown,
    everything_stored,
    found_in,
)

pytestmark = pytest.mark.slow
CASE = """
schema_version: 1
title: A case
unknown_title: A cough
contributors:
  - name: Someone
patient:
  presentation: A cough.
stages:
  - kind: study
    id: ct
    modality: ct
    findings: A finding.
    series:
      - id: axial
        images: images/%s
"""
MOST_REASONS = 4  # a file that is held for several reasons is released for each


@dataclass(frozen=True)
class Run:
    """A library that took the study in and showed it.

    Attributes:
        receipt: as written for the sender.
        wal_bytes: how much stood in the write-ahead log at the end.
        found: everything of the patient that is left.
    """

    library: Library
    receipt: dict[str, object]
    wal_bytes: int
    found: list[Found]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Take the study in, decide about what is held, make a case of it, serve it, and search."""
    folder = tmp_path_factory.mktemp("proof")
    library = Library(folder)
    given = folder / "given"
    write_study(given)
    library.run_quietly("migrate", "--verbosity", "0")
    with closing(sqlite3.connect(library.data / "library.sqlite3")) as reader:
        # As long as someone reads, nothing leaves the write-ahead log: every page that is ever
        # written stays in it, also what a later one took back.
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM archive_submission").fetchone()
        receipt = ingest(library, given)
        decide(library)
        browse(library, make_case(library, folder))
        wal = library.data / "library.sqlite3-wal"
        places = [*everything_stored(library.data, library.temporary)]
        found = found_in(Wanted(SECRETS), [*places, *everything_shown(library.shown)])
        yield Run(library, receipt, wal.stat().st_size, found)


def ingest(library: Library, given: Path) -> dict[str, object]:
    """Take in what is given; what the sender sees counts as shown, but for the sender's names."""
    told = given.parent / "receipt.json"
    done = library.run("ingest", str(given), "--receipt", str(told))
    receipt: dict[str, object] = json.loads(told.read_text())
    lines = receipt["lines"]
    assert isinstance(lines, list)
    output = done.stdout.decode()
    for line in lines:
        output = output.replace(printable(line.pop("name")), "")
    library.shown.logs["standard output of ingest"] = output.encode()
    library.shown.logs["receipt"] = json.dumps(receipt, ensure_ascii=False).encode()
    return receipt


def decide(library: Library) -> None:
    """Reject one file that is held, release the others for each of their reasons."""
    listed = library.run_quietly("held", "list").decode().splitlines()
    keys = [line.split()[0] for line in listed if line.startswith("  ")]
    library.run_quietly("held", "reject", keys[-1])
    for _ in range(MOST_REASONS):
        if b"held again" not in library.run_quietly("held", "release", "all"):
            return
    raise AssertionError("Some files are held for more reasons than there are.")


def make_case(library: Library, folder: Path) -> str:
    """A draft of the chest, whose slices are in the library already; the path of its page."""
    home = folder / f"case {FILE} {TEXT}"
    for name, data in chest():
        path = home / "images" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (home / "case.yaml").write_text(CASE % next(chest())[0].split("/")[0])
    told = library.run_quietly("case", "import", str(home)).decode()
    return urlsplit(told.split()[-1]).path


def browse(library: Library, case: str) -> None:
    """Every page there is, the case as a draft and published, and all its pixels."""
    link = library.run("sign-in-link").stdout.decode().strip()
    with library.served() as browser:
        browser.get("/account/login/")
        browser.sign_in(link)
        look_at_case(browser, case)
        library.run_quietly("case", "publish", case.split("/")[2])
        addresses = browser.look_at("/")
        assert case in addresses
        pictures = [a for a in addresses if a.startswith("/dicomweb/g/")]
        assert pictures
        for picture in pictures:
            browser.get(picture)


def look_at_case(browser: Browser, path: str) -> None:
    addresses = browser.look_at(path)
    pictures = sorted(a for a in addresses if a.startswith("/dicomweb/"))
    assert pictures
    for picture in pictures:
        browser.get(picture)
    for series in {"/".join(picture.split("/")[:6]) for picture in pictures}:
        browser.look_at_pixels(series)


def test_the_study_came_in_as_it_should(run: Run) -> None:
    assert run.receipt["totals"] == {
        "filed": 8, "duplicate": 0, "held": 7, "rejected": 3, "waiting": 0,
    }  # fmt: skip
    # None was held because de-identification had left something.
    reasons = run.receipt["reasons"]
    assert isinstance(reasons, dict)
    assert "identity_suspected" not in reasons


def test_all_that_is_searched_was_there_to_search(run: Run) -> None:
    stored = dict(everything_stored(run.library.data))
    shown = run.library.shown

    assert run.wal_bytes > 100_000
    assert [place for place in stored if place.endswith("-shm")]
    assert [place for place in stored if place.startswith("row of archive_instance")]
    assert [place for place in stored if "/metadata.json.gz" in place]
    assert len([place for place in stored if place.startswith("data/blobs/")]) > 10
    assert len([place for place in shown.answers if "/rendered" in place]) >= 2
    assert set(shown.logs) >= {
        "log of the server", "standard error of ingest", "standard error of held",
    }  # fmt: skip


def test_nothing_of_the_patient_is_left_anywhere(run: Run) -> None:
    assert sorted({f"{leak.place}: {leak.form}" for leak in run.found}) == []


def test_quarantine_and_temporary_folders_are_empty(run: Run) -> None:
    folders = [run.library.data / "quarantine", run.library.data / "tmp", run.library.temporary]

    assert [path for folder in folders for path in folder.rglob("*")] == []


STORED_LEAKS = (
    "row", "write-ahead log", "shelf", "pack", "quarantine", "temporary file", "name of a file",
)  # fmt: skip
SHOWN_LEAKS = ("log", "page", "address", "cookie", "inside a frame")


@pytest.mark.parametrize("place", STORED_LEAKS)
def test_a_leak_planted_in_what_is_stored_is_found(place: str, run: Run, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(run.library.data, data)
    assert search(data, Shown()) == []

    with planted(place, data):
        found = search(data, Shown())

    assert {leak.text for leak in found} == {TEXT}


@pytest.mark.parametrize("place", SHOWN_LEAKS)
def test_a_leak_planted_in_what_is_shown_is_found(place: str, run: Run, tmp_path: Path) -> None:
    shown = Shown(dict(run.library.shown.answers), dict(run.library.shown.logs))

    leak_into(place, shown)

    assert {leak.text for leak in search(tmp_path, shown)} == {TEXT}


def search(data: Path, shown: Shown) -> list[Found]:
    return found_in(Wanted([TEXT]), [*everything_stored(data), *everything_shown(shown)])


class planted:  # noqa: N801  # reads as a word
    """The text of the patient in one place of a data folder."""

    def __init__(self, place: str, data: Path) -> None:
        self._place, self._data = place, data
        self._database = sqlite3.connect(data / "library.sqlite3", isolation_level=None)

    def __enter__(self) -> None:
        plant = {
            "row": self._row,
            "write-ahead log": self._write_ahead_log,
            "shelf": self._shelf,
            "pack": self._pack,
            "quarantine": lambda: self._write("quarantine/a/originals/000001", TEXT.encode()),
            "temporary file": lambda: self._write("tmp/a", gzip.compress(TEXT.encode())),
            "name of a file": lambda: self._write(f"tmp/{TEXT}", b""),
        }
        plant[self._place]()

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def _row(self) -> None:
        # Longer than a page, so that it is whole nowhere in the file.
        parts = "".join(f"{n:09d} {TEXT.upper()} " for n in range(500))
        self._database.execute("UPDATE archive_series SET description = ?", [parts])
        self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _write_ahead_log(self) -> None:
        """Written and taken back: the rows no longer say it, the log still does."""
        self._database.execute("PRAGMA secure_delete = ON")
        self._database.execute("PRAGMA wal_autocheckpoint = 0")
        before = self._database.execute("SELECT id, description FROM archive_series").fetchall()
        self._database.execute("UPDATE archive_series SET description = ?", [TEXT])
        for key, text in before:
            self._database.execute(
                "UPDATE archive_series SET description = ? WHERE id = ?", [text, key]
            )
        assert TEXT.encode() not in (self._data / "library.sqlite3").read_bytes()

    def _shelf(self) -> None:
        path = next(self._data.glob("series/*/*/metadata.json.gz"))
        told = gzip.decompress(path.read_bytes())[:-1] + b',{"00104000":"' + TEXT.encode() + b'"}]'
        path.write_bytes(gzip.compress(told))

    def _pack(self) -> None:
        path = next(p for p in sorted(self._data.glob("blobs/*/*")) if b"DICM" in p.read_bytes())
        header = path.read_bytes()
        path.write_bytes(header.replace(b"DICM", b"DICM" + TEXT.encode("utf-16-be"), 1))

    def _write(self, name: str, data: bytes) -> None:
        path = self._data / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def leak_into(place: str, shown: Shown) -> None:
    """Put the text of the patient into one thing that was shown."""
    if place == "log":
        shown.logs["log of the server"] += f"WARNING could not read {TEXT}\n".encode()
        return
    kinds = {
        "page": (": body", f"<p>{TEXT}</p>"),
        "address": (": address", f"/cases/%{TEXT.encode().hex('%')}"),
        "cookie": (": headers and cookies", f"Set-Cookie: last={TEXT.lower()}"),
        "inside a frame": ("octet-stream: body", TEXT),
    }
    ending, leak = kinds[place]
    name = next(answer for answer in shown.answers if answer.endswith(ending))
    shown.answers[name] += leak.encode()
