"""The viewer in a frame of another page, and the page that makes an address for it."""

from dataclasses import replace
from uuid import UUID

from csp.constants import SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from readingroom.accounts.actor import actor_from
from readingroom.accounts.models import Person
from readingroom.cases.embedding import MOST_DAYS, Embed, read_embed, sign_embed
from readingroom.cases.models import State, Visibility
from readingroom.cases.pixels import granted_root
from readingroom.cases.selectors import CasePage, case_page
from readingroom.cases.selectors.manage import managed
from readingroom.kernel.errors import InvalidInput
from readingroom.learning.selectors.taken import images_alone
from readingroom.web.presentation.case import stage_views
from readingroom.web.presentation.viewer import viewer_props
from readingroom.web.writers import for_writers

USUAL_DAYS = 30
_OPEN = frozenset({Visibility.PUBLIC, Visibility.UNLISTED})


@require_safe
@xframe_options_exempt
def show_embed(request: HttpRequest, token: str) -> HttpResponseBase:
    """The images of a case, for a frame. No cookie is read or set: other sites send none."""
    embed, page = _opened(token)
    stages = stage_views(page)
    viewer = viewer_props(page, stages, is_revealed=embed.is_named)
    if viewer:
        viewer["grantUrl"] = reverse("web:embed_grant", args=[token])
    context = {
        "title": page.document.title,
        "case_address": reverse("web:case" if embed.is_named else "web:unknown", args=[page.key]),
        "stages": stages,
        "viewer": viewer,
        "page": page,
    }
    ancestors = [SELF, *settings.READINGROOM_EMBED_IN]

    @csp_replace({"frame-ancestors": ancestors})
    def framed(request: HttpRequest) -> HttpResponse:
        response = render(request, "cases/embed.html", context)
        patch_cache_control(response, no_store=True, private=True)
        return response

    return framed(request)


# Exempt: it changes nothing, and tells what the frame would be told when it is loaded again.
@csrf_exempt
@require_POST
def renew_embed(_request: HttpRequest, token: str) -> HttpResponse:
    """Fresh addresses of the series for a frame that is still open."""
    _, page = _opened(token)
    roots = {
        view.address.root.removeprefix("/dicomweb"): view.root_url for view in page.series.values()
    }
    response = JsonResponse({"roots": roots})
    patch_cache_control(response, no_store=True, private=True)
    return response


def _opened(token: str) -> tuple[Embed, CasePage]:
    """The case as everyone may see it, its pixels below addresses that hold their grants.

    Raises:
        NotFound: the address has ended, or the case is no longer open to everyone.
    """
    now = timezone.now()
    embed = read_embed(token, now=now)
    everyone = actor_from(AnonymousUser())
    page_for = case_page if embed.is_named else images_alone
    page = page_for(everyone, embed.key, now=now)
    series = {
        name: replace(view, root_url=granted_root(view.address, now=now))
        for name, view in page.series.items()
    }
    return embed, replace(page, series=series)


@for_writers("GET", "HEAD", "POST")
def make_embed(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """Editors make an address for frames of other pages, of a case that is open to everyone."""
    case = managed(person, key)
    is_open = case.state == State.PUBLISHED and case.visibility in _OPEN
    made, wrong = "", ""
    if request.method == "POST" and is_open:
        try:
            made = _made(request, key)
        except InvalidInput as refusal:
            wrong = refusal.message
    context = {
        "case": case,
        "is_open": is_open,
        "made": made,
        "wrong": wrong,
        "days": request.POST.get("days", USUAL_DAYS),
        "is_named": request.POST.get("title") == "diagnosis",
        "most_days": MOST_DAYS,
        "sites": settings.READINGROOM_EMBED_IN,
    }
    response = render(request, "cases/embed_make.html", context, status=400 if wrong else 200)
    patch_cache_control(response, no_store=True, private=True)
    return response


def _made(request: HttpRequest, key: UUID) -> str:
    days = request.POST.get("days", "")
    if not (days.isascii() and days.isdigit() and len(days) <= len(str(MOST_DAYS))):
        raise InvalidInput(f"Say for how many days, from 1 to {MOST_DAYS}.")
    named = request.POST.get("title") == "diagnosis"
    token = sign_embed(key, is_named=named, days=int(days), now=timezone.now())
    return request.build_absolute_uri(reverse("web:embed", args=[token]))
