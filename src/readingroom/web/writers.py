"""Pages and answers for those who write a case; for everyone else there is nothing there."""

import functools
import logging
from collections.abc import Callable
from uuid import UUID

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from readingroom.accounts.actor import actor_from
from readingroom.accounts.models import Person
from readingroom.cases.services.drafting import find_case
from readingroom.kernel.errors import NotFound, ReadingRoomError
from readingroom.web.errors import STATUS_OF
from readingroom.web.guarded import closed
from readingroom.web.jsonviews import as_json

log = logging.getLogger(__name__)
View = Callable[..., HttpResponse]
_NOTHING = "Nothing is kept at this address, or it is not open to you. Check the address."
_ABSENT = {
    "code": "not_found",
    "message": "You are signed out, or this case is not open to you any more.",
}
_BUSY = {"code": "busy", "message": "The library can't write just now. It is tried again."}


def for_writers(*methods: str) -> Callable[[View], View]:
    """A page for whoever may write to the case of its address; views are given the person.

    Who asks comes before how: nobody is told by a form's missing token that a case is there.
    """

    def decorate(view: View) -> View:
        protected: View = csrf_protect(view)

        @functools.wraps(view)
        def answer(request: HttpRequest, key: UUID) -> HttpResponse:
            person = actor_from(request.user)
            if not isinstance(person, Person) or request.method not in methods:
                raise NotFound(_NOTHING)
            find_case(person, key)
            return closed(protected(request, person, key))

        exempt: View = csrf_exempt(answer)  # the view itself checks, once it is known who asks
        return exempt

    return decorate


def answers_writers(*methods: str) -> Callable[[View], View]:
    """The same for scripts: refusals come as JSON with a code and a sentence."""

    def decorate(view: View) -> View:
        protected: View = csrf_protect(view)

        @functools.wraps(view)
        def answer(request: HttpRequest, key: UUID) -> HttpResponse:
            person = actor_from(request.user)
            if not isinstance(person, Person):
                return as_json(_ABSENT, status=404)
            try:
                find_case(person, key)
                if request.method not in methods:
                    return closed(HttpResponseNotAllowed(methods))
                return closed(protected(request, person, key))
            except NotFound:
                return as_json(_ABSENT, status=404)
            except ReadingRoomError as error:
                return _refused(error)
            except OperationalError as error:
                log.error("the database refused kind=%s", type(error.__cause__).__name__)  # noqa: TRY400  # its text may quote a value
                return as_json(_BUSY, status=503)

        exempt: View = csrf_exempt(answer)
        return exempt

    return decorate


def _refused(error: ReadingRoomError) -> HttpResponse:
    log.info("refused code=%s detail=%s", error.code, error.detail)
    status = next((STATUS_OF[kind] for kind in type(error).__mro__ if kind in STATUS_OF), 500)
    return as_json({"code": error.code, "message": error.message}, status=status)
