"""What a page says of something received: in words, with counts, and never a file's name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from readingroom.archive.models import Submission
from readingroom.archive.states import SubmissionState
from readingroom.cases.selectors.open_cases import OpenCase
from readingroom.cases.selectors.received import (
    ReceivedOne,
    ReceivedRow,
    ReceivedStudy,
)

_STAGES: Final = {
    "receive": "Taking files in",
    "inspect": "Reading the files",
    "transcode": "Removing identity",
    "file": "Filing",
}
_UNITS: Final = ("bytes", "kB", "MB", "GB", "TB")
_STEP: Final = 1000


@dataclass(frozen=True)
class PatientGroup:
    """The studies of one patient of a submission.

    Attributes:
        name: ``Patient 2`` where there are several; else empty.
        others: studies of the same patient that came in at other times.
        cases: cases of the same patient that they can join.
    """

    name: str
    studies: tuple[ReceivedStudy, ...]
    others: tuple[ReceivedStudy, ...]
    cases: tuple[OpenCase, ...]


def counted(number: int, noun: str, plural: str = "") -> str:
    """``1 file``, ``2,400 files``."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def size_in_words(size_bytes: int) -> str:
    """``512 bytes``, ``3.4 MB``."""
    size, unit = float(size_bytes), 0
    while size >= _STEP and unit < len(_UNITS) - 1:
        size, unit = size / _STEP, unit + 1
    decimals = 1 if unit and size < _STEP / 10 else 0
    return f"{size:.{decimals}f} {_UNITS[unit]}"


def headline(row: ReceivedRow) -> str:
    """What it is, as far as is known: its studies, or how many files."""
    if not row.studies:
        return counted(row.file_count or row.arrived_count, "file")
    kinds = list(dict.fromkeys(kind for s in row.studies for kind in s.modalities.split(" · ")))
    named = next((study.description for study in row.studies if study.description), "")
    series = sum(len(study.series) for study in row.studies)
    parts = [" · ".join(kinds), named if len(row.studies) == 1 else ""]
    title = ", ".join(part for part in parts if part)
    amount = [counted(len(row.studies), "study", "studies")] if len(row.studies) > 1 else []
    amount += [counted(series, "series", "series"), counted(row.image_count, "image")]
    return f"{title}: {', '.join(amount)}"


def state_words(row: ReceivedRow | Submission, totals: Mapping[str, int]) -> str:
    """Where it stands, in a sentence; ``totals`` are its files by outcome."""
    if row.state == SubmissionState.RECEIVING:
        came = counted(row.arrived_count or row.file_count, "file")
        if not row.expected_bytes:
            return f"Arriving: {came} so far."
        return (
            f"Arriving: {came}, {size_in_words(row.arrived_bytes)} of "
            f"{size_in_words(row.expected_bytes)}."
        )
    if row.state == SubmissionState.WAITING:
        return "All is here. It waits for its turn."
    if row.state == SubmissionState.PROCESSING:
        stage = _STAGES.get(row.stage, "Working")
        return f"{stage}. {row.done_count:,} of {counted(row.file_count, 'file')} are done."
    return outcome_words(totals, row.file_count)


def outcome_words(totals: Mapping[str, int], files: int) -> str:
    """What became of a finished submission, in a sentence."""
    if totals["duplicate"] == files:
        return f"All {counted(files, 'file')} were here already. Nothing was stored twice."
    if totals["filed"] == files:
        return "Filed." if files == 1 else f"All {counted(files, 'file')} are filed."
    parts = [
        (totals["filed"], "filed"),
        (totals["duplicate"], "here already"),
        (totals["held"], "held for a person"),
        (totals["rejected"], "not taken"),
        (totals["waiting"], "on their way"),
    ]
    said = [f"{number:,} {words}" for number, words in parts if number]
    return f"{', '.join(said)}." if said else "Nothing came in."


def version_of(state: str, totals: Mapping[str, int]) -> str:
    """Changes when more of a submission changed than how far it is."""
    has_any = ":".join(str(int(totals[name] > 0)) for name in ("filed", "duplicate"))
    return f"{state}:{totals['held']}:{totals['rejected']}:{has_any}"


def by_patient(one: ReceivedOne) -> tuple[PatientGroup, ...]:
    """Studies patient by patient: they are never put together."""
    studies = one.row.studies
    patients = list(dict.fromkeys(study.patient for study in studies))
    return tuple(
        PatientGroup(
            name=f"Patient {number}" if len(patients) > 1 else "",
            studies=tuple(s for s in studies if s.patient == patient),
            others=tuple(s for s in one.others if s.patient == patient),
            cases=tuple(case for case in one.open_cases if case.patient == patient),
        )
        for number, patient in enumerate(patients, start=1)
    )


def day_words(day: int | None) -> str:
    """When a study was, as it may be told."""
    if day is None:
        return "no date"
    if day == 0:
        return "first study"
    return f"{counted(abs(day), 'day')} {'later' if day > 0 else 'earlier'}"
