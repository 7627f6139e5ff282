from pathlib import Path

import pytest
from benchmarks.search.labelled_set import case_rows, judge, ndcg, read_queries

from readingroom.search.engines.base import Scope
from readingroom.search.engines.embedded import EmbeddedEngine
from readingroom.search.entries import make_entry
from readingroom.search.finding import Wish, find
from readingroom.search.vocabulary import load_vocabulary

FEWEST_QUERIES, LEAST = 60, 0.85


def test_the_labelled_queries_are_answered_in_a_good_order(tmp_path: Path) -> None:
    words, (rows, names) = load_vocabulary(), case_rows()
    engine = EmbeddedEngine(tmp_path / "index")
    engine.apply((make_entry(row, words) for row in rows), ())
    everyone = Scope(frozenset({"public"}))

    def search(text: str) -> list[str]:
        found = find(engine, words, everyone, Wish(text=text, limit=10))
        return [names[case_id - 1] for case_id in found.answer.hits]

    scores = judge(search)

    assert len(scores) >= FEWEST_QUERIES
    assert sum(scores.values()) / len(scores) >= LEAST


def test_every_label_names_a_case_of_the_set() -> None:
    _rows, names = case_rows()

    assert {name for query in read_queries() for name in query.grades} <= set(names)


@pytest.mark.parametrize(
    ("order", "score"),
    [(["a", "b"], 1.0), (["x", "y"], 0.0), (["b", "a"], pytest.approx(0.797, abs=0.001))],
)
def test_a_score_is_one_for_the_best_order_and_nothing_for_none(
    order: list[str], score: float
) -> None:
    assert ndcg(order, {"a": 2, "b": 1}) == score
