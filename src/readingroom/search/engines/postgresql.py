"""The second engine: the same index in PostgreSQL, for a library that many machines serve.

Words, fields, facets and who may find a case are lexemes of one column under one index (GIN), so
that a whole question is one lookup. What fits is ranked by a second, short column that lies in the
row itself. What is counted of all cases, words that are completed and the facets of the whole
library, is tallied for each circle of readers as cases come and go.
"""

import base64
import heapq
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from readingroom.search.analysis import GAP
from readingroom.search.engines.base import EVERY, AllOf, Answer, AnyOf, Ask, Like, Said, Scope
from readingroom.search.engines.postgresql_connection import Server, texts
from readingroom.search.engines.postgresql_queries import (
    Arm,
    Sql,
    arms_of,
    ids,
    looked_up,
    none_of,
    of_scope,
    one_of,
    weights_of,
    worth,
)
from readingroom.search.engines.postgresql_rows import FACET_TYPE, LABELS, lexeme, quoted
from readingroom.search.engines.postgresql_tables import write_some
from readingroom.search.entries import Entry
from readingroom.search.facets import TOLD, TOLD_VALUES

_LIKE_TERMS, _TELLING_TERMS, _LEAST_SHARED = 40, 8, 3
_MOST_LOOKED_AT: Final = 300
# Cases that are weighed by all they say: of more, those whose title or presentation says most of
# it, then the newest. A whole number of pages.
_MOST_WEIGHED: Final = 84 * 24
_TRIES: Final = 3
_END: Final = "\U0010ffff"
_ORDERS: Final = {
    "relevance": "worth DESC, published DESC, case_id",
    "newest": "published DESC, case_id",
    "oldest": "published, case_id DESC",
    "number": "case_id",
}
_FOUND: Final = """
WITH known AS MATERIALIZED (SELECT sum(cases) AS cases FROM {s}.tally WHERE kind = 'case'),
fit AS MATERIALIZED ({arms}),
near AS MATERIALIZED ({near})
SELECT (SELECT made FROM {s}.told),
    (SELECT count(*) FROM fit),
    ARRAY(SELECT case_id FROM near ORDER BY {order} LIMIT %s::bigint OFFSET %s::bigint),
    (SELECT encode(string_agg(facets, ''), 'base64') FROM fit WHERE %s::bool),
    (SELECT encode(string_agg(facets, ''), 'base64') FROM fit WHERE %s::bool AND is_seen)
"""
_ARM: Final = """
SELECT case_id, published, facets, {seen} AS is_seen, {worth} AS worth FROM {s}.entry WHERE {fits}
"""
_NEAR: Final = """
SELECT case_id, published, {worth} AS worth FROM {s}.ranked JOIN (
    SELECT case_id, published, is_seen FROM fit ORDER BY worth DESC, published DESC, case_id
    LIMIT {most}
) AS foremost USING (case_id)
"""
_HOW_MANY: Final = "SELECT {arms}"
_OF_ARM: Final = "(SELECT count(*) FROM {s}.entry WHERE {fits})"
_WITHIN_REACH: Final = "circle = ANY(ARRAY(SELECT id FROM {s}.circle WHERE marks && %s::text[]))"
_OPEN: Final = """
SELECT (SELECT made FROM {s}.told),
    (SELECT coalesce(sum(cases), 0)::bigint FROM {s}.tally
        WHERE kind = 'case' AND value = '' AND {reach}),
    (SELECT count(*) FROM {s}.entry WHERE case_id = ANY(%s::bigint[]) AND {reach}),
    ARRAY(SELECT case_id FROM {s}.entry WHERE case_id <> ALL(%s::bigint[]) AND {reach}
        ORDER BY {order} LIMIT %s::bigint OFFSET %s::bigint),
    (SELECT json_object_agg(value, n) FROM (SELECT value, sum(cases) AS n FROM {s}.tally
        WHERE %s::bool AND kind = 'facet' AND {reach} GROUP BY value) AS counted),
    (SELECT encode(string_agg(facets, ''), 'base64') FROM {s}.entry
        WHERE %s::bool AND case_id = ANY(%s::bigint[]) AND {reach}),
    (SELECT encode(string_agg(facets, ''), 'base64') FROM {s}.entry
        WHERE %s::bool AND case_id = ANY(%s::bigint[]) AND {reach})
"""
_COMPLETED: Final = """
SELECT value, sum(n)::bigint FROM (
    SELECT value, cases AS n FROM {s}.tally
    WHERE kind = %s AND value >= %s COLLATE "C" AND value < %s COLLATE "C" AND {reach}
    UNION ALL
    SELECT word, -1 FROM {s}.entry JOIN {s}.words USING (case_id), unnest(words.{words}) AS word
    WHERE case_id = ANY(%s::bigint[]) AND starts_with(word, %s) AND {reach}
) AS told GROUP BY value HAVING sum(n) > 0 ORDER BY sum(n) DESC, value LIMIT %s::bigint
"""
_SEEN: Final = """
SELECT word, count(*) FROM {s}.entry JOIN {s}.words USING (case_id), unnest(words.words) AS word
WHERE case_id = ANY(%s::bigint[]) AND starts_with(word, %s) AND {reach} GROUP BY word
"""
_LIKEST: Final = """
WITH near AS MATERIALIZED (
    SELECT case_id, head FROM {s}.ranked JOIN (
        SELECT case_id FROM {s}.entry WHERE {fits} ORDER BY published DESC LIMIT {most}
    ) AS among USING (case_id)
    ORDER BY ts_rank(%s::float4[], head, %s::tsquery) DESC, case_id LIMIT %s::bigint
)
SELECT case_id FROM near, unnest(%s::float8[], %s::text[]::tsquery[]) AS term (weight, asked)
WHERE head @@ asked GROUP BY case_id HAVING count(*) >= %s::bigint
ORDER BY sum(weight) DESC, case_id LIMIT %s::bigint
"""
Counts = dict[str, dict[str, int]]


@dataclass(frozen=True)
class _Names:
    """What the numbers of facets stand for, in one making of the index."""

    made: str
    values: tuple[str, ...]


class PostgresEngine:
    """An index in one schema of a database. Any number of machines may read and write it."""

    def __init__(self, server: Server, schema: str) -> None:
        self._server = server
        self._schema = schema
        self._names = _Names("", ())

    def answer(self, ask: Ask) -> Answer:
        """See ``Engine``."""
        if ask.clause == ask.unseen_clause == EVERY and not any(ask.filters.values()):
            return self._of_all(ask)
        if ask.limit == 0 and not ask.counts:
            return Answer(self._how_many(ask), ())
        answer = self._found(ask)
        counts = dict(answer.counts)
        for name, values in ask.filters.items() if ask.counts else ():
            if values:
                others = {key: kept for key, kept in ask.filters.items() if key != name}
                wider = replace(ask, filters=others, limit=0, order="number")
                counts[name] = self._found(wider).counts.get(name, {})
        return replace(answer, counts=counts)

    def completions(self, beginning: str, scope: Scope, limit: int) -> tuple[tuple[str, int], ...]:
        """See ``Engine``."""
        if scope.seen is None:
            return self._completed("words", beginning, scope, limit)
        found = dict(self._completed("safe_words", beginning, scope, limit))
        seen = scope.seen - scope.pending
        reach = texts(sorted(scope.reach))
        rows = self._rows(_SEEN, ids(seen), beginning, reach) if seen else []
        for word, count in rows:
            found[word] = max(count, found.get(word, 0))
        ranked = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
        return tuple(ranked[:limit])

    def alike(self, like: Like, scope: Scope, limit: int) -> tuple[int, ...]:
        """See ``Engine``."""
        terms = self._telling_terms(like)
        if not terms:
            return ()
        shared = max(1, min(_LEAST_SHARED, len(terms) // _LEAST_SHARED))
        said = [Said(((token,),), like.sections) for _weight, token in terms]
        fits = of_scope(scope, AllOf((like.clause, AnyOf(tuple(said[:_TELLING_TERMS])))))
        fits = fits & none_of([like.entry.case_id])
        if scope.seen is not None:
            fits = fits & one_of(scope.seen)
        rows = self._rows(
            _LIKEST.replace("{fits}", fits.text).replace("{most}", str(_MOST_WEIGHED)),
            *fits.values,
            weights_of(like.sections),
            looked_up(AnyOf(tuple(Said(one.alternatives) for one in said))),
            _MOST_LOOKED_AT,
            "{" + ",".join(f"{weight:.4f}" for weight, _token in terms) + "}",
            texts(_in_sections(token, like) for _weight, token in terms),
            shared,
            limit,
        )
        return tuple(int(row[0]) for row in rows)

    def apply(self, entries: Iterable[Entry], gone: Iterable[int]) -> None:
        """See ``Engine``.

        Raises:
            Unavailable: another process is writing, or the server can't be reached.
        """
        with self._server.transaction() as session:
            write_some(session, self._schema, list(entries), gone)

    def stamps(self) -> Mapping[int, int]:
        """See ``Engine``."""
        rows = self._rows("SELECT string_agg(case_id || ' ' || stamp, ' ') FROM {s}.entry")
        numbers = [int(number) for number in (rows[0][0] or "").split()]
        return dict(zip(numbers[::2], numbers[1::2], strict=True))

    def _found(self, ask: Ask) -> Answer:
        statement, values = _statement(ask)
        tells_seen = ask.counts and ask.scope.seen is not None
        for _try in range(_TRIES):
            [row] = self._rows(statement, *values, ask.counts, tells_seen)
            made, total, hits, facets, of_seen = row
            counts = self._counted(made, facets)
            if counts is not None:
                break
        counts = counts or {}
        if tells_seen:
            counts = _kept_back(counts, self._counted(made, of_seen) or {})
        return Answer(total, tuple(hits), counts)

    def _how_many(self, ask: Ask) -> int:
        """Nothing is read of what fits, and of no page that nobody wrote to lately."""
        fits = [arm.fits for arm in arms_of(ask)]
        arms = " + ".join(_OF_ARM.replace("{fits}", one.text) for one in fits)
        values = (value for one in fits for value in one.values)
        return int(self._rows(_HOW_MANY.replace("{arms}", arms), *values)[0][0])

    def _rarity(self, tokens: Iterable[str]) -> dict[str, float]:
        """ln(1 + cases / cases that say it), of each token that any says."""
        rows = self._rows(
            "SELECT value, cases, (SELECT sum(cases)::bigint FROM {s}.tally WHERE kind = 'case') "
            "FROM {s}.tally WHERE kind = 'said' AND circle = 0 AND value = ANY(%s::text[])",
            texts(lexeme(token) for token in tokens),
        )
        return {token: math.log(1 + total / held) for token, held, total in rows if held > 0}

    def _of_all(self, ask: Ask) -> Answer:
        """All that the reader may have listed."""
        order = "case_id" if ask.order == "relevance" else _ORDERS[ask.order]
        reach, pending = texts(sorted(ask.scope.reach)), ids(ask.scope.pending)
        seen = ids((ask.scope.seen or frozenset()) - ask.scope.pending)
        values = (reach, pending, reach, pending, reach, ask.limit, ask.start)
        counting = (ask.counts, reach, ask.counts, pending, reach, ask.counts, seen, reach)
        for _try in range(_TRIES):
            [row] = self._rows(_OPEN.replace("{order}", order), *values, *counting)
            made, total, absent, hits, tallied, facets, of_seen = row
            gone, answers = self._counted(made, facets), self._counted(made, of_seen)
            if gone is not None and answers is not None:
                break
        counts: Counts = {}
        for facet, cases in (tallied or {}).items():
            name, _equals, value = facet.partition("=")
            left = cases - (gone or {}).get(name, {}).get(value, 0)
            if left > 0:
                counts.setdefault(name, {})[value] = left
        if ask.counts and ask.scope.seen is not None:
            counts = _kept_back(counts, answers or {})
        return Answer(total - absent, tuple(hits), counts)

    def _completed(
        self, words: str, beginning: str, scope: Scope, limit: int
    ) -> tuple[tuple[str, int], ...]:
        reach = texts(sorted(scope.reach))
        rows = self._rows(
            _COMPLETED.replace("{words}", words),
            *(words, beginning, beginning + _END, reach),
            *(ids(scope.pending), beginning, reach, limit),
        )
        return tuple((str(word), int(count)) for word, count in rows)

    def _telling_terms(self, like: Like) -> list[tuple[float, str]]:
        """The words that tell one case from others: often in it, seldom elsewhere."""
        times = Counter(token for s in like.sections for token in like.entry.sections[s])
        del times[GAP]
        rarity = self._rarity(times)
        weighed = (
            ((1 + math.log(times[token])) * rarity[lexeme(token)], token)
            for token in times
            if lexeme(token) in rarity
        )
        return heapq.nlargest(_LIKE_TERMS, weighed)

    def _counted(self, made: str, facets: str | None) -> Counts | None:
        """How often each facet comes; None where the index was made anew meanwhile."""
        if not facets:
            return {}
        numbers = np.frombuffer(base64.b64decode(facets), FACET_TYPE)
        times = np.bincount(numbers)
        names = self._named(made, len(times))
        if names is None:
            return None
        counts: Counts = {}
        for number in np.flatnonzero(times):
            name, _equals, value = names[int(number)].partition("=")
            counts.setdefault(name, {})[value] = int(times[number])
        return counts

    def _named(self, made: str, count: int) -> Sequence[str] | None:
        names = self._names
        if names.made != made or len(names.values) < count:
            [row] = self._rows(
                "SELECT (SELECT made FROM {s}.told), json_agg(value ORDER BY id) FROM {s}.facet"
            )
            names = self._names = _Names(row[0], tuple(row[1] or ()))
        return names.values if names.made == made else None

    def _rows(self, statement: str, *values: object) -> list[Sequence[Any]]:
        whole = statement.replace("{reach}", _WITHIN_REACH).replace("{s}", self._schema)
        return self._server.rows(whole, *values)


def _statement(ask: Ask) -> tuple[str, tuple[object, ...]]:
    """What is asked, and its values in order."""
    arms = arms_of(ask)
    by_worth = ask.order == "relevance"
    parts: list[Sql] = []
    for arm in arms:
        value = worth(arm.clause, "lead") if by_worth else Sql("0")
        text = _ARM.replace("{seen}", str(arm.is_seen)).replace("{worth}", value.text)
        parts.append(Sql(text.replace("{fits}", arm.fits.text), value.values + arm.fits.values))
    near = Sql("TABLE fit")
    if by_worth and ask.start + ask.limit <= _MOST_WEIGHED:
        near = _weighed(arms)
    statement = (
        _FOUND.replace("{arms}", " UNION ALL ".join(part.text for part in parts))
        .replace("{near}", near.text)
        .replace("{order}", _ORDERS[ask.order])
    )
    values = tuple(value for part in parts for value in part.values)
    return statement, (*values, *near.values, ask.limit, ask.start)


def _weighed(arms: Sequence[Arm]) -> Sql:
    """Those that lead, by all that they say."""
    whole = worth(arms[0].clause, "head")
    if len(arms) > 1:
        safe = worth(arms[1].clause, "head")
        text = f"CASE WHEN is_seen THEN {whole.text} ELSE {safe.text} END"
        whole = Sql(text, whole.values + safe.values)
    text = _NEAR.replace("{worth}", whole.text).replace("{most}", str(_MOST_WEIGHED))
    return Sql(text, whole.values)


def _in_sections(token: str, like: Like) -> str:
    """A question to the column that ranks."""
    return f"{quoted(token)}:{''.join(LABELS[section] for section in like.sections)}"


def _kept_back(counts: Counts, answers: Counts) -> Counts:
    """Of what tells the answer, only what cases that the reader has opened tell."""
    for name in TOLD:
        counts[name] = answers.get(name, {})
    for name, value in (pair.split("=", 1) for pair in TOLD_VALUES):
        counts.get(name, {}).pop(value, None)
        if value in answers.get(name, {}):
            counts.setdefault(name, {})[value] = answers[name][value]
    return counts
