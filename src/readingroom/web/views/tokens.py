"""Keys with which one's programs read and send."""

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from readingroom.accounts.models import Person, Scope
from readingroom.accounts.services import api_tokens
from readingroom.kernel.errors import InvalidInput, StateConflict
from readingroom.web.signed_in import for_the_signed_in
from readingroom.web.views.people_forms import TokenForm

_REFUSED: Final = 422


@for_the_signed_in("GET", "HEAD", "POST", proven=True)
def show_tokens(request: HttpRequest, person: Person) -> HttpResponse:
    """Those there are, and a form for another, which is shown this once."""
    if request.method != "POST":
        return _page(request, person, TokenForm(person=person))
    form = TokenForm(request.POST, person=person)
    if form.is_valid():
        try:
            token = api_tokens.issue_token(
                person,
                label=form.cleaned_data["label"],
                now=timezone.now(),
                scopes=[Scope(each) for each in form.cleaned_data["scopes"]],
                lifetime=form.lifetime,
            )
        except (InvalidInput, StateConflict) as error:
            form.refuse({"": error.message})
        else:
            return _page(request, person, TokenForm(person=person), token=token)
    return _page(request, person, form, status=_REFUSED)


@for_the_signed_in("POST")
def end_one(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """Let one open nothing any more. Pixels close within ten seconds."""
    api_tokens.end_token(key, now=timezone.now(), of=person)
    messages.success(request, "The token opens nothing any more.")
    return redirect("web:tokens")


def _page(
    request: HttpRequest, person: Person, form: TokenForm, *, token: str = "", status: int = 200
) -> HttpResponse:
    names = dict(Scope.choices)
    rows = [
        (each, [names.get(scope, scope) for scope in each.scopes])
        for each in api_tokens.tokens_of(person)
    ]
    context = {
        "form": form,
        "rows": rows,
        "token": token,
        "now": timezone.now(),
        "part": "tokens",
    }
    return render(request, "profile/tokens.html", context, status=status)
