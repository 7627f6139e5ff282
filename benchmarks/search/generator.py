"""Plausible case documents in any number, from the words of the labelled set."""

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

from benchmarks.search.labelled_set import REACH, WHEN, read_cases
from readingroom.search.entries import CaseRow

_SIDES: Final = ("left", "right", "bilateral", "anterior", "posterior", "superior", "inferior")
_SIZES: Final = ("small", "large", "subtle", "extensive", "multifocal", "solitary", "irregular")
_MARKERS: Final = ("TTF-1", "CK7", "CK20", "CDX2", "S100", "p40", "GATA3", "PAX8")
_SYSTEMS: Final = ("spine", "chest", "gastrointestinal", "musculoskeletal", "urogenital", "breast")
_PLANES: Final = ("Axial", "Sagittal", "Coronal")
_SEQUENCES: Final = ("T1", "T2", "STIR", "FLAIR", "DWI")
_FINDINGS, _DISCUSSION = 5, 7
_PUBLIC_SHARE = 0.66


def make_rows(number: int, *, seed: int = 1) -> Iterator[CaseRow]:
    """``number`` published cases, a third of them for one institution alone."""
    chance = random.Random(seed)  # noqa: S311  # invented cases
    cases = list(read_cases().values())
    findings = [s for case in cases for s in _sentences(case["stages"][0]["findings"])]
    talk = [s for case in cases for s in _sentences(case["stages"][1]["text"])]
    for case_id in range(1, number + 1):
        document = _document(chance, cases, findings, talk, case_id)
        reach = REACH if chance.random() < _PUBLIC_SHARE else ("members:5", "editors:5")
        when = WHEN - timedelta(hours=case_id % 40_000)
        name = f"Institution {case_id % 7}"
        yield CaseRow(case_id, f"RR-{case_id:05d}", case_id, reach, name, when, document)


def _document(
    chance: random.Random,
    cases: list[dict[str, Any]],
    findings: list[str],
    talk: list[str],
    at: int,
) -> dict[str, Any]:
    base = chance.choice(cases)
    study = base["stages"][0]
    seen = [study["findings"], *(_varied(chance, s) for s in chance.sample(findings, _FINDINGS))]
    said = [
        base["stages"][1]["text"],
        *(_varied(chance, s) for s in chance.sample(talk, _DISCUSSION)),
    ]
    series = {"id": "s1", "images": "x", "plane": chance.choice(_PLANES),
              "sequence": chance.choice(_SEQUENCES)}  # fmt: skip
    stains = [
        {"marker": marker, "result": chance.choice(("positive", "negative"))}
        for marker in chance.sample(_MARKERS, 3)
    ]
    return {
        **base,
        "title": f"{base['title']}, {chance.choice(_SIZES)} {chance.choice(_SIDES)} form {at}",
        "systems": [chance.choice(_SYSTEMS)],
        "difficulty": chance.choice(("primary", "intermediate", "advanced")),
        "certainty": chance.choice(("probable", "almost-certain", "certain")),
        "patient": {
            **base["patient"],
            "age": {"value": chance.randrange(90)},
            "sex": chance.choice(("female", "male")),
        },
        "stages": [
            {**study, "findings": " ".join(seen), "series": [series]},
            {"kind": "pathology", "id": "p", "stains": stains} if at % 3 == 0 else
            {"kind": "course", "id": "c", "findings": chance.choice(talk)},
            {**base["stages"][1], "text": " ".join(said)},
        ],
    }  # fmt: skip


def _varied(chance: random.Random, sentence: str) -> str:
    return f"{chance.choice(_SIZES).capitalize()} {chance.choice(_SIDES)}: {sentence}"


def _sentences(text: str) -> list[str]:
    return [f"{sentence.strip()}." for sentence in text.split(".") if sentence.strip()]
