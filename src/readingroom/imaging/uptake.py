"""What turns the values of a PET into standardised uptake (SUV by body weight), or why not.

SUV is the activity at a place over the dose that is left, spread evenly through the body: Bq/ml
times the weight in grams over the dose in Bq, decayed to the moment to which the images are
corrected. Read as the vendor-neutral pseudo-code of the QIBA FDG-PET/CT profile does, from the
attributes of PS3.3 sections C.8.9.1 (PET series) and C.8.9.2 (PET isotope).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pydicom.dataset import Dataset

from readingroom.imaging.deid.dates import parse_date, parse_time
from readingroom.imaging.functional_groups import numbers
from readingroom.imaging.refusals import LIBRARY_ERRORS

_PHILIPS: Final = (0x7053, "Philips PET Private Group", 0x00)
_G_PER_KG: Final = 1000.0
_WEIGHTS_KG: Final = (0.2, 400.0)
_LEAST_DOSE_BQ: Final = 1e5  # some state MBq where Bq belongs, and would be wrong a million times
_MOST_HALF_LIVES: Final = 10.0
_MS: Final = 1000.0


@dataclass(frozen=True)
class Uptake:
    """SUV of a series.

    Attributes:
        factor: SUV of one modality unit of it; None where it can't be told.
        missing: why not: ``weight``, ``dose``, ``times``, ``corrections`` or ``units``; empty
            where there is a factor.
    """

    factor: float | None
    missing: str = ""

    def to_json(self) -> dict[str, float | str]:
        """As ``stacks.json`` has it."""
        return {"missing": self.missing} if self.factor is None else {"factor": self.factor}


class _Missing(Exception):
    """Carries the word for what is missing."""


def uptake_of(headers: Sequence[Dataset]) -> Uptake | None:
    """The SUV of a series, of which ``headers`` are all objects; None where it is no PET."""
    first = headers[0]
    if str(first.get("Modality") or "") != "PT":
        return None
    try:
        return Uptake(_factor(headers))
    except _Missing as missing:
        return Uptake(None, str(missing))
    except LIBRARY_ERRORS:  # a header that holds what no scanner writes
        return Uptake(None, "units")


def _factor(headers: Sequence[Dataset]) -> float:
    units = str(headers[0].get("Units") or "").strip()
    if units == "GML":
        return 1.0
    if units == "CNTS":
        return _stated_factor(headers[0])
    if units != "BQML":
        raise _Missing("units")
    weight = _number(headers[0], "PatientWeight")
    if not _WEIGHTS_KG[0] <= weight <= _WEIGHTS_KG[1]:
        raise _Missing("weight")
    return weight * _G_PER_KG / _dose_left(headers)


def _stated_factor(header: Dataset) -> float:
    """SUV of a count, where the scanner's maker keeps it in an attribute of its own."""
    group, creator, element = _PHILIPS
    try:
        factor = _first(header.private_block(group, creator)[element].value)
    except KeyError:
        factor = 0.0
    if factor <= 0:
        raise _Missing("units")
    return factor


def _dose_left(headers: Sequence[Dataset]) -> float:
    """Bq that were left at the moment to which the images are corrected."""
    header = headers[0]
    corrected = header.get("CorrectedImage") or ()
    done = {corrected} if isinstance(corrected, str) else set(corrected)
    if not {"ATTN", "DECY"} <= done:
        raise _Missing("corrections")
    isotope = _isotope(header)
    dose = _number(isotope, "RadionuclideTotalDose")
    half_life = _number(isotope, "RadionuclideHalfLife")
    if dose < _LEAST_DOSE_BQ or half_life <= 0:
        raise _Missing("dose")
    match str(header.get("DecayCorrection") or "").strip():
        case "ADMIN":
            return dose
        case "START":
            began = _scan_began(headers, half_life)
            return dose * math.exp2(-_decay_s(isotope, began, half_life) / half_life)
    raise _Missing("corrections")


def _isotope(header: Dataset) -> Dataset:
    items = header.get("RadiopharmaceuticalInformationSequence") or ()
    if not items or not isinstance(items[0], Dataset):
        raise _Missing("dose")
    return items[0]


def _decay_s(isotope: Dataset, began: datetime, half_life: float) -> float:
    """Seconds from the injection to the beginning of the scan."""
    given = _stamp(str(isotope.get("RadiopharmaceuticalStartDateTime") or ""))
    clock = parse_time(str(isotope.get("RadiopharmaceuticalStartTime") or ""))
    if given is None and clock is not None:
        given = datetime.combine(began.date(), clock)
        if given > began:  # the evening before
            given -= timedelta(days=1)
    if given is None:
        raise _Missing("times")
    seconds = (began - given).total_seconds()
    if not 0 <= seconds <= _MOST_HALF_LIVES * half_life:
        raise _Missing("times")
    return seconds


def _scan_began(headers: Sequence[Dataset], half_life: float) -> datetime:
    """When the scan of all bed positions began, to which ``DecayCorrection`` START corrects.

    A series that was made anew later has moments of its own; then the time that each frame
    stands for, reckoned from the beginning, leads back to it.
    """
    taken = [(_moment(header, "Acquisition"), header) for header in headers]
    known = [(moment, header) for moment, header in taken if moment is not None]
    stated = _moment(headers[0], "Series")
    if not known:
        raise _Missing("times")
    if stated is not None and stated <= min(moment for moment, _ in known):
        return stated
    return min(moment - _into_scan(header, half_life) for moment, header in known)


def _into_scan(header: Dataset, half_life: float) -> timedelta:
    """How long after the beginning of the scan this frame was begun."""
    reference_s = _number(header, "FrameReferenceTime", "times") / _MS
    frame_s = _number(header, "ActualFrameDuration", "times") / _MS
    rate = math.log(2) / half_life
    decays = rate * frame_s
    # The moment in the frame at which the activity is its mean.
    middle_s = math.log(decays / (1 - math.exp(-decays))) / rate if decays > 0 else 0.0
    return timedelta(seconds=reference_s - middle_s)


def _moment(header: Dataset, of: str) -> datetime | None:
    whole = _stamp(str(header.get(f"{of}DateTime") or ""))
    day, clock = (
        parse_date(str(header.get(f"{of}Date") or "")),
        parse_time(str(header.get(f"{of}Time") or "")),
    )
    if whole is None and day is not None and clock is not None:
        return datetime.combine(day, clock)
    return whole


def _stamp(text: str) -> datetime | None:
    """A DT down to the seconds at least, in the scanner's local time."""
    day, clock = parse_date(text[:8]), parse_time(text[8:].partition("+")[0].partition("-")[0])
    return datetime.combine(day, clock) if day and clock else None


def _number(item: Dataset, keyword: str, missing: str = "") -> float:
    """The attribute's number; 0 where there is none, unless ``missing`` says what that means."""
    value = _first(item.get(keyword))
    if missing and value <= 0:
        raise _Missing(missing)
    return value


def _first(value: object) -> float:
    try:
        return (*numbers(value), 0.0)[0]
    except LIBRARY_ERRORS:
        return 0.0
