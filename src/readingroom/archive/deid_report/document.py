"""The report for people and programs: what was done, by which rule, under which policy."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from pydicom.datadict import dictionary_description, tag_for_keyword

from readingroom.archive.reasons import sentence_for
from readingroom.imaging.deid import marks
from readingroom.imaging.deid.policy import Policy, sentences

# In the order in which a reader asks.
_DONE: Final = {
    "removed": "Removed",
    "emptied": "Emptied",
    "replaced": "Replaced",
    "moved": "Moved in time",
    "cleaned": "Cleaned of words",
    "masked": "Painted over",
    "kept": "Kept",
}
_RULES: Final = {
    "table": "the standard's table of attributes that may identify (PS3.15 Table E.1-1)",
    "value": "the value is of a kind that was checked",
    "scope": "it does not describe an image",
    "private": "private to a manufacturer",
    "safe_private": "private, and on the published list of safe ones (PS3.15 section E.3.10)",
    "unknown": "no dictionary knows it",
    "unreadable": "its value could not be read",
    "not_of_class": "objects of this kind do not have it",
    "policy": "the policy",
    "pixels": "text found in the picture",
    "required": "objects of this kind must have it",
}
_UNCHECKED: Final = "its value is of no kind that could be checked, or had to be written anew"
_GONE: Final = frozenset({"removed", "emptied", "replaced"})
_NO_KEYWORD: Final = {"private": "Private attributes", "unknown": "Unknown attributes"}
_WORDS: Final = {"rejected": "refused"}
OUTCOME_WORDS: Final = {
    "filed": "filed in the library",
    "clean": "clean",
    "duplicate": "in the library already",
    "held": "held for a person to look at",
    "rejected": "refused",
    "waiting": "on their way",
}


@dataclass(frozen=True)
class Attribute:
    """One attribute, and how often this was done to it."""

    keyword: str
    name: str
    count: int


@dataclass(frozen=True)
class Rule:
    """What was done for one reason.

    Attributes:
        code: the rule's, stable.
        sentence: the same in words.
        attributes: most often first.
    """

    code: str
    sentence: str
    count: int
    attributes: tuple[Attribute, ...]


@dataclass(frozen=True)
class Action:
    """One kind of thing that was done.

    Attributes:
        code: such as ``removed``.
        title: the same as a heading.
    """

    code: str
    title: str
    count: int
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Option:
    """An option of PS3.15 that objects say was applied to them (PS3.16 CID 7050)."""

    code: str
    meaning: str
    objects: int


@dataclass(frozen=True)
class Reason:
    """Why files were held or rejected.

    Attributes:
        outcome: ``held`` or ``rejected``.
        word: the same for people.
    """

    outcome: str
    code: str
    sentence: str
    count: int
    word: str


@dataclass(frozen=True)
class Report:
    """Of one submission, or one run of the command.

    Attributes:
        files: how many came in.
        outcomes: what became of them; they add up.
        objects: how many went through de-identification and are told of below.
        policy: what was to be kept and what not, in sentences.
    """

    files: int
    outcomes: Mapping[str, int]
    reasons: tuple[Reason, ...]
    objects: int
    actions: tuple[Action, ...]
    options: tuple[Option, ...]
    policy: tuple[str, ...]

    def to_json(self) -> bytes:
        """For programs: codes, names of attributes and counts; no value."""
        document = {"version": 1, "method": marks.METHOD, **asdict(self)}
        return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def make_report(
    totals: Mapping[str, Any],
    *,
    outcomes: Mapping[str, int],
    reasons: Iterable[tuple[str, str]],
    policy: Policy,
) -> Report:
    """Put the report together.

    Args:
        totals: see ``totals.add_reports``.
        outcomes: how many files had each outcome.
        reasons: outcome and reason code of each file that is held or rejected.
        policy: that was followed.
    """
    counted = Counter(reasons)
    return Report(
        files=sum(outcomes.values()),
        outcomes={name: outcomes[name] for name in OUTCOME_WORDS if outcomes.get(name)},
        reasons=tuple(
            Reason(outcome, code, sentence_for(code), count, _WORDS.get(outcome, outcome))
            for (outcome, code), count in sorted(counted.items(), key=lambda item: -item[1])
        ),
        objects=int(totals.get("objects", 0)),
        actions=tuple(_actions(totals.get("actions", {}))),
        options=tuple(
            Option(code, marks.MEANINGS.get(code, ""), count)
            for code, count in totals.get("options", {}).items()
        ),
        policy=sentences(policy),
    )


def _actions(actions: Mapping[str, Mapping[str, Mapping[str, int]]]) -> Iterable[Action]:
    known = [code for code in _DONE if code in actions]
    for code in [*known, *sorted(set(actions) - set(known))]:
        rules = tuple(_rule(code, why, by) for why, by in actions[code].items())
        by_count = tuple(sorted(rules, key=lambda rule: -rule.count))
        title = _DONE.get(code, code.capitalize())
        yield Action(code, title, sum(rule.count for rule in rules), by_count)


def _rule(what: str, code: str, attributes: Mapping[str, int]) -> Rule:
    named = [Attribute(keyword, _name(keyword), count) for keyword, count in attributes.items()]
    most_first = tuple(sorted(named, key=lambda a: (-a.count, a.name)))
    words = _RULES.get(code, code.replace("_", " "))
    if code == "value" and what in _GONE:
        words = _UNCHECKED
    return Rule(code, words, sum(attributes.values()), most_first)


def _name(keyword: str) -> str:
    if keyword in _NO_KEYWORD:
        return _NO_KEYWORD[keyword]
    tag = tag_for_keyword(keyword)
    return dictionary_description(tag) if tag is not None else keyword
