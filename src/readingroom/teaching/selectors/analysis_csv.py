"""Tables of a class for a spreadsheet: never more than the pages show."""

from collections.abc import Sequence
from typing import Final

from readingroom.assessment.groups import TooFew
from readingroom.casefile.items import HotspotItem, MultipleChoiceItem
from readingroom.infra.tables import Cell
from readingroom.teaching.selectors.analysis import Row, Standing, Work
from readingroom.teaching.selectors.analysis_figures import (
    Batches,
    QuestionFigures,
    question_figures,
)
from readingroom.teaching.selectors.analysis_lesions import lesion_figures

_STATES: Final = {"none": "not begun", "begun": "begun", "done": "done", "hidden": "not shown"}


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


def figures_table(works: Sequence[tuple[Work, Batches]]) -> list[Sequence[Cell]]:
    """One line a question, or one for each of its options, or of what was to be found on images;
    figures of five people and more.
    """
    table: list[Sequence[Cell]] = [
        ("set", "kind", "title", "item", "version", "people", "mean_score", "discrimination",
         "discrimination_low", "discrimination_high", "median_seconds", "option", "option_text",
         "option_is_right", "option_chosen_by", "lesion", "lesion_missed_by")
    ]  # fmt: skip
    for work, batches in works:
        for one in question_figures(batches):
            table += _of_question(work, one, batches)
    return table


def _of_question(work: Work, one: QuestionFigures, batches: Batches) -> list[Sequence[Cell]]:
    head = (*_of_work(work), one.question.item, one.question.version)
    figures = one.figures
    if isinstance(figures, TooFew):
        return [(*head, "fewer than 5", *[None] * 11)]
    found = figures.discrimination
    spread = (found.correlation, found.low, found.high) if found else (None, None, None)
    line = (*head, figures.people, figures.difficulty, *spread, figures.median_s)
    texts = [o.text for o in one.item.options] if isinstance(one.item, MultipleChoiceItem) else []
    uses = zip(texts, figures.options, strict=True)
    options: list[Sequence[Cell]] = [
        (*line, place, text, "yes" if use.is_key else "no", use.chosen.hits, None, None)
        for place, (text, use) in enumerate(uses, start=1)
    ]
    lesions: list[Sequence[Cell]] = [
        (*line, *[None] * 4, *missed) for missed in _missed(one, batches)
    ]
    return options or lesions or [(*line, *[None] * 6)]


def _missed(one: QuestionFigures, batches: Batches) -> list[tuple[str, int]]:
    """What was to be found on images and how many missed it, the most missed first."""
    if not isinstance(one.item, HotspotItem):
        return []
    found = lesion_figures(batches, one.question, one.item)
    if isinstance(found, TooFew):
        return []
    return [(lesion.label, lesion.missed.hits) for lesion in found.missed]


def _of_work(work: Work) -> tuple[Cell, Cell, Cell]:
    return str(work.key), work.origin.value, work.title


def _of_standing(standing: Standing) -> tuple[Cell, Cell, Cell, Cell]:
    day = standing.day.isoformat() if standing.day else None
    return _STATES[standing.state], day, standing.score, standing.questions
