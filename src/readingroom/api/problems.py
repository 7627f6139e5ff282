"""Failures as programs read them: RFC 9457 problem details."""

import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.http import HttpRequest, HttpResponse

from readingroom.accounts.services.profile import ProfileRefused
from readingroom.casefile.errors import InvalidCase
from readingroom.kernel import errors

log = logging.getLogger(__name__)

MEDIA_TYPE: Final = "application/problem+json"
STATUS_OF: Final[Mapping[type[errors.ReadingRoomError], int]] = {
    errors.InvalidInput: 422,
    errors.NotPermitted: 403,
    errors.NotFound: 404,
    errors.StateConflict: 409,
    errors.Rejected: 422,
    errors.Unavailable: 503,
}
TITLES: Final[Mapping[int, str]] = {
    400: "The request can't be read",
    401: "A token is needed",
    403: "Not permitted",
    404: "Nothing is there",
    405: "Not done this way here",
    409: "Wrong moment",
    412: "Changed in between",
    422: "Can't be accepted as it is",
    428: "Say which version is meant",
    429: "Too many requests",
    500: "Something broke on our side",
    503: "Not available just now",
}
_RETRY_AFTER_S: Final = "30"


class ApiError(Exception):
    """A refusal that only this interface has a status for."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    errors: Sequence[Mapping[str, Any]] = (),
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """One failure.

    Args:
        code: stable; programs match on it, never on words.
        detail: a sentence for a person.
        errors: what is wrong at which place.
    """
    body: dict[str, Any] = {
        "type": "about:blank", "title": TITLES[status], "status": status, "code": code,
        "detail": detail,
    }  # fmt: skip
    if errors:
        body["errors"] = list(errors)
    answer = HttpResponse(json.dumps(body), status=status, content_type=MEDIA_TYPE)
    answer["Cache-Control"] = "no-store, private"
    for name, value in (headers or {}).items():
        answer[name] = value
    return answer


def of_refusal(_request: HttpRequest, exc: errors.ReadingRoomError) -> HttpResponse:
    """A deliberate failure."""
    status = next((STATUS_OF[kind] for kind in type(exc).__mro__ if kind in STATUS_OF), 500)
    log.info("refused code=%s status=%s detail=%s", exc.code, status, exc.detail)
    told: list[dict[str, Any]] = []
    if isinstance(exc, InvalidCase):
        told = [{"place": one.place, "message": one.message} for one in exc.problems]
    if isinstance(exc, ProfileRefused):
        told = [{"place": name, "message": message} for name, message in exc.problems.items()]
    headers = {"Retry-After": _RETRY_AFTER_S} if status == STATUS_OF[errors.Unavailable] else {}
    return problem(status, exc.code, exc.message, errors=told, headers=headers)


def of_api_error(_request: HttpRequest, exc: ApiError) -> HttpResponse:
    """A refusal of this interface's own."""
    return problem(exc.status, exc.code, exc.detail)
