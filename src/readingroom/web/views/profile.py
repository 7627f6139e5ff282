"""What someone says of themselves, and how they want pages to be."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from readingroom.accounts.models import Person
from readingroom.accounts.services.notices import Wanted, choices_of, choose_notices, kinds_for
from readingroom.accounts.services.profile import Profile, ProfileRefused, save_profile, save_viewer
from readingroom.web.signed_in import for_the_signed_in
from readingroom.web.views.people_forms import ProfileForm

_REFUSED: Final = 422


@for_the_signed_in("GET", "HEAD", "POST")
def show_profile(request: HttpRequest, person: Person) -> HttpResponse:
    """One's own lines."""
    if request.method != "POST":
        return _page(request, ProfileForm.of(person))
    form = ProfileForm(request.POST)
    if form.is_valid():
        typed = {name: form.cleaned_data[name] for name in form.fields}
        try:
            save_profile(person, Profile(**typed), now=timezone.now())
        except ProfileRefused as error:
            form.refuse(error.problems)
        else:
            messages.success(request, "Saved.")
            return redirect("web:profile")
    person.refresh_from_db()
    return _page(request, form, status=_REFUSED)


def _page(request: HttpRequest, form: ProfileForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "part": "profile"}
    return render(request, "profile/profile.html", context, status=status)


@for_the_signed_in("GET", "HEAD", "POST")
def choose_news(request: HttpRequest, person: Person) -> HttpResponse:
    """Of what one is told, and by which way."""
    kinds = kinds_for(person)
    if request.method == "POST":
        chosen = {
            kind: Wanted(
                on_page=f"{kind}-page" in request.POST, by_mail=f"{kind}-mail" in request.POST
            )
            for kind in kinds
        }
        choose_notices(person, chosen)
        messages.success(request, "Saved.")
        return redirect("web:profile_notices")
    choices = choices_of(person)
    context: dict[str, Any] = {
        "kinds": [(kind, choices[kind]) for kind in kinds],
        "part": "notices",
    }
    return render(request, "profile/notices.html", context)


@for_the_signed_in("GET", "HEAD", "POST")
def keep_viewer(request: HttpRequest, person: Person) -> HttpResponse:
    """What the viewer begins with on a device where nothing was chosen yet."""
    if request.method == "POST":
        count = save_viewer(person, request.POST.get("choices", ""))
        word = "choice is" if count == 1 else "choices are"
        said = f"{count} {word} kept for your other devices." if count else "Nothing is kept now."
        messages.success(request, said)
        return redirect("web:profile_viewer")
    context = {"part": "viewer", "kept": sorted(person.viewer)}
    return render(request, "profile/viewer.html", context)
