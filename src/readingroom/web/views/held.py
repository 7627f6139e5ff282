"""Held files: the queue, one file, and its pictures. For editors alone."""

import json
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from readingroom.accounts.actor import actor_from
from readingroom.archive.services.decisions import UNDO_FOR, read_boxes
from readingroom.archive.services.hold import held_objects
from readingroom.archive.services.looking import (
    View,
    face_of,
    facts_of,
    picture_of,
    read_window,
    thumbnail_of,
)
from readingroom.kernel.errors import InvalidInput, NotFound
from readingroom.web.guarded import for_editors
from readingroom.web.presentation import held as shown

_READ = ("GET", "HEAD")


@for_editors(*_READ)
def show_queue(request: HttpRequest) -> HttpResponse:
    """Everything that waits for this editor, oldest first."""
    everything = held_objects(actor_from(request.user))
    chosen = request.GET.get("reason", "")
    held = shown.held_for(everything, chosen)
    page = _page_number(request, len(held))
    part = held[(page - 1) * shown.PAGE_SIZE : page * shown.PAGE_SIZE]
    context = {
        "groups": shown.by_submission(part),
        "filters": shown.reason_filters(everything, chosen),
        "chosen": chosen,
        "total": len(everything),
        "matching": len(held),
        "decided": sum(bool(item.decision) for item in everything),
        "first": next((item for item in held if not item.decision), None),
        "page": page,
        "has_next": page * shown.PAGE_SIZE < len(held),
        "undo_s": int(UNDO_FOR.total_seconds()),
    }
    return render(request, "held/queue.html", context)


@for_editors(*_READ)
def show_file(request: HttpRequest, key: UUID) -> HttpResponse:
    """One held file: why, its picture, and what to decide."""
    actor = actor_from(request.user)
    facts = facts_of(key, actor)
    chosen = request.GET.get("reason", "")
    held = shown.held_for(held_objects(actor), chosen)
    current = next((item for item in held if item.key == key), None)
    if current is None:
        held = list(held_objects(actor))
        current = next((item for item in held if item.key == key), None)
    if current is None:
        raise NotFound("There is no such held file. It may have been decided already.")
    boxes = shown.proposed(facts.boxes)
    context = {
        "file": current,
        "facts": facts,
        "remark": facts.trouble or shown.KINDS.get(facts.kind, ""),
        "header": shown.header_lines(facts),
        "boxes": json.dumps(boxes),
        "box_count": len(boxes),
        "props": shown.review_props(held, current),
    }
    return render(request, "held/file.html", context)


@for_editors(*_READ)
def tell_facts(request: HttpRequest, key: UUID) -> HttpResponse:
    """What there is to know of one file, for the island."""
    return JsonResponse(shown.facts_as_json(facts_of(key, actor_from(request.user))))


@for_editors(*_READ)
def show_frame(request: HttpRequest, key: UUID, number: int) -> HttpResponse:
    """One frame as PNG, at the window and with the masks that the address asks for."""
    view = View(
        frame=number,
        window=read_window(request.GET.get("window", "")),
        boxes=read_boxes(_parsed(request.GET.get("boxes", "[]"))),
        is_whole=request.GET.get("whole") == "yes",
    )
    return _picture(picture_of(key, actor_from(request.user), view), "image/png")


@for_editors(*_READ)
def show_thumbnail(request: HttpRequest, key: UUID) -> HttpResponse:
    """The first frame, small."""
    return _picture(thumbnail_of(key, actor_from(request.user)), "image/jpeg")


@for_editors(*_READ)
def show_face(request: HttpRequest, key: UUID) -> HttpResponse:
    """What could be made visible of the patient's face."""
    return _picture(face_of(key, actor_from(request.user)), "image/jpeg")


def _picture(data: bytes, kind: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response["Referrer-Policy"] = "no-referrer"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        raise InvalidInput("A box on an image has a frame, a place and a size.") from None


def _page_number(request: HttpRequest, count: int) -> int:
    text = request.GET.get("page", "1")
    page = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0  # noqa: PLR2004  # digits
    if not 1 <= page <= max(1, -(-count // shown.PAGE_SIZE)):
        raise Http404
    return page
