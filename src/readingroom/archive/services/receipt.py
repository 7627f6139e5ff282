"""The receipt: what became of every file of a submission."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from readingroom.archive.models import QuarantinedObject, Submission
from readingroom.archive.reasons import sentence_for
from readingroom.archive.states import ObjectState

WAITING: Final = "waiting"
_SENTENCES: Final = {
    "filed": "Filed.",
    "duplicate": "The library has this image already; it was not filed again.",
    WAITING: "On its way.",
}
_SLIDE: Final = "slide"
_FILED_SLIDE: Final = (
    "Filed: of this slide the largest level that can be shown. Its label and overview pictures "
    "were left behind."
)
OUTCOMES: Final = ("filed", "duplicate", "held", "rejected", WAITING)


@dataclass(frozen=True)
class ReceiptLine:
    """One file.

    Attributes:
        ordinal: its place in the submission, from 1; only the sender knows which path that was.
        outcome: one of ``OUTCOMES``.
        reason_code: why it is held or rejected; else empty.
        sentence: the same for a person.
        key: of the held or otherwise received file, for the hold page.
        digest: keyed digest of its bytes; empty where it could not be read.
        is_variant: another picture was there before under the same UID; both are kept.
    """

    ordinal: int
    outcome: str
    reason_code: str
    sentence: str
    key: UUID
    digest: str
    size_bytes: int
    is_variant: bool


@dataclass(frozen=True)
class Receipt:
    """A whole submission. The totals add up to the number of files.

    Attributes:
        totals: how many files had each of ``OUTCOMES``.
        reasons: how many were held or rejected for each reason code.
    """

    submission_key: UUID
    state: str
    received_at: datetime
    finished_at: datetime | None
    file_count: int
    totals: Mapping[str, int]
    reasons: Mapping[str, int]
    lines: tuple[ReceiptLine, ...]

    def to_json(self) -> bytes:
        """For a file of the sender's: keys, codes, sentences and digests; no name, no path."""
        document = {
            "version": 1,
            "submission": str(self.submission_key),
            "state": self.state,
            "received_at": self.received_at.isoformat(),
            "finished_at": self.finished_at.isoformat() if self.finished_at else None,
            "files": self.file_count,
            "totals": dict(self.totals),
            "reasons": dict(self.reasons),
            "lines": [
                {
                    "file": line.ordinal,
                    "outcome": line.outcome,
                    "reason": line.reason_code or None,
                    "sentence": line.sentence,
                    "digest": line.digest or None,
                    "bytes": line.size_bytes,
                    "same_uid_other_pixels": line.is_variant,
                }
                for line in self.lines
            ],
        }
        return json.dumps(document, ensure_ascii=False, indent=1).encode()


def receipt_for(submission: Submission) -> Receipt:
    """Account for every file of ``submission``, as things stand now."""
    rows = QuarantinedObject.objects.filter(submission=submission).order_by("ordinal")
    lines = tuple(_line(item) for item in rows)
    found = Counter(line.outcome for line in lines)
    return Receipt(
        submission_key=submission.key,
        state=submission.state,
        received_at=submission.created_at,
        finished_at=submission.finished_at,
        file_count=len(lines),
        totals={outcome: found[outcome] for outcome in OUTCOMES},
        reasons=dict(sorted(Counter(ln.reason_code for ln in lines if ln.reason_code).items())),
        lines=lines,
    )


def _line(item: QuarantinedObject) -> ReceiptLine:
    outcome = item.state if item.state in OUTCOMES else WAITING
    is_refused = outcome in {ObjectState.HELD, ObjectState.REJECTED}
    code = item.reason_code if is_refused else ""
    return ReceiptLine(
        ordinal=item.ordinal,
        outcome=outcome,
        reason_code=code,
        sentence=sentence_for(code) if code else _sentence(item, outcome),
        key=item.key,
        digest=item.byte_digest,
        size_bytes=item.size_bytes,
        is_variant=item.is_variant and outcome == ObjectState.FILED,
    )


def is_slide(item: QuarantinedObject) -> bool:
    """Whether it was let pass as a level of a whole slide."""
    return _SLIDE in item.released_codes


def _sentence(item: QuarantinedObject, outcome: str) -> str:
    return _FILED_SLIDE if outcome == "filed" and is_slide(item) else _SENTENCES[outcome]
