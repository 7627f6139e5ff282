"""Clauses as tantivy's queries."""

from collections.abc import Iterable, Sequence
from typing import Final

from tantivy import FieldType, Occur, Query, Schema

from readingroom.search.engines.base import (
    AllOf,
    AnyOf,
    Ask,
    Clause,
    Held,
    OneOf,
    Said,
    Scope,
    Within,
    Without,
)
from readingroom.search.facets import told
from readingroom.search.texts import Section

# Found by trying on the labelled queries; what the title says is what the case is.
WEIGHTS: Final = {
    Section.TITLE: 5.0,
    Section.SAFE: 2.0,
    Section.FINDINGS: 1.6,
    Section.BODY: 1.0,
}
_TIE: Final = 0.25


class Queries:
    """Makes queries for one schema."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema

    def of_ask(self, ask: Ask, *, leave_out: str = "") -> Query:
        """Everything an ask demands, one facet's filter left out if wanted."""
        filters = {name: values for name, values in ask.filters.items() if name != leave_out}
        parts = [self.of_scope(ask.scope), self._by_seen(ask)]
        parts += [self._any_value(name, values) for name, values in filters.items() if values]
        if ask.scope.seen is not None and _uses_answers(filters):
            parts.append(self.seen(ask.scope))
        return _all(parts)

    def of_scope(self, scope: Scope) -> Query:
        """What the reader may have listed, and is indexed as it is now."""
        reach = Query.term_set_query(self._schema, "reach", sorted(scope.reach))
        if not scope.pending:
            return Query.const_score_query(reach, 0.0)
        pending = Query.term_set_query(self._schema, "case", sorted(scope.pending))
        return Query.const_score_query(_all([reach], [pending]), 0.0)

    def one(self, case_id: int) -> Query:
        """One case. (To tantivy a bare number is a signed one, which is no term of this field.)"""
        return Query.term_query(self._schema, "case", case_id)

    def seen(self, scope: Scope) -> Query:
        """Cases whose answer the reader has seen."""
        if not scope.seen:
            return Query.empty_query()
        seen = Query.term_set_query(self._schema, "case", sorted(scope.seen))
        return Query.const_score_query(seen, 0.0)

    def _by_seen(self, ask: Ask) -> Query:
        whole = self.of(ask.clause)
        if ask.scope.seen is None:
            return whole
        seen = self.seen(ask.scope)
        parts = [_all([seen, whole])]
        if ask.unseen_clause is not None:
            parts.append(_all([self.of(ask.unseen_clause)], [seen] if ask.scope.seen else []))
        return _any(parts)

    def of(self, clause: Clause) -> Query:
        """One clause."""
        if isinstance(clause, Said):
            return self._said(clause)
        if isinstance(clause, AllOf):
            positive = [self.of(part) for part in clause.parts if not isinstance(part, Without)]
            negative = [self.of(part.part) for part in clause.parts if isinstance(part, Without)]
            return _all(positive, negative)
        if isinstance(clause, AnyOf):
            return _any([self.of(part) for part in clause.parts])
        if isinstance(clause, Without):
            return _all([], [self.of(clause.part)])
        return Query.const_score_query(self._exact(clause), 0.1)

    def _said(self, clause: Said) -> Query:
        parts = [
            Query.boost_query(self._row(section.value, tokens), WEIGHTS[section])
            for section in clause.sections
            for tokens in clause.alternatives
        ]
        return Query.disjunction_max_query(parts, _TIE) if parts else Query.empty_query()

    def _exact(self, clause: Held | Within | OneOf) -> Query:
        if isinstance(clause, OneOf):
            return Query.term_set_query(self._schema, "case", sorted(clause.case_ids))
        if isinstance(clause, Within):
            return Query.range_query(
                self._schema, clause.name, FieldType.Integer, clause.low, clause.high
            )
        return self._row(clause.place, clause.tokens)

    def _row(self, place: str, tokens: Sequence[str]) -> Query:
        if len(tokens) == 1:
            return Query.term_query(self._schema, place, tokens[0])
        if place == "denied":
            return _all([Query.term_query(self._schema, place, token) for token in tokens])
        return Query.phrase_query(self._schema, place, list(tokens))

    def _any_value(self, name: str, values: Iterable[str]) -> Query:
        terms = [f"{name}={value}" for value in values]
        return Query.const_score_query(Query.term_set_query(self._schema, "facet", terms), 0.0)


def _uses_answers(filters: Iterable[str] | dict[str, tuple[str, ...]]) -> bool:
    return isinstance(filters, dict) and any(
        told(name, value) for name, values in filters.items() for value in values
    )


def _all(parts: Sequence[Query], without: Sequence[Query] = ()) -> Query:
    """All of ``parts`` and none of ``without``."""
    must = [(Occur.Must, part) for part in parts]
    if not must:
        must = [(Occur.Must, Query.const_score_query(Query.all_query(), 0.0))]
    return Query.boolean_query([*must, *((Occur.MustNot, part) for part in without)])


def _any(parts: Sequence[Query]) -> Query:
    if not parts:
        return Query.empty_query()
    return Query.boolean_query([(Occur.Should, part) for part in parts])
