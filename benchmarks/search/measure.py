"""The measuring itself; Django is set up by then."""

import argparse
import json
import os
import resource
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
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
IN_MEMORY = 200_000  # cases that are made before the clock starts
TYPED = ("men", "oed", "frac", "restricted dif", "modality", "tub", "hae", "left up")


def stored(row: CaseRow, text: str) -> StoredCase:
    """A case with its document as ``text``."""
    return StoredCase(
        row.case_id,
        row.number,
        row.revision_id,
        row.reach,
        row.institution,
        row.published_at,
        text,
    )


class Ours:
    """The embedded engine with everything around it."""

    name = "Reading Room"

    def __init__(self, folder: Path) -> None:
        self.engine = EmbeddedEngine(folder / "ours")
        self.documents = sqlite3.connect(folder / "documents.sqlite3")
        self.documents.execute("CREATE TABLE document(case_id INTEGER PRIMARY KEY, text TEXT)")

    def keep(self, rows: Iterable[CaseRow]) -> None:
        """What the library's own database holds."""
        texts = ((row.case_id, json.dumps(row.document)) for row in rows)
        self.documents.executemany("INSERT INTO document VALUES(?, ?)", texts)
        self.documents.commit()

    def build(self, rows: Iterable[CaseRow]) -> None:
        """Index all cases, from documents as the library's own database holds them."""
        kept = self.documents.execute("SELECT text FROM document ORDER BY case_id")
        pairs = zip(rows, kept, strict=True)
        self.engine.fill(written_cases((stored(row, text) for row, (text,) in pairs), WORDS))

    def page(self, text: str) -> tuple[list[int], int]:
        """The first page with all its facets and passages."""
        found = find(self.engine, WORDS, EVERYONE, Wish(text=text))
        places = ",".join("?" * len(found.answer.hits))
        kept = self.documents.execute(
            f"SELECT text FROM document WHERE case_id IN ({places})",  # noqa: S608  # marks only
            found.answer.hits,
        )
        for (text_of_it,) in kept:
            passages(json.loads(text_of_it), found.sought)
        return list(found.answer.hits), found.answer.total


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
    ours = Ours(folder)
    few = list(make_rows(number)) if number <= IN_MEMORY else None
    ours.keep(few or make_rows(number))
    engines: list[tuple[Rival, Path]] = [(ours, folder / "ours")]
    if not ours_only:
        engines += [(PlainTantivy(folder), folder / "plain"), (Fts5(folder), folder)]
    for engine, place in engines:
        rows = few or make_rows(number)
        before = _bytes(place)
        started, worked = time.perf_counter(), _processor_s()
        engine.build(rows)
        took, cpu_s = time.perf_counter() - started, _processor_s() - worked
        size = (_bytes(place) - before) / number
        speeds = f"{number / took:.0f} cases/s, {number / cpu_s:.0f} a second of processor"
        load = f"load {os.getloadavg()[0]:.1f}"
        print(f"{engine.name}: {speeds}, {size:.0f} bytes a case, {load}", flush=True)
        _tell(engine.name, "a page", _timed(lambda text, e=engine: e.page(text), _queries()))
        if number <= IN_MEMORY:
            print(f"  nDCG@10 {_ranking(type(engine)):.3f}", flush=True)
    suggesting = _timed(lambda typed: suggest(typed, ours.engine, WORDS, EVERYONE), TYPED)
    _tell(ours.name, "suggestions", suggesting)


def _processor_s() -> float:
    """Time of the processor that this process took, and those it started that have ended."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime


def _ranking(kind: Callable[[Path], Rival]) -> float:
    with tempfile.TemporaryDirectory() as folder:
        engine = kind(Path(folder))
        rows, names = case_rows()
        if isinstance(engine, Ours):
            engine.keep(rows)
        engine.build(rows)
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
