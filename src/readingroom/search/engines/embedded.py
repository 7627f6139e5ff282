"""The embedded engine: a tantivy index in a folder, mapped into memory and not loaded."""

import heapq
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from tantivy import (
    DocAddress,
    Index,
    IndexWriter,
    Occur,
    Order,
    Query,
    Schema,
    SchemaBuilder,
    Searcher,
    TextAnalyzerBuilder,
    Tokenizer,
)

from readingroom.kernel.errors import Unavailable
from readingroom.search.analysis import GAP
from readingroom.search.engines.base import EVERY, Answer, Ask, Like, Scope
from readingroom.search.engines.documents import written
from readingroom.search.engines.queries import Queries
from readingroom.search.entries import Entry
from readingroom.search.facets import TOLD, TOLD_VALUES
from readingroom.search.texts import Section

_SMALL_HEAP_BYTES: Final = 15_000_000  # the least that tantivy takes, for a thread
_LARGE_HEAP_BYTES: Final = 60_000_000
_MOST_KEPT: Final = 64
_MOST_VALUES: Final = 2_000
_SPLIT: Final = "split"
_LIKE_TERMS: Final = 40
_MUST, _SHOULD, _MUST_NOT = Occur.Must, Occur.Should, Occur.MustNot
_LEAST_SHARED: Final = 3
_TERMS: Final = {"values": {"terms": {"field": "facet", "size": _MOST_VALUES}}}
_SORTED: Final = {
    "newest": ("published", Order.Desc),
    "oldest": ("published", Order.Asc),
    "number": ("case", Order.Asc),
}


def make_schema() -> Schema:
    """The fields of an entry."""
    builder = SchemaBuilder()
    builder.add_unsigned_field("case", indexed=True, fast=True)
    builder.add_unsigned_field("stamp", fast=True)
    builder.add_integer_field("published", fast=True)
    builder.add_integer_field("age", indexed=True, fast=True)
    builder.add_integer_field("year", indexed=True, fast=True)
    for name in (*Section, "field"):
        builder.add_text_field(str(name), tokenizer_name=_SPLIT)
    for name in ("denied", "words", "safe_words"):
        builder.add_text_field(name, tokenizer_name=_SPLIT, index_option="basic")
    builder.add_text_field("reach", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("facet", tokenizer_name="raw", index_option="basic", fast=True)
    return builder.build()


class EmbeddedEngine:
    """An index in one folder. Any number of processes may read it, one writes at a time."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._meta = folder / "meta.json"
        self._schema = make_schema()
        self._index = Index(self._schema, path=str(folder))
        self._index.register_tokenizer(_SPLIT, TextAnalyzerBuilder(Tokenizer.whitespace()).build())
        self._index.config_reader("manual")
        self._queries = Queries(self._schema)
        self._read_at = 0
        self._of_all: dict[object, Answer] = {}
        self._reload()

    def answer(self, ask: Ask) -> Answer:
        """See ``Engine``."""
        if ask.clause != EVERY or ask.unseen_clause != EVERY or ask.filters:
            return self._answer(ask, self._searcher())
        # What everybody asks who begins: counted once for each scope while the index stays.
        self._keep_up()
        key = (self._read_at, ask.scope, ask.order, ask.start, ask.limit, ask.counts)
        answer = self._of_all.get(key)
        if answer is None:
            answer = self._answer(ask, self._index.searcher())
            if len(self._of_all) >= _MOST_KEPT:
                self._of_all.clear()
            self._of_all[key] = answer
        return answer

    def _answer(self, ask: Ask, searcher: Searcher) -> Answer:
        query = self._queries.of_ask(ask)
        if ask.limit == 0 and not ask.counts:
            # In an order that costs no thought. (tantivy has none without a hit.)
            name, direction = _SORTED["number"]
            result = searcher.search(query, 1, order_by_field=name, order=direction)
            return Answer(int(getattr(result, "count", 0) or 0), ())
        if ask.order in _SORTED:
            name, direction = _SORTED[ask.order]
            result = searcher.search(
                query, ask.limit, offset=ask.start, order_by_field=name, order=direction
            )
        else:
            result = searcher.search(query, ask.limit, offset=ask.start)
        hits = self._cases(searcher, [address for _score, address in result.hits])
        counts = self._counts(searcher, ask) if ask.counts else {}
        return Answer(int(getattr(result, "count", 0) or 0), hits, counts)

    def completions(self, beginning: str, scope: Scope, limit: int) -> tuple[tuple[str, int], ...]:
        """See ``Engine``."""
        searcher, reach = self._searcher(), self._queries.of_scope(scope)
        if scope.seen is None:
            return tuple(searcher.terms_with_prefix("words", beginning, reach, limit))
        found = dict(searcher.terms_with_prefix("safe_words", beginning, reach, limit))
        if scope.seen:
            seen = Query.boolean_query([(_MUST, reach), (_MUST, self._queries.seen(scope))])
            for word, count in searcher.terms_with_prefix("words", beginning, seen, limit):
                found[word] = max(count, found.get(word, 0))
        ranked = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
        return tuple(ranked[:limit])

    def alike(self, like: Like, scope: Scope, limit: int) -> tuple[int, ...]:
        """See ``Engine``."""
        searcher = self._searcher()
        terms = self._telling_terms(searcher, like)
        if not terms:
            return ()
        shared = max(1, min(_LEAST_SHARED, len(terms) // _LEAST_SHARED))
        query = Query.boolean_query([(_SHOULD, term) for term in terms], shared)
        parts = [
            (_MUST, query),
            (_MUST, self._queries.of_scope(scope)),
            (_MUST, Query.const_score_query(self._queries.of(like.clause), 0.0)),
            (_MUST_NOT, self._queries.one(like.entry.case_id)),
        ]
        if scope.seen is not None:
            parts.append((_MUST, self._queries.seen(scope)))
        hits = searcher.search(Query.boolean_query(parts), limit).hits
        return self._cases(searcher, [address for _score, address in hits])

    def _telling_terms(self, searcher: Searcher, like: Like) -> list[Query]:
        """The words that tell one case from others: often in it, seldom elsewhere.

        (tantivy's own query for this ends the process's work where cases were taken out: it
        counts them among those that have a word and not among all.)
        """
        weighed = []
        for section in like.sections:
            for token, times in Counter(like.entry.sections[section]).items():
                holding = searcher.doc_freq(section.value, token) if token != GAP else 0
                if holding:
                    weight = (1 + math.log(times)) * math.log(1 + searcher.num_docs / holding)
                    weighed.append((weight, section.value, token))
        return [
            Query.term_query(self._schema, section, token)
            for _weight, section, token in heapq.nlargest(_LIKE_TERMS, weighed)
        ]

    def apply(self, entries: Iterable[Entry], gone: Iterable[int]) -> None:
        """See ``Engine``.

        Raises:
            Unavailable: another process is writing.
        """
        with self._writing(_SMALL_HEAP_BYTES) as writer:
            for case_id in gone:
                writer.delete_documents_by_query(self._queries.one(case_id))
            for entry in entries:
                writer.delete_documents_by_query(self._queries.one(entry.case_id))
                writer.add_json(written(entry))
        self._reload()

    def fill(self, documents: Iterable[str]) -> None:
        """Put in what ``written`` made of entries; none of their cases is in yet.

        Raises:
            Unavailable: another process is writing.
        """
        with self._writing(_LARGE_HEAP_BYTES) as writer:
            for document in documents:
                writer.add_json(document)
        self._reload()

    def stamps(self) -> Mapping[int, int]:
        """See ``Engine``."""
        searcher = self._searcher()
        if not searcher.num_docs:
            return {}
        hits = searcher.search(Query.all_query(), searcher.num_docs).hits
        addresses = [address for _score, address in hits]
        cases = searcher.fast_field_values("case", addresses)
        stamps = searcher.fast_field_values("stamp", addresses)
        return {int(c or 0): int(s or 0) for c, s in zip(cases, stamps, strict=True)}

    def _cases(self, searcher: Searcher, addresses: list[DocAddress]) -> tuple[int, ...]:
        if not addresses:
            return ()
        return tuple(int(case or 0) for case in searcher.fast_field_values("case", addresses))

    def _counts(self, searcher: Searcher, ask: Ask) -> dict[str, dict[str, int]]:
        """Of each facet what the others leave, so that a second value can be added."""
        counts = self._counted(searcher, ask, "")
        for name, values in ask.filters.items():
            if values:
                counts[name] = self._counted(searcher, ask, name).get(name, {})
        return counts

    def _counted(self, searcher: Searcher, ask: Ask, leave_out: str) -> dict[str, dict[str, int]]:
        query = self._queries.of_ask(ask, leave_out=leave_out)
        counts = _by_name(searcher.aggregate(query, _TERMS))
        if ask.scope.seen is None:
            return counts
        seen = Query.boolean_query([(_MUST, query), (_MUST, self._queries.seen(ask.scope))])
        answers = _by_name(searcher.aggregate(seen, _TERMS))
        for name in TOLD:
            counts[name] = answers.get(name, {})
        for name, value in (pair.split("=", 1) for pair in TOLD_VALUES):
            counts.get(name, {}).pop(value, None)
            if value in answers.get(name, {}):
                counts.setdefault(name, {})[value] = answers[name][value]
        return counts

    @contextmanager
    def _writing(self, heap_bytes: int) -> Iterator[IndexWriter]:
        try:
            writer = self._index.writer(heap_size=heap_bytes, num_threads=1)
        except ValueError as error:
            raise Unavailable(
                "The search is being brought up to date by another process."
            ) from error
        try:
            yield writer
            writer.commit()
        except BaseException:
            writer.rollback()
            raise
        finally:
            writer.wait_merging_threads()

    def _searcher(self) -> Searcher:
        """What the folder holds now: another process may have written."""
        self._keep_up()
        return self._index.searcher()

    def _keep_up(self) -> None:
        if self._meta.stat().st_mtime_ns != self._read_at:
            self._reload()

    def _reload(self) -> None:
        read_at = self._meta.stat().st_mtime_ns
        self._index.reload()
        self._read_at = read_at  # not before: another thread would take the old for the new


def _by_name(aggregated: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    for bucket in aggregated["values"]["buckets"]:
        name, _equals, value = bucket["key"].partition("=")
        counts.setdefault(name, {})[value] = bucket["doc_count"]
    return counts
