"""Free text cut into words and numbers, each with what it seems to be by itself."""

import functools
import re
from collections.abc import Set
from dataclasses import dataclass
from enum import Enum
from typing import Final

from readingroom.imaging.deid.patterns import CODES, GONE, MADE_OF, PREFIXES, SURE_CODES, WHOLE
from readingroom.imaging.deid.words import fold, plain, spellings, words_of


class Kind(Enum):
    """What a token is, by itself."""

    OUT = "out"  # goes
    WORD = "word"  # stays
    MEASURE = "measure"  # a number that a unit or parameter explains: stays
    NUMBER = "number"  # stays among words that stay
    CODE = "code"  # letters and digits such as a kernel's name: the same
    LETTER = "letter"  # a single one, such as L and R: the same
    FUNCTION = "function"  # of, with: stays before a word that stays
    NAMELIKE = "namelike"  # stays unless a word beside it goes


@dataclass(slots=True)
class Token:
    """A piece of a text, from offset ``start`` to before ``stop``."""

    start: int
    stop: int
    kind: Kind
    is_word: bool = True  # and no number


_EDGE: Final = r"(?<![^\W_])"
_NUMBER: Final = r"\d+(?:[.,]\d+)?"


@functools.cache
def _lexer() -> re.Pattern[str]:
    units = "|".join(sorted(map(re.escape, words_of("unit")), key=len, reverse=True))
    parts = (
        rf"(?P<gone>{_EDGE}(?:{'|'.join(GONE)}))",
        rf"(?P<whole>{_EDGE}(?:{'|'.join(WHOLE)}))",
        rf"(?P<measure>{_EDGE}{_NUMBER}(?:{units})(?![^\W_]))",
        rf"(?P<number>{_EDGE}{_NUMBER}(?![^\W_]))",
        r"(?P<word>[^\W_]+)",
    )
    return re.compile("|".join(parts), re.IGNORECASE)


def classified(text: str, *, avoid: Set[str]) -> list[Token]:
    """The tokens of ``text`` in order, each judged by itself and by what names it.

    Args:
        text: composed (NFC).
        avoid: folded words that name this patient.
    """
    found = [_token(match, avoid) for match in _lexer().finditer(text)]
    for place, token in enumerate(found):
        _judge_beside(text, found, place, token, avoid=avoid)
    return found


def _token(match: re.Match[str], avoid: Set[str]) -> Token:
    start, stop, word = match.start(), match.end(), match.group()
    kind = _BY_GROUP.get(match.lastgroup or "", Kind.OUT)
    longest = _LONGEST_MEASURE - word.endswith("%")
    if match.lastgroup == "measure" and (_digits(word) > longest or _LONG_FRACTION.match(word)):
        kind = Kind.OUT
    elif match.lastgroup == "number":
        kind = _of_number(word)
    elif match.lastgroup == "word":
        kind = _of_word(word)
    elif match.lastgroup == "whole" and "." in word:
        kind = Kind.CODE  # may be initials
    if avoid and kind is not Kind.OUT and _is_avoided(word, avoid):
        kind = Kind.OUT
    return Token(start, stop, kind, is_word=match.lastgroup in ("word", "whole"))


_BY_GROUP: Final = {"gone": Kind.OUT, "whole": Kind.WORD, "measure": Kind.MEASURE}
_LONGEST_MEASURE: Final = 4


def _is_avoided(word: str, avoid: Set[str]) -> bool:
    if word.isascii():
        return word.casefold() in avoid
    return not avoid.isdisjoint(spellings(word))


def _digits(word: str) -> int:
    """How many digits the whole part of the number has that begins ``word``."""
    found = re.match(r"\d+", word)
    return len(found.group()) if found else 0


_LONG_FRACTION: Final = re.compile(r"\d+[.,]\d{4}")


# Matrices, strengths of contrast media, and numbers as round as people say them.
_ROUND: Final = frozenset(
    {
        "240",
        "270",
        "350",
        "370",
        "128",
        "192",
        "256",
        "288",
        "320",
        "384",
        "448",
        "512",
        "768",
        "1024",
    }
)
_FRACTIONS: Final = frozenset({"00", "000", "25", "50", "75", "125", "375", "625"})
_LAST_MONTH: Final = 12


def _of_number(number: str) -> Kind:
    """A number by itself: small ones may stay, long ones and those like a date or year go."""
    whole, _, part = number.replace(",", ".").partition(".")
    if number in _ROUND or (len(whole) == 3 and whole.endswith("00") and not part):  # noqa: PLR2004
        return Kind.NUMBER
    if len(whole) > 2:  # noqa: PLR2004
        return Kind.OUT
    if part in _FRACTIONS or part in ("0", "5") or (part and whole == "0"):
        return Kind.MEASURE  # a thickness
    no_day = len(part) == 2 and int(part) > _LAST_MONTH  # noqa: PLR2004  nor a month
    return Kind.NUMBER if len(part) <= 1 or no_day else Kind.OUT


_LETTERS: Final = frozenset("lrapbcwtxsfihv")
# One small letter before capitals: kinds of one sequence, such as eDWI, sT2W and rCBF.
_MAKERS_LETTER: Final = re.compile(r"[bcdefmprstvw][A-Z][A-Z0-9]{1,}[A-Za-z]*")
_CAMEL: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_SHORTEST_PART, _LONGEST_TRAIL = 3, 2


@functools.lru_cache(maxsize=16_384)
def _of_word(word: str) -> Kind:
    """A run of letters and digits by itself."""
    folded = plain(word)
    if len(folded) == 1 and not folded.isdigit():
        return _of_letter(folded)
    by_kind = (
        ("clinical", Kind.WORD), ("namelike", Kind.NAMELIKE), ("function", Kind.FUNCTION),
        ("after_eponym", Kind.WORD), ("parameter", Kind.WORD), ("unit", Kind.WORD),
    )  # fmt: skip
    for name, kind in by_kind:
        if folded in words_of(name):
            return kind
    if any(pattern.fullmatch(folded) for pattern in SURE_CODES):
        return Kind.WORD
    if any(pattern.fullmatch(folded) for pattern in CODES):
        return Kind.CODE
    return Kind.WORD if _is_compound(word, folded) else Kind.OUT


def _of_letter(letter: str) -> Kind:
    if letter in _LETTERS:
        return Kind.LETTER
    known = letter in words_of("function") or (letter in words_of("clinical") and letter > "z")
    return Kind.FUNCTION if known else Kind.OUT


def _is_compound(word: str, folded: str) -> bool:
    """Known words run together: ``T2FLAIR``, ``HeadNeck``, ``Thorax1``, ``3plane``, ``eDWI``."""
    known, body = words_of("clinical"), words_of("body")
    rests = [folded.removeprefix(prefix) for prefix in PREFIXES if folded.startswith(prefix)]
    bare = folded.strip("0123456789")
    numbered = len(folded) - len(bare) <= _LONGEST_TRAIL and len(bare) >= _SHORTEST_PART
    return (
        any(len(rest) > 1 and rest in known for rest in rests)
        or (_MAKERS_LETTER.fullmatch(word) is not None and _of_word(word[1:]) in _SURE)
        or (numbered and bare in known)
        or any(folded[:cut] in body and folded[cut:] in body for cut in range(4, len(folded) - 3))
        or _is_made_of_medicine(folded)
        or _is_made_of_technique(folded)
        or _is_run_together(folded, known)
        or _is_of_capitals(word, known)
    )


def _is_made_of_medicine(folded: str) -> bool:
    """Whether it ends as words of medicine do, on a stem that begins as a known one does."""
    matches = (pattern.fullmatch(folded) for pattern in MADE_OF)
    return any(match and match[1][:_STEM] in _stems() for match in matches)


_STEM: Final = 4


@functools.lru_cache(maxsize=16_384)
def _is_made_of_technique(folded: str) -> bool:
    """Whether it is two or more words of sequences, planes and parts, run together."""
    if len(folded) > _LONGEST_GLUED or folded in words_of("technique"):
        return False
    telling = {0: False}  # by where what was read may end: whether any of it is no mere letters
    for place in range(1, len(folded) + 1):
        for end in [end for end in telling if folded[end:place] in words_of("technique")]:
            part = folded[end:place]
            sure = len(part) > _SHORTEST_PART or not part.isalpha()
            telling[place] = telling.get(place, False) or telling[end] or sure
    return telling.get(len(folded), False)


_LONGEST_GLUED: Final = 32


@functools.cache
def _stems() -> frozenset[str]:
    """How known words begin; endings of three letters stand for what is shorter."""
    return frozenset(word[:_STEM] for word in words_of("clinical") if len(word) > 2)  # noqa: PLR2004


_SURE: Final = frozenset({Kind.WORD, Kind.CODE})


def _is_of_capitals(word: str, known: Set[str]) -> bool:
    """Whether capital letters part ``word`` into known ones."""
    parts = _CAMEL.findall(word)
    whole = "".join(parts) == word and len(parts) > 1
    return whole and all(_is_part(plain(part), known) for part in parts)


def _is_run_together(folded: str, known: Set[str]) -> bool:
    """Whether a text in a script without spaces is made of known words, longest first."""
    if folded[0] < _FIRST_UNSPACED:
        return False
    at = 0
    while at < len(folded):
        ends = range(min(len(folded), at + 6), at, -1)
        end = next((end for end in ends if folded[at:end] in known), 0)
        if not end:
            return False
        at = end
    return True


_FIRST_UNSPACED: Final = "\u3040"  # kana, Han and Hangul


def _is_part(part: str, known: Set[str]) -> bool:
    return (part in known and len(part) > 1) or (part.isdigit() and len(part) <= _LONGEST_TRAIL)


# -- what only the neighbours can tell


def _judge_beside(
    text: str, found: list[Token], place: int, token: Token, *, avoid: Set[str]
) -> None:
    word = fold(text[token.start : token.stop])
    before = _near(text, found, place, -1)
    if word == "s" and place and text[token.start - 1] in ("'", "’"):
        token.kind = found[place - 1].kind
    elif token.kind is Kind.NUMBER or (token.kind is Kind.OUT and word.isdigit()):
        if _is_measure(text, found, place, word) and word not in avoid:
            token.kind = Kind.MEASURE
    elif before is not None and _is_title(text, before, token):
        _take_name(text, before, token)
    elif word not in avoid:
        token.kind = _in_context(text, found, place)


def _in_context(text: str, found: list[Token], place: int) -> Kind:
    """What a surname or a unit's letter is, here."""
    token = found[place]
    word = fold(text[token.start : token.stop])
    if token.kind is not Kind.OUT:
        return token.kind
    if word in words_of("eponym") and (
        _has_noun(text, found, place) or _is_of_noun(text, found, place)
    ):
        return Kind.WORD
    before = _near(text, found, place, -1)
    measured = before is not None and before.kind in (Kind.MEASURE, Kind.NUMBER)
    per = text[token.start - 1 : token.start] == "/" and place > 0
    follows_unit = per and found[place - 1].kind in _SURE | {Kind.MEASURE, Kind.NUMBER}
    is_unit = word in words_of("unit") and (measured or follows_unit)
    return Kind.WORD if is_unit else Kind.OUT


def _take_name(text: str, before: Token, token: Token) -> None:
    """A word after a title or ``by`` is a name, whatever else it may mean."""
    said = plain(text[before.start : before.stop])
    if said in words_of("title"):
        before.kind = Kind.OUT
    token.kind = Kind.OUT


def _is_title(text: str, before: Token, token: Token) -> bool:
    """Whether ``before`` makes a name of ``token``.

    ``Dr`` is a title and ``DR`` before a part of the body a kind of radiograph; after ``by``
    only what could be a name is one.
    """
    said, word = text[before.start : before.stop], text[token.start : token.stop]
    folded = plain(said)
    if folded in words_of("agent") and folded not in words_of("title"):
        could_be = token.kind in (Kind.NAMELIKE, Kind.OUT)
        return could_be and word[0].isupper() and not (said.isupper() and token.kind is Kind.OUT)
    if folded not in words_of("title"):
        return False
    if folded not in _ALSO_CLINICAL or text[before.stop : before.stop + 1] == ".":
        return word[0].isupper() or token.kind is not Kind.WORD
    mixed = not said.isupper() and not said.islower()
    return (mixed and word[0].isupper()) or token.kind is Kind.OUT


_ALSO_CLINICAL: Final = frozenset(
    {"dr", "mr", "ms", "sr", "pr", "hr", "dra", "rn", "md", "sig", "med", "do", "fr", "mx"}
)


def _near(text: str, found: list[Token], place: int, step: int) -> Token | None:
    """The token beside, when only spaces and signs within a phrase stand between."""
    other = place + step
    if not 0 <= other < len(found):
        return None
    first, second = sorted((found[place], found[other]), key=lambda token: token.start)
    return found[other] if set(text[first.stop : second.start]) <= _WITHIN else None


_IN_NAME: Final = frozenset(" '’-")
_WITHIN: Final = frozenset(" .,'’-:^_=")


def _is_measure(text: str, found: list[Token], place: int, number: str) -> bool:
    """Whether a unit follows, a parameter precedes, or it belongs to a product or a list."""
    if _digits(number) > _LONGEST_MEASURE or "." in number.rstrip("0123456789"):
        return False
    token = found[place]
    if text[token.stop : token.stop + 2].lstrip()[:1] in ("%", "°"):
        return _digits(number) < _LONGEST_MEASURE
    after, before = _near(text, found, place, +1), _near(text, found, place, -1)
    if (
        after is not None
        and _is_unit(text, after)
        and text[token.stop : after.start] in (" ", "-", "_")
    ):
        return True
    if before is None:
        return False
    said = plain(text[before.start : before.stop])
    if said in words_of("parameter"):
        return True
    return said == "x" and place > 1 and not found[place - 2].is_word


def _is_unit(text: str, token: Token) -> bool:
    word = fold(text[token.start : token.stop])
    return word in words_of("unit") or word == "x"


def _is_of_noun(text: str, found: list[Token], place: int) -> bool:
    """Whether what stands before makes an eponym of a surname: ``circle of Willis``."""
    if place < 2:  # noqa: PLR2004  a noun, and "of"
        return False
    said = [plain(text[token.start : token.stop]) for token in found[place - 2 : place]]
    return said[1] == "of" and said[0] in words_of("before_eponym")


def _has_noun(text: str, found: list[Token], place: int) -> bool:
    """Whether a word follows that makes an eponym of a surname: ``Baker's cyst``."""
    stop = found[place].stop
    for token in found[place + 1 : place + 4]:
        if not set(text[stop : token.start]) <= _IN_NAME:
            return False
        stop, word = token.stop, plain(text[token.start : token.stop])
        if word in words_of("after_eponym"):
            return True
        if word != "s" and word not in words_of("eponym"):
            return False
    return False
