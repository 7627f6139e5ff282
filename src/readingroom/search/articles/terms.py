"""Terms: what an article is of, and which words name it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.utils.text import slugify

from readingroom.search.models import LONGEST_SLUG, Article
from readingroom.search.vocabulary import Concept, Vocabulary
from readingroom.search.words import stems

Kind = Article.Kind
_KINDS: Final = {"sign": Kind.SIGN, "anatomy": Kind.ANATOMY}


@dataclass(frozen=True)
class Term:
    """What an article is of.

    Attributes:
        slug: what it is called in addresses.
        concept: key of the vocabulary's concept; empty where the vocabulary has none.
    """

    slug: str
    name: str
    kind: Kind
    concept: str = ""


@dataclass(frozen=True)
class Named:
    """A diagnosis that a case names.

    Attributes:
        is_itself: false where the case names a kind of it.
    """

    slug: str
    name: str
    is_itself: bool = True


def slug_of(name: str) -> str:
    """``Crohn disease`` as ``crohn-disease``; empty where a name has neither letter nor digit."""
    return slugify(name, allow_unicode=True)[:LONGEST_SLUG].strip("-")


@lru_cache(maxsize=16_384)  # of a vocabulary, which every search goes through whole
def slugs_of_names(concept: Concept) -> tuple[str, ...]:
    """What every name of a concept would be called in addresses."""
    return tuple(slug_of(name) for name in (concept.label, *concept.names))


def slug_of_concept(concept: Concept) -> str:
    """What a concept is called in addresses."""
    return concept.key.replace("_", "-")


def shown_name(concept: Concept) -> str:
    """A concept's label as a heading: ``DISH`` stays, ``discitis`` begins with a capital."""
    return concept.label[:1].upper() + concept.label[1:]


def term_of(concept: Concept, vocabulary: Vocabulary) -> Term | None:
    """The term of a concept; None for what is no diagnosis, sign or part of the body."""
    kind = _KINDS.get(concept.mark)
    if kind is None and not is_diagnosis(concept, vocabulary):
        return None
    return Term(slug_of_concept(concept), shown_name(concept), kind or Kind.DIAGNOSIS, concept.key)


def is_diagnosis(concept: Concept, vocabulary: Vocabulary) -> bool:
    """Whether a concept lies under a group of diagnoses without being one itself."""
    return not concept.mark and bool(vocabulary.groups_of([concept.key]))


def concept_of(name: str, vocabulary: Vocabulary) -> Concept | None:
    """The one concept that all of a name names; None where it names none, several or more."""
    words = stems(name)
    found = list(vocabulary.mentions(words))
    if len(found) != 1 or (found[0].start, found[0].end) != (0, len(words)):
        return None
    return vocabulary.concepts[found[0].keys[0]] if len(found[0].keys) == 1 else None


def concept_at(slug: str, vocabulary: Vocabulary) -> Concept | None:
    """The concept behind an address."""
    return vocabulary.concepts.get(slug.replace("-", "_"))


def diagnosis_called(name: str, vocabulary: Vocabulary) -> Named:
    """The diagnosis of a name: the vocabulary's where it has it, else of these very words."""
    concept = concept_of(name, vocabulary)
    if concept is None or concept.mark:
        return Named(slug_of(name), name)
    return Named(slug_of_concept(concept), shown_name(concept))


def named_by(title: str, codes: Iterable[str], vocabulary: Vocabulary) -> tuple[Named, ...]:
    """What a case names: its codes, the diseases in its title, and what those are kinds of."""
    found: dict[str, Named] = {}
    for meaning in codes:
        one = diagnosis_called(meaning, vocabulary)
        found[one.slug] = one
    named = [*_diseases(title, vocabulary)]
    for meaning in codes:
        named += _diseases(meaning, vocabulary)
    for concept in named:
        slug = slug_of_concept(concept)
        found.setdefault(slug, Named(slug, shown_name(concept)))
    for wider in _wider(named, vocabulary):
        slug = slug_of_concept(wider)
        found.setdefault(slug, Named(slug, shown_name(wider), is_itself=False))
    found.pop("", None)
    return tuple(found.values())


def _diseases(text: str, vocabulary: Vocabulary) -> Iterator[Concept]:
    for mention in vocabulary.mentions(stems(text)):
        for key in mention.keys:
            if is_diagnosis(vocabulary.concepts[key], vocabulary):
                yield vocabulary.concepts[key]


def _wider(named: Sequence[Concept], vocabulary: Vocabulary) -> Iterator[Concept]:
    for concept in named:
        for key in vocabulary.closure(concept.key)[1:]:
            if is_diagnosis(vocabulary.concepts[key], vocabulary):
                yield vocabulary.concepts[key]
