"""Tables of a class as text that a spreadsheet opens: never more than the pages show.

Cells that a spreadsheet would take for a formula begin with an apostrophe instead (OWASP, CSV
injection): titles and options are words of people, and are nothing but words in the file.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

from readingroom.assessment.groups import TooFew
from readingroom.casefile.items import MultipleChoiceItem
from readingroom.teaching.selectors.analysis import Row, Standing, Work
from readingroom.teaching.selectors.analysis_figures import QuestionFigures

BOM: Final = "\ufeff"
_STARTS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_STATES: Final = {"none": "not begun", "begun": "begun", "done": "done", "hidden": "not shown"}
Cell = str | int | float | None


def text_of(table: Iterable[Sequence[Cell]], *, with_bom: bool) -> str:
    """A table as CSV (RFC 4180), with a byte order mark where a spreadsheet needs one."""
    out = io.StringIO()
    writer = csv.writer(out)
    for row in table:
        writer.writerow([_cell(value) for value in row])
    return (BOM if with_bom else "") + out.getvalue()


def results_table(
    works: Sequence[Work], rows: Sequence[Row], pseudonyms: Sequence[str]
) -> list[Sequence[Cell]]:
    """One line a member and thing: what the page of the class shows, without names.

    Args:
        pseudonyms: one for each of ``rows``.
    """
    table: list[Sequence[Cell]] = [
        ("person", "set", "kind", "title", "state", "finished_on", "score", "questions_score")
    ]
    for pseudonym, row in zip(pseudonyms, rows, strict=True):
        for work, standing in zip(works, row.standings, strict=True):
            table.append((pseudonym, *_of_work(work), *_of_standing(standing)))
    # By pseudonym, so that the order of the lines is not that of the names.
    return [table[0], *sorted(table[1:], key=lambda line: str(line[0]))]


def figures_table(
    works: Sequence[tuple[Work, Sequence[QuestionFigures]]],
) -> list[Sequence[Cell]]:
    """One line a question, and one for each of its options; figures of five people and more."""
    table: list[Sequence[Cell]] = [
        ("set", "kind", "title", "item", "version", "people", "mean_score", "discrimination",
         "discrimination_low", "discrimination_high", "median_seconds", "option", "option_text",
         "option_is_right", "option_chosen_by")
    ]  # fmt: skip
    for work, questions in works:
        for one in questions:
            table += _of_question(work, one)
    return table


def _of_question(work: Work, one: QuestionFigures) -> list[Sequence[Cell]]:
    head = (*_of_work(work), one.question.item, one.question.version)
    figures = one.figures
    if isinstance(figures, TooFew):
        return [(*head, "fewer than 5", *[None] * 9)]
    found = figures.discrimination
    spread = (found.correlation, found.low, found.high) if found else (None, None, None)
    line = (*head, figures.people, figures.difficulty, *spread, figures.median_s)
    texts = [o.text for o in one.item.options] if isinstance(one.item, MultipleChoiceItem) else []
    uses = zip(texts, figures.options, strict=True)
    options: list[Sequence[Cell]] = [
        (*line, place, text, "yes" if use.is_key else "no", use.chosen.hits)
        for place, (text, use) in enumerate(uses, start=1)
    ]
    return options or [(*line, None, None, None, None)]


def _of_work(work: Work) -> tuple[Cell, Cell, Cell]:
    return str(work.key), work.origin.value, work.title


def _of_standing(standing: Standing) -> tuple[Cell, Cell, Cell, Cell]:
    day = standing.day.isoformat() if standing.day else None
    return _STATES[standing.state], day, standing.score, standing.questions


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.4f}"
    if isinstance(value, int):
        return str(value)
    return f"'{value}" if value.lstrip(" ").startswith(_STARTS_FORMULA) else value
