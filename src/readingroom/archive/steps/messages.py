"""What goes to a reading process and what comes back: plain JSON, no objects."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from readingroom.archive.states import ObjectState
from readingroom.imaging.deid.policy import DEFAULT_POLICY, Policy


@dataclass(frozen=True)
class Facts:
    """What inspection found in one file. Lives in quarantine, erased with the file.

    Attributes:
        patient_digest: the archive's key of the patient.
        source_digest: keyed digest of the original SOP Instance UID.
        content_digest: keyed digest of the pixel data, of the whole file where there are none.
        moment: earliest moment of the study as the file states it, ISO 8601; empty if it
            states none.
        identity: what identifies anyone in this file: lists of texts by kind.
        series_digest: keyed digest of the original Series Instance UID.
        head: of a section of a head, where its slices lie along their normal and how thick they
            are, in mm; else ``None``.
        study_digest: keyed digest of the original Study Instance UID.
        is_numbered: whether it states a patient's ID.
    """

    patient_digest: str
    source_digest: str
    content_digest: str
    moment: str = ""
    identity: Mapping[str, Sequence[str]] = field(default_factory=dict)
    series_digest: str = ""
    head: tuple[Sequence[float], float] | None = None
    study_digest: str = ""
    is_numbered: bool = True


@dataclass(frozen=True)
class Task:
    """What a reading process is asked to do with one file.

    Attributes:
        original: path of the file in quarantine.
        facts: path that what inspection finds is written to.
        prepared: path that the clean, transcoded instance is written to.
        state: where the file stands.
        until: the state to bring it to.
        byte_digest: what the file's bytes must still agree with.
        patient_digest: the archive's key of its patient; empty before it is known.
        anchor: moment that the patient's dates are counted from, ISO 8601; empty if unknown.
        identity: path of what identifies anyone in the submission's files of its patient; empty
            before that is known.
        content_digest: of a variant, which gets a UID of its own from it; else empty.
        released: reason codes that a person looked at and let pass.
        findings: path that the places of writing in its picture are written to; empty for none.
        mask_boxes: what a person decided to cover: frame (from 1; ``None`` for all), left, top,
            width and height in pixels.
        shows_face: whether its series may show a face.
        redacted: path of the copy of its document that a person redacted; empty for none.
    """

    ordinal: int
    original: str
    facts: str
    prepared: str
    state: str
    until: str
    byte_digest: str = ""
    patient_digest: str = ""
    anchor: str = ""
    identity: str = ""
    content_digest: str = ""
    released: tuple[str, ...] = ()
    findings: str = ""
    mask_boxes: tuple[tuple[int | None, int, int, int, int], ...] = ()
    shows_face: bool = False
    redacted: str = ""

    def to_bytes(self) -> bytes:
        """For the pipe."""
        return json.dumps(vars(self)).encode()

    @classmethod
    def from_bytes(cls, text: bytes) -> "Task":
        """From the pipe."""
        values: dict[str, Any] = json.loads(text)
        boxes = tuple((frame, *place) for frame, *place in values.pop("mask_boxes"))
        return cls(**{**values, "released": tuple(values["released"]), "mask_boxes": boxes})

    def anchor_moment(self) -> datetime | None:
        """The anchor, naive as in DICOM."""
        return datetime.fromisoformat(self.anchor) if self.anchor else None


@dataclass(frozen=True)
class Setup:
    """What a reading process is told once.

    Attributes:
        deid_secret, patient_secret: 32 bytes each, in hex.
        institution: key of the institution that sent the files, or empty.
        memory_bytes: how much address space it may take beyond what it starts with.
        link_key: the public key that the way back to a patient is sealed to; empty for none.
        policy: what may stay.
        preview_first: whether each file waits until someone saw what would be removed.
    """

    deid_secret: str = field(repr=False)
    patient_secret: str = field(repr=False)
    institution: str
    memory_bytes: int
    link_key: str = ""
    policy: Policy = DEFAULT_POLICY
    preview_first: bool = False


@dataclass(frozen=True)
class Outcome:
    """What became of one file.

    Attributes:
        reached: states it went through, in order, ending where it stands now.
        reason_code: why it is held or rejected; else empty.
        reason_codes: all the reasons of a held file, ``reason_code`` first.
        series_instance_uid: ours, once held or transcoded.
        facts: of an inspected file.
        cut_short: why nothing became of it yet, in a sentence: the disk would not take it. Then
            it has reached nothing, and is taken up again another time.
        took_s: how long its reader was at it.
    """

    ordinal: int
    reached: tuple[ObjectState, ...]
    reason_code: str = ""
    series_instance_uid: str = ""
    facts: Facts | None = field(default=None, repr=False)
    cut_short: str = ""
    reason_codes: tuple[str, ...] = ()
    took_s: float = 0.0

    def to_bytes(self) -> bytes:
        """For the pipe."""
        facts = vars(self.facts) if self.facts else None
        return json.dumps({**vars(self), "facts": facts}).encode()

    @classmethod
    def from_bytes(cls, text: bytes) -> "Outcome":
        """From the pipe."""
        values: dict[str, Any] = json.loads(text)
        facts = values.pop("facts")
        reached = tuple(ObjectState(state) for state in values.pop("reached"))
        codes = tuple(values.pop("reason_codes"))
        return cls(**values, reached=reached, facts=facts and Facts(**facts), reason_codes=codes)


def refused(ordinal: int, code: str) -> Outcome:
    """The outcome of a file that was rejected."""
    return Outcome(ordinal, (ObjectState.REJECTED,), code)
