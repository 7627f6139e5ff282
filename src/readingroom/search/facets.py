"""What cases are filtered by, and which of it tells the answer."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from readingroom.casefile.vocab import (
    Certainty,
    Difficulty,
    Labelled,
    Language,
    Licence,
    Modality,
    Sex,
    System,
)
from readingroom.search.words import fold

NAMES: Final = {
    "modality": "Modality",
    "system": "System",
    "region": "Region",
    "group": "Kind of disease",
    "certainty": "Diagnosis",
    "difficulty": "Difficulty",
    "has": "With",
    "age": "Age",
    "sex": "Sex",
    "plane": "Plane",
    "sequence": "Sequence",
    "stain": "Stain",
    "language": "Language",
    "licence": "Licence",
    "institution": "Institution",
    "year": "Year",
}
# They tell the answer, or that there was something to cut out.
TOLD: Final = frozenset({"system", "group", "stain"})
TOLD_VALUES: Final = frozenset({"has=pathology"})
# Field terms that look into what is kept back until a case is read.
TOLD_FIELDS: Final = TOLD | {"title", "finding", "tag", "absent"}
VALUE_LIMIT: Final = 80
_VOCABULARY: Final[Mapping[str, type[Labelled]]] = {
    "modality": Modality,
    "system": System,
    "certainty": Certainty,
    "difficulty": Difficulty,
    "sex": Sex,
    "language": Language,
    "licence": Licence,
}
AGE_GROUPS: Final = (
    ("newborn", "Newborn", 28),
    ("infant", "Infant, under 2", 730),
    ("child", "Child, 2–11", 4_383),
    ("adolescent", "Adolescent, 12–17", 6_574),
    ("young-adult", "18–39", 14_610),
    ("middle-aged", "40–64", 23_741),
    ("older", "65–79", 29_220),
    ("oldest", "80 and over", 10**9),
)
HAS: Final = {
    "quiz": "A quiz",
    "hotspot": "A hotspot",
    "pathology": "Pathology",
    "differential": "A differential",
    "annotations": "Annotations",
    "several-studies": "Several studies",
}
_RESULTS: Final = {"positive": "+", "focal": "+", "negative": "−", "equivocal": "±"}
_DAYS: Final = {"days": 1.0, "weeks": 7.0, "months": 30.4375, "years": 365.25}
_NOT_ALNUM = re.compile(r"[\W_]+")


def told(name: str, value: str) -> bool:
    """Whether a value of a facet tells the answer of an unread case."""
    return name in TOLD or f"{name}={value}" in TOLD_VALUES


def age_in_days(document: Mapping[str, Any]) -> int | None:
    """The patient's age in days; None where none is given."""
    age = document.get("patient", {}).get("age")
    return int(age["value"] * _DAYS[age.get("unit", "years")]) if age else None


def facets_of(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Name and value of what a stored document alone is found under."""
    yield from (("system", value) for value in document.get("systems", ()))
    yield "certainty", document.get("certainty", Certainty.NOT_APPLICABLE.value)
    yield "language", document.get("language", Language.ENGLISH.value)
    yield "licence", document.get("licence", Licence.ALL_RIGHTS_RESERVED.value)
    if document.get("difficulty"):
        yield "difficulty", document["difficulty"]
    if document.get("patient", {}).get("sex"):
        yield "sex", document["patient"]["sex"]
    days = age_in_days(document)
    if days is not None:
        yield "age", next(key for key, _label, below in AGE_GROUPS if days < below)
    yield from (("has", value) for value in _has(document))
    for stage in document.get("stages", ()):
        yield from _of_stage(stage)


def _of_stage(stage: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if stage["kind"] == "study" and stage["modality"] != Modality.PATHOLOGY:
        yield "modality", stage["modality"]
        if stage.get("region"):
            yield "region", stage["region"][:VALUE_LIMIT]
        for series in stage.get("series", ()):
            for name in ("plane", "sequence"):
                if series.get(name):
                    yield name, series[name][:VALUE_LIMIT]
    for stain in stage.get("stains", ()):
        if stain["result"] in _RESULTS:
            yield "stain", f"{stain['marker'][: VALUE_LIMIT - 2]} {_RESULTS[stain['result']]}"


def _has(document: Mapping[str, Any]) -> Iterator[str]:
    stages = document.get("stages", ())
    items = document.get("items", ())
    studies = [stage for stage in stages if stage["kind"] == "study"]
    signs = {
        "quiz": bool(items),
        "hotspot": any(item["kind"] == "hotspot" for item in items),
        "pathology": any(
            stage["kind"] == "pathology" or stage.get("modality") == Modality.PATHOLOGY
            for stage in stages
        ),
        "differential": any(stage.get("differential") for stage in stages),
        "annotations": any(
            series.get("annotations") for study in studies for series in study.get("series", ())
        ),
        "several-studies": len(studies) > 1,
    }
    return (name for name, is_so in signs.items() if is_so)


def label_of(name: str, value: str) -> str:
    """The words for a value; what is in no closed list is its own label."""
    return _labels(name).get(
        value, value.replace("_", " ").capitalize() if name == "group" else value
    )


def position_of(name: str, value: str) -> tuple[int, str]:
    """For sorting: closed lists in their own order, years from the last, others by the alphabet."""
    if name == "year" and value.isdigit():
        return -int(value), ""
    order = list(_labels(name))
    return (order.index(value) if value in order else len(order), fold(value))


def exact_value(name: str, typed: str) -> str | None:
    """The value of a closed list that someone typed by value or label; None where it is none."""
    if name == "stain":
        return None
    wanted = _NOT_ALNUM.sub("", fold(typed))
    for value, label in _labels(name).items():
        if wanted in {_NOT_ALNUM.sub("", fold(text)) for text in (value, label)}:
            return value
    return None


def _labels(name: str) -> dict[str, str]:
    if name == "age":
        return {key: label for key, label, _below in AGE_GROUPS}
    if name == "has":
        return HAS
    vocabulary = _VOCABULARY.get(name)
    return {entry.value: entry.label for entry in vocabulary} if vocabulary else {}
