"""What a run would do, side by side, gathered by series so that many slices read as one."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from readingroom.archive.deid_tool.manifest import Line
from readingroom.archive.deid_tool.messages import Answer
from readingroom.archive.deid_tool.run import Result

KEPT: Final = "kept"
_PER_FRAME: Final = "(5200,9230)["
_EXAMPLES: Final = 2
_TITLE: Final = ("Modality", "Series Number", "Series Description")


@dataclass(frozen=True)
class Row:
    """One attribute in all files of a series.

    Attributes:
        path, name: which attribute.
        before, after: the value, or a few of them; they name the patient.
        what: ``kept``, ``changed``, ``removed`` or ``added``; ``mixed`` where files differ.
        rule: the rule's code.
        files: how many files of the series have it.
    """

    path: str
    name: str
    before: str = field(repr=False)
    after: str = field(repr=False)
    what: str
    rule: str
    files: int


@dataclass(frozen=True)
class SeriesPreview:
    """One series.

    Attributes:
        title: kind, number and description as received; they may name the patient.
        outcomes: how many of its files would be clean or held, by reason code.
        rows: in the order of the object.
        boxes: places in the pixels where text was found, the same place once.
    """

    title: str = field(repr=False)
    files: int
    outcomes: Mapping[str, int]
    rows: tuple[Row, ...] = field(repr=False)
    boxes: tuple[Mapping[str, Any], ...]


Changes = Sequence[Sequence[str]]


def series_previews(result: Result) -> list[SeriesPreview]:
    """Every series of files that could be read, in the order they were found."""
    groups: dict[str, list[Answer]] = {}
    for ordinal, answer in sorted(result.answers.items()):
        facts = result.facts.get(ordinal)
        if facts and answer.changes:
            groups.setdefault(facts.series, []).append(answer)
    return [series_preview(answers) for answers in groups.values()]


def series_preview(answers: Sequence[Answer]) -> SeriesPreview:
    """What would happen to the files of one series."""
    outcomes = Counter(
        reason for answer in answers for reason in (answer.reasons or [str(answer.outcome)])
    )
    return SeriesPreview(
        title=_title(answers[0].changes),
        files=len(answers),
        outcomes=dict(sorted(outcomes.items())),
        rows=tuple(merged_rows(answer.changes for answer in answers)),
        boxes=_distinct(box for answer in answers for box in answer.boxes),
    )


def merged_rows(files: Iterable[Changes]) -> list[Row]:
    """The attributes of many files, each once. Frames of one file count as files here."""
    found: dict[str, list[Sequence[str]]] = {}
    for changes in files:
        for change in changes:
            found.setdefault(_of_any_frame(change[0]), []).append(change)
    return [_row(path, changes) for path, changes in sorted(found.items())]


def _of_any_frame(path: str) -> str:
    """The path without the number of the frame that it is about."""
    if not path.startswith(_PER_FRAME):
        return path
    return f"{_PER_FRAME}…]{path.partition(']')[2]}"


def _row(path: str, changes: Sequence[Sequence[str]]) -> Row:
    whats, rules = ({change[place] for change in changes} for place in (4, 5))
    return Row(
        path,
        changes[0][1],
        _few(change[2] for change in changes),
        _few(change[3] for change in changes),
        whats.pop() if len(whats) == 1 else "mixed",
        ", ".join(sorted(rules - {""})),
        len(changes),
    )


def _few(values: Iterable[str]) -> str:
    """One value where all are alike, else the first ones and how many there are."""
    distinct = list(dict.fromkeys(values))
    if len(distinct) <= _EXAMPLES:
        return " | ".join(distinct)
    return f"{' | '.join(distinct[:_EXAMPLES])} … {len(distinct)} values"


def _title(changes: Changes) -> str:
    before = {change[1]: change[2] for change in reversed(changes) if " " not in change[0]}
    return " · ".join(text for name in _TITLE if (text := before.get(name)))


def _distinct(boxes: Iterable[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    found = {
        tuple(box[name] for name in ("frame", "x", "y", "width", "height", "kind")): box
        for box in boxes
    }
    return tuple(found.values())


def as_json(result: Result, series: Sequence[SeriesPreview]) -> str:
    """All of it, for a program of the sender's."""
    files = [
        {
            "source": line.source,
            "outcome": str(line.outcome),
            "reasons": list(_reasons(result, ordinal, line)),
        }
        for ordinal, line in enumerate(result.lines, 1)
    ]
    return json.dumps({"files": files, "series": [asdict(s) for s in series]}, indent=1)


def _reasons(result: Result, ordinal: int, line: Line) -> Sequence[str]:
    answer = result.answers.get(ordinal)
    return answer.reasons if answer else [line.reason or ""]
