"""Everyone who has an account, and what administrators decide about them."""

from typing import Final
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from readingroom.accounts.models import Person, Role
from readingroom.accounts.selectors.directory import Wanted, find_people
from readingroom.accounts.services import people, sign_in_links
from readingroom.accounts.services.invitations import rules
from readingroom.infra import audit
from readingroom.kernel.errors import InvalidInput, StateConflict
from readingroom.web.guarded import for_administrators
from readingroom.web.signed_in import for_proven_administrators
from readingroom.web.views.people_forms import (
    PersonForm,
    institution_choices,
    institution_of,
)

PER_PAGE: Final = 50
_REFUSED: Final = 422


@for_administrators("GET", "HEAD")
def show_people(request: HttpRequest) -> HttpResponse:
    """Search, pages, and the way to each."""
    wanted = Wanted(
        words=request.GET.get("q", "")[:200],
        role=request.GET.get("role", ""),
        institution=request.GET.get("institution", ""),
        standing=request.GET.get("standing", ""),
    )
    page = Paginator(find_people(wanted), PER_PAGE).get_page(request.GET.get("page"))
    asked = request.GET.copy()
    asked.pop("page", None)
    context = {
        "page": page,
        "wanted": wanted,
        "roles": Role.choices,
        "institutions": institution_choices(empty="Every institution"),
        "asked": asked.urlencode(),
        "rules": rules(),
    }
    return render(request, "people/people.html", context)


@for_administrators("GET", "HEAD")
def show_person(request: HttpRequest, key: UUID) -> HttpResponse:
    """One person."""
    return _page(request, _person(key))


@for_proven_administrators("POST")
def change_person(request: HttpRequest, by: Person, key: UUID) -> HttpResponse:
    """Give someone another role or institution, or let them sign in no longer."""
    person, now = _person(key), timezone.now()
    verb = request.POST.get("verb", "save")
    try:
        if verb in {"deactivate", "activate"}:
            people.set_active(person, active=verb == "activate", now=now, by=by)
            may = "may sign in again" if verb == "activate" else "can no longer sign in"
            messages.success(request, f"{person.display_name} {may}.")
            return redirect("web:person", key)
        form = PersonForm(request.POST)
        if not form.is_valid():
            return _page(request, person, form=form)
        people.change_standing(
            person,
            role=Role(form.cleaned_data["role"]),
            institution=institution_of(form.cleaned_data["institution"]),
            now=now,
            by=by,
        )
    except (StateConflict, InvalidInput) as error:
        form = PersonForm(request.POST if verb == "save" else _initial(_person(key)))
        form.refuse({"": error.message})
        return _page(request, _person(key), form=form)
    messages.success(request, "Saved.")
    return redirect("web:person", key)


@for_proven_administrators("POST")
def make_link(request: HttpRequest, by: Person, key: UUID) -> HttpResponse:
    """A link that signs someone in, shown once: for whoever can't get in any more.

    Raises:
        StateConflict: they may not sign in.
    """
    person, now = _person(key), timezone.now()
    if not person.is_active:
        raise StateConflict("They may not sign in. Let them sign in again first.")
    token = sign_in_links.issue(person, now=now)
    audit.record("sign_in_link.made", subject=person.key, at=now, actor=by.key)
    link = f"{settings.READINGROOM_ADDRESS}{reverse('web:sign_in_link', args=[token])}"
    return _page(request, person, link=link)


def _page(
    request: HttpRequest, person: Person, *, form: PersonForm | None = None, link: str = ""
) -> HttpResponse:
    shown = form or PersonForm(initial=_initial(person))
    context = {"person": person, "form": shown, "link": link}
    status = _REFUSED if form is not None else 200
    return render(request, "people/person.html", context, status=status)


def _initial(person: Person) -> dict[str, str]:
    institution = person.institution
    return {"role": person.role, "institution": str(institution.key) if institution else ""}


def _person(key: UUID) -> Person:
    known = Person.objects.filter(left_at=None).select_related("institution")
    found: Person = get_object_or_404(known, key=key)
    return found
