"""Free text rebuilt from a vocabulary: what says what was examined stays, the rest goes.

A text is cut into words and numbers. A word stays when the clinical vocabulary has it and it is
no part of this patient's identity. A number stays when a unit or a parameter says what it
measures, or when it is small and stands among words that stay. Dates, times, ages, telephone
numbers, addresses of mail and web, and whatever follows a title go whole. What can't be decided
goes, and is counted. Punctuation between two words that stay is kept, for it carries meaning
("L4/5", "T1-weighted", "+C").

Source: PS3.15 section E.3.5, Clean Descriptors Option.
"""

import re
import unicodedata
from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Final

from readingroom.imaging.deid import tokens
from readingroom.imaging.deid.tokens import Kind, Token

LONGEST: Final = 50_000  # characters; what follows goes unread
_ALLOWED: Final = frozenset(" \t\r\n/-+(),.:;%*=&_^<>[]{}#|'\"!?~°²³µ×·±–—…≤≥•\\")
_NEVER_FIRST: Final = " \t\r\n/),.:;%=&_^]}|!?~\\"
_NEVER_LAST: Final = " \t\r\n/(,:;=&_^[{<#|~\\"
# Signs that say nothing; they only part words.
_OTHER: Final = re.compile(f"[^\\w{re.escape(''.join(_ALLOWED))}]")
_PAIRS: Final = (("(", ")"), ("[", "]"), ("{", "}"))
_BREAKS: Final = frozenset("\r\n;|")


@dataclass(frozen=True)
class CleanedText:
    """A text without identity.

    Attributes:
        text: what stays; empty when no word does.
        kept: how many words and numbers stay.
        removed: how many went.
    """

    text: str
    kept: int
    removed: int


def clean_text(text: str, *, avoid: Set[str] = frozenset()) -> CleanedText:
    """``text`` without anything that may say whom or when it is about.

    Args:
        text: a description, comment or report as a scanner or a person wrote it.
        avoid: words of this patient's identity, folded (``Identity.words``). They go even when
            the vocabulary has them, for some people are called Long or Head.

    Returns:
        The text that stays: the same text where nothing had to go.
    """
    composed = unicodedata.normalize("NFC", text)[:LONGEST]
    composed = _OTHER.sub(" ", composed).strip()
    found = tokens.classified(composed, avoid=avoid)
    _settle(composed, found)
    kept = [token for token in found if token.kind is not Kind.OUT]
    removed = len(found) - len(kept)
    if not any(_says_something(composed[token.start : token.stop]) for token in kept):
        return CleanedText("", 0, len(found))
    if not removed and set(_outside(composed, found)) <= _ALLOWED:
        return CleanedText(composed, len(kept), 0)
    return CleanedText(_rebuilt(composed, found), len(kept), removed)


def is_clinical(text: str, *, avoid: Set[str] = frozenset()) -> bool:
    """Whether every word of ``text`` may stay, such as the meaning of a maker's own code."""
    cleaned = clean_text(text, avoid=avoid)
    return bool(cleaned.text) and not cleaned.removed


def _says_something(word: str) -> bool:
    return any(letter.isalpha() for letter in word)


def _outside(text: str, found: Sequence[Token]) -> str:
    edges = [0, *(edge for token in found for edge in (token.start, token.stop)), len(text)]
    return "".join(text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True))


def _settle(text: str, found: list[Token]) -> None:
    """Decide, by their neighbours, what is neither plainly clinical nor plainly not."""
    waiting = list(range(len(found)))[::-1]
    while waiting:
        place = waiting.pop()
        token = found[place]
        if token.kind in _UNSETTLED and _must_go(text, found, place):
            token.kind = Kind.OUT
            waiting.extend(near for near in (place + 1, place - 1) if 0 <= near < len(found))


_UNSETTLED: Final = frozenset({Kind.NUMBER, Kind.CODE, Kind.LETTER, Kind.NAMELIKE, Kind.FUNCTION})


def _must_go(text: str, found: Sequence[Token], place: int) -> bool:
    token = found[place]
    before = _neighbour(text, found, place, -1)
    after = _neighbour(text, found, place, +1)
    gone = [near for near in (before, after) if near is not None and near.kind is Kind.OUT]
    if token.kind is Kind.FUNCTION:
        return bool(gone)
    if token.kind is Kind.NAMELIKE:
        return any(near.is_word for near in gone)
    if token.kind is Kind.LETTER and text[token.start] in "LRlr" and after is not None:
        return after.kind is Kind.OUT  # "L CC", whatever stood before
    alone = before is None and after is None
    return bool(gone) or (alone and token.kind is Kind.NUMBER)


def _neighbour(text: str, found: Sequence[Token], place: int, step: int) -> Token | None:
    """The next token to that side, unless a line or sentence ends between."""
    other = place + step
    if not 0 <= other < len(found):
        return None
    first, second = sorted((found[place], found[other]), key=lambda token: token.start)
    between = text[first.stop : second.start]
    return None if _BREAKS & set(between) else found[other]


def _rebuilt(text: str, found: Sequence[Token]) -> str:
    parts: list[str] = []
    gap, last = "", -1
    for place, token in enumerate(found):
        start = found[place - 1].stop if place else 0
        gap += _permitted(text[start : token.start])
        if token.kind is Kind.OUT:
            continue
        whole = last == place - 1
        parts.append((gap if parts else _opening(gap)) if whole else _joint(gap, first=not parts))
        parts.append(text[token.start : token.stop])
        gap, last = "", place
    if last == len(found) - 1:
        parts.append(_permitted(text[found[last].stop :]).rstrip(_NEVER_LAST))
    return _balanced("".join(parts))


def _permitted(between: str) -> str:
    return "".join(sign if sign in _ALLOWED else " " for sign in between)


def _opening(gap: str) -> str:
    return gap.lstrip(_NEVER_FIRST)


def _joint(gap: str, *, first: bool) -> str:
    """What stands where words went: a new line where there was one, else a space."""
    if first:
        return ""
    sign = "\n" if "\n" in gap else " "
    tail = re.search(r"[(+<>-]?\Z", gap)
    ends_glued = tail is not None and tail.group() in ("(", "+", "<", ">")
    return sign + (tail.group() if ends_glued and tail is not None else "")


def _balanced(text: str) -> str:
    """Without brackets that open or close nothing, and without space that they leave."""
    for left, right in _PAIRS:
        text = _without_lone(text, left, right)
    text = re.sub(r" {2,}", " ", text)
    text = re.sub(r"\(\s*\)|\[\s*\]|\{\s*\}", " ", text)
    text = re.sub(r"([(\[{])[ \t]+", r"\1", text)
    text = re.sub(r"[ \t]([)\]}])", r"\1", text)
    return re.sub(r" {2,}", " ", text).lstrip(_NEVER_FIRST).rstrip(_NEVER_LAST)


def _without_lone(text: str, left: str, right: str) -> str:
    lone, open_at = set(), []
    for place, sign in enumerate(text):
        if sign == left:
            open_at.append(place)
        elif sign == right:
            if open_at:
                open_at.pop()
            else:
                lone.add(place)
    lone.update(open_at)
    return "".join(" " if place in lone else sign for place, sign in enumerate(text))
