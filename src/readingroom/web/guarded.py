"""Pages that most must not see: for some roles alone, and kept by nobody on the way."""

import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from readingroom.accounts.actor import Actor, actor_from, may_edit
from readingroom.cases.access import may_erase
from readingroom.kernel.errors import NotFound

View = Callable[..., HttpResponse]
_NOTHING = "Nothing is kept at this address, or it is not open to you. Check the address."


def for_editors(*methods: str) -> Callable[[View], View]:
    """A view for editors. Everyone else is told that there is nothing at its address.

    Whatever the method, and whether or not a form's token came with it: who may see it is asked
    first, so that a refusal does not tell that the address exists.
    """
    return _for(may_edit, methods)


def for_administrators(*methods: str) -> Callable[[View], View]:
    """The same for administrators."""
    return _for(may_erase, methods)


def _for(may: Callable[[Actor], bool], methods: tuple[str, ...]) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        protected: View = csrf_protect(view)

        @functools.wraps(view)
        def answer(request: HttpRequest, *args: Any, **names: Any) -> HttpResponse:
            if not may(actor_from(request.user)):
                raise NotFound(_NOTHING)
            if request.method not in methods:
                return closed(HttpResponseNotAllowed(methods))
            return closed(protected(request, *args, **names))

        exempt: View = csrf_exempt(answer)  # the view itself checks, once it is known who asks
        return exempt

    return decorate


def closed(response: HttpResponse) -> HttpResponse:
    """Nobody keeps a copy, and no search engine lists it."""
    patch_cache_control(response, no_store=True, private=True)
    response["X-Robots-Tag"] = "noindex, noarchive"
    return response
