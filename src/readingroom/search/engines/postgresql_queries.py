"""Clauses as conditions of PostgreSQL's, and what fitting them is worth."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

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
from readingroom.search.engines.postgresql_connection import texts
from readingroom.search.engines.postgresql_rows import (
    DENIED,
    FACET,
    FIELD,
    LABELS,
    PREFIXES,
    REACH,
    lexeme,
    quoted,
)
from readingroom.search.engines.queries import WEIGHTS
from readingroom.search.facets import told
from readingroom.search.texts import Section

_PLACES: Final = {"field": FIELD, "denied": DENIED, "facet": FACET}
_ALL_SECTIONS: Final = frozenset(Section)
_TOP_WEIGHT: Final = max(WEIGHTS.values())
# ln(1 + cases / cases that say it) of the most usual of some tokens; worked out once a statement.
_RARITY: Final = """(SELECT coalesce(min(ln(1 + known.cases / tally.cases::float8)), 1)
    FROM {s}.tally, known
    WHERE kind = 'said' AND circle = 0 AND value = ANY(%s::text[]) AND tally.cases > 0)"""
# A question to the index of lexemes; True of every case, False of none, None where it is no
# question that this index answers.
Lookup: TypeAlias = str | bool | None


@dataclass(frozen=True)
class Sql:
    """A piece of a statement, and what stands for its ``%s``, in order."""

    text: str
    values: tuple[object, ...] = ()

    def __and__(self, other: "Sql") -> "Sql":
        return Sql(f"{self.text} AND {other.text}", self.values + other.values)


NOTHING: Final = Sql("false")


@dataclass(frozen=True)
class Arm:
    """Cases that fit for one reason: those that were seen, or those that were not."""

    fits: Sql
    clause: Clause
    is_seen: bool = True


def arms_of(ask: Ask) -> tuple[Arm, ...]:
    """Everything an ask demands; no case fits two arms."""
    filters = {name: values for name, values in ask.filters.items() if values}
    held = _and([reach_of(ask.scope), *(_any_facet(name, vs) for name, vs in filters.items())])
    scope = ask.scope
    if scope.seen is None:
        return (Arm(_within(held, ask.clause) & _not_pending(scope), ask.clause),)
    whole = _within(held, ask.clause) & one_of(scope.seen) & _not_pending(scope)
    seen = Arm(whole, ask.clause)
    if ask.unseen_clause is None or _uses_answers(filters):
        return (seen,)
    safe = _within(held, ask.unseen_clause) & none_of(scope.seen) & _not_pending(scope)
    return seen, Arm(safe, ask.unseen_clause, is_seen=False)


def of_scope(scope: Scope, clause: Clause = AllOf()) -> Sql:  # noqa: B008  # frozen
    """What the reader may have listed, is indexed as it is now, and fits."""
    return _within(reach_of(scope), clause) & _not_pending(scope)


def reach_of(scope: Scope) -> Lookup:
    """What the reader may have listed."""
    return _or([quoted(REACH + mark) for mark in sorted(scope.reach)])


def one_of(case_ids: Iterable[int]) -> Sql:
    """The case is one of these."""
    return Sql("case_id = ANY(%s::bigint[])", (ids(case_ids),))


def none_of(case_ids: Iterable[int]) -> Sql:
    """The case is none of these."""
    return Sql("case_id <> ALL(%s::bigint[])", (ids(case_ids),))


def ids(case_ids: Iterable[int]) -> str:
    """Numbers as an array of PostgreSQL's."""
    return "{" + ",".join(map(str, sorted(case_ids))) + "}"


def worth(clause: Clause, column: str) -> Sql:
    """How well a case fits: where each thing sought is said, how often, and how rare it is.

    ``column`` is the vector that tells: ``lead`` or ``head``.
    """
    parts = [_worth_of(said, column) for said in said_in(clause)]
    if not parts:
        return Sql("0.0::float8")
    text = " + ".join(part.text for part in parts)
    return Sql(f"({text})", tuple(value for part in parts for value in part.values))


def said_in(clause: Clause) -> Iterator[Said]:
    """What a clause wishes to be said."""
    if isinstance(clause, Said):
        yield clause
    elif isinstance(clause, AllOf | AnyOf):
        for part in clause.parts:
            yield from said_in(part)


def weights_of(sections: Sequence[Section]) -> str:
    """The weights of PostgreSQL's four labels, the least first, each at most 1."""
    wanted = [WEIGHTS[s] / _TOP_WEIGHT if s in sections else 0.0 for s in reversed(LABELS)]
    return "{" + ",".join(f"{weight:.3f}" for weight in wanted) + "}"


def _worth_of(said: Said, column: str) -> Sql:
    rows = [_row(row, "") for row in said.alternatives]
    tokens = texts(lexeme(row[0]) for row in said.alternatives)
    # PostgreSQL divides by how many there are to choose from.
    asked = (tokens, len(rows), weights_of(said.sections), " | ".join(rows))
    return Sql(f"{_RARITY} * %s * ts_rank(%s::float4[], {column}, %s::tsquery)", asked)


def _within(held: Lookup, clause: Clause) -> Sql:
    """``clause`` among what ``held`` looks up."""
    if held is False:
        return NOTHING
    parts = clause.parts if isinstance(clause, AllOf) else (clause,)
    lookups = [looked_up(part) for part in parts]
    found = _and([held, *(lookup for lookup in lookups if lookup is not None)])
    if not isinstance(found, str):
        return NOTHING
    whole = _doc(found)
    for part, lookup in zip(parts, lookups, strict=True):
        if lookup is None:
            whole = whole & _condition(part)
    return whole


def _condition(clause: Clause) -> Sql:
    """A clause that no lookup alone answers."""
    if isinstance(clause, OneOf):
        return one_of(clause.case_ids)
    if isinstance(clause, Within):
        return _range(clause)
    if isinstance(clause, Without):
        inner = _condition(clause.part)
        return Sql(f"(NOT {inner.text})", inner.values)
    lookup = looked_up(clause)
    if isinstance(lookup, bool):
        return Sql(str(lookup).lower())
    if lookup is not None:
        return _doc(lookup)
    joint = " OR " if isinstance(clause, AnyOf) else " AND "
    parts = [_condition(p) for p in clause.parts] if isinstance(clause, AllOf | AnyOf) else []
    values = tuple(value for part in parts for value in part.values)
    return Sql(f"({joint.join(part.text for part in parts)})", values)


def _range(clause: Within) -> Sql:
    column = "age" if clause.name == "age" else "year"
    limits = [(">=", clause.low), ("<=", clause.high)]
    given = [(sign, limit) for sign, limit in limits if limit is not None]
    text = " AND ".join(f"{column} {sign} %s::bigint" for sign, _limit in given)
    # A case without an age lies within no limits, and so it is without them.
    return Sql(f"(({text or 'true'}) IS TRUE)", tuple(limit for _sign, limit in given))


def looked_up(clause: Clause) -> Lookup:
    """A clause as one question to the index of lexemes."""
    if isinstance(clause, Said):
        return _or([_said(row, clause.sections) for row in clause.alternatives])
    if isinstance(clause, Held):
        return _held(clause)
    if isinstance(clause, AllOf):
        return _and([looked_up(part) for part in clause.parts])
    if isinstance(clause, AnyOf):
        return _or([looked_up(part) for part in clause.parts])
    if isinstance(clause, Without):
        return _not(looked_up(clause.part))
    return None


def _held(clause: Held) -> Lookup:
    tokens = [_PLACES[clause.place] + token for token in clause.tokens]
    if clause.place == "denied":
        return _and([quoted(token) for token in tokens])
    return _row(tokens, "")


def _said(row: Sequence[str], sections: Sequence[Section]) -> Lookup:
    if set(sections) >= _ALL_SECTIONS:
        return _row(row, "")
    if len(row) == 1:
        return _or([quoted(PREFIXES[section] + row[0]) for section in sections])
    return _or([_row(row, f":{LABELS[section]}") for section in sections])


def _row(tokens: Sequence[str], label: str) -> str:
    """Tokens beside each other."""
    row = " <-> ".join(quoted(token) + label for token in tokens)
    return f"({row})" if len(tokens) > 1 else row


def _and(parts: Sequence[Lookup]) -> Lookup:
    if any(part is False for part in parts):
        return False
    if any(part is None for part in parts):
        return None
    held = [part for part in parts if isinstance(part, str)]
    return f"({' & '.join(held)})" if held else True


def _or(parts: Sequence[Lookup]) -> Lookup:
    if any(part is True for part in parts):
        return True
    if any(part is None for part in parts):
        return None
    held = [part for part in parts if isinstance(part, str)]
    return f"({' | '.join(held)})" if held else False


def _not(part: Lookup) -> Lookup:
    if part is None or isinstance(part, bool):
        return None if part is None else not part
    return f"!{part}"


def _any_facet(name: str, values: Iterable[str]) -> Lookup:
    return _or([quoted(f"{FACET}{name}={value}") for value in values])


def _doc(lookup: str) -> Sql:
    return Sql("doc @@ %s::tsquery", (lookup,))


def _not_pending(scope: Scope) -> Sql:
    return none_of(scope.pending) if scope.pending else Sql("true")


def _uses_answers(filters: Mapping[str, Sequence[str]]) -> bool:
    return any(told(name, value) for name, values in filters.items() for value in values)
