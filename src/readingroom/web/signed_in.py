"""Pages for people who are signed in, some for those who showed just now that it is them.

Visitors are asked to sign in, and nobody keeps a copy on the way.
"""

import functools
from collections.abc import Callable
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import reverse

from readingroom.accounts.actor import actor_from
from readingroom.accounts.models import Person, Role
from readingroom.kernel.errors import NotFound
from readingroom.web.guarded import closed

View = Callable[..., HttpResponse]
"""Takes the request, the person who asks, and what is in the address."""
_NOTHING = "Nothing is kept at this address, or it is not open to you. Check the address."


def for_the_signed_in(*methods: str, proven: bool = False) -> Callable[[View], View]:
    """A view that is given the person who asks; everyone else is asked to sign in first.

    After that they come to the page they were at; where they sent a form, to their own page.

    Args:
        methods: those it answers; of none, all.
        proven: whether they must have shown within the last minutes that it is them. Whoever has
            neither a password nor a second proof can't, and is taken at their session's word.
    """

    def decorate(view: View) -> View:
        asked = _answering(view, methods, proven=proven)

        @functools.wraps(view)
        def answer(request: HttpRequest, *args: Any, **names: Any) -> HttpResponse:
            if not isinstance(actor_from(request.user), Person):
                is_page = request.method in {"GET", "HEAD"}
                back = request.get_full_path() if is_page else reverse("web:mine")
                return closed(redirect_to_login(back))
            return asked(request, *args, **names)

        return answer

    return decorate


def for_proven_administrators(*methods: str) -> Callable[[View], View]:
    """The same for administrators who showed just now that it is them; for others nothing is there.

    What they sent is kept meanwhile, and done when they have.
    """

    def decorate(view: View) -> View:
        asked = _answering(view, methods, proven=True)

        @functools.wraps(view)
        def answer(request: HttpRequest, *args: Any, **names: Any) -> HttpResponse:
            person = actor_from(request.user)
            if not isinstance(person, Person) or person.role != Role.ADMINISTRATOR:
                raise NotFound(_NOTHING)
            return asked(request, *args, **names)

        return answer

    return decorate


def _answering(view: View, methods: tuple[str, ...], *, proven: bool) -> View:
    @functools.wraps(view)
    def answer(request: HttpRequest, *args: Any, **names: Any) -> HttpResponse:
        return closed(view(request, actor_from(request.user), *args, **names))

    asked: View = reauthentication_required(app="readingroom")(answer) if proven else answer

    @functools.wraps(view)
    def ask(request: HttpRequest, *args: Any, **names: Any) -> HttpResponse:
        if methods and request.method not in methods:
            return closed(HttpResponseNotAllowed(methods))
        return asked(request, *args, **names)

    return ask
