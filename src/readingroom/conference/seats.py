"""What a browser holds to be known again: a signed note of a seat, or of the presenter's desk."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.core import signing
from django.utils.crypto import salted_hmac

from readingroom.conference.limits import LONGEST

COOKIE: Final = "readingroom_seat"
JOINED_COOKIE: Final = "readingroom_joined"
DESK_COOKIE: Final = "readingroom_desk"
LIFETIME_S: Final = int(LONGEST.total_seconds())
_SALT: Final = "readingroom.conference.seat"


@dataclass(frozen=True)
class Held:
    """What a note says.

    Attributes:
        seat: the key of the seat; None at the presenter's desk.
        person: who was signed in when it was written; None for a visitor. The note alone ties
            the two: the database does not.
    """

    room: UUID
    seat: UUID | None
    person: UUID | None


def sign(held: Held) -> str:
    """A note that ``read`` understands."""
    keys = {"r": held.room.hex, "s": _hex(held.seat), "p": _hex(held.person)}
    return signing.dumps(keys, salt=_SALT)


def read(note: str) -> Held | None:
    """What a note says; None where it is not ours, or too old."""
    try:
        keys = signing.loads(note, salt=_SALT, max_age=LIFETIME_S)
        return Held(UUID(keys["r"]), _key(keys["s"]), _key(keys["p"]))
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None


def cookie_path(room: UUID, *, desk: bool) -> str:
    """Below which addresses the note is sent back."""
    return f"/conference/{room}/lead/" if desk else f"/conference/{room}/"


def voter_of(poll: UUID, seat: UUID) -> str:
    """What keeps a phone's vote apart from others' while it may still be changed.

    Another for each question, so that votes on two questions can't be laid side by side.
    """
    return salted_hmac(f"{_SALT}.vote", f"{poll}{seat}", algorithm="sha256").hexdigest()


def _hex(key: UUID | None) -> str:
    return key.hex if key else ""


def _key(text: str) -> UUID | None:
    return UUID(text) if text else None
