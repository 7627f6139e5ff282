"""The labelled queries: reading them, and judging an order of cases by them."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from readingroom.search.entries import CaseRow

FOLDER: Final = Path(__file__).with_name("labelled")
DEPTH: Final = 10
WHEN: Final = datetime(2026, 3, 2, tzinfo=UTC)
REACH: Final = ("public",)


@dataclass(frozen=True)
class Query:
    """What is typed, and how well cases fit: 2 for the best, 1 for also good."""

    text: str
    grades: dict[str, int]


def read_cases() -> dict[str, dict[str, Any]]:
    """Case documents by their id in the set."""
    return {row[0]: _document(row) for row in _rows("cases.txt")}


def read_queries() -> list[Query]:
    """The queries with their grades."""
    queries = []
    for text, best, good in _rows("queries.txt"):
        grades = dict.fromkeys(good.split(), 1) | dict.fromkeys(best.split(), 2)
        queries.append(Query(text, grades))
    return queries


def case_rows() -> tuple[list[CaseRow], list[str]]:
    """The cases as an index wants them, numbered from 1, and their ids in that order."""
    cases = read_cases()
    rows = [
        CaseRow(number, f"RR-{number:05d}", 1, REACH, "", WHEN, document)
        for number, document in enumerate(cases.values(), start=1)
    ]
    return rows, list(cases)


def ndcg(order: Sequence[str], grades: dict[str, int]) -> float:
    """Normalised discounted cumulative gain of the first ten, with gains 2^grade - 1.

    Järvelin and Kekäläinen, ACM Transactions on Information Systems 2002;20:422.
    """
    ideal = sorted(grades.values(), reverse=True)
    return _gain([grades.get(name, 0) for name in order[:DEPTH]]) / _gain(ideal[:DEPTH])


def judge(search: Callable[[str], Sequence[str]]) -> dict[str, float]:
    """The score of each query under one way of searching."""
    return {query.text: ndcg(search(query.text), query.grades) for query in read_queries()}


def _gain(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))


def _rows(name: str) -> list[list[str]]:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [
        [part.strip() for part in line.split("|")]
        for line in lines
        if line.strip() and not line.startswith("#")
    ]


def _document(row: Sequence[str]) -> dict[str, Any]:
    name, title, unknown, study, findings, discussion = row
    modality, region = study.split(", ", 1)
    return {
        "schema_version": 1,
        "title": title,
        "unknown_title": unknown,
        "contributors": [{"name": "Reading Room"}],
        "certainty": "certain",
        "patient": {"presentation": f"{unknown}."},
        "stages": [
            {
                "kind": "study",
                "id": f"{name}-study",
                "modality": modality,
                "region": region,
                "findings": findings,
            },
            {"kind": "discussion", "id": "discussion", "text": discussion},
        ],
    }
