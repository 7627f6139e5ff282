"""``readingroom migrate``: Django's own, but for an empty database, which is made at one go."""

from typing import Any

from django.core.management.commands.migrate import Command as Migrate
from django.db import connections

from readingroom.infra.fresh import make_fresh
from readingroom.infra.standing import is_up_to_date


class Command(Migrate):
    """Brings the database up to date."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is empty; whatever is left then is Django's."""
        whole = not (options["app_label"] or options["plan"] or options["check_unapplied"])
        database = connections[options["database"]]
        made = whole and make_fresh(database)
        if not made or not is_up_to_date(database):
            super().handle(*args, **options)
