"""The worked examples of docs/explanation/scoring.md are what the code gives."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from readingroom.assessment.calibration import Answer, Calibration, calibrate
from readingroom.assessment.choice import (
    MARK_IF_RIGHT,
    MARK_IF_WRONG,
    Certainty,
    expected_mark,
    judge_choice,
)
from readingroom.assessment.differential import best_closeness, closeness, outcome_score
from readingroom.assessment.hotspot import Found, HotspotResult
from readingroom.assessment.ordering import judge_order
from readingroom.assessment.short_answer import match_answer
from readingroom.assessment.spacing import Grade, Memory, review

PAGE = (Path(__file__).resolve().parents[3] / "docs/explanation/scoring.md").read_text()
TABLES = re.findall(r"^\|.*\n\|[-|]+\|\n(?:\|.*\n)+", PAGE, flags=re.MULTILINE)


def rows_of(header: str) -> list[list[str]]:
    """The rows of the table that begins with ``header``."""
    (table,) = [each for each in TABLES if each.startswith(f"| {header} |")]
    return [
        [cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]
    ]


def points(names: list[str], cells: list[str]) -> dict[str, float]:
    return {name: float(cell) for name, cell in zip(names, cells, strict=True) if float(cell)}


def differential(row: list[str]) -> str:
    assert sum(map(float, row[:4])) == 100
    belief = points(["infection", "metastasis", "lymphoma"], row[:3])
    return f"{outcome_score(belief, 'metastasis'):.3f}"


def close(row: list[str]) -> str:
    author = {"metastasis": 70.0, "myeloma": 20.0}
    assert f"{best_closeness(author):.3f}" == "0.765"
    return f"{closeness(points(['metastasis', 'myeloma', 'infection'], row[:3]), author):.3f}"


def certainty(row: list[str]) -> str:
    sure = Certainty(int(row[0]))
    expected = [f"{expected_mark(chance, sure):.1f}" for chance in (0.5, 0.7, 0.9)]
    marks = [str(MARK_IF_RIGHT[sure]), str(MARK_IF_WRONG[sure])]
    assert [cell.replace("−", "-") for cell in row[1:-1]] == [*marks, *expected[:2]]
    return expected[-1]


def choice(row: list[str]) -> str:
    chosen = {"ABCDE".index(letter) for letter in row[0].split()} if row[0] != "none" else set()
    return f"{judge_choice(chosen, {1, 3}, 5).share:.2f}"


def hotspot(row: list[str]) -> str:
    found, missed, false = (int(cell) for cell in row[:3])
    result = HotspotResult(
        found=tuple(Found(str(n), n, 0.0) for n in range(found)),
        missed=("missed",) * missed,
        false_marks=tuple(range(false)),
        repeats=(),
    )
    return f"{result.share:.2f}"


def order(row: list[str]) -> str:
    result = judge_order([int(number) - 1 for number in row[0].split()])
    assert str(result.pairs_right) == row[1]
    return f"{result.share:.2f}"


def short(row: list[str]) -> str:
    found = match_answer(row[1], [row[0]])
    return found.agreement if found else "other"


def calibrated(row: list[str]) -> str:
    said, right = int(row[0].rstrip(" %")) / 100, int(row[1])
    found = calibrate(Answer(said, said, is_right=n < right) for n in range(20))
    assert isinstance(found, Calibration)
    assert [f"{found.right.low:.0%}", f"{found.right.high:.0%}"] == [
        cell.replace(" ", "") for cell in row[2:4]
    ]
    assert found.bins[0].verdict == found.verdict
    return found.verdict or "–"


def dates(row: list[str]) -> str:
    memory: Memory | None = None
    at = datetime(2026, 3, 2, tzinfo=UTC)
    for word in row[0].split():
        memory = review(memory, Grade[word.upper()], memory.due_at if memory else at)
    assert memory is not None
    return str((memory.due_at - memory.reviewed_at) // timedelta(days=1))


@pytest.mark.parametrize(
    ("header", "work_out"),
    [
        ("infection", differential),
        ("metastasis", close),
        ("certainty", certainty),
        ("chosen", choice),
        ("found", hotspot),
        ("order given", order),
        ("meant", short),
        ("said", calibrated),
        ("answers", dates),
    ],
)
def test_examples_are_what_the_code_gives(
    header: str, work_out: Callable[[list[str]], str]
) -> None:
    rows = rows_of(header)

    assert len(rows) >= 3
    assert [work_out(row) for row in rows] == [row[-1] for row in rows]


def test_every_table_of_the_page_is_worked_out() -> None:
    assert len(TABLES) == 9


def test_the_loss_of_a_dishonest_answer_is_as_told() -> None:
    chances = {"metastasis": 0.6, "infection": 0.3, "something else": 0.1}
    honest, other = {"metastasis": 60.0, "infection": 30.0}, {"metastasis": 90.0, "infection": 10.0}

    lost = sum(
        chance * (outcome_score(honest, truth) - outcome_score(other, truth))
        for truth, chance in chances.items()
    )

    assert "= 0.065" in PAGE
    assert lost == pytest.approx(0.065)
