"""The page of one case, and the renewal of what its pictures need."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from readingroom.accounts.actor import Actor, actor_from
from readingroom.casefile.document import dump_document
from readingroom.cases.selectors import CasePage, case_page
from readingroom.cases.selectors.marks import MarksFile, marks_file, report_file
from readingroom.cases.selectors.page import case_grants
from readingroom.cases.selectors.tombstone import tombstone_of
from readingroom.cases.services.opening import record_opening
from readingroom.kernel.errors import NotFound
from readingroom.learning.selectors.keeping import margin_of
from readingroom.search.articles.mentions import leads_of
from readingroom.search.index import current_engine, vocabulary
from readingroom.search.similar import Alike, cases_alike
from readingroom.web.cookies import set_grant_cookies
from readingroom.web.presentation.articles import term_finder
from readingroom.web.presentation.belief import belief_chart
from readingroom.web.presentation.case import (
    citation,
    reading_minutes,
    stage_names,
    stage_views,
)
from readingroom.web.presentation.mine import case_margin
from readingroom.web.presentation.viewer import viewer_props
from readingroom.web.views.library import hides_answers, reader_of

_GONE = 410


@require_safe
def show_case(request: HttpRequest, key: UUID) -> HttpResponse:
    """The whole case, for reading."""
    actor, now = actor_from(request.user), timezone.now()
    try:
        page = case_page(actor, key, now=now)
    except NotFound:
        return _tombstone(request, actor, key)
    record_opening(case_key=key, actor=actor, now=now)
    stages = stage_views(page)
    context = {
        "page": page,
        "document": page.document,
        "stages": stages,
        "viewer": viewer_props(page, stages, is_revealed=not hides_answers(request)),
        "belief": belief_chart(page.document, stage_names(page.document)),
        "citation": citation(page, request.build_absolute_uri(request.path)),
        "minutes": reading_minutes(page.document),
        "alike": _alike(request, actor, key),
        **_articles(request, page),
        **case_margin(margin_of(actor, key), [one.stage.id for one in stages]),
        "has_discussion": any(stage.stage.kind == "discussion" for stage in stages),
    }
    response = render(request, "cases/case.html", context)
    set_grant_cookies(response, page.grants)
    patch_cache_control(response, no_store=True, private=True)
    return response


def _tombstone(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """What stands where a case was that ``actor`` could read until it was retired.

    Raises:
        NotFound: there was none.
    """
    stone = tombstone_of(actor, key)
    if stone is None:
        raise NotFound("There is no such case, or it is not open to you.")
    response = render(request, "reviews/tombstone.html", {"stone": stone}, status=_GONE)
    patch_cache_control(response, no_store=True, private=True)
    return response


def _alike(request: HttpRequest, actor: Actor, key: UUID) -> Alike:
    """Cases beside this one; none while the search has no index."""
    engine = current_engine()
    if engine is None:
        return Alike()
    hide = hides_answers(request)
    return cases_alike(engine, vocabulary(), actor, key, hide=hide, now=timezone.now())


def _articles(request: HttpRequest, page: CasePage) -> dict[str, object]:
    """Articles of what the case is, and what finds the words of its text that name others."""
    reader = reader_of(request, current_engine())
    leads = leads_of(reader, page.key, dump_document(page.document))
    return {
        "articles": leads.terms, "find_terms": term_finder(leads.mentions), "led_to": set(),
    }  # fmt: skip


@require_safe
def send_marks(request: HttpRequest, key: UUID, series: str) -> HttpResponse:
    """What is marked on a series, as a DICOM presentation state to save."""
    return _saved(marks_file(actor_from(request.user), key, series, now=timezone.now()))


@require_safe
def send_report(request: HttpRequest, key: UUID, series: str) -> HttpResponse:
    """The same as a DICOM structured report to save."""
    return _saved(report_file(actor_from(request.user), key, series, now=timezone.now()))


def _saved(made: MarksFile) -> HttpResponse:
    response = HttpResponse(made.content, content_type="application/dicom")
    response["Content-Disposition"] = f'attachment; filename="{made.name}"'
    patch_cache_control(response, no_store=True, private=True)
    return response


# Exempt: it changes nothing but cookies the same reader would get by loading the page again.
@csrf_exempt
@require_POST
def renew_grant(request: HttpRequest, key: UUID) -> HttpResponse:
    """Fresh grants for a page that is still open; 404 once the case is no longer theirs to see."""
    response = HttpResponse(status=204)
    set_grant_cookies(response, case_grants(actor_from(request.user), key, now=timezone.now()))
    patch_cache_control(response, no_store=True, private=True)
    return response
