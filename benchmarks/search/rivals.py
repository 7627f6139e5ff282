"""SQLite FTS5 and tantivy as they come, over the plain text of the same cases."""

import re
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, Protocol

import tantivy

from readingroom.search.entries import CaseRow
from readingroom.search.facets import facets_of
from readingroom.search.texts import Section, texts_of

_WORD = re.compile(r"\w+")
_BOOSTS: Final = {"title": 5.0, "safe": 2.0, "findings": 1.6, "body": 1.0}


class Rival(Protocol):
    """An engine as it comes."""

    name: str

    def build(self, rows: Iterable[CaseRow]) -> None:
        """Index all cases."""
        ...

    def page(self, text: str) -> tuple[list[int], int]:
        """The first 24 with counts of one facet column and snippets; and how many fit."""
        ...


class Fts5:
    """SQLite's own, with its Porter stemmer and bm25."""

    name = "SQLite FTS5"

    def __init__(self, folder: Path) -> None:
        self._db = sqlite3.connect(folder / "fts5.sqlite3", isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute(
            "CREATE VIRTUAL TABLE cases USING fts5(title, safe, findings, body, reach UNINDEXED, "
            "tokenize='porter unicode61')"
        )
        self._db.execute("CREATE TABLE facet(value TEXT, case_id INTEGER)")

    def build(self, rows: Iterable[CaseRow]) -> None:
        """See ``Rival``."""
        self._db.execute("BEGIN")
        for row in rows:
            texts = [" ".join(texts) for texts in texts_of(row.document).values()]
            self._db.execute(
                "INSERT INTO cases(rowid, title, safe, findings, body, reach) VALUES(?,?,?,?,?,?)",
                (row.case_id, *texts, row.reach[0]),
            )
            facets = {f"{name}={value}" for name, value in facets_of(row.document)}
            self._db.executemany(
                "INSERT INTO facet VALUES(?, ?)", [(facet, row.case_id) for facet in facets]
            )
        self._db.execute("COMMIT")
        self._db.execute("CREATE INDEX by_case ON facet(case_id, value)")

    def page(self, text: str) -> tuple[list[int], int]:
        """See ``Rival``."""
        query = " ".join(f'"{word}"' for word in _WORD.findall(text))
        hits = self._db.execute(
            "SELECT rowid, snippet(cases, -1, '[', ']', '…', 24) FROM cases WHERE cases MATCH ? "
            "AND reach = 'public' ORDER BY bm25(cases, 5.0, 2.0, 1.6, 1.0) LIMIT 24",
            (query,),
        ).fetchall()
        counts = self._db.execute(
            "SELECT value, count(*) FROM facet WHERE case_id IN (SELECT rowid FROM cases WHERE "
            "cases MATCH ? AND reach = 'public') GROUP BY value",
            (query,),
        ).fetchall()
        return [row[0] for row in hits], max((count for _value, count in counts), default=0)


class PlainTantivy:
    """tantivy with its English stemmer and nothing of ours."""

    name = "tantivy as it comes"

    def __init__(self, folder: Path) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_unsigned_field("case", indexed=True, fast=True)
        for section in Section:
            builder.add_text_field(section.value, stored=True, tokenizer_name="en_stem")
        builder.add_text_field("facet", tokenizer_name="raw", fast=True)
        builder.add_text_field("reach", tokenizer_name="raw")
        (folder / "plain").mkdir()
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema, path=str(folder / "plain"))

    def build(self, rows: Iterable[CaseRow]) -> None:
        """See ``Rival``."""
        writer = self._index.writer(60_000_000, 1)
        for row in rows:
            document = tantivy.Document()
            document.add_unsigned("case", row.case_id)
            for section, texts in texts_of(row.document).items():
                document.add_text(section.value, " ".join(texts))
            for name, value in facets_of(row.document):
                document.add_text("facet", f"{name}={value}")
            document.add_text("reach", row.reach[0])
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def page(self, text: str) -> tuple[list[int], int]:
        """See ``Rival``."""
        words = " ".join(_WORD.findall(text)).lower()
        query: Any = self._index.parse_query(
            f"+reach:public +({words})", list(_BOOSTS), field_boosts=_BOOSTS,
            conjunction_by_default=True,
        )  # fmt: skip
        searcher = self._index.searcher()
        found = searcher.search(query, 24)
        searcher.aggregate(query, {"f": {"terms": {"field": "facet", "size": 500}}})
        addresses = [address for _score, address in found.hits]
        make = tantivy.SnippetGenerator.create(searcher, query, self._schema, "findings")
        for address in addresses:
            make.snippet_from_doc(searcher.doc(address)).to_html()
        cases = searcher.fast_field_values("case", addresses) if addresses else []
        return [int(case or 0) for case in cases], int(getattr(found, "count", 0) or 0)
