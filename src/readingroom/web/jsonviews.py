"""Answers for scripts: the same refusals as on pages, as JSON."""

import functools
import json
import logging
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_cache_control

from readingroom.accounts.actor import actor_from
from readingroom.accounts.models import Person
from readingroom.kernel.errors import InvalidInput, ReadingRoomError
from readingroom.web.errors import STATUS_OF

log = logging.getLogger(__name__)

Parameters = ParamSpec("Parameters")
View = Callable[Concatenate[HttpRequest, Person, Parameters], HttpResponse]

_SIGNED_OUT = {
    "code": "signed_out",
    "message": "You are signed out. Sign in again in another tab, then go on here.",
}
_BUSY = {"code": "busy", "message": "The library can't write just now. It is tried again."}


def for_people(
    view: View[Parameters],
) -> Callable[Concatenate[HttpRequest, Parameters], HttpResponse]:
    """Give ``view`` the person who asks; answer refusals with a code and a sentence."""

    @functools.wraps(view)
    def answer(
        request: HttpRequest, /, *args: Parameters.args, **keys: Parameters.kwargs
    ) -> HttpResponse:
        actor = actor_from(request.user)
        if not isinstance(actor, Person):
            return as_json(_SIGNED_OUT, status=401)
        try:
            response = view(request, actor, *args, **keys)
        except ReadingRoomError as error:
            log.info("refused code=%s detail=%s", error.code, error.detail)
            status = next((STATUS_OF[k] for k in type(error).__mro__ if k in STATUS_OF), 500)
            return as_json({"code": error.code, "message": error.message}, status=status)
        except OperationalError as error:
            log.error("the database refused kind=%s", type(error.__cause__).__name__)  # noqa: TRY400  # its text may quote a value
            return as_json(_BUSY, status=503)
        return response

    return answer


def as_json(content: Any, *, status: int = 200) -> HttpResponse:
    """``content`` for a script, kept nowhere."""
    response = JsonResponse(content, status=status, safe=False)
    patch_cache_control(response, no_store=True, private=True)
    return response


def read_json(request: HttpRequest) -> dict[str, Any]:
    """The object in the body.

    Raises:
        InvalidInput: there is none.
    """
    try:
        found = json.loads(request.body)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise InvalidInput("The page sent something that can't be read. Load it again.")
    return found


def whole_number(value: Any) -> int:
    """A whole number from 0.

    Raises:
        InvalidInput: it is none.
    """
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:20])
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**53:
        raise InvalidInput("The page sent a number that can't be. Load it again.")
    return value
