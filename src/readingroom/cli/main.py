"""The ``readingroom`` command: one word says which part of the library is asked for."""

import os
import sys
from collections.abc import Sequence

from readingroom import __version__
from readingroom.cli.troubles import in_words
from readingroom.kernel.errors import ReadingRoomError

# Each is a Django management command in the package it belongs to.
COMMANDS = {
    "demo": "make the demo library, then serve it",
    "serve": "serve the library, with a worker beside it",
    "worker": "do the work that waits in the queue",
    "listen": "take in studies that a PACS sends",
    "ingest": "put studies in: files, folders, ZIP archives, disc images",
    "watch": "take in what is put into a folder, until stopped",
    "deid": "take identity out of a folder, without a library",
    "link": "make keys for the way back to a patient, or go it",
    "held": "list, release or reject images that were held back",
    "describe": "tell of filed series what today's rules tell, after an upgrade",
    "search": "make the search index anew, or check it",
    "case": "begin, import, export, check, publish, retire or erase a case",
    "erasures": "list erased cases, or erase what a backup brought back",
    "backup": "copy the whole library, put a copy back, destroy old ones",
    "report": "tell what was removed from a submission, and by which rule",
    "person": "add, list or change people and their roles",
    "institution": "add or list the institutions that people belong to",
    "sign-in-link": "print a link that signs someone in, once",
    "token": "add, list or end keys with which programs send studies",
    "learner": "give out or remove what is kept of what someone learns",
    "audit": "prove that the audit log is whole",
    "doctor": "check this installation",
    "migrate": "bring the database up to date",
}
# These need no library: no data folder, no settings, no database. Each with its package.
ALONE = {"deid": "readingroom.archive", "link": "readingroom.archive"}
# These look at the database as it is; before all others it is brought up to date.
AS_IT_IS = frozenset({"migrate", "doctor", "backup"})
REFUSED, STOPPED = 2, 130
_OWNER_ALONE = 0o077


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and leave with its exit code: 0 done, 1 done in part, 2 refused."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words or words[0] in {"-h", "--help", "help"}:
        print(usage())  # noqa: T201  # this is the program's answer
        sys.exit(0)
    if words[0] == "--version":
        print(f"readingroom {__version__}")  # noqa: T201
        sys.exit(0)
    if words[0] not in COMMANDS:
        sys.stderr.write(f"There is no command “{words[0]}”.\n\n{usage()}\n")
        sys.exit(REFUSED)
    sys.exit(_run(words))


def usage() -> str:
    """What there is, a line each."""
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {meaning}" for name, meaning in COMMANDS.items()]
    return "\n".join(
        [
            "Reading Room: a radiology teaching-case library. For education only.",
            "",
            "usage: readingroom COMMAND [options]      readingroom COMMAND --help",
            "",
            *lines,
        ]
    )


def _run(words: Sequence[str]) -> int:
    os.environ.setdefault(  # noqa: TID251  # Django's own name for where its settings are
        "DJANGO_SETTINGS_MODULE", "readingroom.config.settings"
    )
    os.umask(_OWNER_ALONE)
    try:
        return _call(words)
    except ReadingRoomError as refusal:
        sys.stderr.write(f"{refusal.message}\n")
        return REFUSED
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped. Nothing is lost: run the same command again to go on.\n")
        return STOPPED
    except Exception as trouble:
        words_for_it = in_words(trouble)
        if words_for_it is None:
            raise
        sys.stderr.write(f"{words_for_it}\n")
        return REFUSED


def _call(words: Sequence[str]) -> int:
    # Imported here so that --help and --version need no data folder.
    from django.core.management import load_command_class  # noqa: PLC0415
    from django.core.management.base import CommandError  # noqa: PLC0415

    name = words[0].replace("-", "_")
    command = load_command_class(ALONE.get(name) or _home_of(name), name)
    command.requires_system_checks = []
    parser = command.create_parser("readingroom", words[0])
    try:
        options = vars(parser.parse_args(list(words[1:])))
        options.pop("args", None)
        command.execute(**options)
    except CommandError as refusal:
        sys.stderr.write(f"{refusal}\n")
        return REFUSED
    return 0


def _home_of(name: str) -> str:
    """The package of a command, once Django and the database are ready for it."""
    import django  # noqa: PLC0415
    from django.core.management import call_command, get_commands  # noqa: PLC0415

    django.setup()
    if name not in AS_IT_IS:
        from readingroom.infra.standing import is_up_to_date  # noqa: PLC0415

        if not is_up_to_date():
            call_command("migrate", verbosity=0, interactive=False)
    return str(get_commands()[name])
