"""The page on which a case is written, what it will look like, and the way to the editors."""

from uuid import UUID

from csp.constants import SELF
from csp.decorators import csp_replace
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from readingroom.accounts.models import Person
from readingroom.casefile.errors import InvalidCase
from readingroom.casefile.vocab import (
    AgeUnit,
    Aspect,
    Certainty,
    CourseKind,
    Difficulty,
    LabFlag,
    Language,
    Licence,
    Modality,
    Sex,
    StainIntensity,
    StainLocation,
    StainResult,
    System,
)
from readingroom.cases.models import PublicationBasis
from readingroom.cases.selectors.editing import Desk, desk_of, editor_grants, steps_of
from readingroom.cases.services.reviewing import REASONS, submit_case, withdraw_case
from readingroom.kernel.errors import InvalidInput
from readingroom.web.cookies import set_grant_cookies
from readingroom.web.presentation.belief import belief_chart
from readingroom.web.presentation.case import citation, reading_minutes, stage_names, stage_views
from readingroom.web.presentation.editor import editor_props, previewed
from readingroom.web.presentation.viewer import viewer_props
from readingroom.web.writers import for_writers

# As lists: a template calls what can be called, and a class can.
_LISTS = {
    "certainties": list(Certainty), "difficulties": list(Difficulty), "systems": list(System),
    "licences": list(Licence), "languages": list(Language), "modalities": list(Modality),
    "sexes": list(Sex), "age_units": list(AgeUnit), "results": list(StainResult),
    "intensities": list(StainIntensity), "locations": list(StainLocation),
    "flags": list(LabFlag), "events": list(CourseKind), "aspects": list(Aspect),
    "mark_points": ["tip_px", "tail_px", "from_px", "to_px", "outline_px", "at_px"],
}  # fmt: skip
READERS = ("reader", "learner", "phone")


@for_writers("GET", "HEAD")
def show_editor(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """The case as it is being written, with every field in its place."""
    return _editor(request, person, key)


def _editor(
    request: HttpRequest, person: Person, key: UUID, *, wrong: str = "", status: int = 200
) -> HttpResponse:
    desk = desk_of(person, key, now=timezone.now())
    stages = stage_views(desk.page)
    viewer = viewer_props(desk.page, stages, can_draw=True)
    if viewer is not None:
        viewer["grantUrl"] = reverse("web:editor_grant", args=[key])
    context = {
        "desk": desk,
        "page": desk.page,
        "document": desk.page.document,
        "stages": stages,
        "viewer": viewer,
        "props": editor_props(desk, str(person.key), steps=steps_of(desk.draft, person)),
        "bases": PublicationBasis,
        "returned_for": _reasons(desk),
        "wrong": wrong,
        "told": request.POST,
        **_LISTS,
    }
    response = render(request, "editor/editor.html", context, status=status)
    set_grant_cookies(response, desk.page.grants)
    return response


@for_writers("POST")
def renew_grant(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """Fresh grants for an editor's page that is still open."""
    response = HttpResponse(status=204)
    set_grant_cookies(response, editor_grants(person, key, now=timezone.now()))
    return response


@csp_replace({"frame-src": [SELF], "frame-ancestors": [SELF]})
@for_writers("GET", "HEAD")
def show_preview(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """The page as it would be now: ``?as=`` reader, learner or phone; ``print=yes`` on paper."""
    desk = desk_of(person, key, now=timezone.now())
    wanted = request.GET.get("as", READERS[0])
    reader = wanted if wanted in READERS else READERS[0]
    stages = stage_views(desk.page)
    context = {
        "desk": desk,
        "page": desk.page,
        "document": desk.page.document,
        "stages": stages,
        "viewer": viewer_props(desk.page, stages),
        "belief": belief_chart(desk.page.document, stage_names(desk.page.document)),
        "citation": citation(desk.page, request.build_absolute_uri(f"/cases/{key}/")),
        "minutes": reading_minutes(desk.page.document),
        "has_discussion": any(stage.stage.kind == "discussion" for stage in stages),
        "reader": reader,
        "on_paper": request.GET.get("print") == "yes",
        "met": previewed(desk.page.document, stages) if reader == "learner" else (),
    }
    response = render(request, f"editor/preview_{reader}.html", context)
    response["X-Frame-Options"] = "SAMEORIGIN"  # the phone is a frame on a page of our own
    set_grant_cookies(response, desk.page.grants)
    return response


@for_writers("POST")
def submit(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """Give it to the editors; where something is missing, the page says what and where."""
    told = request.POST
    try:
        submit_case(
            case_key=key,
            author=person,
            basis=told.get("basis", ""),
            is_clear=told.get("clear") == "yes",
            note=told.get("note", "").strip(),
            now=timezone.now(),
        )
    except InvalidCase as refusal:
        wrong = " ".join(problem.message for problem in refusal.problems[:5])
        return _editor(request, person, key, wrong=f"Not submitted yet. {wrong}", status=422)
    except InvalidInput as refusal:
        return _editor(request, person, key, wrong=refusal.message, status=422)
    messages.success(request, "Submitted. The editors of your institution see it now.")
    return redirect("web:editor", key=key)


@for_writers("POST")
def withdraw(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """Take it back from the editors."""
    withdraw_case(case_key=key, author=person, now=timezone.now())
    messages.success(request, "Taken back. Nobody but you and the editors sees it.")
    return redirect("web:editor", key=key)


def _reasons(desk: Desk) -> list[str]:
    if desk.review is None or not desk.is_returned:
        return []
    return [REASONS[code] for code in desk.review.reasons if code in REASONS]
