"""The measuring itself; Django is set up by then."""

import argparse
import json
import os
import resource
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from benchmarks.search.generator import make_rows
from benchmarks.search.labelled_set import case_rows, judge, read_queries
from benchmarks.search.rivals import Fts5, PlainTantivy, Rival
from readingroom.search.building import written_cases
from readingroom.search.engines.base import Scope
from readingroom.search.engines.embedded import EmbeddedEngine
from readingroom.search.entries import CaseRow, StoredCase
from readingroom.search.finding import Wish, find
from readingroom.search.passages import passages
from readingroom.search.suggesting import suggest
from readingroom.search.vocabulary import load_vocabulary

EVERYONE = Scope(frozenset({"public"}))
WORDS = load_vocabulary()
ROUNDS = 2
TYPED = ("men", "oed", "frac", "restricted dif", "modality", "tub", "hae", "left up")


class Library:
    """Invented cases as the library's own database holds them: on disk, read one by one."""

    def __init__(self, path: Path) -> None:
        self.database = sqlite3.connect(path)
        self.database.execute(
            "CREATE TABLE document(case_id INTEGER PRIMARY KEY, number TEXT, revision_id INTEGER, "
            "reach TEXT, institution TEXT, published_at TEXT, text TEXT)"
        )

    def keep(self, rows: Iterable[CaseRow]) -> None:
        """Put cases in."""
        self.database.executemany("INSERT INTO document VALUES(?,?,?,?,?,?,?)", map(_kept, rows))
        self.database.commit()

    def cases(self) -> Iterator[StoredCase]:
        """All of them in order, their documents not read yet."""
        for row in self.database.execute("SELECT * FROM document ORDER BY case_id"):
            case_id, number, revision_id, reach, institution, at, text = row
            when = datetime.fromisoformat(at)
            marks = tuple(reach.split())
            yield StoredCase(case_id, number, revision_id, marks, institution, when, text)

    def texts(self, case_ids: Sequence[int]) -> list[str]:
        """Documents of a page."""
        places = ",".join("?" * len(case_ids))
        rows = self.database.execute(
            f"SELECT text FROM document WHERE case_id IN ({places})",  # noqa: S608  # marks only
            case_ids,
        )
        return [text for (text,) in rows]


def _kept(row: CaseRow) -> tuple[object, ...]:
    at, text = row.published_at.isoformat(), json.dumps(row.document)
    marks = " ".join(row.reach)
    return row.case_id, row.number, row.revision_id, marks, row.institution, at, text


class Ours:
    """The embedded engine with everything around it."""

    name = "Reading Room"

    def __init__(self, folder: Path, library: Library) -> None:
        self.engine = EmbeddedEngine(folder / "ours")
        self.library = library

    def build(self, cases: Iterable[StoredCase]) -> None:
        """Index all cases."""
        self.engine.fill(written_cases(cases, WORDS))

    def page(self, text: str) -> tuple[list[int], int]:
        """The first page with all its facets and passages."""
        found = find(self.engine, WORDS, EVERYONE, Wish(text=text))
        for text_of_it in self.library.texts(found.answer.hits):
            passages(json.loads(text_of_it), found.sought)
        return list(found.answer.hits), found.answer.total


class Plain:
    """A rival, which reads the same cases from the same place."""

    def __init__(self, rival: Rival) -> None:
        self.name, self.page, self._rival = rival.name, rival.page, rival

    def build(self, cases: Iterable[StoredCase]) -> None:
        """Index all cases."""
        self._rival.build(case.read() for case in cases)


Make = Callable[[Path, Library], Ours | Plain]
_OURS: Make = Ours
_TANTIVY: Make = lambda folder, _library: Plain(PlainTantivy(folder))  # noqa: E731
_FTS5: Make = lambda folder, _library: Plain(Fts5(folder))  # noqa: E731


def main() -> None:
    """Run it all and print a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--ours-only", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        run(chosen.cases, Path(folder), ours_only=chosen.ours_only)


def run(number: int, folder: Path, *, ours_only: bool) -> None:
    """Build and measure each engine in ``folder``."""
    library = Library(folder / "library.sqlite3")
    library.keep(make_rows(number))
    kinds = [_OURS] if ours_only else [_OURS, _TANTIVY, _FTS5]
    for make in kinds:
        place = Path(tempfile.mkdtemp(dir=folder))
        engine = make(place, library)
        started, worked = time.perf_counter(), _processor_s()
        engine.build(library.cases())
        took, cpu_s = time.perf_counter() - started, _processor_s() - worked
        speeds = f"{number / took:.0f} cases/s, {number / cpu_s:.0f} a second of processor"
        size, load = _bytes(place) / number, f"load {os.getloadavg()[0]:.1f}"
        print(f"{engine.name}: {speeds}, {size:.0f} bytes a case, {load}", flush=True)
        _tell(engine.name, "a page", _timed(lambda text, e=engine: e.page(text), _queries()))
        print(f"  nDCG@10 {_ranking(make):.3f}", flush=True)
        if isinstance(engine, Ours):
            ask = partial(suggest, engine=engine.engine, vocabulary=WORDS, scope=EVERYONE)
            _tell(engine.name, "suggestions", _timed(ask, TYPED))
            most_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(f"  at most {most_mb:.0f} MB of memory in this process", flush=True)


def _processor_s() -> float:
    """Time of the processor that this process took, and those it started that have ended."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime


def _ranking(make: Make) -> float:
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder) / "library.sqlite3")
        rows, names = case_rows()
        library.keep(rows)
        engine = make(Path(folder), library)
        engine.build(library.cases())
        scores = judge(lambda text: [names[case - 1] for case in engine.page(text)[0]])
    return statistics.mean(scores.values())


def _queries() -> Iterator[str]:
    return (query.text for query in read_queries())


def _timed(call: Callable[[str], object], asked: Iterable[str]) -> list[tuple[float, float]]:
    """By the clock and of the processor, in milliseconds; the first round warms the caches."""
    times = []
    for text in [*asked] * ROUNDS:
        started, worked = time.perf_counter(), time.process_time()
        call(text)
        took, cpu = time.perf_counter() - started, time.process_time() - worked
        times.append((took * 1000, cpu * 1000))
    return times[len(times) // ROUNDS :]


def _tell(name: str, what: str, times: list[tuple[float, float]]) -> None:
    for kind, row in zip(("clock", "processor"), zip(*times, strict=True), strict=True):
        ms = sorted(row)
        p50, p95 = ms[len(ms) // 2], ms[int(len(ms) * 0.95)]
        print(f"  {name}, {what}, {kind}: p50 {p50:.1f} ms, p95 {p95:.1f} ms, worst {ms[-1]:.1f}")


def _bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
