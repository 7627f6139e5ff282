"""The tables of an index in PostgreSQL, and how cases come into them and go."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

from readingroom.kernel.errors import Unavailable
from readingroom.search.analysis import GAP
from readingroom.search.engines.postgresql_connection import Session, texts
from readingroom.search.engines.postgresql_queries import ids
from readingroom.search.engines.postgresql_rows import FACET, lexeme, line_of, lines_of
from readingroom.search.entries import Entry

# Numbers that nobody else in the database takes for locks of theirs.
_WRITING, _MAKING = 7_310_281_901, 7_310_281_902
_TABLES: Final = """
CREATE TABLE {s}.told (made text, form text, vocabulary text);
CREATE TABLE {s}.facet (id bigint, value text);
CREATE TABLE {s}.circle (id bigint, marks text[]);
CREATE TABLE {s}.tally (kind text, value text COLLATE "C", circle bigint, cases bigint);
CREATE TABLE {s}.entry (
    case_id bigint, stamp bigint, published bigint, year bigint, age bigint, circle bigint,
    facets bytea, lead tsvector, doc tsvector
);
CREATE TABLE {s}.ranked (case_id bigint, head tsvector) WITH (toast_tuple_target = 8160);
CREATE TABLE {s}.words (case_id bigint, words text[], safe_words text[]);
ALTER TABLE {s}.entry ALTER facets SET STORAGE MAIN, ALTER lead SET STORAGE MAIN,
    ALTER doc SET STORAGE EXTERNAL;
ALTER TABLE {s}.ranked ALTER head SET STORAGE MAIN
"""
_INDEXES: Final = """
SET LOCAL maintenance_work_mem = '256MB';
ALTER TABLE {s}.entry ADD PRIMARY KEY (case_id);
ALTER TABLE {s}.ranked ADD PRIMARY KEY (case_id);
ALTER TABLE {s}.words ADD PRIMARY KEY (case_id);
ALTER TABLE {s}.facet ADD PRIMARY KEY (id);
ALTER TABLE {s}.circle ADD PRIMARY KEY (id);
ALTER TABLE {s}.tally ADD PRIMARY KEY (kind, value, circle);
CREATE INDEX ON {s}.entry (published DESC, case_id);
CREATE INDEX ON {s}.entry USING gin (doc) WITH (fastupdate = off);
ANALYZE {s}.entry;
ANALYZE {s}.ranked;
ANALYZE {s}.tally
"""
_LEAVE: Final = """
UPDATE {s}.tally AS tally SET cases = tally.cases - gone.cases
FROM (
    SELECT held.kind, held.value, held.circle, count(*) AS cases
    FROM {s}.entry AS entry JOIN {s}.words USING (case_id) JOIN {s}.ranked USING (case_id),
    LATERAL (
        SELECT 'words', unnest(words.words), entry.circle
        UNION ALL SELECT 'safe_words', unnest(words.safe_words), entry.circle
        UNION ALL SELECT 'case', '', entry.circle
        UNION ALL SELECT 'said', unnest(tsvector_to_array(ranked.head)), 0
        UNION ALL SELECT 'facet', substr(one, 3), entry.circle
        FROM unnest(tsvector_to_array(entry.doc)) AS one WHERE starts_with(one, %s)
    ) AS held (kind, value, circle)
    WHERE entry.case_id = ANY(%s::bigint[])
    GROUP BY held.kind, held.value, held.circle
) AS gone
WHERE tally.kind = gone.kind AND tally.value = gone.value AND tally.circle = gone.circle
"""
_DELETE: Final = "DELETE FROM {s}.{table} WHERE case_id = ANY(%s::bigint[])"
_OF_A_CASE: Final = ("entry", "ranked", "words")
_AT_ONCE: Final = 500
_COME: Final = """
INSERT INTO {s}.tally SELECT * FROM come
ON CONFLICT (kind, value, circle) DO UPDATE SET cases = tally.cases + EXCLUDED.cases
"""
Tallies = Counter[tuple[str, int]]


class _Numbers:
    """Numbers for values, and which of them are new."""

    def __init__(self, known: dict[str, int]) -> None:
        self._known = known
        self.new: dict[str, int] = {}
        self._next = max(known.values(), default=-1) + 1

    def __call__(self, value: str) -> int:
        number = self._known.get(value)
        if number is None:
            number = self._known[value] = self.new[value] = self._next
            self._next += 1
        return number


class _Coming:
    """Cases on their way in: their lines, and what they add to the tallies."""

    def __init__(self, facets: dict[str, int], circles: dict[str, int]) -> None:
        self.facets = _Numbers(facets)
        self.circles = _Numbers(circles)
        self._tallies: dict[tuple[str, int], Counter[str]] = {}

    def lines(self, entries: Iterable[Entry]) -> Iterator[tuple[str, str, str]]:
        """A line of each, for each table."""
        for entry in entries:
            circle = self.circles(_circle_of(entry.reach))
            yield lines_of(entry, self.facets, circle)
            self._tally("case", circle, ("",))
            self._tally("words", circle, entry.words)
            self._tally("safe_words", circle, entry.safe_words)
            self._tally("facet", circle, set(entry.facets))
            said = set[str]().union(*entry.sections.values()) - {GAP}
            self._tally("said", 0, said)

    def tallies(self) -> Iterator[str]:
        """What they add."""
        for (kind, circle), counter in self._tallies.items():
            for value, cases in counter.items():
                yield line_of(kind, lexeme(value), str(circle), str(cases))

    def _tally(self, kind: str, circle: int, values: Iterable[str]) -> None:
        self._tallies.setdefault((kind, circle), Counter()).update(values)


def write_all(session: Session, schema: str, entries: Iterable[Entry]) -> None:
    """Make the tables in a schema that is new, and fill them."""
    session.run(_TABLES.format(s=schema))
    coming = _Coming({}, {})
    _copy(session, schema, coming.lines(entries))
    session.copy(f"COPY {schema}.tally FROM STDIN", coming.tallies())
    _write_numbers(session, schema, coming)
    session.run(_INDEXES.format(s=schema))


def write_some(
    session: Session, schema: str, entries: Sequence[Entry], gone: Iterable[int]
) -> None:
    """Put cases in or in place of what was there, and take others out.

    Raises:
        Unavailable: another process is writing.
    """
    if not is_alone(session, _WRITING):
        raise Unavailable("The search is being brought up to date by another process.")
    leaving = ids({*gone, *(entry.case_id for entry in entries)})
    session.run(_LEAVE.format(s=schema), FACET, leaving)
    for table in _OF_A_CASE:
        session.run(_DELETE.format(s=schema, table=table), leaving)
    coming = _Coming(
        {value: number for number, value in session.rows(f"TABLE {schema}.facet")},
        {" ".join(marks): number for number, marks in session.rows(f"TABLE {schema}.circle")},
    )
    _copy(session, schema, coming.lines(entries))
    session.run(f"CREATE TEMP TABLE come (LIKE {schema}.tally) ON COMMIT DROP")
    session.copy("COPY come FROM STDIN", coming.tallies())
    session.run(_COME.format(s=schema))
    _write_numbers(session, schema, coming)


def is_alone(session: Session, lock: int = _MAKING) -> bool:
    """Whether nobody else makes the index anew; they can't until the transaction ends."""
    return bool(session.rows("SELECT pg_try_advisory_xact_lock(%s::bigint)", lock)[0][0])


def _copy(session: Session, schema: str, lines: Iterator[tuple[str, str, str]]) -> None:
    while some := list(islice(lines, _AT_ONCE)):
        for table, column in zip(_OF_A_CASE, zip(*some, strict=True), strict=True):
            session.copy(f"COPY {schema}.{table} FROM STDIN", column)


def _write_numbers(session: Session, schema: str, coming: _Coming) -> None:
    facets = (line_of(str(number), lexeme(value)) for value, number in coming.facets.new.items())
    circles = (
        line_of(str(number), texts(marks.split())) for marks, number in coming.circles.new.items()
    )
    session.copy(f"COPY {schema}.facet FROM STDIN", facets)
    session.copy(f"COPY {schema}.circle FROM STDIN", circles)


def _circle_of(reach: Sequence[str]) -> str:
    return " ".join(sorted(reach))
