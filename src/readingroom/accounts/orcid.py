"""ORCID iDs: sixteen characters of which the last proves the others."""

import re
from typing import Final

from readingroom.kernel.errors import InvalidInput

_ADDRESS: Final = re.compile(r"^(?:https?://)?(?:www\.)?orcid\.org/", re.IGNORECASE)
_WHOLE: Final = re.compile(r"\d{15}[\dX]")
_TEN: Final = 10
_MODULUS: Final = 11


def read_orcid(text: str) -> str:
    """The iD in ``text`` as ``0000-0002-1825-0097``; empty where nothing was typed.

    Takes the whole address of a profile, and spaces for hyphens. The last character is checked by
    ISO 7064 MOD 11-2, as ORCID's "Structure of the ORCID Identifier" describes.

    Raises:
        InvalidInput: it is none, or a digit was mistyped.
    """
    bare = re.sub(r"[\s–-]", "", _ADDRESS.sub("", text.strip())).upper().rstrip("/")
    if not bare:
        return ""
    if not _WHOLE.fullmatch(bare):
        raise InvalidInput("An ORCID iD has sixteen digits, such as 0000-0002-1825-0097.")
    if check_character(bare[:-1]) != bare[-1]:
        raise InvalidInput("One of the digits of this ORCID iD is mistyped. Compare it again.")
    return "-".join(bare[start : start + 4] for start in range(0, 16, 4))


def check_character(digits: str) -> str:
    """The sixteenth character for fifteen ``digits`` (ISO 7064 MOD 11-2): 0 to 9, or X for ten."""
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    rest = (_MODULUS + 1 - total % _MODULUS) % _MODULUS
    return "X" if rest == _TEN else str(rest)
