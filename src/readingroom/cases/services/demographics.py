"""What the filed headers still say of the patient: an age that fits many, and the sex."""

import gzip
import json
import re
import zlib
from collections.abc import Sequence
from typing import Any, Final

from readingroom.archive.models import Study
from readingroom.archive.places import places
from readingroom.casefile.patient import Age, coarsen_age
from readingroom.casefile.vocab import AgeUnit, Sex
from readingroom.kernel.errors import NotFound
from readingroom.storage.shelf import METADATA

_AGE_TAG: Final = "00101010"
_SEX_TAG: Final = "00100040"
_AGE: Final = re.compile(r"(\d{3})([DWMY])")  # AS, PS3.5 table 6.2-1
_UNITS: Final = {
    "D": AgeUnit.DAYS, "W": AgeUnit.WEEKS, "M": AgeUnit.MONTHS, "Y": AgeUnit.YEARS,
}  # fmt: skip
_SEXES: Final = {"F": Sex.FEMALE, "M": Sex.MALE, "O": Sex.OTHER}  # PS3.3 table C.7-1


def patient_of(studies: Sequence[Study]) -> dict[str, Any]:
    """Age and sex as a case document holds them, from the first study that states each.

    Args:
        studies: of one patient, the earliest first; the age is that at the first of them.

    Returns:
        ``age`` and ``sex``, each only where a header states it. Headers were cleaned when they
        were filed, so that an age is one of a group already; it is coarsened again all the same.
    """
    told: dict[str, Any] = {}
    for study in studies:
        header = _header(study)
        told = _said(header) | told
        if {"age", "sex"} <= told.keys():
            break
    return told


def _said(header: dict[str, Any]) -> dict[str, Any]:
    said: dict[str, Any] = {}
    age = _AGE.fullmatch(_value(header, _AGE_TAG))
    if age:
        known = coarsen_age(Age(value=int(age[1]), unit=_UNITS[age[2]]))
        said["age"] = known.model_dump(mode="json", exclude_defaults=True)
    sex = _SEXES.get(_value(header, _SEX_TAG))
    if sex is not None:
        said["sex"] = sex.value
    return said


def _header(study: Study) -> dict[str, Any]:
    """The header of one instance of ``study`` in DICOM JSON; empty where none can be read."""
    series = next((one for one in study.series.all() if one.stack_count), None)
    if series is None:
        return {}
    try:
        packed = places().shelf.read(study.study_instance_uid, series.series_instance_uid, METADATA)
        headers = json.loads(gzip.decompress(packed))
    except (NotFound, OSError, EOFError, ValueError, zlib.error):
        return {}  # a case can be written without it
    return next((one for one in headers if isinstance(one, dict)), {})


def _value(header: dict[str, Any], tag: str) -> str:
    found = header.get(tag, {}).get("Value", [""])
    return found[0].strip() if found and isinstance(found[0], str) else ""
