"""Words as they are compared: without accents, in one spelling, without their endings."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

WORD: Final = re.compile(r"[^\W_]+")
# Words of a sentence that tell nothing of a case.
_STOP_WORDS = """
    a an and are as at be been being but by for from had has have he her his in into is it its of
    on or s she that the their there these they this those to was were which with
"""
STOP_WORDS: Final = frozenset(_STOP_WORDS.split())
_MOST_KEPT: Final = 200_000
# Stands between texts that are taken apart in one go; among their words it is a ``GAP``.
BREAK: Final = "\x01"
GAP: Final = "_"
# To small letters, and to a space where no word goes on: several times quicker than a pattern.
_ASCII_WORDS: Final = {
    code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)
} | {ord(BREAK): GAP}
_NO_WORD: Final = re.compile(r"\W+")
_BEYOND_ASCII: Final = re.compile(r"[^\x00-\x7f]+")
_SHORT = 4  # words up to this length keep their ending, apart from a plural s
# Plurals and spellings that no rule gives.
_IRREGULAR: Final = {
    "apices": "apex", "atria": "atrium", "bacteria": "bacterium", "bronchi": "bronchus",
    "calculi": "calculus", "calyces": "calyx", "cortices": "cortex", "data": "data",
    "diverticula": "diverticulum", "emboli": "embolus", "feet": "foot", "femora": "femur",
    "foci": "focus", "foramina": "foramen", "fungi": "fungus", "ganglia": "ganglion",
    "genera": "genus", "gyri": "gyrus", "indices": "index", "larvae": "larva",
    "lumina": "lumen", "matrices": "matrix", "meninges": "meninx", "naevi": "nevus",
    "nuclei": "nucleus", "ossa": "os", "ova": "ovum", "phalanges": "phalanx",
    "pelves": "pelvis", "plexuses": "plexus", "pneumothoraces": "pneumothorax",
    "haemothoraces": "hemothorax", "radii": "radius", "septa": "septum", "sinuses": "sinus",
    "strata": "stratum", "sulci": "sulcus", "teeth": "tooth", "thoraces": "thorax",
    "thrombi": "thrombus", "viscera": "viscus", "vertebrae": "vertebra", "children": "child",
    "men": "man", "women": "woman", "lives": "life", "halves": "half", "diagnoses": "diagnosis",
    "grey": "gray", "disk": "disc", "disks": "disc", "lungs": "lung", "calves": "calf",
}  # fmt: skip
_SPELLING: Final = (
    (re.compile(r"oe(?=[a-z]{2})"), "e"),
    (re.compile(r"ae(?=[a-z]{2})"), "e"),
    (re.compile(r"(?<=[a-z]{2})our(?=s?$|ed$|ing$)"), "or"),
    (re.compile(r"(?<=[a-z]{2})tre(?=s?$)"), "ter"),
    (re.compile(r"(?<=[a-z]{2})bre(?=s?$)"), "ber"),
    (re.compile(r"is(?=e[sd]?$|ing$|ation)"), "iz"),
    (re.compile(r"lys(?=e[sd]?$|ing$)"), "lyz"),
    (re.compile(r"^sulph"), "sulf"),
    (re.compile(r"^leuc"), "leuk"),
)
_ENDINGS: Final = (
    (re.compile(r"(?<=[a-z]{2})ases$"), "asis"),
    (re.compile(r"(?<=[a-z]{2})oses$"), "osis"),
    (re.compile(r"(?<=[a-z]{2})eses$"), "esis"),
    (re.compile(r"(?<=[a-z]{2})ae$"), "a"),
    (re.compile(r"(?<=[a-z]{2})omata$"), "oma"),
    (re.compile(r"(?<=[a-z]{2})ies$"), "y"),
    (re.compile(r"(?<=ss|sh|ch)es$|(?<=x)es$"), ""),
    (re.compile(r"(?<=[a-z]{2})(?<![sui])s$"), ""),
    (re.compile(r"(?<=[a-z]{2})astatic$"), "astasis"),
    (re.compile(r"(?<=[a-z]{2})otic$"), "osis"),
    (re.compile(r"(?<=[a-z]{3})ication$|(?<=[a-z]{3})ied$"), "y"),
    (
        re.compile(
            r"(?<=[a-z]{4})ment$|(?<=[a-z]{4})ation$|(?<=[a-z]{4})ion$|(?<=[a-z]{4})ing$|(?<=[a-z]{4})ed$"
        ),
        "",
    ),
    (re.compile(r"([bdgmnprt])\1$"), r"\1"),
    (re.compile(r"(?<=[a-z]{4})e$"), ""),
)


def fold(text: str) -> str:
    """Small letters without accents: ``Sjögren`` and ``sjogren`` are one word."""
    if text.isascii():
        return text.lower()
    return _BEYOND_ASCII.sub(_plain_letters, text).lower()


def _plain_letters(found: re.Match[str]) -> str:
    parts = unicodedata.normalize("NFKD", found[0].casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


def _only_words(found: re.Match[str]) -> str:
    return _NO_WORD.sub(" ", _plain_letters(found))


def stem(word: str) -> str:
    """What is compared of one folded word: ``oedemas`` and ``edema`` give the same.

    British and American spelling and singular and plural meet; so do the usual endings of what
    is seen (``enhancing``, ``enhancement``). Two different words may meet too, which costs a
    search little; one word never gives two answers.
    """
    return _STEMS[word] or _make_stem(word)


def _make_stem(word: str) -> str:
    if word in _IRREGULAR:
        word = _IRREGULAR[word]
    if not word.isalpha() or len(word) <= _SHORT:
        return word[:-1] if _is_short_plural(word) else word
    for ending, instead in _ENDINGS[:5]:
        word = ending.sub(instead, word)
    for spelling, instead in _SPELLING:
        word = spelling.sub(instead, word)
    for ending, instead in _ENDINGS[5:]:
        word = ending.sub(instead, word)
    return word


def _is_short_plural(word: str) -> bool:
    return len(word) == _SHORT and word.isalpha() and word[-1] == "s" and word[-2] not in "sui"


class _Stems(dict[str, str]):
    """The stems of words that were met; of a stop word nothing."""

    def __missing__(self, word: str) -> str:
        if len(self) >= _MOST_KEPT:
            self.clear()
        found = self[word] = "" if word in STOP_WORDS else _make_stem(word)
        return found


_STEMS: Final = _Stems()


def words_of(text: str) -> list[str]:
    """The words of a text in order, folded; a ``BREAK`` is a word of its own, ``GAP``."""
    if not text.isascii():
        text = _BEYOND_ASCII.sub(_only_words, text)
    if text.isascii():
        return text.translate(_ASCII_WORDS).split()
    return text.lower().translate(_ASCII_WORDS).split()


def stems_of(words: Iterable[str]) -> list[str]:
    """The stems of folded words in order, stop words left out."""
    return list(filter(None, map(_STEMS.__getitem__, words)))


def stems(text: str) -> list[str]:
    """The stems of a text in order, stop words left out."""
    return stems_of(words_of(text))


def placed_words(text: str) -> Iterator[tuple[int, int, str]]:
    """Each word that counts with where it begins and ends in ``text``, and its stem."""
    is_plain = text.isascii()
    folded = text.lower() if is_plain else text
    for found in WORD.finditer(folded):
        stemmed = _STEMS[found[0] if is_plain else fold(found[0])]
        if stemmed:
            yield found.start(), found.end(), stemmed
