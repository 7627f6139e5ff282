"""Long lists a piece at a time: each answer holds the cursor to ask for the next with."""

import base64
import binascii
from typing import Annotated, Final

from ninja import Query

from readingroom.kernel.errors import InvalidInput

MOST: Final = 100
USUAL: Final = 25
Limit = Annotated[int, Query(ge=1, le=MOST)]
Cursor = Annotated[str, Query(max_length=100)]
_DIGITS: Final = 15
_WRONG: Final = "This cursor was not given by an earlier answer. Ask without one."


def cursor_after(position: int) -> str:
    """The cursor that goes on after ``position``. What is in it is nobody's business."""
    return base64.urlsafe_b64encode(f"a{position}".encode()).decode().rstrip("=")


def position_of(cursor: str) -> int | None:
    """Where a cursor goes on; ``None`` for none.

    Raises:
        InvalidInput: it is no cursor of ours.
    """
    if not cursor:
        return None
    try:
        text = base64.b64decode(
            cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True
        ).decode("ascii")
    except (ValueError, binascii.Error):
        raise InvalidInput(_WRONG) from None
    number = text.removeprefix("a")
    if not text.startswith("a") or not number.isdigit() or len(number) > _DIGITS:
        raise InvalidInput(_WRONG)
    return int(number)
