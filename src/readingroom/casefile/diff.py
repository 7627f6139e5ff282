"""What changed between two case documents, in sentences an editor can read."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from difflib import SequenceMatcher
from typing import Any, Final, Literal

from pydantic import BaseModel

from readingroom.casefile.document import CaseDocument, stage_heading
from readingroom.casefile.patient import Age
from readingroom.casefile.stages import ImageReference
from readingroom.casefile.study import Series, Window
from readingroom.casefile.vocab import Labelled

ChangeKind = Literal["added", "removed", "changed", "moved"]
WordKind = Literal["same", "added", "removed"]

_LONG_TEXT = 60
_MOST_PAIRS, _MOST_WORDS, _REWORDED = 400, 100, 0.5
_MOST_NUMBERS = 2
_WORDS = re.compile(r"\s+|[^\s]+")

# By which field an entry of a list is known again, in the order of trying.
_IDENTITIES: Final = (
    "id", "marker", "diagnosis", "name", "test", "doi", "citation", "specimen", "label", "text",
    "value",
)  # fmt: skip
_STEADY: Final = ("id", "marker", "diagnosis", "name", "test", "doi", "citation", "specimen")
# The field whose change speaks for the whole entry: “Stain TTF-1: negative → positive”.
_MAIN_FIELDS: Final = {
    "Stain": "result",
    "Diagnosis": "share",
    "LabResult": "value",
    "Evidence": "text",
}
# Names that need no stage beside them, and parts that are read as one value.
_SPEAK_ALONE: Final = {"stains", "series"}
_ONE_VALUE: Final = (Age, ImageReference, Window)
_NAMES: Final = {
    "stages": "Stage", "stains": "Stain", "differential": "Diagnosis", "series": "Series",
    "items": "Item", "contributors": "Contributor", "annotations": "Annotation",
    "results": "Laboratory value", "cultures": "Culture", "molecular": "Molecular result",
    "evidence_for": "Evidence for", "against": "Evidence against", "events": "Event",
    "references": "Reference", "further_cases": "Further case", "options": "Option",
    "teaching_points": "Teaching point", "tags": "Tag", "systems": "System",
    "diagnosis_codes": "Code", "accepted": "Accepted diagnosis", "synonyms": "Synonym",
    "targets": "Target", "rubric": "Criterion", "entries": "Entry", "location": "Location",
    "traced": "Traced outline", "segments": "Segment",
}  # fmt: skip


_Known = dict[object, tuple[int, Any]]


@dataclass(frozen=True)
class Word:
    """A run of words of a changed text: the same in both, added, or removed."""

    kind: WordKind
    text: str


@dataclass(frozen=True)
class Change:
    """One difference.

    Attributes:
        place: where, such as ``stages[3].stains[2].result``; in the new document, or in the old
            one for what was removed.
        kind: added, removed, changed or moved.
        sentence: the change in words, such as ``Stain TTF-1: negative → positive``.
        words: for a changed text its words in order; empty for everything else.
    """

    place: str
    kind: ChangeKind
    sentence: str
    words: tuple[Word, ...] = ()


def diff_documents(old: CaseDocument, new: CaseDocument) -> tuple[Change, ...]:
    """Every difference between two documents, in the order of the new one.

    Entries of lists are matched by what they are (a stain by its marker, a series by its id),
    not by where they stand, so that inserting one does not change all that follow. Two equal
    documents have no differences, and two different ones have at least one.
    """
    return tuple(_diff_parts(old, new, "", ""))


def diff_words(old: str, new: str) -> tuple[Word, ...]:
    """Two texts word by word; the words not removed, joined, are the new text."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    words: list[Word] = []
    matcher = SequenceMatcher(a=before, b=after, autojunk=False)
    for tag, start, stop, new_start, new_stop in matcher.get_opcodes():
        if tag == "equal":
            words.append(Word("same", "".join(before[start:stop])))
            continue
        if stop > start:
            words.append(Word("removed", "".join(before[start:stop])))
        if new_stop > new_start:
            words.append(Word("added", "".join(after[new_start:new_stop])))
    return tuple(words)


def _diff_parts(old: Any, new: Any, place: str, subject: str) -> Iterator[Change]:
    """Differences of two models, or coded concepts, of the same class."""
    for name, key in _field_names(new):
        before, after = getattr(old, name), getattr(new, name)
        if before == after:
            continue
        where = f"{place}.{key}" if place else key
        if isinstance(after, tuple) and isinstance(before, tuple):
            yield from _diff_lists(before, after, where, _Naming(subject, name))
        elif type(before) is type(after) and _is_part(after) and not isinstance(after, _ONE_VALUE):
            yield from _diff_parts(before, after, where, _join(subject, _words_of(name)))
        else:
            yield _change(where, _field_subject(new, name, subject), before, after)


@dataclass(frozen=True)
class _Naming:
    """How the entries of a list are spoken of."""

    subject: str
    field: str

    def of(self, entry: Any) -> str:
        noun = _NAMES.get(self.field, _words_of(self.field))
        name = f"“{stage_heading(entry)}”" if self.field == "stages" else _name_of(entry)
        named = f"{noun} {name}"
        return named if self.field in _SPEAK_ALONE else _join(self.subject, named)


def _diff_lists(
    old: tuple[Any, ...], new: tuple[Any, ...], place: str, naming: _Naming
) -> Iterator[Change]:
    if _are_numbers(old) or _are_numbers(new):
        yield _change(place, _join(naming.subject, _words_of(naming.field)), old, new)
        return
    before, after = _by_identity(old), _by_identity(new)
    _pair_rewritten(before, after)
    for identity, (index, entry) in before.items():
        if identity not in after:
            yield Change(f"{place}[{index}]", "removed", f"{naming.of(entry)}: removed")
    kept = [identity for identity in after if identity in before]
    moved = _moved([identity for identity in before if identity in after], kept)
    for identity, (index, entry) in after.items():
        where = f"{place}[{index}]"
        if identity not in before:
            yield Change(where, "added", f"{naming.of(entry)}: added")
            continue
        was, earlier = before[identity]
        if identity in moved:
            sentence = f"{naming.of(entry)}: moved from place {was + 1} to {index + 1}"
            yield Change(where, "moved", sentence)
        if earlier != entry:
            yield from _diff_entries(earlier, entry, where, naming)


def _diff_entries(old: Any, new: Any, place: str, naming: _Naming) -> Iterator[Change]:
    if _is_part(new) and type(old) is type(new):
        yield from _diff_parts(old, new, place, naming.of(new))
    else:
        yield _change(place, naming.of(new), old, new)


def _moved(before: Sequence[object], after: Sequence[object]) -> set[object]:
    """Which entries changed their place among those that stayed."""
    matcher = SequenceMatcher(a=before, b=after, autojunk=False)
    steady = {after[b + i] for _, b, size in matcher.get_matching_blocks() for i in range(size)}
    return set(after) - steady


def _by_identity(entries: tuple[Any, ...]) -> _Known:
    """Entries by what they are known by; twins are told apart by their order."""
    known: _Known = {}
    for index, entry in enumerate(entries):
        identity, twin = (type(entry), _identity(entry)), 0
        while (identity, twin) in known:
            twin += 1
        known[(identity, twin)] = (index, entry)
    return known


def _pair_rewritten(before: _Known, after: _Known) -> None:
    """Let entries known only by their words be known again after rewording, in ``after``."""
    gone = [identity for identity in before if identity not in after]
    come = [identity for identity in after if identity not in before]
    if len(gone) * len(come) > _MOST_PAIRS:
        return
    for identity in come:
        entry = after[identity][1]
        for candidate in gone:
            if _is_rewording(before[candidate][1], entry):
                pairs = [(candidate if k == identity else k, v) for k, v in after.items()]
                after.clear()
                after.update(pairs)
                gone.remove(candidate)
                break


def _is_rewording(old: Any, new: Any) -> bool:
    if type(old) is not type(new) or isinstance(new, Labelled):
        return False
    before, after = _loose_words(old), _loose_words(new)
    if not before or not after:
        return False
    return SequenceMatcher(a=before, b=after, autojunk=False).ratio() >= _REWORDED


def _loose_words(entry: Any) -> list[str]:
    """The words of an entry that has nothing steadier to be known by."""
    text = entry if isinstance(entry, str) else ""
    if not text and not any(getattr(entry, name, None) for name in _STEADY):
        text = getattr(entry, "text", "")
    return text.split()[:_MOST_WORDS]


def _identity(entry: Any) -> str:
    for name in _IDENTITIES:
        value = getattr(entry, name, None)
        if isinstance(value, str) and value and not isinstance(entry, str):
            return f"{name}={value.casefold()}"
    return _shape_of(entry) or str(entry)


def _name_of(entry: Any) -> str:
    if isinstance(entry, Labelled):
        return entry.label
    if isinstance(entry, str):
        return f"“{_shorten(entry)}”"
    if isinstance(entry, Series):
        return entry.label  # its id is for links, and no reader has seen it
    for name in _IDENTITIES:
        value = getattr(entry, name, None)
        if isinstance(value, str) and value:
            return _shorten(value)
    return _shape_of(entry)


def _shape_of(entry: Any) -> str:
    """What a mark without words is called: ``arrow on slice 8``."""
    shape = getattr(entry, "shape", None)
    return f"{shape} on slice {entry.slice}" if shape else ""


def _change(place: str, subject: str, old: Any, new: Any) -> Change:
    if isinstance(old, str) and isinstance(new, str) and not isinstance(new, Labelled):
        return _text_change(place, subject, old, new)
    if old is None:
        return Change(place, "added", f"{subject}: {_shown(new)} added")
    if new is None:
        return Change(place, "removed", f"{subject}: {_shown(old)} removed")
    if isinstance(new, tuple) and len(new) > _MOST_NUMBERS:
        return Change(place, "changed", f"{subject}: redrawn")
    return Change(place, "changed", f"{subject}: {_shown(old)} → {_shown(new)}")


def _text_change(place: str, subject: str, old: str, new: str) -> Change:
    words = diff_words(old, new)
    if not old:
        return Change(place, "added", f"{subject}: “{_shorten(new)}” added", words)
    if not new:
        return Change(place, "removed", f"{subject}: “{_shorten(old)}” removed", words)
    if max(len(old), len(new)) <= _LONG_TEXT:
        return Change(place, "changed", f"{subject}: “{old}” → “{new}”", words)
    added = _count(words, "added")
    removed = _count(words, "removed")
    sentence = f"{subject}: text changed ({added} added, {removed} removed)"
    return Change(place, "changed", sentence, words)


def _count(words: tuple[Word, ...], kind: WordKind) -> str:
    number = sum(len(word.text.split()) for word in words if word.kind == kind)
    return f"{number} word" if number == 1 else f"{number} words"


_SHOWN_AS: Final[tuple[tuple[type, Callable[[Any], str]], ...]] = (
    (Labelled, lambda value: value.label.lower()),
    (Age, lambda value: value.label),
    (bool, lambda value: "yes" if value else "no"),
    (float, lambda value: f"{value:g}"),
    (tuple, lambda value: ", ".join(_shown(entry) for entry in value)),
)


def _shown(value: Any) -> str:
    for kind, show in _SHOWN_AS:
        if isinstance(value, kind):
            return show(value)
    if _is_part(value):
        inner = ((name, getattr(value, name)) for name, _ in _field_names(value))
        return ", ".join(f"{_words_of(n).lower()} {_shown(v)}" for n, v in inner if v is not None)
    return str(value)


def _field_subject(part: Any, name: str, subject: str) -> str:
    if subject and _MAIN_FIELDS.get(type(part).__name__) == name:
        return subject
    return _join(subject, _words_of(name))


def _field_names(part: Any) -> list[tuple[str, str]]:
    """Attribute and key of every field."""
    if isinstance(part, BaseModel):
        declared = type(part).model_fields
        return [(name, field.alias or name) for name, field in declared.items()]
    return [(field.name, field.name) for field in fields(part)]


def _is_part(value: Any) -> bool:
    return isinstance(value, BaseModel) or (is_dataclass(value) and not isinstance(value, type))


def _are_numbers(values: tuple[Any, ...]) -> bool:
    return any(isinstance(value, int | float | tuple) for value in values)


def _words_of(name: str) -> str:
    words = name.removesuffix("_px").removeprefix("is_").replace("_", " ")
    return words[:1].upper() + words[1:]


def _join(subject: str, more: str) -> str:
    return f"{subject} · {more}" if subject else more


def _shorten(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONG_TEXT else f"{line[:_LONG_TEXT].rstrip()}…"
