"""Where a submission and each of its files can stand. Plain values, for rows and rules alike."""

from enum import StrEnum


class ObjectState(StrEnum):
    """Where one file stands on the route."""

    RECEIVED = "received"
    INSPECTED = "inspected"
    DEIDENTIFIED = "deidentified"
    PIXEL_CHECKED = "pixel_checked"
    TRANSCODED = "transcoded"
    FILED = "filed"
    HELD = "held"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"


ENDS = frozenset({ObjectState.FILED, ObjectState.HELD, ObjectState.REJECTED, ObjectState.DUPLICATE})


# Among what a file was released for: what was covered in it is a face, and no writing.
DEFACED = "defaced"
# The document in it was replaced by a copy that a person redacted.
REDACTED = "redacted"


class Decision(StrEnum):
    """What a person decided about a held file, as long as the route has not taken it."""

    RELEASE = "release"
    DEFACE = "deface"  # release, with the front of the face taken away
    REDACT = "redact"  # release, with a redacted copy in the place of its document
    REJECT = "reject"


class SubmissionState(StrEnum):
    """Where a submission stands."""

    RECEIVING = "receiving"  # files are being copied in; nothing was promised yet
    WAITING = "waiting"
    PROCESSING = "processing"
    FINISHED = "finished"  # every file is at an end, though held ones wait for a person
