"""Pages of classes and of one's own data: for people who are signed in, and kept by nobody."""

import functools
from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from readingroom.accounts.actor import actor_from
from readingroom.accounts.models import Person
from readingroom.web.guarded import closed

View = Callable[..., HttpResponse]


def by_person(*methods: str) -> Callable[[View], View]:
    """A view that is given the person who asks; visitors are sent to sign in, and back."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def answer(request: HttpRequest, **keys: Any) -> HttpResponse:
            person = actor_from(request.user)
            if not isinstance(person, Person):
                return closed(redirect_to_login(request.get_full_path()))
            if request.method not in methods:
                return closed(HttpResponseNotAllowed(methods))
            return closed(view(request, person, **keys))

        return answer

    return decorate
