"""One entry of a sitting: shown, answered, kept while one writes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from readingroom.accounts.models import Person
from readingroom.assessment.errors import InvalidAnswer
from readingroom.cases.models import Revision
from readingroom.cases.selectors.page import CasePage
from readingroom.cases.services.opening import record_opening
from readingroom.kernel.errors import NotFound, StateConflict
from readingroom.learning.answers import Row, read_rows
from readingroom.learning.services.answering_token import new_token
from readingroom.learning.sitting import Sitting as Way
from readingroom.learning.unfolding import Said
from readingroom.search.index import vocabulary
from readingroom.teaching.casework import GONE, Exposed, revision_of, taken_of, way_of
from readingroom.teaching.models import EntryKind, Sitting, SittingEntry, Unsent
from readingroom.teaching.selectors.playlists import is_told
from readingroom.teaching.services import asking
from readingroom.teaching.services.sittings import ABSENT, sitting_of
from readingroom.web.cookies import set_grant_cookies
from readingroom.web.jsonviews import as_json, for_people, read_json, whole_number
from readingroom.web.presentation.belief import belief_chart
from readingroom.web.presentation.case import stage_names
from readingroom.web.presentation.sitting_items import Asking, item_images, item_page, read_item
from readingroom.web.presentation.sittings import Progress
from readingroom.web.presentation.unknown import form_rows, opened, read_form
from readingroom.web.presentation.unknown_result import result_view
from readingroom.web.presentation.unknown_words import WordsOfRadiology, code_of
from readingroom.web.signed_in import for_the_signed_in
from readingroom.web.views.sittings import clock_props

_OWN_CODES: Final = "codes.csv"
MOST_FORM: Final = 200_000


@dataclass(frozen=True)
class Desk:
    """Where someone sits: the sitting, the entry, how much of it may be shown.

    Attributes:
        is_here: whether the entry waits for an answer.
        is_told: whether all of it may be shown.
    """

    person: Person
    sitting: Sitting
    entry: SittingEntry
    now: datetime
    is_here: bool
    is_told: bool

    @property
    def exposed(self) -> Exposed:
        """How much of its case is shown."""
        return Exposed(is_blind=self.sitting.is_exam and not self.is_told, is_told=self.is_told)


@require_safe
@for_the_signed_in()
def show_entry(request: HttpRequest, person: Person, key: UUID, number: int) -> HttpResponse:
    """The entry that waits, or one that may be looked back on; else where one stands."""
    desk = _desk(person, key, number)
    if desk is None:
        return redirect("web:sitting", key=key)
    return _entry(request, desk)


@require_POST
@for_the_signed_in()
def answer(request: HttpRequest, person: Person, key: UUID, number: int) -> HttpResponse:
    """Fix an answer, or leave the entry. What can't be scored comes back with a sentence."""
    asker = _asker(person, key, number, request.POST.get("token", ""))
    try:
        entry = _answered(request, asker)
    except InvalidAnswer as error:
        desk = _desk(person, key, number)
        if desk is None or not desk.is_here:
            raise
        return _entry(request, desk, wrong=error.message, typed=request.POST)
    is_done = entry.done_at is not None
    return HttpResponseRedirect(_next(key, number, entry.sitting, is_done=is_done), status=303)


@require_POST
@for_people
def keep(request: HttpRequest, person: Person, key: UUID, number: int) -> HttpResponse:
    """Keep what is written and not committed, on whatever device it is looked at next."""
    told = read_json(request)
    form, token = str(told.get("form", "")), str(told.get("token", ""))
    asker = _asker(person, key, number, token)
    kept_at = asking.keep_unsent(asker, _unsent(asker, form[:MOST_FORM]), size=len(form))
    return as_json({"keptAt": kept_at.isoformat()})


# Exempt: it changes nothing but cookies the same reader would get by loading the page again.
@csrf_exempt
@require_POST
@for_the_signed_in()
def renew_grant(request: HttpRequest, person: Person, key: UUID, number: int) -> HttpResponse:
    """Fresh grants for what this entry shows."""
    desk = _desk(person, key, number)
    if desk is None:
        raise NotFound(ABSENT)
    response = HttpResponse(status=204)
    set_grant_cookies(response, _page_of(desk).grants)
    return response


def _desk(person: Person, key: UUID, number: int) -> Desk | None:
    """Where someone may sit now; None at an entry that is not open to them."""
    now = timezone.now()
    sitting = sitting_of(person, key, words=_words(), now=now)
    rows = sitting.entries.select_related("revision").prefetch_related("commits")
    entry = rows.filter(number=number).first()
    if entry is None:
        raise NotFound(ABSENT)
    entry.sitting = sitting
    told = is_told(sitting, now=now)
    if not sitting.is_exam and entry.done_at is not None:
        told = True
    here = asking.waiting(sitting) if sitting.finished_at is None else None
    is_here = here is not None and here.pk == entry.pk and sitting.paused_at is None
    if not is_here and not told:
        return None
    return Desk(person, sitting, entry, now, is_here, told)


def _entry(request: HttpRequest, desk: Desk, *, wrong: str = "", typed: Any = None) -> HttpResponse:
    try:
        revision = revision_of(desk.entry, desk.person)
    except StateConflict:
        return render(request, "sittings/gone.html", {**_about(desk), "gone": GONE})
    status = 422 if wrong else 200
    context = {**_about(desk), "wrong": wrong}
    if desk.entry.kind == EntryKind.ITEM:
        context |= _item_context(desk, revision, context["token"], wrong, typed)
        template = "sittings/question.html"
    else:
        context |= _case_context(desk, way_of(desk.entry, revision), typed)
        template = "sittings/result.html" if desk.is_told else "sittings/case.html"
    response = render(request, template, context, status=status)
    set_grant_cookies(response, context["page"].grants)
    return response


def _about(desk: Desk) -> dict[str, Any]:
    sitting, entry = desk.sitting, desk.entry
    before = sitting.entries.filter(number=entry.number - 1).values_list("heading", flat=True)
    props = {
        **clock_props(sitting, desk.now),
        "unsent": reverse("web:sitting_unsent", args=[sitting.key, entry.number]),
        "isExam": sitting.is_exam,
    }
    return {
        "sitting": sitting,
        "playlist": sitting.playlist,
        "entry": entry,
        "progress": Progress(entry.number, sitting.entries.count()),
        "is_new_section": bool(entry.heading) and entry.heading not in set(before),
        "is_here": desk.is_here,
        "is_told": desk.is_told,
        "is_over": sitting.finished_at is not None,
        "clock": props,
        "token": new_token(desk.now),
        "names_props": {"names": reverse("web:unknown_names")},
    }


def _case_context(desk: Desk, way: Way, typed: Any) -> dict[str, Any]:
    view = opened(taken_of(desk.person, way, desk.exposed, now=desk.now))
    context: dict[str, Any] = {
        "view": view,
        "page": view.page,
        "document": view.page.document,
        "viewer": _granted(view.viewer, desk),
    }
    if desk.is_told:
        record_opening(case_key=desk.entry.case_key, actor=desk.person, now=desk.now)
        names = stage_names(view.page.document)
        words = _words()
        return {
            **context,
            "belief": belief_chart(view.page.document, names),
            "result": result_view(way, view.stages, words, desk.person, {}) if way.said else None,
        }
    before = way.said[-1].rows if way.said else ()
    pairs = read_form(typed) if typed is not None else _kept_rows(desk.entry, len(way.said))
    return {**context, "rows": form_rows(pairs, before), "place": len(way.said)}


def _item_context(
    desk: Desk, revision: Revision, token: str, wrong: str, typed: Any
) -> dict[str, Any]:
    action = reverse("web:sitting_answer", args=[desk.sitting.key, desk.entry.number])
    put = Asking(action, token, desk.is_told, wrong, typed)
    page = item_page(desk.person, desk.entry, revision, put, now=desk.now)
    return {
        "page": page.page,
        "document": page.document,
        "stages": page.stages,
        "viewer": _granted(page.viewer, desk),
        "question": page.question,
    }


def _granted(viewer: dict[str, Any] | None, desk: Desk) -> dict[str, Any] | None:
    """The viewer's props, with leave for the pictures from this entry."""
    if viewer is not None:
        viewer["grantUrl"] = reverse(
            "web:sitting_grant", args=[desk.sitting.key, desk.entry.number]
        )
    return viewer


def _page_of(desk: Desk) -> CasePage:
    revision = revision_of(desk.entry, desk.person)
    if desk.entry.kind == EntryKind.ITEM:
        return item_images(desk.person, desk.entry, revision, now=desk.now).page
    way = way_of(desk.entry, revision)
    return taken_of(desk.person, way, desk.exposed, now=desk.now).page


def _answered(request: HttpRequest, asker: asking.Asker) -> SittingEntry:
    """What was sent, done: an answer to a question, a commit at a stage, or neither."""
    if request.POST.get("leave") == "1":
        return asking.leave_entry(asker)
    if "place" in request.POST:
        place = whole_number(request.POST["place"])
        rows = _coded(read_rows(read_form(request.POST)))
        return asking.commit_stage(asker, Said(place, asker.token, rows))
    given, certainty = read_item(_row(asker), request.POST)
    return asking.answer_question(asker, given, certainty)


def _next(key: UUID, number: int, sitting: Sitting, *, is_done: bool) -> str:
    """In practice to what was right, in an exam straight on."""
    here = reverse("web:sitting_entry", args=[key, number])
    if is_done:
        return reverse("web:sitting", args=[key]) if sitting.is_exam else f"{here}#result"
    return f"{here}#commit"


def _unsent(asker: asking.Asker, form: str) -> dict[str, Any]:
    """What is typed, in the form in which it could be committed, and as the form has it."""
    typed = QueryDict(form)
    if "place" in typed:
        rows = [list(pair) for pair in read_form(typed) if any(pair)]
        return {"place": whole_number(typed["place"]), "rows": rows}
    given, certainty = read_item(_row(asker), typed)
    return {"form": form, "given": given, "certainty": certainty}


def _row(asker: asking.Asker) -> SittingEntry:
    rows = SittingEntry.objects.filter(sitting__key=asker.key, sitting__person=asker.actor)
    entry = rows.filter(number=asker.number).select_related("revision__case").first()
    if entry is None:
        raise NotFound(ABSENT)
    return entry


def _kept_rows(entry: SittingEntry, place: int) -> list[tuple[str, str]] | None:
    """What was written here and not committed, perhaps on another device."""
    unsent = Unsent.objects.filter(entry=entry).first()
    if unsent is None or unsent.fields.get("place") != place:
        return None
    return [(str(name), str(points)) for name, points in unsent.fields.get("rows", [])]


def _asker(person: Person, key: UUID, number: int, token: str) -> asking.Asker:
    return asking.Asker(person, key, number, token, _words(), timezone.now())


def _coded(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    own = settings.READINGROOM_DATA / _OWN_CODES
    return tuple(Row(row.name, row.points, code_of(row.name, own=own)) for row in rows)


def _words() -> WordsOfRadiology:
    return WordsOfRadiology(vocabulary())
