"""What the command asks of its reading processes, and what they answer: plain JSON."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from readingroom.imaging.deid.policy import Policy


class Outcome(StrEnum):
    """What became of one file."""

    CLEAN = "clean"
    HELD = "held"
    REJECTED = "rejected"


class Order(StrEnum):
    """What a reading process is to do with one file."""

    LOOK = "look"  # whose is it, and what names anyone in it?
    CLEAN = "clean"  # write it without identity
    SHOW = "show"  # say what that would change


@dataclass(frozen=True)
class Job:
    """One file to read.

    Attributes:
        path: where it lies, or where the archive that it is in lies.
        entry: its place in the archive's table of contents.
        patient: keyed digest of its patient; known once it was looked at.
        anchor: moment that the patient's dates count from, ISO 8601; empty if unknown.
        may_show_face: whether the series that it belongs to may be rendered into a face.
        output: where the clean file goes.
        held: where a copy goes if a person has to look at it first.
    """

    ordinal: int
    order: Order
    path: str = field(repr=False)
    entry: int | None = None
    patient: str = ""
    anchor: str = field(default="", repr=False)
    may_show_face: bool = False
    output: str = field(default="", repr=False)
    held: str = field(default="", repr=False)

    def to_bytes(self) -> bytes:
        """For the pipe."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_bytes(cls, text: bytes) -> "Job":
        """From the pipe."""
        values: dict[str, Any] = json.loads(text)
        return cls(**{**values, "order": Order(values["order"])})


Texts = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Facts:
    """What looking at a file found. In memory only.

    Attributes:
        patient: keyed digest of the patient, as far as this file alone tells.
        moment: earliest moment of the study, ISO 8601; empty if it states none.
        identity: what names anyone in it: lists of texts by kind.
        study, series, instance: its UIDs; as received until all files were looked at, then those
            that it will have.
        head: where its slices lie if it is a section of a head, and how thick they are; else none.
        makers: words of its manufacturer and model, which name nobody.
        is_numbered: whether it states a patient's ID.
        origin: the patient's ID, its issuer and the study's UID as received, for the way back.
    """

    patient: str
    study: str = field(repr=False)
    series: str = field(repr=False)
    instance: str = field(repr=False)
    moment: str = field(default="", repr=False)
    identity: Texts = field(default_factory=dict, repr=False)
    head: tuple[Sequence[float], float] | None = None
    makers: Sequence[str] = ()
    is_numbered: bool = True
    origin: tuple[str, str, str] = field(default=("", "", ""), repr=False)


@dataclass(frozen=True)
class Answer:
    """What became of one file.

    Attributes:
        outcome: ``None`` for a file that was looked at, or that the disk would not take.
        reasons: codes of why it is held or rejected.
        facts: of a file that was looked at.
        report: what was done to its attributes: see ``DeidReport.to_json``.
        changes: what would change, where that was asked for.
        trouble: why the disk would not take it, in a sentence.
    """

    ordinal: int
    outcome: Outcome | None = None
    reasons: tuple[str, ...] = ()
    facts: Facts | None = field(default=None, repr=False)
    report: Mapping[str, Any] = field(default_factory=dict, repr=False)
    changes: Sequence[Sequence[str]] = field(default=(), repr=False)
    boxes: Sequence[Mapping[str, Any]] = ()
    trouble: str = ""

    def to_bytes(self) -> bytes:
        """For the pipe."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_bytes(cls, text: bytes) -> "Answer":
        """From the pipe."""
        values: dict[str, Any] = json.loads(text)
        facts, outcome = values.pop("facts"), values.pop("outcome")
        return cls(
            **{**values, "reasons": tuple(values["reasons"])},
            facts=_facts(facts) if facts else None,
            outcome=Outcome(outcome) if outcome else None,
        )


def _facts(values: dict[str, Any]) -> Facts:
    return Facts(**{**values, "origin": tuple(values["origin"])})


@dataclass(frozen=True)
class Setup:
    """What a reading process is told once.

    Attributes:
        secret: what everything keyed is made with.
        policy: what may stay.
        identities: by patient, what names anyone in that patient's files.
        neighbours: what names anyone in all the files, where it is long enough to tell.
        memory_bytes: how much address space it may take beyond what it starts with.
    """

    secret: bytes = field(repr=False)
    policy: Policy
    identities: Mapping[str, Texts] = field(default_factory=dict, repr=False)
    neighbours: Texts = field(default_factory=dict, repr=False)
    memory_bytes: int = 0
