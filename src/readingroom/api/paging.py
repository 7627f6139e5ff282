"""Long lists a piece at a time: each answer holds the cursor to ask for the next with."""

import base64
import binascii
from collections.abc import Callable, Iterable
from typing import Annotated, Final, Protocol, TypeVar

from ninja import Query

from readingroom.kernel.errors import InvalidInput

MOST: Final = 100
USUAL: Final = 25
Limit = Annotated[int, Query(ge=1, le=MOST)]
Cursor = Annotated[str, Query(max_length=100)]
_DIGITS: Final = 15
_Row = TypeVar("_Row")
_Row_co = TypeVar("_Row_co", covariant=True)
_WRONG: Final = "This cursor was not given by an earlier answer. Ask without one."


class Rows(Protocol[_Row_co]):
    """A sequence, or a query that has an order: what a part can be cut from."""

    def __getitem__(self, part: slice, /) -> Iterable[_Row_co]:
        """Those from a start to an end, both counted from 0, without the end."""


def piece_of(rows: Rows[_Row], cursor: str, limit: int) -> tuple[list[_Row], str | None]:
    """Up to ``limit`` of ``rows`` from where ``cursor`` goes on, and the cursor of the next.

    Positions are counted from the beginning: whoever takes something away between two pieces
    begins again, or misses one.

    Raises:
        InvalidInput: it is no cursor of ours.
    """
    return piece_by(lambda start, count: rows[start : start + count], cursor, limit)


def piece_by(
    ask: Callable[[int, int], Iterable[_Row]], cursor: str, limit: int
) -> tuple[list[_Row], str | None]:
    """The same of what is asked for by where it begins, from 0, and how many are wanted.

    Raises:
        InvalidInput: it is no cursor of ours.
    """
    start = position_of(cursor) or 0
    some = list(ask(start, limit + 1))
    return some[:limit], cursor_after(start + limit) if len(some) > limit else None


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
