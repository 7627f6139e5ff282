"""Coming in: asking for a link, and making an account with one."""

from typing import Final

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from readingroom.accounts.services.asking import ask_for_link
from readingroom.accounts.services.invitations import Newcomer, accept, find_open, rules
from readingroom.accounts.services.passwords import WeakPassword
from readingroom.kernel.errors import InvalidInput, NotFound, StateConflict
from readingroom.web.errors import too_many_attempts
from readingroom.web.guarded import closed
from readingroom.web.views.people_forms import AskForm, JoinForm

_BACKEND: Final = "django.contrib.auth.backends.ModelBackend"
_REFUSED: Final = 422


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """A link to an address, where the rules of the library allow it; otherwise, whom to ask."""
    if not rules().takes_requests:
        return render(request, "account/signup_closed.html", {"rules": rules()})
    form = AskForm(request.POST or None)
    if request.method != "POST":
        return render(request, "account/ask.html", {"form": form, "rules": rules()})
    if not ratelimit.consume(request, action="signup"):
        return too_many_attempts(request)
    if form.is_valid():
        try:
            ask_for_link(form.cleaned_data["email"], now=timezone.now())
            return render(request, "account/asked.html", {"email": form.cleaned_data["email"]})
        except (InvalidInput, StateConflict) as error:
            form.refuse({"email": error.message})
    return render(request, "account/ask.html", {"form": form, "rules": rules()}, status=_REFUSED)


@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Make the account that an invitation is for, and sign in."""
    now = timezone.now()
    try:
        invitation = find_open(token, now=now)
    except NotFound:
        return closed(render(request, "account/join_ended.html", status=404))
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = _let_in(request, token, form)
        if answer:
            return closed(answer)
    status = _REFUSED if request.method == "POST" else 200
    context = {"form": form, "invitation": invitation}
    return closed(render(request, "account/join.html", context, status=status))


def _let_in(request: HttpRequest, token: str, form: JoinForm) -> HttpResponse | None:
    newcomer = Newcomer(
        form.cleaned_data["username"], form.cleaned_data["name"], form.cleaned_data["password"]
    )
    try:
        person = accept(token, newcomer, now=timezone.now())
    except NotFound:
        return render(request, "account/join_ended.html", status=404)
    except WeakPassword as error:
        form.refuse({"password": error.message})
        return None
    except InvalidInput as error:
        form.refuse({"username": error.message})
        return None
    request.session.flush()  # nothing of whoever sat here before
    login(request, person, backend=_BACKEND)
    messages.success(request, "Your account is made. Say here how cases are to name you.")
    return redirect("web:profile")
