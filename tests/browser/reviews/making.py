"""Run in a process of its own: a library with a case that was submitted, its author, an editor.

    python -m tests.browser.reviews.making

prints the case's key and everyone's cookie as JSON.
"""

import json
import os
import sys

import django

from tests.browser.teaching.making import cookie_of

PEOPLE = ("amara", "dev", "ben")


def main() -> None:
    """Make it in the data folder of the environment."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "readingroom.config.settings"
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415  # needs the settings

    call_command("migrate", verbosity=0)
    from readingroom.archive.models import Submission  # noqa: PLC0415
    from tests.factories.cases import NOON  # noqa: PLC0415
    from tests.factories.people import ben  # noqa: PLC0415
    from tests.factories.reviewing import submitted  # noqa: PLC0415

    ben()
    case, _ = submitted()
    Submission.objects.update(state="finished", finished_at=NOON)  # or the sweep takes it up
    json.dump({"case": str(case.key), **{name: cookie_of(name) for name in PEOPLE}}, sys.stdout)


if __name__ == "__main__":
    main()
