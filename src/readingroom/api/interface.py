"""The interface whole: its parts, and how its failures are told."""

import logging
import traceback
from typing import Any

from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from readingroom.api import (  # noqa: F401  # they say what is where
    articles,
    classes,
    learned,
    own,
    people,
    playlists,
    profile,
    reading,
    received,
    remarks,
    reviews,
    writing,
)
from readingroom.api.bearers import TooMany
from readingroom.api.problems import MEDIA_TYPE, ApiError, of_api_error, of_refusal, problem
from readingroom.api.routes import router
from readingroom.kernel.errors import ReadingRoomError

log = logging.getLogger(__name__)
_ABSENT = "Nothing is kept at this address, or it is not open to you."
_FIRST_FAILURE = 400
_UNREADABLE = "The request can't be read: it has to be JSON in UTF-8, as the description says."


class Interface(NinjaAPI):
    """The interface, described as it answers: failures are problem details."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """OpenAPI 3.1."""
        described = super().get_openapi_schema(**options)
        for operations in described["paths"].values():
            for operation in operations.values():
                for status, answer in operation["responses"].items():
                    if int(status) >= _FIRST_FAILURE and "content" in answer:
                        answer["content"] = {MEDIA_TYPE: answer["content"]["application/json"]}
        return described


api = Interface(
    title="Reading Room",
    version="1",
    description=(
        "Cases, their review and publication, articles, people, classes, playlists and what is "
        "one's own, for programs. For education only. Make a token on your account page and send "
        "it as Authorization: Bearer. Images are read and sent by DICOMweb, with the same token."
    ),
    docs_url=None,  # its pages take their scripts from elsewhere
    urls_namespace="api",
)
api.add_router("", router)
api.add_exception_handler(ReadingRoomError, of_refusal)  # type: ignore[arg-type]  # of its own kind
api.add_exception_handler(ApiError, of_api_error)  # type: ignore[arg-type]  # of its own kind


@api.exception_handler(AuthenticationError)
def _of_nobody(_request: HttpRequest, _exc: object) -> HttpResponse:
    return problem(
        401,
        "token_missing",
        "Send a token that is in force: Authorization: Bearer rr_…",
        headers={"WWW-Authenticate": 'Bearer realm="Reading Room"'},
    )


@api.exception_handler(TooMany)
def _of_too_many(_request: HttpRequest, _exc: object) -> HttpResponse:
    return problem(
        429,
        "too_many",
        "This token sends more than it may in a minute. Wait.",
        headers={"Retry-After": "60"},
    )


@api.exception_handler(ValidationError)
def _of_wrong_form(_request: HttpRequest, exc: ValidationError) -> HttpResponse:
    told = [
        {"place": ".".join(str(part) for part in one["loc"]), "message": str(one["msg"])}
        for one in exc.errors
    ]
    return problem(422, "invalid_input", "The request is not of the form asked for.", errors=told)


@api.exception_handler(HttpError)
def _of_unreadable(_request: HttpRequest, exc: HttpError) -> HttpResponse:
    return problem(exc.status_code, "unreadable", _UNREADABLE)


@api.exception_handler(Http404)
def _of_absent(_request: HttpRequest, _exc: object) -> HttpResponse:
    return problem(404, "not_found", _ABSENT)


@api.exception_handler(OperationalError)
def _of_database(_request: HttpRequest, exc: OperationalError) -> HttpResponse:
    log.error("the database refused kind=%s", type(exc.__cause__).__name__)
    return problem(
        503,
        "unavailable",
        "The library can't write just now. Try again in a moment.",
        headers={"Retry-After": "30"},
    )


@api.exception_handler(Exception)
def _of_a_bug(_request: HttpRequest, exc: Exception) -> HttpResponse:
    # Where it broke, without the words of the exception: they may hold values.
    where = "".join(traceback.format_tb(exc.__traceback__))
    log.error("unhandled in the interface kind=%s\n%s", type(exc).__name__, where)
    return problem(
        500, "error", "Something broke on our side. Whoever runs the library can see what."
    )


def absent(_request: HttpRequest) -> HttpResponse:
    """Any address below ``/api/`` where nothing is."""
    return problem(404, "not_found", _ABSENT)
