"""Descriptions rebuilt from a vocabulary: whole known words stay, everything else goes."""

import functools
import re
from collections.abc import Set
from typing import Final

from readingroom.imaging.deid.values import vocabulary

# "C-SPINE" before single words: a letter alone may be an initial and never stays.
# Letters are of any script here, so that no part of a foreign word is taken for a word.
_TOKENS: Final = re.compile(
    r"(?<![^\W_])[ctls][ -]?spine(?![^\W_])|\d{1,2}\.\d(?:mm|cm)(?![^\W_])|[^\W_]+", re.IGNORECASE
)
_SPINE: Final = re.compile(r"[ctls][ -]?spine")


def clean_description(text: str, *, avoid: Set[str]) -> str:
    """``text`` with only its words of anatomy and technique, in their order and case.

    Args:
        text: a description as a scanner or a person wrote it.
        avoid: words that may name this patient, folded (``str.casefold``); they go even when
            they are in the vocabulary, for some people are called Long or Head.

    Returns:
        The known words with single spaces between them; empty when there are none.

    Source: PS3.15 section E.3.5, Clean Descriptors Option.
    """
    kept = [t for t in _TOKENS.findall(text) if _is_clinical(t, avoid)]
    return " ".join(kept) if any(any(c.isalpha() for c in token) for token in kept) else ""


def _is_clinical(token: str, avoid: Set[str]) -> bool:
    folded = token.casefold()
    if folded in avoid:
        return False
    if folded in _words() or _SPINE.fullmatch(folded):
        return True
    return any(pattern.fullmatch(folded) for pattern in _patterns())


@functools.cache
def _words() -> Set[str]:
    return frozenset(vocabulary()["words"])


@functools.cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in vocabulary()["patterns"]["word"])
