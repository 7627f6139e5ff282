"""Reading a query. There are no errors: what makes no sense is read as words, and told."""

import re
from dataclasses import dataclass, field
from typing import Final

from readingroom.search.language.tree import (
    EVERYTHING,
    And,
    Field,
    Node,
    Not,
    Or,
    Phrase,
    Word,
)
from readingroom.search.language.values import FIELDS, RANGES, read_range
from readingroom.search.words import WORD

MAX_LENGTH: Final = 500
MAX_TERMS: Final = 40
MAX_DEPTH: Final = 20
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})
_PIECE = re.compile(
    r"(?P<space>\s+)|(?P<open>\()|(?P<close>\))"
    r'|(?P<field>(?P<name>[A-Za-z]+):(?:"(?P<quoted>[^"]*)"|(?P<bare>[^\s"()]+)))'
    r'|"(?P<phrase>[^"]*)"|(?P<quote>")'
    r"|(?P<minus>-(?=[\w\"(]))|(?P<word>[^\s\"()]+)"
)


@dataclass(frozen=True)
class Reading:
    """A query and how it was read.

    Attributes:
        notes: a sentence for each thing that was not read as it was written.
        has_operators: whether AND, OR, NOT, a field or a phrase was used.
    """

    tree: Node
    notes: tuple[str, ...] = ()
    has_operators: bool = False


@dataclass
class _Parser:
    pieces: list[tuple[str, re.Match[str]]]
    typing: bool
    at: int = 0
    terms: int = 0
    depth: int = 0
    has_operators: bool = False
    notes: list[str] = field(default_factory=list)

    def note(self, sentence: str) -> None:
        if sentence not in self.notes:
            self.notes.append(sentence)

    def kind(self) -> str:
        return self.pieces[self.at][0] if self.at < len(self.pieces) else "end"

    def take(self) -> re.Match[str]:
        self.at += 1
        return self.pieces[self.at - 1][1]


def read(text: str, *, typing: bool = False) -> Reading:
    """Read a query; with ``typing`` its last word may be the beginning of one."""
    notes = []
    if len(text) > MAX_LENGTH:
        notes.append(f"Only the first {MAX_LENGTH} characters were read.")
    text = text[:MAX_LENGTH].translate(_QUOTES)
    parser = _Parser(_pieces(text), typing and not text[-1:].isspace(), notes=notes)
    parts: list[Node] = []
    while parser.kind() != "end":
        node = _read_or(parser)
        parts.extend([] if node == EVERYTHING else [node])
        if parser.kind() == "close":
            parser.take()
            parser.note("A closing bracket without an opening one was left out.")
    return Reading(_joined(And, parts), tuple(parser.notes), parser.has_operators)


def _pieces(text: str) -> list[tuple[str, re.Match[str]]]:
    found = []
    for match in _PIECE.finditer(text):
        kind = str(match.lastgroup)
        if kind == "field" or match["field"] is not None:
            kind = "field"
        elif kind == "word" and match[0] in {"AND", "OR", "NOT"}:
            kind = match[0]
        if kind != "space":
            found.append((kind, match))
    return found


def _read_or(parser: _Parser) -> Node:
    parts = [_read_and(parser)]
    while parser.kind() == "OR":
        parser.take()
        parser.has_operators = True
        parts.append(_read_and(parser))
    kept = [part for part in parts if part != EVERYTHING]
    if len(kept) < len(parts) and len(parts) > 1:
        parser.note("OR needs a word on both sides; it was left out where there was none.")
    return _joined(Or, kept)


def _read_and(parser: _Parser) -> Node:
    parts: list[Node] = []
    while parser.kind() not in {"end", "close", "OR"}:
        if parser.kind() == "AND":
            parser.take()
            parser.has_operators = True
            if not parts or parser.kind() in {"end", "close", "OR", "AND"}:
                parser.note("AND needs a word on both sides; it was left out where there was none.")
            continue
        node = _read_one(parser)
        parts.extend([] if node == EVERYTHING else [node])
    return _joined(And, parts)


def _read_one(parser: _Parser) -> Node:
    kind = parser.kind()
    if kind in {"NOT", "minus"}:
        return _read_not(parser)
    if kind == "open":
        return _read_group(parser)
    match = parser.take()
    if parser.terms >= MAX_TERMS:
        parser.note(f"Only the first {MAX_TERMS} words were read.")
        return EVERYTHING
    parser.terms += 1
    return _READERS[kind](parser, match)


def _read_not(parser: _Parser) -> Node:
    """NOT before something; NOTs beside each other count as they do in logic."""
    is_denied = False
    while parser.kind() in {"NOT", "minus"}:
        parser.take()
        is_denied = not is_denied
    parser.has_operators = True
    if parser.kind() in {"end", "close", "OR", "AND"}:
        parser.note("NOT needs a word behind it; it was left out where there was none.")
        return EVERYTHING
    part = _read_one(parser)
    return Not(part) if is_denied and part != EVERYTHING else part


def _read_group(parser: _Parser) -> Node:
    parser.take()
    if parser.depth >= MAX_DEPTH:
        parser.note(f"Brackets deeper than {MAX_DEPTH} were left out.")
        return EVERYTHING
    parser.depth += 1
    node = _read_or(parser)
    parser.depth -= 1
    if parser.kind() == "close":
        parser.take()
    else:
        parser.note("A bracket that nothing closes was closed at the end.")
    return node


def _read_phrase(parser: _Parser, match: re.Match[str]) -> Node:
    parser.has_operators = True
    return Phrase(match["phrase"].strip()) if WORD.search(match["phrase"]) else EVERYTHING


def _read_quote(parser: _Parser, _match: re.Match[str]) -> Node:
    parser.note("A quotation mark without a second one was left out.")
    return EVERYTHING


def _read_word(parser: _Parser, match: re.Match[str]) -> Node:
    text = match[0]
    is_last = parser.at == len(parser.pieces)
    is_prefix = text.endswith("*") or (parser.typing and is_last)
    words = WORD.findall(text)
    if not words:
        return EVERYTHING
    if len(words) == 1:
        return Word(words[0], is_prefix)
    # "TTF-1", "T2-weighted", "C5/C6": what stands together is sought together.
    return Phrase(" ".join(words))


def _read_field(parser: _Parser, match: re.Match[str]) -> Node:
    name = FIELDS.get(match["name"].lower())
    value = (match["quoted"] if match["quoted"] is not None else match["bare"]).strip()
    if name is None:
        parser.note(f"There is no field “{match['name']}”; it was read as words.")
    elif not WORD.search(value):
        parser.note(f"The field “{match['name']}” needs a value; it was left out.")
        return EVERYTHING
    elif name not in RANGES:
        parser.has_operators = True
        return Field(name, value)
    else:
        limits = read_range(name, value)
        if limits is not None:
            parser.has_operators = True
            return Field(name, value, *limits)
        parser.note(f"“{value}” is no {name}, such as >60 or 20-40; it was read as words.")
    words = WORD.findall(f"{match['name']} {value}")
    return _joined(And, [Word(word) for word in words])


def _joined(kind: type[And] | type[Or], parts: list[Node]) -> Node:
    if not parts:
        return EVERYTHING
    flat: list[Node] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, kind) else [part])
    return flat[0] if len(flat) == 1 else kind(tuple(flat))


_READERS: Final = {
    "field": _read_field,
    "phrase": _read_phrase,
    "quote": _read_quote,
    "word": _read_word,
}
