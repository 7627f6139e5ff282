"""Make the script of a new library's database again, from the migrations; after each new one.

.venv/bin/python tools/make_fresh.py            write it
.venv/bin/python tools/make_fresh.py --check    say whether it is as the migrations make it
"""

import os
import sys
import tempfile


def main(*, check: bool) -> int:
    """Migrate an empty database step by step, and write down or compare what came of it."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["READINGROOM_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "readingroom.config.settings"
        script, kept = made()
    if not check:
        kept.write_text(script, encoding="utf-8")
    elif script != kept.read_text(encoding="utf-8"):
        sys.stderr.write("The migrations make another database. Run: make fresh\n")
        return 1
    return 0


def made():
    """What the migrations make, and the file that is to hold it."""
    # Django reads its settings as it is imported.
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.core.management.commands.migrate import Command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from readingroom.infra.fresh import SCRIPT, as_script  # noqa: PLC0415

    call_command(Command(), verbosity=0)
    return as_script(connection), SCRIPT


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv[1:]))
