"""Who asks, when, and for which version."""

from datetime import UTC, datetime

from django.http import HttpRequest

from readingroom.accounts.models import Person
from readingroom.api.problems import ApiError
from readingroom.kernel.errors import NotFound

_DIGITS = 9


def person_of(request: HttpRequest) -> Person:
    """Whom the token speaks for."""
    person = request.auth  # type: ignore[attr-defined]  # ninja puts it there
    if not isinstance(person, Person):
        raise NotFound("There is nobody behind this token.")
    return person


def now() -> datetime:
    """The time."""
    return datetime.now(UTC)


def check_match(request: HttpRequest, tag: str) -> None:
    """Raise ``ApiError`` unless ``If-Match`` names what is kept now: 428 without it, else 412."""
    if _sent(request) != tag:
        raise changed_in_between()


def version_of(request: HttpRequest) -> int:
    """The version that ``If-Match`` names, as ``"v3"``; −1 for one that was never given.

    Raises:
        ApiError: 428, it names none.
    """
    number = _sent(request).removeprefix('"v').removesuffix('"')
    is_known = number.isascii() and number.isdigit() and len(number) <= _DIGITS
    return int(number) if is_known else -1


def changed_in_between() -> ApiError:
    """What was sent was made from another version."""
    return ApiError(
        412,
        "changed_in_between",
        "It is another one by now. Get it, put your changes into it, send it again.",
    )


def _sent(request: HttpRequest) -> str:
    sent = request.headers.get("If-Match", "").strip()
    if not sent:
        raise ApiError(
            428, "if_match_missing", "Send the ETag of what yours was made from, as If-Match."
        )
    return sent
