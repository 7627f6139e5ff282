"""Pages for people who are signed in: visitors are shown the way there, and kept by nobody."""

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from readingroom.accounts.actor import actor_from
from readingroom.accounts.models import Person
from readingroom.kernel.errors import NotPermitted
from readingroom.web.guarded import closed

Parameters = ParamSpec("Parameters")
View = Callable[Concatenate[HttpRequest, Person, Parameters], HttpResponse]


def for_persons(
    view: View[Parameters],
) -> Callable[Concatenate[HttpRequest, Parameters], HttpResponse]:
    """Give ``view`` the person who asks; send visitors to sign in and back."""

    @functools.wraps(view)
    def answer(
        request: HttpRequest, /, *args: Parameters.args, **keys: Parameters.kwargs
    ) -> HttpResponse:
        actor = actor_from(request.user)
        if isinstance(actor, Person):
            return closed(view(request, actor, *args, **keys))
        if request.method not in {"GET", "HEAD"}:
            raise NotPermitted("Sign in to do this. What you typed is still in the other tab.")
        back = urlencode({"next": request.get_full_path()})
        return closed(redirect(f"{reverse('account_login')}?{back}"))

    return answer
