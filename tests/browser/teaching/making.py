"""Run in a process of its own: a library of ten small cases, a teacher, a class of two.

In another class of theirs, Wednesdays, an answer waits to be marked.

    python -m tests.browser.teaching.making

prints the cookie of each as JSON, by their name.
"""

import json
import os
import sys

import django

PEOPLE = ("tim", "ben", "cleo")
TITLES = (
    "Metastasis", "Discitis", "Lymphoma", "Myeloma", "Haemangioma", "Fracture", "Tuberculosis",
    "Normal one", "Normal two", "Normal three",
)  # fmt: skip


def main() -> None:
    """Make it in the data folder of the environment."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "readingroom.config.settings"
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415  # needs the settings

    call_command("migrate", verbosity=0)
    from tests.factories.answering import IN_WORDS, asking_case  # noqa: PLC0415
    from tests.factories.classes import (  # noqa: PLC0415
        handed_in_words,
        make_cohort,
        make_member,
    )
    from tests.factories.people import ben, make_person  # noqa: PLC0415
    from tests.factories.playlists import make_class, small_case, teacher  # noqa: PLC0415

    for title in TITLES:
        small_case(title, is_normal=title.startswith("Normal"))
    make_class(ben(), make_person("cleo"))
    teacher()
    other = make_cohort("Wednesdays")
    asks = asking_case(IN_WORDS)
    asks.refresh_from_db()
    handed_in_words(other, make_member(other, "dora"), asks)
    json.dump({name: cookie_of(name) for name in PEOPLE}, sys.stdout)


def cookie_of(username: str) -> str:
    """The key of a session of theirs."""
    from django.contrib.auth import (  # noqa: PLC0415
        BACKEND_SESSION_KEY,
        HASH_SESSION_KEY,
        SESSION_KEY,
    )
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415

    from readingroom.accounts.models import Person  # noqa: PLC0415

    person = Person.objects.get(username=username)
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return str(session.session_key)


if __name__ == "__main__":
    main()
