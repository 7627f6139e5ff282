"""What is one's own: for whoever is signed in, and kept by nobody on the way."""

import functools
from collections.abc import Callable
from typing import Any, Concatenate

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import reverse

from readingroom.accounts.actor import actor_from
from readingroom.accounts.models import Person
from readingroom.web.guarded import closed

View = Callable[Concatenate[HttpRequest, Person, ...], HttpResponse]


def for_owners(*methods: str) -> Callable[[View], Callable[..., HttpResponse]]:
    """A view that is given the person who asks. Visitors are asked to sign in first.

    After that they come to the page they were at; where they sent a form, to their own page.
    """

    def decorate(view: View) -> Callable[..., HttpResponse]:
        @functools.wraps(view)
        def answer(request: HttpRequest, *args: Any, **names: Any) -> HttpResponse:
            person = actor_from(request.user)
            if not isinstance(person, Person):
                is_page = request.method in {"GET", "HEAD"}
                back = request.get_full_path() if is_page else reverse("web:mine")
                return closed(redirect_to_login(back))
            if request.method not in methods:
                return closed(HttpResponseNotAllowed(methods))
            return closed(view(request, person, *args, **names))

        return answer

    return decorate
