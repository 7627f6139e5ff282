"""The library: a search box, a contact sheet and its filters."""

from contextlib import suppress
from dataclasses import replace
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_POST, require_safe

from readingroom.accounts.actor import Actor, actor_from
from readingroom.accounts.models import Person
from readingroom.cases.selectors import listing
from readingroom.kernel.errors import Unavailable
from readingroom.learning.selectors.keeping import starred_keys
from readingroom.search.articles.reading import Reader, found_by
from readingroom.search.engines.base import Engine
from readingroom.search.finding import Wish, scope_of
from readingroom.search.index import absence, ready_engine, vocabulary
from readingroom.search.library import PAGE_SIZE, Hit, LibraryPage, ShownFacet, library_page
from readingroom.search.saved import LONGEST_NAME, Kept, is_same, kept_hidden, kept_searches
from readingroom.search.suggesting import suggest
from readingroom.web.presentation.library import (
    DEFAULT_ORDER,
    Query,
    Way,
    in_words,
    read_query,
    read_text,
    wish_for,
    with_text,
    without,
    without_filters,
)
from readingroom.web.views.theme import way_back

HIDE_COOKIE: Final = "readingroom_hide"
_YEAR_S: Final = 31_536_000
_MAX_WAYS_OUT: Final = 6


@require_safe
def show_library(request: HttpRequest) -> HttpResponse:
    """The cases that fit the address; for htmx only what changed."""
    query = read_query(request.GET)
    is_fragment = "HX-Request" in request.headers and "HX-History-Restore-Request" not in (
        request.headers
    )
    typing = is_fragment and request.headers.get("HX-Trigger") == "find"
    actor = actor_from(request.user)
    engine, page = _searched(request, actor, query, typing=typing)
    context = {
        "listing": page,
        "query": query,
        "orders": query.orders if isinstance(actor, Person) else query.visitors_orders,
        "is_searchable": engine is not None,
        "search_says": "" if engine else absence(),
        "search_props": {"suggest": reverse("web:suggest")},
        "keeping": _keeping(
            request, engine, with_text(query, page.corrected) if page.corrected else query
        ),
        "corrected": with_text(query, page.corrected) if page.corrected else None,
        "starred": starred_keys(actor, [hit.card.key for hit in page.hits])
        if isinstance(actor, Person)
        else None,
        "articles": found_by(reader_of(request, engine), query.text) if query.text else (),
        "ways_out": _ways_out(request, engine, actor, query)
        if engine and not page.matching
        else [],
    }
    template = "library/_changed.html" if is_fragment else "library/library.html"
    response = render(request, template, context)
    if is_fragment:
        # Each letter is no page of the history; each filter is.
        response["HX-Replace-Url" if typing else "HX-Push-Url"] = query.address
    patch_vary_headers(response, ["HX-Request"])
    patch_cache_control(response, no_store=True, private=True)
    return response


@require_safe
def show_suggestions(request: HttpRequest) -> HttpResponse:
    """Ways to go on from what is in the box, for this reader."""
    engine, typed = ready_engine(), read_text(request.GET.get("q", ""))
    options = []
    if engine is not None and typed.strip():
        scope = scope_of(actor_from(request.user), hide=hides_answers(request))
        options = [
            {"text": option.text, "label": option.label, "count": option.count}
            for option in suggest(typed, engine, vocabulary(), scope)
        ]
    response = JsonResponse({"options": options})
    patch_cache_control(response, no_store=True, private=True)
    return response


@require_POST
def choose_hiding(request: HttpRequest) -> HttpResponse:
    """Keep answers of unread cases back on this computer, or no longer. Never by a link."""
    response = HttpResponseRedirect(way_back(request), status=303)
    if request.POST.get("hide") == "1":
        response.set_cookie(HIDE_COOKIE, "1", max_age=_YEAR_S, samesite="Lax", httponly=True)
    else:
        response.delete_cookie(HIDE_COOKIE, samesite="Lax")
    return response


def hides_answers(request: HttpRequest) -> bool:
    """Whether this reader wants the answers of unread cases kept back."""
    return request.COOKIES.get(HIDE_COOKIE) == "1"


def reader_of(request: HttpRequest, engine: Engine | None) -> Reader:
    """Who reads articles, and whether answers are kept back from them."""
    actor = actor_from(request.user)
    return Reader(actor, vocabulary(), engine, hides_answers(request))


def kept_by(request: HttpRequest, person: Person, engine: Engine | None) -> tuple[Kept, ...]:
    """What someone keeps, with counts that tell no more than they want to be told."""
    if hides_answers(request):
        return kept_hidden(person, engine, vocabulary())
    return kept_searches(person)


def _keeping(request: HttpRequest, engine: Engine | None, query: Query) -> dict[str, object] | None:
    """For those who can keep searches: whether this one is kept, and what is new to any."""
    actor = actor_from(request.user)
    if not isinstance(actor, Person):
        return None
    kept = kept_by(request, actor, engine)
    wish = wish_for(query)
    return {
        "query": query.address.partition("?")[2],
        "name": in_words(query)[:LONGEST_NAME],
        "can_be_kept": bool(query.text or query.pairs),
        "is_kept": any(is_same(one.wish, wish) for one in kept),
        "count": len(kept),
        "new": sum(one.new for one in kept),
    }


def _found(
    request: HttpRequest, engine: Engine, actor: Actor, query: Query, *, typing: bool = False
) -> LibraryPage:
    wish = Wish(
        text=query.text,
        chosen={name: tuple(values) for name, values in query.chosen.items()},
        order=query.sorted_by,
        start=(query.page - 1) * PAGE_SIZE,
        limit=PAGE_SIZE,
        in_findings=query.in_findings,
        hide=hides_answers(request),
        typing=typing,
    )
    return library_page(engine, vocabulary(), actor, wish, now=timezone.now())


def _searched(
    request: HttpRequest, actor: Actor, query: Query, *, typing: bool
) -> tuple[Engine | None, LibraryPage]:
    """What the search finds; where it can't be asked, or is lost meanwhile, the plain list."""
    engine = ready_engine()
    with suppress(Unavailable):
        if engine is not None:
            return engine, _found(request, engine, actor, query, typing=typing)
    return None, _listed(actor, query)


def _listed(actor: Actor, query: Query) -> LibraryPage:
    """The library without a search: while its first index is being made, or after a fault."""
    order = query.order or DEFAULT_ORDER
    rows = listing(actor, chosen=query.chosen, order=order, page=query.page, now=timezone.now())
    return LibraryPage(
        hits=tuple(Hit(card, ()) for card in rows.cards),
        facets=tuple(ShownFacet(f.name, f.label, f.options) for f in rows.facets if f.options),
        chosen=rows.chosen,
        total=rows.total,
        matching=rows.matching,
        page=rows.page,
        page_count=rows.page_count,
        order=rows.order,
    )


def _ways_out(request: HttpRequest, engine: Engine, actor: Actor, query: Query) -> list[Way]:
    """Where nothing fits: what each filter, all of them, or the words left out would leave."""
    ways = []
    for name, value in query.pairs[:_MAX_WAYS_OUT]:
        wider = without(query, name, value)
        found = _found(request, engine, actor, wider)
        if found.matching:
            ways.append(Way(name, value, found.matching, wider.address))
    if query.in_findings:
        wider = replace(query, in_findings=False, page=1)
        found = _found(request, engine, actor, wider)
        if found.matching:
            ways.append(Way("in", "", found.matching, wider.address))
    if not ways and query.text and query.pairs:
        for name, wider in (("", without_filters(query)), ("q", with_text(query, ""))):
            found = _found(request, engine, actor, wider)
            if found.matching:
                ways.append(Way(name, "", found.matching, wider.address))
    return sorted(ways, key=lambda way: way.count, reverse=True)
