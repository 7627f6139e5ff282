"""Classes: for their teachers, their members, and whoever is asked to join."""

from collections.abc import Callable, Mapping
from typing import Final
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from readingroom.accounts.actor import may_teach
from readingroom.accounts.models import Person
from readingroom.kernel.errors import InvalidInput, NotFound, StateConflict
from readingroom.teaching.models import Cohort
from readingroom.teaching.selectors import cohorts as seen
from readingroom.teaching.selectors.analysis import standings_of, works_of
from readingroom.teaching.selectors.cohorts_member import has_agreed, tasks_of
from readingroom.teaching.services import cohorts, cohorts_work
from readingroom.teaching.services.analysis_sittings import note_playlists, take_in_sittings
from readingroom.teaching.services.entries import find_case
from readingroom.teaching.services.retention import kept_for
from readingroom.web.presentation.who_sees import sight_rows
from readingroom.web.signed_in import for_the_signed_in

_UNREADABLE: Final = "The page sent something that can't be read. Load it again."
Change = Callable[[HttpRequest, Person, UUID], str]


@for_the_signed_in("GET", "HEAD", "POST")
def show_classes(request: HttpRequest, person: Person) -> HttpResponse:
    """The classes one teaches and those one has joined; a form that makes one."""
    wrong, name = "", request.POST.get("name", "")
    if request.method == "POST":
        try:
            made = cohorts.make_class(actor=person, name=name, now=timezone.now())
        except InvalidInput as refusal:
            wrong = refusal.message
        else:
            messages.success(request, f"“{made.name}” is made. Give its members the link below.")
            return redirect("web:class", key=made.key)
    context = {
        "taught": seen.with_counts(seen.classes_taught(person)),
        "joined": seen.with_counts(seen.classes_joined(person)),
        "teaches": may_teach(person),
        "wrong": wrong,
        "name": name,
    }
    return render(request, "classes/classes.html", context, status=422 if wrong else 200)


@for_the_signed_in("GET", "HEAD")
def show_class(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """A class as its teacher sees it, or as its member does."""
    now = timezone.now()
    cohort = seen.classes_taught(person).filter(key=key).first()
    if cohort is None:
        return _as_member(request, person, seen.class_joined(person, key))
    take_in_sittings(cohort, now=now)
    works = works_of(cohort)
    context = {
        "cohort": cohort,
        "link": settings.READINGROOM_ADDRESS + _join_path(cohort),
        "works": works,
        "rows": standings_of(cohort, works),
        "members": seen.members_of(cohort),
        "teachers": seen.teachers_of(cohort),
        "viewer": person,
    }
    return render(request, "classes/teach.html", context)


@for_the_signed_in("POST")
def change_class(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """One change of a class by its teacher; back to its page, which says what came of it."""
    seen.class_taught(person, key)
    change = _CHANGES.get(request.POST.get("do", ""))
    if change is None:
        raise InvalidInput(_UNREADABLE)
    return _told(request, lambda: change(request, person, key), reverse("web:class", args=[key]))


@for_the_signed_in("POST")
def leave(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """Leave a class at once."""
    name = seen.class_joined(person, key).name
    cohorts.leave_class(actor=person, key=key, now=timezone.now())
    messages.success(request, f"You have left “{name}”. Its teachers see nothing of you by name.")
    return redirect("web:classes")


@for_the_signed_in("POST")
def agree(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """Agree to who sees what as it is worded now."""
    cohorts.agree_anew(actor=person, key=key, now=timezone.now())
    messages.success(request, "Agreed. What you hand in and write in words can be marked now.")
    return redirect("web:class", key=key)


@for_the_signed_in("GET", "HEAD", "POST")
def join(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """Who would see what, in plain words; and joining, for whoever agrees."""
    invited, wrong = seen.invitation(person, key), ""
    if request.method == "POST":
        agrees = request.POST.get("agree") == "1"
        try:
            cohort = cohorts.join_class(actor=person, code=key, agrees=agrees, now=timezone.now())
        except InvalidInput as refusal:
            wrong = refusal.message
        else:
            messages.success(request, f"You are in “{cohort.name}” now.")
            return redirect("web:class", key=cohort.key)
    context = {
        "invited": invited,
        "code": key,
        "sights": sight_rows(is_class=True),
        "retention_days": kept_for().days,
        "wrong": wrong,
    }
    return render(request, "classes/join.html", context, status=422 if wrong else 200)


@for_the_signed_in("POST")
def do_task(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """Begin what is set, hand it in, or take it back."""
    back = reverse("web:class", args=[_class_of_task(person, key).key])
    asked, now = request.POST.get("do", ""), timezone.now()
    if asked == "begin":
        case = cohorts_work.begin_for_class(actor=person, set_key=key, now=now)
        return redirect("web:unknown", key=case)
    if asked == "hand-in":
        return _told(request, lambda: _hand_in(person, key), back)
    if asked == "take-back":
        return _told(request, lambda: _take_back(person, key), back)
    raise InvalidInput(_UNREADABLE)


def _class_of_task(person: Person, set_key: UUID) -> Cohort:
    """The class of ``person`` that a case is set for.

    Raises:
        NotFound: it is set for none of theirs.
    """
    cohort = seen.classes_joined(person).filter(set_cases__key=set_key).first()
    if cohort is None:
        raise NotFound("This is not set for a class of yours. Open the class again.")
    return cohort


def _as_member(request: HttpRequest, person: Person, cohort: Cohort) -> HttpResponse:
    note_playlists(cohort, now=timezone.now())
    context = {
        "cohort": cohort,
        "teachers": seen.teacher_names(cohort),
        "tasks": tasks_of(cohort, person),
        "sights": sight_rows(is_class=True),
        "agreed": has_agreed(cohort, person),
    }
    return render(request, "classes/member.html", context)


def _told(request: HttpRequest, act: Callable[[], str], back: str) -> HttpResponse:
    """Do it and go back; the page says what came of it, or why nothing did."""
    try:
        messages.success(request, act())
    except (InvalidInput, NotFound, StateConflict) as refusal:
        messages.error(request, refusal.message)
    return redirect(back)


def _hand_in(person: Person, key: UUID) -> str:
    cohorts_work.hand_in(actor=person, set_key=key, now=timezone.now())
    return "Handed in. Your teachers see your score; your answers are only counted with others'."


def _take_back(person: Person, key: UUID) -> str:
    cohorts_work.take_back(actor=person, set_key=key)
    return "Taken back. What you do with this case is your own practice again."


def _rename(request: HttpRequest, person: Person, key: UUID) -> str:
    cohorts.rename_class(actor=person, key=key, name=request.POST.get("name", ""))
    return "Renamed."


def _close(_: HttpRequest, person: Person, key: UUID) -> str:
    cohorts.close_class(actor=person, key=key, is_closed=True, now=timezone.now())
    return "Closed. Nobody joins it any more, and nothing new is begun."


def _reopen(_: HttpRequest, person: Person, key: UUID) -> str:
    cohorts.close_class(actor=person, key=key, is_closed=False, now=timezone.now())
    return "Open again."


def _renew(_: HttpRequest, person: Person, key: UUID) -> str:
    cohorts.renew_link(actor=person, key=key, now=timezone.now())
    return "There is a new link. The one before leads nowhere now; members stay."


def _set(request: HttpRequest, person: Person, key: UUID) -> str:
    case = find_case(person, request.POST.get("case", ""))
    cohorts_work.set_case(actor=person, key=key, case_key=case.key, now=timezone.now())
    return f"{case.short_number} is set for the class."


def _unset(request: HttpRequest, person: Person, _: UUID) -> str:
    cohorts_work.unset_case(actor=person, set_key=_key(request, "set"), now=timezone.now())
    return "It is not set any more."


def _add_teacher(request: HttpRequest, person: Person, key: UUID) -> str:
    name = request.POST.get("username", "")
    cohorts.add_teacher(actor=person, key=key, username=name, now=timezone.now())
    return "They teach this class with you now."


def _remove_teacher(request: HttpRequest, person: Person, key: UUID) -> str:
    teacher = _key(request, "teacher")
    cohorts.remove_teacher(actor=person, key=key, teacher=teacher, now=timezone.now())
    return "They teach this class no longer."


def _remove_member(request: HttpRequest, person: Person, key: UUID) -> str:
    member = _key(request, "member")
    cohorts.remove_member(actor=person, key=key, member=member, now=timezone.now())
    return "They are not in the class any more. With the link they can join again."


_CHANGES: Final[Mapping[str, Change]] = {
    "rename": _rename,
    "close": _close,
    "reopen": _reopen,
    "renew-link": _renew,
    "set-case": _set,
    "unset-case": _unset,
    "add-teacher": _add_teacher,
    "remove-teacher": _remove_teacher,
    "remove-member": _remove_member,
}


def _key(request: HttpRequest, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        raise InvalidInput(_UNREADABLE) from None


def _join_path(cohort: Cohort) -> str:
    return reverse("web:class_join", args=[UUID(cohort.join_code)])
