"""What every page knows."""

from django.db import OperationalError
from django.http import HttpRequest
from django.urls import reverse

from readingroom.accounts.actor import actor_from, may_contribute
from readingroom.accounts.models import Person
from readingroom.accounts.services.telling import MOST_COUNTED, unread_count
from readingroom.archive.services.hold import held_count
from readingroom.cases.selectors.received import unseen_count
from readingroom.web.due_count import due_count
from readingroom.web.marking_count import marking_count

THEME_COOKIE = "readingroom_theme"
THEMES = ("light", "dark")

_NEXT_THEME = {"": "dark", "dark": "light", "light": ""}
_THEME_WORDS = {"": "Colours: as the system", "dark": "Colours: dark", "light": "Colours: light"}


def chosen_theme(request: HttpRequest) -> str:
    """``light``, ``dark``, or an empty string where the system decides."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return theme if theme in THEMES else ""


def site(request: HttpRequest) -> dict[str, object]:
    """The theme, so that it is painted at once, and where the reader is."""
    theme = chosen_theme(request)
    return {
        "theme": theme,
        "next_theme": _NEXT_THEME[theme],
        "theme_words": _THEME_WORDS[theme],
        "is_library": request.path == "/",
        **_of_the_reader(request),
    }


def _of_the_reader(request: HttpRequest) -> dict[str, object]:
    """What the bar offers; nothing while the database refuses, so that a page can still say so."""
    try:
        return {
            **_contribution(request),
            **_holding(request),
            **_news(request),
            "due_count": due_count(request),
            "marking_count": marking_count(request),
            "is_mine": request.path.startswith(reverse("web:mine")),
        }
    except OperationalError:
        return {}


def _news(request: HttpRequest) -> dict[str, object]:
    """For those who are signed in: how much news they have not read."""
    actor = actor_from(request.user) if hasattr(request, "user") else None
    if not isinstance(actor, Person):
        return {}
    count = unread_count(actor)
    shown = f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)
    return {"unread_notices": count, "unread_shown": shown}


def _holding(request: HttpRequest) -> dict[str, object]:
    """For those who decide about held images: how many wait for them."""
    actor = actor_from(request.user) if hasattr(request, "user") else None
    count = held_count(actor) if actor else None
    if count is None:
        return {"edits": False}
    return {
        "edits": True,
        "held_count": count,
        "is_held": request.path.startswith(reverse("web:held")),
    }


def _contribution(request: HttpRequest) -> dict[str, object]:
    """For those who send images in: the ways there, and how much they have not looked at."""
    actor = actor_from(request.user) if hasattr(request, "user") else None
    if not isinstance(actor, Person) or not may_contribute(actor):
        return {"contributes": False}
    return {
        "contributes": True,
        "unseen": unseen_count(actor),
        "offers_upload": request.path not in {reverse("web:upload"), reverse("web:received")},
        "is_received": request.path.startswith(reverse("web:received")),
    }
