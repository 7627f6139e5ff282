"""PostgreSQL answers as the embedded engine does, in a good order, whatever happens beside."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

import pytest
from benchmarks.search.generator import make_rows
from benchmarks.search.labelled_set import case_rows, judge

from readingroom.kernel.errors import InvalidInput, Unavailable
from readingroom.search.engines.base import Ask, Held, Scope
from readingroom.search.engines.embedded import EmbeddedEngine
from readingroom.search.engines.postgresql import PostgresEngine
from readingroom.search.engines.postgresql_connection import connection_arguments
from readingroom.search.engines.postgresql_home import PostgresHome
from readingroom.search.engines.postgresql_tables import is_alone
from readingroom.search.entries import FORM, Entry, make_entry
from readingroom.search.finding import Wish, find
from readingroom.search.suggesting import suggest
from readingroom.search.vocabulary import load_vocabulary
from tests.integration.search.postgres import postgres_server

WORDS = load_vocabulary()
EVERYONE = Scope(frozenset({"public"}))
READERS = {
    "everyone": EVERYONE,
    "a member": Scope(frozenset({"public", "members:5"}), pending=frozenset({2, 3, 90})),
    "a learner who hides": replace(EVERYONE, seen=frozenset({1, 5, 84, 86, 90})),
    "nobody": Scope(frozenset()),
}
TYPED = (
    "", "lung mass", '"space-occupying"', '"restricted diffusion"', "mening*", "metastazes",
    "mass NOT cyst", "a OR fracture", "(fracture OR abscess) mri", "no effusion", "absent:effusion",
    'modality:MRI region:"lumbar spine"', "age:>60", "NOT age:20-40", "age:>60 OR mass",
    "year:2026", "year:>2027", "stain:TTF-1+", "NOT stain:CK7-", "has:pathology", "finding:oedema",
    "title:tumour", "author:reading", "group:tumour", "xyzzy", "system:spine OR age:<6m",
)  # fmt: skip
CHOSEN = ({}, {"modality": ("mri", "ct"), "sex": ("female",)}, {"system": ("spine",)})


def entries() -> list[Entry]:
    labelled = [make_entry(row, WORDS) for row in case_rows()[0]]
    more = [make_entry(row, WORDS) for row in make_rows(40)]
    return labelled + [replace(e, case_id=e.case_id + len(labelled)) for e in more]


@pytest.fixture(scope="module")
def home() -> Iterator[PostgresHome]:
    with postgres_server() as url:
        home = PostgresHome(url)
        home.make(entries(), FORM, "words")
        yield home
        home.close()


@pytest.fixture
def engine(home: PostgresHome) -> PostgresEngine:
    found = home.engine_of(FORM)
    assert found is not None
    return found


def test_both_engines_find_and_count_the_same(engine: PostgresEngine, tmp_path: Path) -> None:
    embedded = EmbeddedEngine(tmp_path / "index")
    embedded.apply(entries(), ())

    for at, (who, scope) in enumerate(READERS.items()):
        for place, text in enumerate(TYPED):
            chosen = CHOSEN[(at + place) % len(CHOSEN)] if text else {}
            wish = Wish(text, chosen, limit=200, in_findings=text == "lung mass")
            ours, theirs = (find(one, WORDS, scope, wish) for one in (engine, embedded))
            told = (who, text, chosen)
            assert set(ours.answer.hits) == set(theirs.answer.hits), told
            assert ours.answer.total == theirs.answer.total == len(ours.answer.hits), told
            assert ours.total == theirs.total, told
            assert {k: v for k, v in ours.answer.counts.items() if v} == {
                k: v for k, v in theirs.answer.counts.items() if v
            }, told
        for beginning in ("me", "f", "zz"):
            ours_of, theirs_of = (
                dict(one.completions(beginning, scope, 1_000)) for one in (engine, embedded)
            )
            assert ours_of == theirs_of, (who, beginning)
            ours_told, theirs_told = (
                set(suggest(beginning, one, WORDS, scope)) for one in (engine, embedded)
            )
            assert ours_told == theirs_told, (who, beginning)
    assert engine.stamps() == embedded.stamps()


def test_pages_follow_one_order_and_hold_each_case_once(engine: PostgresEngine) -> None:
    for order in ("relevance", "newest", "oldest", "number"):
        whole = engine.answer(Ask(EVERYONE, order=order, limit=200)).hits
        pages = [
            case
            for start in range(0, len(whole), 24)
            for case in engine.answer(Ask(EVERYONE, order=order, start=start)).hits
        ]
        assert tuple(pages) == whole


def test_the_labelled_queries_are_answered_in_a_good_order(engine: PostgresEngine) -> None:
    _rows, names = case_rows()
    invented = frozenset(range(len(names) + 1, len(names) + 41))
    scope = replace(EVERYONE, pending=invented)

    def search(text: str) -> list[str]:
        found = find(engine, WORDS, scope, Wish(text=text, limit=10))
        return [names[case_id - 1] for case_id in found.answer.hits]

    scores = judge(search)

    assert sum(scores.values()) / len(scores) >= 0.85


def test_what_comes_goes_and_changes_is_tallied(engine: PostgresEngine) -> None:
    before = engine.answer(Ask(EVERYONE)), engine.completions("m", EVERYONE, 500)
    one = replace(
        entries()[0],
        case_id=900,
        words=frozenset({"mxyz", "null"}),
        facets=('region=O\'Hara\\ "x"\t{%s}',),
        denied=("it's", "a\\b", "\0"),
    )

    engine.apply([one], ())
    engine.apply([one], ())

    asked = Ask(EVERYONE, filters={"region": ('O\'Hara\\ "x"\t{%s}',)})
    assert engine.answer(asked).hits == (900,)
    assert engine.answer(Ask(EVERYONE, Held("denied", ("it's", "a\\b")))).total == 1
    assert engine.answer(Ask(EVERYONE)).counts["region"]['O\'Hara\\ "x"\t{%s}'] == 1
    assert engine.completions("mx", EVERYONE, 5) == (("mxyz", 1),)
    engine.apply((), [900])
    assert (engine.answer(Ask(EVERYONE)), engine.completions("m", EVERYONE, 500)) == before


def test_readers_see_the_old_index_or_the_new_and_never_none(
    home: PostgresHome, engine: PostgresEngine
) -> None:
    done, wrong = Event(), list[object]()

    def read() -> None:
        while not done.is_set():
            try:
                total = engine.answer(Ask(EVERYONE, Held("facet", ("year=2026",)))).total
            except Unavailable as error:
                wrong.append(error)
            else:
                wrong.extend([total] if total != expected else [])

    expected = engine.answer(Ask(EVERYONE, Held("facet", ("year=2026",)))).total
    reader = Thread(target=read)
    reader.start()
    try:
        for _time in range(2):
            home.make(entries(), FORM, "words")
    finally:
        done.set()
        reader.join()

    assert wrong == []


def test_a_maker_that_dies_leaves_the_old_index_and_nothing_else(
    home: PostgresHome, engine: PostgresEngine
) -> None:
    def cut() -> Iterator[Entry]:
        yield entries()[0]
        raise KeyboardInterrupt

    before = engine.answer(Ask(EVERYONE)).total
    with pytest.raises(KeyboardInterrupt):
        home.make(cut(), FORM, "words")

    assert engine.answer(Ask(EVERYONE)).total == before
    schemas = home._server.rows(
        "SELECT nspname FROM pg_namespace WHERE starts_with(nspname, 'readingroom')"
    )
    assert schemas == [["readingroom_search"]]


def test_one_makes_it_anew_at_a_time(home: PostgresHome) -> None:
    with home._server.transaction() as session:
        assert is_alone(session)

        with pytest.raises(Unavailable, match="already"):
            home.make((), FORM, "words")


def test_an_index_of_another_form_is_none(home: PostgresHome) -> None:
    assert home.engine_of(FORM + 1) is None


@pytest.mark.parametrize(
    "url",
    [
        "mysql://a@b/c", "postgresql://host/db", "postgresql://u@host", "postgresql://u@host:x/db",
        "postgresql:///db?host=relative", "postgresql://u@host/db?sslmode=perhaps",
        "postgresql://u@host/db?options=-c", "postgresql://u@host/a/b", "postgresql://u@[/db",
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_database_is_refused(url: str) -> None:
    with pytest.raises(InvalidInput, match="READINGROOM_SEARCH_URL"):
        connection_arguments(url)


def test_an_address_may_hold_odd_letters_a_socket_and_how_it_is_encrypted() -> None:
    far = connection_arguments("postgresql://u:p%40%2F@db.example:5433/room?sslmode=require")
    near = connection_arguments("postgresql://u@/room?host=/run/postgresql")

    assert (far["password"], far["port"], far["ssl_context"]) == ("p@/", 5433, True)
    assert near["unix_sock"] == "/run/postgresql/.s.PGSQL.5432"
