"""The vocabulary of free text: words that say what was examined, and say nothing of whom.

``clinical_words.json`` is made by ``tools/make_vocabulary.py``, which says where each word comes
from. Words are folded: compatibility forms resolved, case and accents gone.
"""

import functools
import json
import unicodedata
from collections.abc import Mapping, Set
from importlib import resources
from types import MappingProxyType
from typing import Final

# Letters that a decomposition leaves whole, as they are written without their sign.
_PLAIN: Final = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
    | {"ħ": "h", "ŋ": "n", "ĸ": "k", "ŧ": "t", "’": "'", "‐": "-", "‑": "-"}
)
_SPELLED_OUT: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})


def fold(text: str) -> str:
    """``text`` without regard to case and width of letters."""
    return unicodedata.normalize("NFKC", text).casefold()


def plain(text: str) -> str:
    """``text`` folded, and its letters without their marks: ``Müller`` is ``muller``."""
    folded = fold(text)
    if folded.isascii():
        return folded
    apart = unicodedata.normalize("NFKD", folded.translate(_PLAIN))
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", bare)


def spellings(text: str) -> frozenset[str]:
    """The ways to write one word: as it is, without marks, and with ``ae`` for ``ä``."""
    folded = fold(text)
    if folded.isascii():
        return frozenset({folded})
    return frozenset({folded, plain(folded), plain(folded.translate(_SPELLED_OUT))})


@functools.cache
def _lists() -> Mapping[str, Set[str]]:
    source = resources.files(__package__).joinpath("clinical_words.json").read_text("utf-8")
    document = json.loads(source)["words"]
    return MappingProxyType({kind: frozenset(text.split()) for kind, text in document.items()})


def words_of(kind: str) -> Set[str]:
    """The words of one kind.

    Args:
        kind: ``clinical``; ``namelike`` (clinical, but also what people or places are called);
            ``eponym`` (clinical before one of ``after_eponym`` or behind
            one of ``before_eponym`` only); ``function`` (of, with);
            ``unit``; ``parameter`` (stands before a number); ``title`` (stands before a name);
            ``technique`` (parts of the names of sequences, which are run together).
    """
    return _lists()[kind]


@functools.cache
def ordinary_words() -> frozenset[str]:
    """Every word that may stand in a cleaned text, whoever it is about."""
    kinds = ("clinical", "namelike", "eponym", "after_eponym", "function", "unit", "parameter")
    return frozenset().union(*(words_of(kind) for kind in kinds))
