"""What a text denies: "no pleural effusion" does not make a case of effusion.

Rules in the manner of ConText (Harkema et al., J Biomed Inform 2009;42:839): a word that denies has
a scope, to its right or left, that ends where the sentence turns. The words and rules are our
own, made for the prose of radiology reports.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from readingroom.search.words import words_of

# One class of letters first: then only places that have one of them are looked at.
_SENTENCE = re.compile(
    r"[.!?;\n](?:(?<=[a-z0-9)\]%’'\"][.!?])\s+|(?<=;)\s*|(?<=\n)(?:\s*\n|\s*[-*]\s+)?)"
)
_ENDS: Final = ".!?"
_SCOPE_WORDS = 14


def _listed(phrases: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for phrase in phrases.split("|"))


# They look like a denial and deny nothing of what follows.
_PSEUDO: Final = _listed(
    "no change|no changes|no significant change|no interval change|no increase|no further|"
    "no longer than|no doubt|no more than|no less than|not only|not just|not necessarily|"
    "not certain|not clear|not clearly|not certainly|not definitely|no definitive|not specific|"
    "not excluded|not be excluded|not been excluded|cannot be excluded|can not be excluded|"
    "can't be excluded|cannot exclude|cannot rule out|not ruled out|not be ruled out|"
    "not exclude|does not exclude|do not exclude|not rule out|without contrast|without difficulty|"
    "without and with|without or with|gram negative|not yet|not uncommon|not uncommonly|"
    "not unusual|"
    "not always|not typical|not entirely|not completely|not fully|not to be confused|"
    "not to be mistaken|should not be mistaken|no surprise|no matter|without doubt|"
    "without change|negative margin|rhesus negative|hiv negative|not infrequently|not rare|"
    "not unlike|if not|whether or not|not all|fat free|without surgery|without operation|"
    "no other explanation|no alternative"
)
_BEFORE: Final = _listed(
    "no evidence of|no sign of|no signs of|no suggestion of|no indication of|no features of|"
    "no convincing|no definite|no discrete|no associated|no other|no|without evidence of|without|"
    "absence of|lack of|lacks|lacking|absent|free of|free from|clear of|devoid of|"
    "denies|denied|denying|rules out|ruled out|rule out|excludes|exclude|excluding|excluded|"
    "not|never|neither|nor|none of|nothing to suggest|unlikely to be|instead of|rather than|"
    "argues against|argue against|speaks against|speak against|spoke against|against|"
    "fails to show|failed to show|unremarkable for|family history of|non|resolution of|"
    "resolved|didn't|doesn't|isn't|wasn't|aren't|hasn't|hadn't"
)
_BEFORE_FIRST: Final = _listed(
    "is negative for|are negative for|was negative for|were negative for|negative for"
)
_AFTER: Final = _listed(
    "is absent|are absent|was absent|were absent|absent|is not seen|are not seen|not seen|"
    "was not seen|were not seen|not identified|not present|not demonstrated|not found|"
    "not detected|not visible|not shown|not evident|not observed|not visualised|not visualized|"
    "not apparent|not a feature|not involved|is excluded|was excluded|were excluded|"
    "has been excluded|have been excluded|been excluded|excluded|ruled out|is unlikely|"
    "was unlikely|are unlikely|unlikely|has resolved|have resolved|had resolved|resolved|"
    "is negative|was negative|were negative|are negative|came back negative|has gone|have gone|"
    "had gone|has disappeared|have disappeared|none seen|less likely"
)
_TURN: Final = _listed(
    "but|however|although|though|except|except for|apart from|aside from|other than|yet|whereas|"
    "while|because|since|due to|secondary to|owing to|there is|there are|there was|there were|"
    "suggesting|suggests|suggested|suggest|consistent with|compatible with|in keeping with|"
    "indicating|indicates|favours|favors|favouring|favoring|leaving|only|instead|therefore|which|"
    "shows|showed|showing|reveals|revealed|demonstrates|demonstrated|confirmed|confirms|found|"
    "is seen|are seen|is present|are present|was found|were found|makes|made|adjacent to|next to|"
    "beside|around|despite|in spite of|abutting|until|after|before|from|when|where"
)
# By kind; of two that begin alike the first one counts, however long the other.
_PHRASES: Final = {
    "pseudo": _PSEUDO,
    "first": _BEFORE_FIRST,
    "after": _AFTER,
    "before": _BEFORE,
    "turn": _TURN,
}
_POINTS: Final = {",": "comma", **dict.fromkeys(":()–—", "turn")}
# Every denial has one of these words, which are quicker to look for than the denials.
_HINTS: Final = frozenset(
    word
    for phrase in (*_BEFORE_FIRST, *_AFTER, *_BEFORE)
    for word in re.findall(r"[a-z]+", phrase)
) - {"is", "are", "was", "were", "has", "have", "had", "been", "of", "for", "to", "from", "show",
     "a", "feature", "in", "t", "signs", "sign", "evidence", "seen", "than"}  # fmt: skip
_MORE_OF_A_LIST = re.compile(r"\b(?:or|nor)\b")
_NEW_SUBJECT = re.compile(
    r"\s*(?:and\s+)?(?:a|an|the|normal|intact|preserved|large|small|mild|moderate|severe|marked|"
    r"multiple|several|diffuse|extensive|bilateral|unilateral)\b"
)
_AND = re.compile(
    r"\band\s+(?:a|an|the|normal|intact|preserved|is|are|was|were|has|with|large|mild|marked)\b"
)


_Piece = tuple[str, int, int]  # its kind, and where it begins and ends


def _kinds() -> dict[str, str]:
    """The kind of each phrase that can be found at all."""
    kinds: dict[str, str] = {}
    for kind, phrases in _PHRASES.items():
        for phrase in phrases:
            words = phrase.split(" ")
            begun = (" ".join(words[:length]) for length in range(1, len(words) + 1))
            if not any(beginning in kinds for beginning in begun):
                kinds[phrase] = kind
    return kinds


def _any_of(phrases: Iterable[str]) -> str:
    """A pattern that finds the longest, and looks at each letter once."""
    longer: dict[str, list[str]] = {}
    for phrase in phrases:
        longer.setdefault(phrase[:1], []).append(phrase[1:])
    is_whole = longer.pop("", None) is not None
    ways = [re.escape(letter) + _any_of(rests) for letter, rests in longer.items()]
    if is_whole:
        ways.append(r"\b")  # last, so that what goes on is tried before
    return ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})"


_KINDS: Final = _kinds()
_MARK = re.compile(rf"(\b{_any_of(_KINDS)})|[,:()–—]|[^\W_]+")


def may_deny(words: Iterable[str]) -> bool:
    """Whether a text of these words, folded, may deny anything."""
    return not _HINTS.isdisjoint(words)


def denied_spans(text: str) -> list[tuple[int, int]]:
    """Where ``text`` denies what it names: places of first and past-last character, in order."""
    spans: list[tuple[int, int]] = []
    for start, sentence in sentences(text):
        if may_deny(words_of(sentence)):
            spans.extend((start + a, start + b) for a, b in denied_in(sentence))
    return spans


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """The sentences of a text, lines and items of lists too, each with where it begins."""
    start = 0
    for found in _SENTENCE.finditer(text):
        end = found.start()
        yield start, text[start : end + 1 if text[end] in _ENDS else end]
        start = found.end()
    yield start, text[start:]


def denied_in(sentence: str) -> Iterator[tuple[int, int]]:
    """The same of one sentence."""
    sentence = sentence.lower()
    pieces = [
        (_KINDS[found[0]] if found.lastindex else _POINTS.get(found[0], "word"), *found.span())
        for found in _MARK.finditer(sentence)
    ]
    for at, (kind, start, end) in enumerate(pieces):
        if kind in {"before", "first"}:
            last = _to_the_right(sentence, pieces, at)
            if last > end:
                yield end, last
        elif kind == "after":
            first = _to_the_left(pieces, at)
            if first < start:
                yield first, start


def _to_the_right(sentence: str, pieces: list[_Piece], at: int) -> int:
    """Up to the turn of the sentence, the end of a list, or so many words."""
    _kind, start, end = pieces[at]
    words, most = 0, 1 if sentence[start:end] == "non" else _SCOPE_WORDS
    for kind, begin, stop in pieces[at + 1 :]:
        if kind in {"turn", "pseudo", "after"} or words >= most:
            break
        if kind == "comma" and not _list_goes_on(sentence[stop:]):
            break
        if sentence.startswith("and", begin) and _AND.match(sentence, begin):
            break
        words += kind == "word"
        end = stop
    return end


def _list_goes_on(rest: str) -> bool:
    """Whether a comma divides the entries of one list: something is still joined by "or"."""
    clause = re.split(r"[.;:]|\b(?:but|however|with|there)\b", rest, maxsplit=1)[0]
    return bool(_MORE_OF_A_LIST.search(clause)) and not _NEW_SUBJECT.match(clause)


def _to_the_left(pieces: list[_Piece], at: int) -> int:
    start = pieces[at][1]
    for kind, begin, _end in reversed(pieces[max(0, at - _SCOPE_WORDS) : at]):
        if kind != "word":
            break
        start = begin
    return start
