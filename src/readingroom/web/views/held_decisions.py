"""Deciding about held files: release, mask and release, reject; undo; done."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone

from readingroom.accounts.actor import Actor, actor_from
from readingroom.archive.jobs import take_decisions
from readingroom.archive.services.decisions import (
    UNDO_FOR,
    Choice,
    decide,
    read_boxes,
    undo,
    with_decisions_of,
)
from readingroom.archive.services.hold import held_object, held_objects
from readingroom.archive.services.looking import View, cuts_of, digest_of, read_window
from readingroom.archive.states import Decision
from readingroom.infra.jobs import enqueue_after_commit, enqueue_at
from readingroom.kernel.errors import InvalidInput, NotFound, StateConflict
from readingroom.web.guarded import for_editors

_MOST_AT_ONCE = 2000
_NO_PICTURE = (0, 0)
_Outcome = tuple[list[str], list[tuple[str, str]]]  # keys decided; keys left, each with why
_CHOICES = {"release": Decision.RELEASE, "mask": Decision.RELEASE, "reject": Decision.REJECT}


@for_editors("POST")
def decide_files(request: HttpRequest) -> HttpResponse:
    """Note one decision about one file or many; JSON where a script asks."""
    actor = actor_from(request.user)
    chosen = request.POST.get("decision", "")
    if chosen == "deface":
        return _answer(request, _deface(_stated_keys(request)[0], actor))
    if chosen not in _CHOICES:
        raise InvalidInput("Choose to release, to mask and release, or to reject.")
    boxes = read_boxes(_parsed(request.POST.get("boxes", "[]"))) if chosen == "mask" else ()
    if chosen == "mask" and not boxes:
        raise InvalidInput("Draw at least one box to mask, or release the image as it is.")
    view = View(_frame(request), read_window(request.POST.get("window", "")), boxes)
    confirmed = request.POST.get("confirmed") == "yes"
    bulk = _Bulk(_CHOICES[chosen], view, actor, confirmed, _stated_size(request))
    return _answer(request, bulk.decide(_keys(request, actor)))


@for_editors("POST")
def undo_decisions(request: HttpRequest) -> HttpResponse:
    """Take decisions back, as far as the route has not taken them."""
    actor, undone, late = actor_from(request.user), [], []
    for key in _stated_keys(request):
        try:
            undo(key, actor=actor, now=timezone.now())
            undone.append(str(key))
        except NotFound:
            late.append(str(key))
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"undone": undone, "late": late})
    return redirect("web:held")


@for_editors("POST")
def send_on(request: HttpRequest) -> HttpResponse:
    """Done: what this editor decided is sent on now."""
    actor, count = actor_from(request.user), 0
    for submission, number in with_decisions_of(actor):
        with transaction.atomic():
            enqueue_after_commit(take_decisions, submission_key=submission, at_once="yes")
        count += number
    if count:
        noun = "decision" if count == 1 else "decisions"
        messages.success(request, f"{count} {noun} sent on. What was released is being filed.")
    return redirect("web:held")


@dataclass(frozen=True)
class _Bulk:
    """One decision about many files, of which the first was seen."""

    decision: Decision
    view: View
    actor: Actor
    is_confirmed: bool
    size: tuple[int, int] | None

    def decide(self, keys: Sequence[UUID]) -> _Outcome:
        """Keys decided, and keys left, each with why."""
        decided: list[str] = []
        skipped: list[tuple[str, str]] = []
        view, size = self.view, self.size
        for key in keys:
            try:
                seen, own = digest_of(key, self.actor, view)
                size = size or own
                self._check(own, size)
                _note(key, Choice(self.decision, view.boxes, seen), self.actor)
                decided.append(str(key))
            except (NotFound, StateConflict) as refusal:
                skipped.append((str(key), refusal.message))
            view = replace(self.view, frame=1)  # others need not have as many frames
        return decided, skipped

    def _check(self, own: tuple[int, int], size: tuple[int, int]) -> None:
        boxes = self.view.boxes
        if boxes and own != size:
            raise StateConflict("Images of another size were left: these boxes don't fit them.")
        if boxes and any(x + w > own[1] or y + h > own[0] for _, x, y, w, h in boxes):
            raise InvalidInput("A box reaches beyond the image. Draw it again.")
        # What has no picture can't be looked at here: its release is on the editor's word.
        if self.decision is Decision.RELEASE and own == _NO_PICTURE and not self.is_confirmed:
            raise StateConflict(
                "This file has no picture to look at. Say that you have read it elsewhere, and "
                "that nothing in it names the patient."
            )


def _deface(key: UUID, actor: Actor) -> _Outcome:
    """Release the files of a head with the front of the face cut away; the rest is untouched."""
    decided: list[str] = []
    try:
        for file, boxes in cuts_of(key, actor).items():
            seen, _ = digest_of(file, actor, View(boxes=boxes))
            _note(file, Choice(Decision.DEFACE, boxes, seen), actor)
            decided.append(str(file))
    except (NotFound, StateConflict) as refusal:
        return decided, [(str(key), refusal.message)]
    return decided, []


def _answer(request: HttpRequest, outcome: _Outcome) -> HttpResponse:
    decided, skipped = outcome
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"decided": decided, "skipped": skipped})
    for why in dict.fromkeys(why for _, why in skipped):
        messages.warning(request, why)
    return _onwards(actor_from(request.user))


def _note(key: UUID, choice: Choice, actor: Actor) -> None:
    now = timezone.now()
    with transaction.atomic():
        decide(key, choice, actor=actor, now=now)
        submission = held_object(key, actor).submission_key
        # One message for many decisions: the job looks again for those that came after.
        waiting = dict(with_decisions_of(actor))
        if waiting.get(submission, 0) <= 1:
            enqueue_at(take_decisions, now + UNDO_FOR, submission_key=submission)


def _keys(request: HttpRequest, actor: Actor) -> list[UUID]:
    """The files stated; with ``scope=series`` all of the first one's series, that one first."""
    keys = _stated_keys(request)
    if request.POST.get("scope") != "series":
        return keys
    this = held_object(keys[0], actor)
    alike = [
        item.key
        for item in held_objects(actor)
        if this.series  # else nobody knows what is of one series with it
        and (item.submission_key, item.series) == (this.submission_key, this.series)
        and not item.decision
        and item.key != this.key
    ]
    return [this.key, *alike]


def _stated_keys(request: HttpRequest) -> list[UUID]:
    stated = request.POST.getlist("key")
    if not 0 < len(stated) <= _MOST_AT_ONCE:
        raise InvalidInput("Choose the files to decide about.")
    try:
        return [UUID(text) for text in stated]
    except ValueError:
        raise InvalidInput("Choose the files to decide about.") from None


def _frame(request: HttpRequest) -> int:
    text = request.POST.get("frame", "1")
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 7 and int(text) > 0):  # noqa: PLR2004  # digits
        raise InvalidInput("There is no such frame.")
    return int(text)


def _stated_size(request: HttpRequest) -> tuple[int, int] | None:
    """Rows and columns of the image that the boxes were drawn on, where a script says so."""
    stated = [request.POST.get(name, "") for name in ("rows", "columns")]
    if not all(text.isascii() and text.isdigit() and len(text) < 7 for text in stated):  # noqa: PLR2004  # digits
        return None
    return int(stated[0]), int(stated[1])


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        raise InvalidInput("A box on an image has a frame, a place and a size.") from None


def _onwards(actor: Actor) -> HttpResponse:
    """To the next file that nobody decided about; to the queue where none is left."""
    left = next((item for item in held_objects(actor) if not item.decision), None)
    return redirect("web:held_file", key=left.key) if left else redirect("web:held")
