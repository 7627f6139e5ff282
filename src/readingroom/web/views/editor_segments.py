"""Segmentations that places to be found can be taken from, for whoever writes the case."""

from dataclasses import asdict
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from readingroom.accounts.models import Person
from readingroom.casefile.items import SegmentTarget
from readingroom.cases.selectors.editing import desk_of
from readingroom.cases.services.segments import Marked, offered_segments, traced_target
from readingroom.kernel.errors import InvalidInput
from readingroom.web.jsonviews import as_json, whole_number
from readingroom.web.writers import answers_writers


@answers_writers("GET")
def show_segments(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """The segments on a stack (``?series=``); with one of them named (``&images=&number=``), that
    one as a place to be found.
    """
    desk = desk_of(person, key, now=timezone.now())
    view = desk.page.series.get(request.GET.get("series", ""))
    if view is None or not view.is_available:
        raise InvalidInput("Choose the stack to mark first.")
    marked = Marked(view.address, view.stack)
    if "images" not in request.GET:
        offered = offered_segments(desk.case, marked, person)
        return as_json({"segments": [asdict(one) for one in offered]})
    target = traced_target(desk.case, marked, _wanted(request), person)
    return as_json({"target": target.model_dump(mode="json", exclude_defaults=True)})


def _wanted(request: HttpRequest) -> SegmentTarget:
    number = whole_number(request.GET.get("number"))
    try:
        return SegmentTarget(images=request.GET["images"], number=number)
    except ValueError:
        raise InvalidInput("The page sent something that can't be read. Load it again.") from None
