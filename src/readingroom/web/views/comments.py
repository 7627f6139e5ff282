"""Remarks on a case: a page of their own, and the same list beside the text in the editor."""

from collections.abc import Callable, Mapping
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone

from readingroom.accounts.models import Person
from readingroom.cases.selectors.comments import comments_of, places_of
from readingroom.cases.services.commenting import (
    Place,
    Written,
    accept_proposal,
    add_comment,
    answer_comment,
    decline_proposal,
    settle_comment,
)
from readingroom.kernel.errors import InvalidInput
from readingroom.web.writers import for_writers

Act = Callable[[UUID, Person, QueryDict], tuple[str, Written | None]]
_MOST_DIGITS: Final = 5
_UNREADABLE: Final = "The page sent something that can't be read. Load it again."


@for_writers("GET", "HEAD", "POST")
def comments(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """Show what was said, or say something; ``?part=list`` gives the list alone."""
    done, written = "", None
    if request.method == "POST":
        act = _ACTS.get(request.POST.get("act", ""))
        if act is None:
            raise InvalidInput(_UNREADABLE)
        done, written = act(key, person, request.POST)
        if "HX-Request" not in request.headers:
            messages.success(request, done)
            return redirect("web:comments", key=key)
    found = comments_of(person, key, now=timezone.now())
    is_part = "HX-Request" in request.headers or request.GET.get("part") == "list"
    context = {"found": found, "done": done, "written": written}
    if is_part:
        return render(request, "comments/_list.html", context)
    context["places"] = places_of(person, key, now=timezone.now())
    return render(request, "comments/comments.html", context)


def _add(key: UUID, person: Person, told: QueryDict) -> tuple[str, Written | None]:
    proposes = told.get("proposes") == "yes"
    path, passage = told.get("path", "")[:400], told.get("passage", "")
    if proposes and "passage" not in told:
        texts = {place.path: place.text for place in places_of(person, key, now=timezone.now())}
        passage = texts.get(path, "")
    add_comment(
        case_key=key,
        author=person,
        place=Place(path, passage.replace("\r\n", "\n"), told.get("series", ""), _slice(told)),
        words=told.get("words", ""),
        proposal=told.get("proposal", "") if proposes else None,
        now=timezone.now(),
    )
    return ("Proposed." if proposes else "Said."), None


def _answer(key: UUID, person: Person, told: QueryDict) -> tuple[str, Written | None]:
    words, which = told.get("words", ""), _which(told)
    answer_comment(case_key=key, comment=which, author=person, words=words, now=timezone.now())
    return "Answered.", None


def _settle(key: UUID, person: Person, told: QueryDict) -> tuple[str, Written | None]:
    is_settled = told.get("act") == "settle"
    settle_comment(
        case_key=key, comment=_which(told), author=person, is_settled=is_settled,
        now=timezone.now(),
    )  # fmt: skip
    return ("Settled." if is_settled else "Taken up again."), None


def _accept(key: UUID, person: Person, told: QueryDict) -> tuple[str, Written | None]:
    which = _which(told)
    written = accept_proposal(case_key=key, comment=which, author=person, now=timezone.now())
    return "Accepted: it is in the text now, as your edit. Undo takes it back.", written


def _decline(key: UUID, person: Person, told: QueryDict) -> tuple[str, Written | None]:
    decline_proposal(case_key=key, comment=_which(told), author=person, now=timezone.now())
    return "Declined. The text stays as it is.", None


_ACTS: Final[Mapping[str, Act]] = {
    "add": _add,
    "answer": _answer,
    "settle": _settle,
    "reopen": _settle,
    "accept": _accept,
    "decline": _decline,
}


def _which(told: QueryDict) -> UUID:
    try:
        return UUID(told.get("comment", ""))
    except ValueError:
        raise InvalidInput(_UNREADABLE) from None


def _slice(told: QueryDict) -> int | None:
    number = told.get("slice", "").strip()
    if not number:
        return None
    if not (number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS):
        raise InvalidInput("A slice is a number from 1.")
    return int(number)
