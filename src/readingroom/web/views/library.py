"""The library: a contact sheet and its filters."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from readingroom.accounts.actor import actor_from
from readingroom.cases.selectors import listing
from readingroom.web.presentation.library import ORDERS, Query, Way, read_query, without

_MAX_WAYS_OUT = 6


@require_safe
def show_library(request: HttpRequest) -> HttpResponse:
    """The cases that fit the address; for htmx only what changed."""
    query = read_query(request.GET)
    shown = listing(
        actor_from(request.user),
        chosen=query.chosen,
        order=query.order,
        page=query.page,
        now=timezone.now(),
    )
    context = {
        "listing": shown,
        "query": query,
        "orders": ORDERS,
        "ways_out": [] if shown.matching or not shown.total else _ways_out(request, query),
    }
    fragment = "HX-Request" in request.headers and "HX-History-Restore-Request" not in (
        request.headers
    )
    template = "library/_changed.html" if fragment else "library/library.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    patch_cache_control(response, no_store=True, private=True)
    return response


def _ways_out(request: HttpRequest, query: Query) -> list[Way]:
    """Where nothing fits: what each filter, left out, would leave."""
    ways = []
    for name, value in query.pairs[:_MAX_WAYS_OUT]:
        wider = without(query, name, value)
        found = listing(
            actor_from(request.user),
            chosen=wider.chosen,
            order=wider.order,
            page=1,
            now=timezone.now(),
        )
        if found.matching:
            ways.append(Way(name, value, found.matching, wider.address))
    return sorted(ways, key=lambda way: way.count, reverse=True)
