"""Our engine in PostgreSQL beside PostgreSQL's full text search as it comes, in one run.

    python -m benchmarks.search.postgresql --url postgresql://user@host/empty-database --cases 20000

Both make their tables in that database and leave them. Processor time is of client and server
together, and 0 of the server where it is on another machine or system.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "readingroom.config.settings")
os.environ.setdefault("READINGROOM_DATA", tempfile.mkdtemp(prefix="readingroom-bench-"))
django.setup()

from benchmarks.search.generator import make_rows  # noqa: E402  # its models need Django first
from benchmarks.search.labelled_set import case_rows, judge, read_queries  # noqa: E402  # the same
from readingroom.search.engines.base import Scope  # noqa: E402  # the same
from readingroom.search.engines.postgresql_connection import Server, texts  # noqa: E402  # the same
from readingroom.search.engines.postgresql_home import PostgresHome  # noqa: E402  # the same
from readingroom.search.engines.postgresql_rows import line_of  # noqa: E402  # the same
from readingroom.search.entries import FORM, CaseRow, make_entry  # noqa: E402  # the same
from readingroom.search.facets import facets_of  # noqa: E402  # the same
from readingroom.search.finding import Wish, find  # noqa: E402  # the same
from readingroom.search.texts import texts_of  # noqa: E402  # the same
from readingroom.search.vocabulary import load_vocabulary  # noqa: E402  # the same

EVERYONE: Final = Scope(frozenset({"public"}))
WORDS: Final = load_vocabulary()
_MAKE: Final = """
DROP TABLE IF EXISTS plain;
CREATE TABLE plain (case_id bigint PRIMARY KEY, title text, safe text, findings text, body text,
    reach text, facets text[], doc tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('english', title), 'A') ||
        setweight(to_tsvector('english', safe), 'B') ||
        setweight(to_tsvector('english', findings), 'C') ||
        setweight(to_tsvector('english', body), 'D')) STORED)
"""
_FINISH: Final = "CREATE INDEX ON plain USING gin (doc); ANALYZE plain"
_PAGE: Final = """
WITH asked AS (SELECT plainto_tsquery('english', %s) AS q),
fit AS MATERIALIZED (
    SELECT case_id, facets, findings, ts_rank('{0.2,0.32,0.4,1}'::float4[], doc, q) AS worth, q
    FROM plain, asked WHERE doc @@ q AND reach = 'public'
),
page AS (SELECT * FROM fit ORDER BY worth DESC, case_id LIMIT 24)
SELECT (SELECT count(*) FROM fit),
    ARRAY(SELECT case_id FROM page ORDER BY worth DESC, case_id),
    (SELECT json_object_agg(facet, n) FROM (
        SELECT facet, count(*) AS n FROM fit, unnest(facets) AS facet GROUP BY facet) AS counted),
    ARRAY(SELECT ts_headline('english', findings, q) FROM page)
"""


class Plain:
    """PostgreSQL with its English dictionary and nothing of ours."""

    name = "PostgreSQL as it comes"

    def __init__(self, url: str) -> None:
        self.server = Server(url)

    def build(self, rows: Iterable[CaseRow]) -> None:
        """Index all cases."""
        with self.server.transaction() as session:
            session.run(_MAKE)
            columns = "case_id, title, safe, findings, body, reach, facets"
            session.copy(f"COPY plain ({columns}) FROM STDIN", map(_line, rows))
            session.run(_FINISH)

    def page(self, text: str) -> tuple[list[int], int]:
        """The first 24 with counts of all facets and snippets; and how many fit."""
        total, hits, _counts, _snippets = self.server.rows(_PAGE, text)[0]
        return hits, total


class Ours:
    """The second engine of Reading Room."""

    name = "Reading Room in PostgreSQL"

    def __init__(self, url: str) -> None:
        self.server = Server(url)
        self._home = PostgresHome(url)

    def build(self, rows: Iterable[CaseRow]) -> None:
        """Index all cases."""
        self._home.make((make_entry(row, WORDS) for row in rows), FORM, WORDS.digest)

    def page(self, text: str) -> tuple[list[int], int]:
        """The first 24 with counts of all facets; and how many fit."""
        engine = self._home.engine_of(FORM)
        if engine is None:
            raise RuntimeError("There is no index.")
        answer = find(engine, WORDS, EVERYONE, Wish(text=text)).answer
        return list(answer.hits), answer.total


def main() -> None:
    """Build, time and judge both."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--cases", type=int, default=20_000)
    chosen = parser.parse_args()
    for kind in (Ours, Plain):
        engine: Any = kind(chosen.url)
        rows, names = case_rows()
        engine.build(rows)
        scores = judge(lambda text, e=engine, n=names: [n[case - 1] for case in e.page(text)[0]])
        print(f"{engine.name}: nDCG@10 {statistics.mean(scores.values()):.3f}", flush=True)
        started = time.perf_counter()
        engine.build(make_rows(chosen.cases))
        print(f"  {chosen.cases / (time.perf_counter() - started):.0f} cases/s", flush=True)
        _tell(engine.page, engine.server)


def _tell(page: Callable[[str], object], server: Server) -> None:
    times = [time_of for _round in range(2) for time_of in _times(page, server)]
    for kind, row in zip(
        ("clock", "processor"), zip(*times[len(times) // 2 :], strict=True), strict=True
    ):
        ms = sorted(row)
        p50, p95 = ms[len(ms) // 2], ms[int(len(ms) * 0.95)]
        print(
            f"  a page, {kind}: p50 {p50:.1f} ms, p95 {p95:.1f} ms, worst {ms[-1]:.1f}", flush=True
        )


def _times(page: Callable[[str], object], server: Server) -> Iterator[tuple[float, float]]:
    for query in read_queries():
        used, started = _used_s(server), time.perf_counter()
        page(query.text)
        took = time.perf_counter() - started
        yield took * 1000, (_used_s(server) - used) * 1000


def _used_s(server: Server) -> float:
    """Processor time of this process and of the server's for us."""
    pids = server.rows("SELECT pid FROM pg_stat_activity WHERE application_name = 'readingroom'")
    files = [Path(f"/proc/{pid}/schedstat") for (pid,) in pids]
    served_ns = sum(int(file.read_text().split()[0]) for file in files if file.exists())
    return time.process_time() + served_ns / 1e9


def _line(row: CaseRow) -> str:
    said = [" ".join(some).replace("\0", "") for some in texts_of(row.document).values()]
    facets = texts(sorted({f"{name}={value}" for name, value in facets_of(row.document)}))
    return line_of(str(row.case_id), *said, row.reach[0], facets)


if __name__ == "__main__":
    main()
