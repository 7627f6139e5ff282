"""The one place where our errors become pages."""

import logging
from collections.abc import Callable
from urllib.parse import urlsplit

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control

from readingroom.kernel import errors

log = logging.getLogger(__name__)

STATUS_OF: dict[type[errors.ReadingRoomError], int] = {
    errors.InvalidInput: 422,
    errors.NotPermitted: 403,
    errors.NotFound: 404,
    errors.StateConflict: 409,
    errors.Rejected: 422,
    errors.Unavailable: 503,
}
TOO_MANY = 429

_TITLES = {
    400: "That request can't be read",
    403: "This is not open to you",
    404: "There is nothing here",
    405: "There is nothing to see here",
    409: "Something changed in between",
    422: "That can't be accepted as it is",
    429: "Too many attempts",
    500: "Something broke on our side",
    503: "Not available just now",
}
_RETRY_AFTER_S = "30"
_NOT_THIS_WAY = 405
_ONLY_A_FORM = "This address takes what a page sends, and shows nothing. Go back to the page."
_SENT_FROM_A_PAGE = frozenset({409, 422})
_DATABASE_BUSY = (
    "The library can't write just now. Try again in a moment; if this stays, tell whoever runs it."
)


class ErrorPages:
    """Middleware: show a deliberate failure as a page, or as an alert where htmx asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on. An address of a form that is opened as a page leads to its page."""
        response = self.get_response(request)
        if response.status_code != _NOT_THIS_WAY or request.method not in {"GET", "HEAD"}:
            return response
        if response.content:
            return response
        page = error_response(request, status=_NOT_THIS_WAY, message=_ONLY_A_FORM)
        page["Allow"] = response["Allow"]
        return page

    def process_exception(self, request: HttpRequest, exc: Exception) -> HttpResponse | None:
        """Answer a deliberate failure; a bug stays for Django to log and answer with 500."""
        if isinstance(exc, OperationalError):  # full, locked or not to be written to
            log.error("the database refused kind=%s", type(exc.__cause__).__name__)
            return error_response(request, status=503, message=_DATABASE_BUSY)
        if not isinstance(exc, errors.ReadingRoomError):
            return None
        status = next((STATUS_OF[kind] for kind in type(exc).__mro__ if kind in STATUS_OF), 500)
        log.info("refused code=%s status=%s detail=%s", exc.code, status, exc.detail)
        return error_response(request, status=status, message=exc.message)


def error_response(request: HttpRequest, *, status: int, message: str) -> HttpResponse:
    """The page of a failure; for htmx an alert that leaves the form and its text alone."""
    is_fragment = "HX-Request" in request.headers
    template = "web/_error.html" if is_fragment else "web/error.html"
    context = {
        "status": status,
        "title": _TITLES.get(status, _TITLES[500]),
        "message": message,
        "back": _page_of_form(request, status),
    }
    response = render(request, template, context, status=status)
    if is_fragment:
        response["HX-Retarget"] = "#alerts"
        response["HX-Reswap"] = "innerHTML"
    if status == STATUS_OF[errors.Unavailable]:
        response["Retry-After"] = _RETRY_AFTER_S
    patch_cache_control(response, no_store=True, private=True)
    return response


def _page_of_form(request: HttpRequest, status: int) -> str:
    """The page of ours that a refused form stood on; empty where that is not known.

    Forms go to addresses below that of their page; told relatively, so that of what is hidden and
    of what never was the same is said.
    """
    above = "../" if request.path.endswith("/") else "./"
    if status == _NOT_THIS_WAY:
        return above
    if status not in _SENT_FROM_A_PAGE or request.method != "POST":
        return ""
    try:
        sent_from = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return ""
    if sent_from.netloc != request.get_host() or sent_from.path.startswith("//"):
        return ""
    # A page that answered a form has the form's own address.
    return above if sent_from.path == request.path else sent_from.path


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An address that leads nowhere, or to something hidden: both answer alike."""
    message = "Nothing is kept at this address, or it is not open to you. Check the address."
    return error_response(request, status=404, message=message)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's own refusal."""
    message = "You may not do this. Ask an editor of your institution."
    return error_response(request, status=403, message=message)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that did not come from one of our pages, or from one that is too old."""
    log.info("refused code=csrf status=403")
    message = "This form has been open too long. Go back, load the page again and send it again."
    return error_response(request, status=403, message=message)


def too_many_attempts(request: HttpRequest, *_: object) -> HttpResponse:
    """Someone who guesses passwords, or forgot theirs."""
    message = "There were too many attempts. Wait for a quarter of an hour, then try again."
    return error_response(request, status=429, message=message)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that Django could not read."""
    message = "The address or the form was damaged on the way. Go back and try again."
    return error_response(request, status=400, message=message)


def server_error(request: HttpRequest) -> HttpResponse:
    """A bug. Says so without asking the database anything."""
    response = render(
        None, "500.html", status=500
    )  # without context processors: they could fail too
    patch_cache_control(response, no_store=True, private=True)
    return response
