"""A password that was forgotten: asking for a link, and choosing a new one with it."""

from typing import Final

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from readingroom.accounts.services.passwords import WeakPassword
from readingroom.accounts.services.resetting import (
    ask_for_reset,
    choose_password,
    find_person,
)
from readingroom.kernel.errors import NotFound
from readingroom.web.errors import too_many_attempts
from readingroom.web.guarded import closed
from readingroom.web.views.people_forms import AskForm, PasswordForm

_REFUSED: Final = 422


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """A link to an address; where the library sends no mail, whom to ask."""
    if not settings.READINGROOM_SENDS_MAIL:
        return render(request, "account/password_ask_someone.html")
    form = AskForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = _REFUSED if request.method == "POST" else 200
        return render(request, "account/password_forgotten.html", {"form": form}, status=status)
    email = form.cleaned_data["email"]
    if not ratelimit.consume(request, action="reset_password", key=email.lower()):
        return too_many_attempts(request)
    ask_for_reset(email, now=timezone.now())
    return render(request, "account/password_asked.html", {"email": email})


@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, token: str) -> HttpResponse:
    """A new password for whom the link was sent to; they sign in with it themselves."""
    form = PasswordForm(request.POST or None)
    try:
        if request.method == "POST" and form.is_valid():
            choose_password(token, form.cleaned_data["password"], now=timezone.now())
            messages.success(request, "Your password is changed. Sign in with it.")
            return closed(redirect("account_login"))
        person = find_person(token)
    except NotFound:
        return closed(render(request, "account/password_ended.html", status=404))
    except WeakPassword as error:
        form.refuse({"password": error.message})
        person = find_person(token)
    status = _REFUSED if request.method == "POST" else 200
    context = {"form": form, "person": person}
    return closed(render(request, "account/password_choose.html", context, status=status))
