"""The order of stages: what must come first, what last, and what a reader may see when."""

from collections.abc import Iterator

from readingroom.casefile.document import CaseDocument, Stage, series_of
from readingroom.casefile.errors import Problem


def check_order(document: CaseDocument) -> tuple[Problem, ...]:
    """What is wrong with the order of the stages.

    A presentation comes first and a discussion last, each at most once; days never run
    backwards among stages that state one, since a case is told as it unfolded.
    """
    return (
        *_check_ends(document.stages),
        *_check_days(document.stages),
    )


def _check_ends(stages: tuple[Stage, ...]) -> Iterator[Problem]:
    for index, stage in enumerate(stages):
        if stage.kind == "presentation" and index > 0:
            yield Problem(
                f"stages[{index}].kind",
                "The presentation comes first, once. Move this stage to the beginning or give it "
                "another kind.",
            )
        if stage.kind == "discussion" and index < len(stages) - 1:
            yield Problem(
                f"stages[{index}].kind",
                "The discussion comes last, once. Move this stage to the end or give it another "
                "kind.",
            )


def _check_days(stages: tuple[Stage, ...]) -> Iterator[Problem]:
    latest: int | None = None
    for index, stage in enumerate(stages):
        if stage.day is None:
            continue
        if latest is not None and stage.day < latest:
            yield Problem(
                f"stages[{index}].day",
                f"Day {stage.day} comes after a stage of day {latest}. Put the stages in the order "
                "of time, or correct the day.",
            )
        latest = stage.day if latest is None else max(latest, stage.day)


def series_seen_by(document: CaseDocument, stage_id: str) -> frozenset[str]:
    """The ``id`` of every series shown up to and including a stage.

    What a reader of the case as an unknown may see there, and what an item may ask about.
    Empty where the document has no such stage.
    """
    seen: set[str] = set()
    for stage in document.stages:
        seen |= {series.id for series in series_of(stage)}
        if stage.id == stage_id:
            return frozenset(seen)
    return frozenset()
