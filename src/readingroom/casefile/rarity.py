"""Words that tell of something so rare that it could tell who the patient is, without any name.

A rule of thumb for an author to look at: what few people have, or what newspapers wrote of, needs
no name to be known again, the less so beside an age and a place.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from readingroom.casefile.document import CaseDocument
from readingroom.casefile.links import walk_texts, without_links
from readingroom.casefile.vocab import AgeUnit

_SHAPES: Final = (
    ("something that few people have", re.compile(
        r"\b(?:(?:extremely|exceedingly|very|ultra-?)\s*rare"
        r"|first (?:reported|described|known) case"
        r"|only (?:\w+ )?(?:reported|known|published) cases?"
        r"|never (?:before )?(?:been )?(?:reported|described)"
        r"|fewer than \w+ (?:cases|patients)|one in a million|case report of the first"
        r"|only (?:\w+ )?survivor)\b", re.IGNORECASE)),
    ("a public role", re.compile(
        r"\b(?:(?:professional|olympic|famous|well-known|celebrated|international)\s+\w+"
        r"|politician|minister|mayor|bishop|footballer|athlete|actor|actress|singer|celebrity"
        r"|member of parliament|head of state|astronaut)\b", re.IGNORECASE)),
    ("an event that was in the news", re.compile(
        r"\b(?:(?:train|plane|air|bus|mining|nuclear|helicopter) (?:crash|accident|disaster)"
        r"|terror(?:ist)? attack|mass shooting|earthquake|tsunami|explosion|collapse of (?:a|the)"
        r"|shark (?:attack|bite)|lightning strike|struck by lightning|kidnapp\w+|avalanche)\b",
        re.IGNORECASE)),
    ("a birth that is told of", re.compile(
        r"\b(?:conjoined|siamese|triplets?|quadruplets?|quintuplets?|octuplets?)\b",
        re.IGNORECASE)),
)  # fmt: skip
_NOT_LOOKED_AT: Final = ("references", "further_cases", "contributors", "images", "diagnosis_codes")
_LONGEST: Final = 60
_OLD: Final = 100


@dataclass(frozen=True)
class Rarity:
    """Something that could single a patient out.

    Attributes:
        place: where it stands, such as ``patient.presentation``.
        message: a sentence for the author.
    """

    place: str
    message: str


def find_rarity(document: CaseDocument) -> tuple[Rarity, ...]:
    """Everything in the words of a case that tells of the rare, the public or the famous."""
    found = [
        rarity
        for place, text in walk_texts(document)
        if not any(name in place for name in _NOT_LOOKED_AT)
        for rarity in _in_text(place, without_links(text))
    ]
    age = document.patient.age
    if age is not None and age.unit is AgeUnit.YEARS and age.value >= _OLD:
        found.append(
            Rarity("patient.age", "Few people are as old as this. With a place it says who it is.")
        )
    return tuple(found)


def _in_text(place: str, text: str) -> Iterator[Rarity]:
    for what, shape in _SHAPES:
        for found in shape.finditer(text):
            yield Rarity(
                place,
                f"“{found[0][:_LONGEST]}” tells of {what}. With age and place it can tell who the "
                "patient is: leave out what the case does not need.",
            )
