"""The hospitals and schools that people belong to."""

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from readingroom.accounts.models import Institution, Person, Reach
from readingroom.accounts.services.institutions import (
    add_institution,
    change_institution_rules,
)
from readingroom.kernel.errors import InvalidInput
from readingroom.web.signed_in import for_proven_administrators
from readingroom.web.views.people_forms import InstitutionForm

_REFUSED: Final = 422


@for_proven_administrators("GET", "HEAD", "POST")
def show_institutions(request: HttpRequest, by: Person) -> HttpResponse:
    """All of them, and a form for another."""
    if request.method != "POST":
        return _page(request, new=InstitutionForm())
    form, now = InstitutionForm(request.POST), timezone.now()
    if form.is_valid():
        try:
            made = add_institution(form.cleaned_data["name"], now=now)
            reach = Reach(form.cleaned_data["reach"])
            change_institution_rules(made, name=made.name, reach=reach, now=now, by=by)
        except InvalidInput as error:
            form.refuse({"name": error.message})
        else:
            messages.success(request, f"{made.name} was added.")
            return redirect("web:institutions")
    return _page(request, new=form, status=_REFUSED)


@for_proven_administrators("GET", "HEAD", "POST")
def change_institution(request: HttpRequest, by: Person, key: UUID) -> HttpResponse:
    """Another name, or another bound to what its editors may publish."""
    institution: Institution = get_object_or_404(Institution, key=key)
    at_first = {"name": institution.name, "reach": institution.reach}
    if request.method != "POST":
        return _one(request, institution, InstitutionForm(initial=at_first))
    form = InstitutionForm(request.POST)
    if form.is_valid():
        try:
            change_institution_rules(
                institution,
                name=form.cleaned_data["name"],
                reach=Reach(form.cleaned_data["reach"]),
                now=timezone.now(),
                by=by,
            )
        except InvalidInput as error:
            form.refuse({"name": error.message})
        else:
            messages.success(request, "Saved.")
            return redirect("web:institutions")
    return _one(request, institution, form, status=_REFUSED)


def _page(request: HttpRequest, *, new: InstitutionForm, status: int = 200) -> HttpResponse:
    active = Count("people", filter=Q(people__is_active=True), distinct=True)
    written = Count("cases", distinct=True)
    rows = Institution.objects.annotate(people_count=active, case_count=written)
    context: dict[str, Any] = {"institutions": rows, "form": new}
    return render(request, "people/institutions.html", context, status=status)


def _one(
    request: HttpRequest, institution: Institution, form: InstitutionForm, *, status: int = 200
) -> HttpResponse:
    context = {"institution": institution, "form": form}
    return render(request, "people/institution.html", context, status=status)
