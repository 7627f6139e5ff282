"""Searches that a reader keeps: the list, and what is new since."""

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_POST, require_safe

from readingroom.accounts.actor import actor_from
from readingroom.accounts.models import Person
from readingroom.kernel.errors import NotFound, NotPermitted
from readingroom.search.index import ready_engine
from readingroom.search.models import SavedSearch
from readingroom.search.saved import (
    look,
    own_search,
    remove_search,
    save_search,
    wish_of,
)
from readingroom.web.presentation.library import in_words, query_of, read_query, wish_for
from readingroom.web.views.library import kept_by

_REMOVED: Final = "removed_search"


@require_safe
def show_searches(request: HttpRequest) -> HttpResponse:
    """What is kept, with what is new to each."""
    person = actor_from(request.user)
    if not isinstance(person, Person):
        return redirect(f"/account/login/?next={request.path}")
    kept = [
        {"saved": one.saved, "new": one.new, "words": in_words(query_of(one.wish))}
        for one in kept_by(request, person, ready_engine())
    ]
    context = {"kept": kept, "removed": request.session.get(_REMOVED)}
    response = render(request, "searches/searches.html", context)
    request.session.pop(_REMOVED, None)
    patch_cache_control(response, no_store=True, private=True)
    return response


@require_safe
def open_search(request: HttpRequest) -> HttpResponse:
    """Go to what it finds; what was new is new no longer."""
    person = _person(request)
    saved = look(person, _key(request.GET.get("search", "")))
    return redirect(query_of(wish_of(saved)).address)


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the search of an address of the library, and go back there."""
    query = read_query(QueryDict(request.POST.get("query", "")))
    name = request.POST.get("name", "") or in_words(query)
    saved = save_search(_person(request), wish_for(query), name=name[:100], now=timezone.now())
    messages.success(request, f"“{saved.name}” is saved. You are told when something new fits.")
    return HttpResponseRedirect(query.address, status=303)


@require_POST
def rename(request: HttpRequest) -> HttpResponse:
    """Give it another name."""
    person = _person(request)
    saved = own_search(person, _key(request.POST.get("search", "")))
    save_search(person, wish_of(saved), name=request.POST.get("name", ""), now=timezone.now())
    return redirect("web:searches")


@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """Keep it no longer; the next page offers to take that back."""
    saved = remove_search(_person(request), _key(request.POST.get("search", "")))
    request.session[_REMOVED] = _as_sent(saved)
    return redirect("web:searches")


@require_POST
def restore(request: HttpRequest) -> HttpResponse:
    """Keep again what was just removed."""
    query = read_query(QueryDict(request.POST.get("query", "")))
    name = request.POST.get("name", "")
    save_search(_person(request), wish_for(query), name=name, now=timezone.now())
    return redirect("web:searches")


def _as_sent(saved: SavedSearch) -> dict[str, Any]:
    address = query_of(wish_of(saved)).address
    return {"name": saved.name, "query": address.partition("?")[2]}


def _person(request: HttpRequest) -> Person:
    person = actor_from(request.user)
    if not isinstance(person, Person):
        raise NotPermitted("Sign in to keep searches.")
    return person


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound("There is no such saved search. It may have been removed.") from None
