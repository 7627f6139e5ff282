"""Which files are of one patient, once all that came together were looked at."""

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple


class Whose(NamedTuple):
    """What one file tells of its patient.

    Attributes:
        patient: keyed digest of what tells patients apart in this file.
        study: what the file's study is known by.
        is_numbered: whether the file states a patient's ID.
    """

    patient: str
    study: str
    is_numbered: bool


def joined(files: Mapping[int, Whose]) -> dict[int, str]:
    """The patient of each file.

    A file without a patient's ID is of the patient of its study, where the other files of the
    study name one and no other: reports and captures often come without.
    """
    of_study: dict[str, set[str]] = defaultdict(set)
    for whose in files.values():
        if whose.is_numbered:
            of_study[whose.study].add(whose.patient)
    return {ordinal: _of(whose, of_study[whose.study]) for ordinal, whose in files.items()}


def _of(whose: Whose, others: set[str]) -> str:
    return whose.patient if whose.is_numbered or len(others) != 1 else next(iter(others))
