"""What every page knows."""

from django.http import HttpRequest

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
    }
