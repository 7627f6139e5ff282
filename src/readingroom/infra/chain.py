"""The chain of the audit log: how one line is bound to the line before it.

``link = HMAC-SHA-256(secret, link of the line before + canonical JSON of this line)``. Whoever can
write to the database and has not the secret can't make a link that fits. The form is fixed for
good: a line must be verifiable for as long as it is kept.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

BEFORE_THE_FIRST: Final = "0" * 64


@dataclass(frozen=True)
class Line:
    """One line of the audit log, as it is bound.

    Attributes:
        number: its place, from 1, without gaps.
        at: aware; bound in UTC, to the microsecond.
    """

    number: int
    key: str
    action: str
    actor: str
    subject: str
    codes: Mapping[str, str | int | bool]
    at: datetime

    def canonical(self) -> bytes:
        """The same bytes for the same line, always: JSON in ASCII, names sorted, no spaces."""
        values = {
            "action": self.action,
            "actor": self.actor,
            "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "codes": dict(self.codes),
            "key": self.key,
            "number": self.number,
            "subject": self.subject,
        }
        return json.dumps(values, sort_keys=True, separators=(",", ":")).encode("ascii")


def link_after(before: str, line: Line, *, secret: bytes) -> str:
    """The link of ``line``, in 64 hexadecimal digits.

    Args:
        before: the link of the line before; ``BEFORE_THE_FIRST`` for line 1.
        secret: 32 bytes, of this installation.
    """
    mac = hmac.new(secret, before.encode("ascii"), hashlib.sha256)
    mac.update(line.canonical())
    return mac.hexdigest()
