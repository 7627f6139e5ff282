"""What came in, what became of it, and what to do next."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_POST, require_safe

from readingroom.accounts.actor import Actor, actor_from
from readingroom.accounts.models import Person
from readingroom.archive.access import visible_submissions
from readingroom.archive.services.owners import assign_submission, note_seen
from readingroom.cases.selectors.received import received_one, received_page
from readingroom.cases.services.draft import draft_from_studies
from readingroom.cases.services.join_studies import join_studies
from readingroom.kernel.errors import InvalidInput, NotPermitted
from readingroom.web.live import live_address
from readingroom.web.presentation.received import by_patient


@require_safe
def show_received(request: HttpRequest) -> HttpResponse:
    """The list, newest first."""
    person = actor_from(request.user)
    if not isinstance(person, Person):
        return _sign_in(request)
    asked = request.GET.get("page", "1")
    page = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1  # noqa: PLR2004  # five digits of pages are enough
    context = {
        "received": received_page(person, page=page, now=timezone.now()),
        "props": {"liveUrl": live_address(person)},
    }
    return _private(render(request, "received/received.html", context))


@require_safe
def show_one(request: HttpRequest, key: UUID) -> HttpResponse:
    """One submission: its receipt in sentences, its studies, the way to a case."""
    person = actor_from(request.user)
    if not isinstance(person, Person):
        return _sign_in(request)
    one = received_one(person, key, now=timezone.now())
    submission = visible_submissions(person).get(key=key)
    context = {
        "one": one,
        "row": one.row,
        "groups": by_patient(one),
        "props": {"liveUrl": live_address(person, submission)},
    }
    note_seen(key, owner=person, now=timezone.now())
    return _private(render(request, "received/one.html", context))


@require_POST
def make_case(request: HttpRequest, key: UUID) -> HttpResponse:
    """A draft of the chosen studies, or a case that is there and shows them too; leads to it."""
    person = _person(actor_from(request.user))
    studies = [_key(text) for text in request.POST.getlist("study")]
    if "case" in request.POST:
        to = _key(request.POST["case"])
        case = join_studies(to, key, studies, author=person, now=timezone.now())
        messages.success(request, f"{case.short_number} shows these images now, each at its day.")
        return redirect("web:editor", key=case.key)
    case = draft_from_studies(key, studies, owner=person, now=timezone.now())
    messages.success(request, f"{case.short_number} is your private draft of these images.")
    return redirect("web:editor", key=case.key)


@require_POST
def assign(request: HttpRequest, key: UUID) -> HttpResponse:
    """Give it to someone else."""
    person = _person(actor_from(request.user))
    to = _key(request.POST.get("person", ""))
    submission = assign_submission(key, to=to, actor=person, now=timezone.now())
    name = submission.owner.display_name if submission.owner else ""
    messages.success(request, f"This belongs to {name} now.")
    if visible_submissions(person).filter(key=key).exists():
        return redirect("web:received_one", key=key)
    return redirect("web:received")


def _person(actor: Actor) -> Person:
    if not isinstance(actor, Person):
        raise NotPermitted("You are signed out. Sign in, then try again.")
    return actor


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise InvalidInput("Choose from what the page shows, then try again.") from None


def _sign_in(request: HttpRequest) -> HttpResponse:
    return redirect(f"{reverse('account_login')}?next={request.path}")


def _private(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, no_store=True, private=True)
    return response
