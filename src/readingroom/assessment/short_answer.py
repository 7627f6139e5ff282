"""Short answers: the same words, another name for them, or a slip of the keyboard.

A typing error is forgiven by the distance of F. J. Damerau (Communications of the ACM 7 (1964)
171–176): letters put in, left out, changed, or swapped with their neighbour. But words of
medicine lie close together, so it is not forgiven where it would make another word of them:
``hypertension`` is not ``hypotension`` mistyped.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from readingroom.assessment.errors import InvalidAnswer

MAX_LENGTH: Final = 200
_ONE_SLIP_FROM: Final = 6
_TWO_SLIPS_FROM: Final = 9
_MOST_SLIPS: Final = 2
_CACHE = 20_000  # a whole vocabulary may come with every answer
_WORD = re.compile(r"[^\W_]+")
_LETTERS = re.compile(r"[a-z]+")
_SMALL_WORDS = frozenset(_LETTERS.findall("a an and at by for in of on or the to with"))
_SPELLINGS: Final = (
    (re.compile(r"[ao]e(?=[a-z]{2})"), "e"),  # oedema, haemorrhage
    (re.compile(r"(?<=[a-z]{2})our\b"), "or"),
    (re.compile(r"(?<=[a-z]{2})is(?=e[ds]?\b|ing\b|ation)"), "iz"),
    (re.compile(r"\bdisk"), "disc"),
)
_NUMBERS: Final = (
    (re.compile(r"(?<=[a-z]{2}[ao]s)es\b"), "is"),  # metastases
    (re.compile(r"(?<=[a-z]{2})ies\b"), "y"),
    (re.compile(r"(?<=ss|sh|ch)es\b|(?<=[a-z]{3})(?<![sui])s\b|(?<=[a-z]a)e\b"), ""),
)
# Beginnings and endings that few letters turn into one another, and a word into another word.
_BEGINNINGS: Final = (
    ("hyper", "hypo"), ("ab", "ad"), ("inter", "intra"), ("endo", "ecto"), ("endo", "exo"),
    ("macro", "micro"), ("ante", "anti"),
)  # fmt: skip
_ENDINGS: Final = (
    "itis", "osis", "lysis", "listhesis", "oma", "pathy", "ectomy", "ostomy", "otomy", "plasia",
    "plasty", "trophy", "emia", "uria", "cele", "oid", "phasia", "phagia",
)  # fmt: skip
_LOOKALIKES: Final = frozenset(
    _LETTERS.findall("""
    chondroma chordoma emphysema empyema hamartoma hematoma hepatoma infarcted infarction infected
    infection malleolus malleus melanoma metacarpal metatarsal myeloma myoma myxoma nephroblastoma
    neurinoma neuroblastoma neuroma perineal peritoneal peroneal ureteral urethral vesical vesicle
    """)
)


class Agreement(StrEnum):
    """In what way an answer was accepted."""

    SAME = "same"
    """The same words, whatever their case, order, spelling or number."""
    MISTYPED = "mistyped"
    """The same words but for a slip."""


@dataclass(frozen=True)
class Match:
    """An accepted answer that was given.

    Attributes:
        accepted: as the author wrote it.
        slips: letters that had to change; 0 for the same words.
    """

    accepted: str
    agreement: Agreement
    slips: int


def match_answer(
    given: str, accepted: Sequence[str], *, other_terms: Collection[str] = ()
) -> Match | None:
    """The accepted answer that ``given`` stands for, if any.

    A word of six to eight letters may have one slip and a longer one two, the answer two; shorter
    words, numbers and the first letter of a word must be right (``T1`` is not ``T2``, ``ileum``
    is not ``ilium``). The order of words plays no part.

    Args:
        given: as typed.
        accepted: the answer and its synonyms, the answer first.
        other_terms: words and names that mean something else; what was typed rightly as one of
            these is no slip.

    Raises:
        InvalidAnswer: more than ``MAX_LENGTH`` characters.
    """
    if len(given) > MAX_LENGTH:
        raise InvalidAnswer(
            f"The answer is longer than {MAX_LENGTH} characters. A word or a few will do."
        )
    typed = _words(given)
    if not typed:
        return None
    same = next((name for name in accepted if _joined(name) == "".join(typed)), None)
    if same is None:
        same = next((name for name in accepted if sorted(_words(name)) == sorted(typed)), None)
    if same is not None:
        return Match(accepted=same, agreement=Agreement.SAME, slips=0)
    return _mistyped(given, accepted, other_terms)


def slips_between(one: str, other: str, limit: int) -> int | None:
    """Letters put in, left out, changed or swapped between two words; none above ``limit``."""
    if abs(len(one) - len(other)) > limit:
        return None
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        older, before, row = before, row, [i]
        for j, across in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != across))
            if i > 1 and j > 1 and (letter, across) == (other[j - 2], one[i - 2]):
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1] if row[-1] <= limit else None


def _mistyped(given: str, accepted: Iterable[str], other_terms: Collection[str]) -> Match | None:
    if sorted(_words(given)) in (sorted(_words(term)) for term in other_terms):
        return None
    near = []
    for read in (_words, _forms):  # a slip may be in what looks like a plural
        typed, known = read(given), {word for term in other_terms for word in read(term)}
        for name in accepted:
            slips = _slips(typed, read(name), known)
            if slips is not None:
                near.append(Match(accepted=name, agreement=Agreement.MISTYPED, slips=slips))
    return min(near, key=lambda match: match.slips, default=None)


def _slips(typed: Sequence[str], meant: Sequence[str], known: Collection[str]) -> int | None:
    """Slips over all words, each paired with one; none where a word can't be another's."""
    if len(typed) != len(meant):
        return None
    left, total = list(meant), 0
    for word in sorted(typed, key=lambda each: each not in meant):
        reach = {other: slips for other in left if (slips := _slip(word, other, known)) is not None}
        if not reach:
            return None
        nearest = min(reach, key=lambda other: (reach[other], other))
        total += reach[nearest]
        left.remove(nearest)
    return total if total <= _MOST_SLIPS else None


def _slip(word: str, meant: str, known: Collection[str]) -> int | None:
    if word == meant:
        return 0
    limit = (len(meant) >= _ONE_SLIP_FROM) + (len(meant) >= _TWO_SLIPS_FROM)
    is_plain = word.isalpha() and meant.isalpha()
    if not is_plain or word in known or word[0] != meant[0] or _are_different(word, meant):
        return None
    return slips_between(word, meant, limit)


def _are_different(word: str, meant: str) -> bool:
    """Whether few letters set them apart, and yet they are two words."""
    if {word, meant} <= _LOOKALIKES or _ending(word) not in {None, _ending(meant)}:
        return True
    for pair in _BEGINNINGS:
        for one, other in (pair, pair[::-1]):
            if word.startswith(one) and meant.startswith(other):
                return slips_between(word[len(one) :], meant[len(other) :], 1) is not None
    return False


def _ending(word: str) -> str | None:
    return max((end for end in _ENDINGS if word.endswith(end)), key=len, default=None)


@lru_cache(maxsize=_CACHE)
def _words(text: str) -> tuple[str, ...]:
    """The words that count, each in one number."""
    words = []
    for form in _forms(text):
        word = form
        for many, one in _NUMBERS:
            word = many.sub(one, word)
        words.append(word)
    return tuple(words)


@lru_cache(maxsize=_CACHE)
def _forms(text: str) -> tuple[str, ...]:
    """Words in small letters without accents and in one spelling, small words left out."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    folded = "".join(part for part in parts if not unicodedata.combining(part))
    for spelling, instead in _SPELLINGS:
        folded = spelling.sub(instead, folded)
    words = _WORD.findall(folded)
    return tuple(word for word in words if word not in _SMALL_WORDS) or tuple(words)


def _joined(text: str) -> str:
    return "".join(_words(text))
