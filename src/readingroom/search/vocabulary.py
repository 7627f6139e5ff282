"""The words of radiology: which names mean one thing, and what lies under what."""

import functools
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from readingroom.kernel.errors import InvalidInput
from readingroom.search.words import stems

SHIPPED: Final = Path(__file__).parent / "data" / "vocabulary.txt"
_LINE = re.compile(
    r"(?P<label>[^=<\[]+?)\s*(?:\[(?P<mark>group|sign|anatomy)\])?\s*="
    r"(?P<names>[^<]*)(<(?P<broader>.*))?"
)
_MAX_BYTES = 2_000_000
_NOT_OF_A_KEY = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Concept:
    """One thing with its names.

    Attributes:
        key: small letters, digits and underscores.
        broader: keys of what it is a kind of.
        mark: ``group`` for one of the groups diagnoses are sorted into, ``sign`` for what is seen,
            ``anatomy`` for a part of the body; empty for everything else.
    """

    key: str
    label: str
    names: tuple[str, ...]
    broader: tuple[str, ...]
    mark: str = ""

    @property
    def is_group(self) -> bool:
        """Whether it is one of the groups diagnoses are sorted into."""
        return self.mark == "group"

    @property
    def token(self) -> str:
        """The word that stands for it in an index; no text holds it."""
        return f"c:{self.key}"


class Mention(NamedTuple):
    """Where a row of stems names something: from ``start`` up to but not including ``end``."""

    start: int
    end: int
    keys: tuple[str, ...]


@dataclass(slots=True)
class _Name:
    """What a row of stems names, and the longer names that begin with it."""

    keys: tuple[str, ...] = ()
    longer: dict[str, "_Name"] = field(default_factory=dict)


class Vocabulary:
    """Names of concepts, looked up by their stems."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self.concepts: Mapping[str, Concept] = {concept.key: concept for concept in concepts}
        self.tokens: Mapping[str, str] = {key: c.token for key, c in self.concepts.items()}
        self._names: dict[str, _Name] = {}
        for concept in self.concepts.values():
            for name in (concept.label, *concept.names):
                self._add_name(stems(name), concept.key)

    @functools.cached_property
    def digest(self) -> str:
        """Changes when any name does: an index made with another must be made anew."""
        text = repr(sorted((c.key, c.names, c.broader) for c in self.concepts.values()))
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def mentions(self, words: Sequence[str]) -> Iterator[Mention]:
        """What ``words`` (stems) name, from the left, the longest name first."""
        at, count, names = 0, len(words), self._names
        for start in [place for place, word in enumerate(words) if word in names]:
            if start < at:
                continue
            name = names[words[start]]
            keys, end, place = name.keys, start + 1, start + 1
            while name.longer and place < count:
                longer = name.longer.get(words[place])
                if longer is None:
                    break
                name, place = longer, place + 1
                if name.keys:
                    keys, end = name.keys, place
            if keys:
                at = end
                yield Mention(start, end, keys)

    @functools.cached_property
    def wider_tokens(self) -> Mapping[str, tuple[str, ...]]:
        """The tokens of all that each key is a kind of."""
        return {
            key: tuple(self.tokens[wider] for wider in self.closure(key)[1:])
            for key in self.concepts
        }

    def closure(self, key: str) -> tuple[str, ...]:
        """``key`` and everything it is a kind of, itself first."""
        return _closure(self, key)

    def below(self, key: str) -> tuple[Concept, ...]:
        """The concept of ``key`` and all that are kinds of it."""
        return self._below.get(key, ())

    @functools.cached_property
    def _below(self) -> Mapping[str, tuple[Concept, ...]]:
        below: dict[str, list[Concept]] = {}
        for concept in self.concepts.values():
            for wider in self.closure(concept.key):
                below.setdefault(wider, []).append(concept)
        return {key: tuple(concepts) for key, concepts in below.items()}

    def groups_of(self, keys: Iterable[str]) -> tuple[str, ...]:
        """The groups of diagnoses that ``keys`` fall into."""
        return tuple(dict.fromkeys(group for key in keys for group in self._groups[key]))

    @functools.cached_property
    def _groups(self) -> Mapping[str, tuple[str, ...]]:
        return {
            key: tuple(wider for wider in self.closure(key) if self.concepts[wider].is_group)
            for key in self.concepts
        }

    def _add_name(self, stems_of_it: Sequence[str], key: str) -> None:
        longer, name = self._names, _Name()
        for stem in stems_of_it:
            name = longer.setdefault(stem, _Name())
            longer = name.longer
        if key not in name.keys:
            name.keys = (*name.keys, key)


@functools.lru_cache(maxsize=10_000)
def _closure(vocabulary: Vocabulary, key: str) -> tuple[str, ...]:
    reached = [key]
    for known in reached:
        concept = vocabulary.concepts[known]
        reached.extend(wider for wider in concept.broader if wider not in reached)
    return tuple(reached)


def read_vocabulary(*texts: str) -> Vocabulary:
    """The vocabulary of the lines of ``texts``; a later line with a known name adds to it.

    Raises:
        InvalidInput: a line that has no ``=``, or a broader name that no line begins with.
    """
    concepts: dict[str, Concept] = {}
    for text in texts:
        for number, line in enumerate(text.splitlines(), start=1):
            if line.strip() and not line.lstrip().startswith("#"):
                concept = _read_line(line, number)
                concepts[concept.key] = _joined(concepts.get(concept.key), concept)
    for concept in concepts.values():
        absent = [key for key in concept.broader if key not in concepts]
        if absent:
            raise InvalidInput(
                f"In the vocabulary “{concept.label}” lies under “{absent[0].replace('_', ' ')}”, "
                "which no line begins with. Add a line for it."
            )
    return Vocabulary(concepts.values())


def load_vocabulary(own: Path | None = None) -> Vocabulary:
    """The shipped vocabulary, with an installation's ``own`` file added where there is one.

    Raises:
        InvalidInput: the file is not text, is over 2 MB, or holds a line that can't be read.
    """
    stamp = own.stat().st_mtime_ns if own is not None and own.is_file() else None
    return _load(own if stamp is not None else None, stamp)


@functools.lru_cache(maxsize=2)
def _load(own: Path | None, _stamp: int | None) -> Vocabulary:
    texts = [SHIPPED.read_text(encoding="utf-8")]
    if own is not None:
        raw = own.read_bytes()
        if len(raw) > _MAX_BYTES:
            raise InvalidInput("The vocabulary file is over 2 MB. Leave in it only your own lines.")
        try:
            texts.append(raw.decode("utf-8"))
        except UnicodeDecodeError as error:
            raise InvalidInput("The vocabulary file is not UTF-8 text. Save it as that.") from error
    return read_vocabulary(*texts)


def _read_line(line: str, number: int) -> Concept:
    found = _LINE.fullmatch(line.strip())
    if found is None or not key_of_name(found["label"]):
        raise InvalidInput(
            f"Line {number} of the vocabulary can't be read. "
            "Write it as: name = another name, another name < a broader name"
        )
    return Concept(
        key=key_of_name(found["label"]),
        label=found["label"].strip(),
        names=_listed(found["names"]),
        broader=tuple(key_of_name(name) for name in _listed(found["broader"] or "")),
        mark=found["mark"] or "",
    )


def key_of_name(name: str) -> str:
    """``Crohn disease`` as ``crohn_disease``."""
    return _NOT_OF_A_KEY.sub("_", name.lower()).strip("_")


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _joined(known: Concept | None, more: Concept) -> Concept:
    if known is None:
        return more
    return Concept(
        key=known.key,
        label=known.label,
        names=tuple(dict.fromkeys(known.names + more.names)),
        broader=tuple(dict.fromkeys(known.broader + more.broader)),
        mark=known.mark or more.mark,
    )
