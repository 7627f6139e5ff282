"""What a case is found under, from its document alone."""

from collections.abc import Iterator

from readingroom.casefile.document import CaseDocument
from readingroom.casefile.vocab import Certainty, Difficulty, Modality, System

NAMES = {
    "modality": "Modality",
    "system": "System",
    "region": "Region",
    "certainty": "Diagnosis",
    "difficulty": "Difficulty",
}
_VOCABULARY = {
    "modality": Modality,
    "system": System,
    "certainty": Certainty,
    "difficulty": Difficulty,
}
# A card that says there is histology says that there was something to cut out.
_NOT_SHOWN = frozenset({Modality.PATHOLOGY})
_VALUE_LIMIT = 80


def facets_of(document: CaseDocument) -> tuple[tuple[str, str], ...]:
    """Pairs of facet name and value, each once."""
    return tuple(dict.fromkeys(_pairs(document)))


def label_of(name: str, value: str) -> str:
    """The words for a value; what is not in a closed list is its own label."""
    vocabulary = _VOCABULARY.get(name)
    if vocabulary is None:
        return value
    return next((entry.label for entry in vocabulary if entry.value == value), value)


def position_of(name: str, value: str) -> tuple[int, str]:
    """For sorting: closed lists in their own order, other values by the alphabet."""
    vocabulary = _VOCABULARY.get(name)
    order = [entry.value for entry in vocabulary] if vocabulary else []
    return (order.index(value) if value in order else len(order), value.casefold())


def _pairs(document: CaseDocument) -> Iterator[tuple[str, str]]:
    for study in document.studies:
        if study.modality not in _NOT_SHOWN:
            yield "modality", study.modality.value
        if study.region:
            yield "region", study.region[:_VALUE_LIMIT]
    for system in document.systems:
        yield "system", system.value
    yield "certainty", document.certainty.value
    if document.difficulty:
        yield "difficulty", document.difficulty.value
