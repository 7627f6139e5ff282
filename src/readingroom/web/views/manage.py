"""What editors decide about a case that readers have; and a draft that waits for pathology."""

from collections.abc import Callable, Mapping
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone

from readingroom.accounts.models import Person
from readingroom.cases.access import may_erase
from readingroom.cases.jobs import remind_of_pathology
from readingroom.cases.models import Judgement, RetiredBecause
from readingroom.cases.selectors.manage import managed
from readingroom.cases.services.identity_report import judge_identity
from readingroom.cases.services.pathology_wait import end_wait, wait_for_pathology
from readingroom.cases.services.publish import retire_case
from readingroom.cases.services.recall import return_to_draft
from readingroom.cases.services.reviewing import REASONS
from readingroom.infra.jobs import enqueue_at
from readingroom.kernel.errors import InvalidInput
from readingroom.web.moments import morning_of
from readingroom.web.writers import for_writers

Act = Callable[[UUID, Person, QueryDict], str]
_DECISIONS: Final = [
    (Judgement.RESTORED.value, "Nothing in it tells who the patient is: open it to readers again"),
    (Judgement.REDRAFTED.value, "It can be put right: take it back to a draft for its author"),
    (Judgement.ERASURE.value, "It must go: keep it hidden and ask an administrator to erase it"),
]


@for_writers("GET", "HEAD", "POST")
def manage(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """Reports of an identity, returning to draft, retiring."""
    case = managed(person, key)
    wrong = ""
    if request.method == "POST":
        act = _ACTS.get(request.POST.get("act", ""))
        if act is None:
            raise InvalidInput("The page sent something that can't be read. Load it again.")
        try:
            messages.success(request, act(key, person, request.POST))
        except InvalidInput as refusal:
            wrong = refusal.message
        else:
            gone = request.POST.get("act") == "retire"
            return redirect("web:case" if gone else "web:manage", key=key)
    context = {
        "case": case,
        "decisions": _DECISIONS,
        "reasons": REASONS,
        "because": RetiredBecause.choices,
        "may_erase": may_erase(person),
        "told": request.POST,
        "chosen": request.POST.getlist("reason"),
        "wrong": wrong,
    }
    return render(request, "reviews/manage.html", context, status=422 if wrong else 200)


def _judge(key: UUID, person: Person, told: QueryDict) -> str:
    judgement = told.get("judgement", "")
    judge_identity(
        case_key=key, editor=person, judgement=judgement, because=told.get("because", ""),
        now=timezone.now(),
    )  # fmt: skip
    return {
        "restored": "Readers have the case again.",
        "redrafted": "The case is a draft again. Its author is told to put it right.",
        "erasure": "The case stays hidden. The administrators are asked to erase it.",
    }[judgement]


def _recall(key: UUID, person: Person, told: QueryDict) -> str:
    if told.get("readers") not in {"keep", "none"}:
        raise InvalidInput("Choose what readers have meanwhile.")
    keeps_readers = told["readers"] == "keep"
    return_to_draft(
        case_key=key, editor=person, reasons=told.getlist("reason"), words=told.get("words", ""),
        keeps_readers=keeps_readers, now=timezone.now(),
    )  # fmt: skip
    if keeps_readers:
        return "Returned to its author. Readers keep the revision they have."
    return "Returned to its author as a draft. Readers find nothing there until it is published."


def _retire(key: UUID, person: Person, told: QueryDict) -> str:
    retire_case(
        case_key=key, actor=person, now=timezone.now(), because=told.get("retired_because", "")
    )
    return "Retired. Whoever could read it finds at its address that it was there."


_ACTS: Final[Mapping[str, Act]] = {"judge": _judge, "recall": _recall, "retire": _retire}


@for_writers("POST")
def wait(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """A draft waits for pathology, or no longer does."""
    told = request.POST
    if told.get("act") == "end":
        end_wait(case_key=key, author=person)
        messages.success(request, "This case waits for nothing any more.")
        return redirect("web:editor", key=key)
    every = told.get("every", "0")
    with transaction.atomic():
        made = wait_for_pathology(
            case_key=key, author=person, remind_at=morning_of(told.get("day", "")),
            every_days=int(every) if every in {"0", "7", "14", "28"} else -1,
            now=timezone.now(),
        )  # fmt: skip
        enqueue_at(remind_of_pathology, made.remind_at)
    messages.success(request, "Noted. The case's author is reminded on the day.")
    return redirect("web:editor", key=key)
