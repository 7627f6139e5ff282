"""``readingroom link``: keys of the link file, and the way back to the patient."""

import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from readingroom.archive.linkfile import Link, new_keys, read_links
from readingroom.kernel.errors import NotFound


class Command(BaseCommand):
    """It needs no library: ``find`` belongs on another machine, where the private key is."""

    help = "Make the keys of a link file, or find in one whose study is whose."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the verbs."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        keygen = verbs.add_parser("keygen", help="make a pair of keys, on a machine of yours")
        keygen.add_argument("private", type=Path, metavar="FILE", help="where the private key goes")
        find = verbs.add_parser("find", help="open a link file; not on the library's machine")
        find.add_argument("file", type=Path, metavar="LINKS", help="the link file")
        find.add_argument("--key", type=Path, required=True, metavar="FILE", help="private key")
        one = find.add_mutually_exclusive_group()
        one.add_argument("--study", metavar="UID", help="a study here: whose is it?")
        one.add_argument("--patient", metavar="ID", help="a patient there: which studies are here?")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do what the verb says."""
        if options["verb"] == "keygen":
            self._keygen(options["private"])
        else:
            self._find(options)

    def _keygen(self, path: Path) -> None:
        private, public = new_keys()
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            raise CommandError(
                "There is a file of that name already, and it may be a key that is needed. Name "
                "another."
            ) from None
        with os.fdopen(descriptor, "w") as file:
            file.write(f"{private}\n")
        self.stderr.write(
            "The private key is in the file. Keep it where the library is not, with a copy in a "
            "safe: without it no link can ever be opened. The public key, for the library or for "
            "`readingroom deid --key`:"
        )
        self.stdout.write(public)

    def _find(self, options: dict[str, Any]) -> None:
        key = _text_of(options["key"])
        found = [link for link in read_links(options["file"], key) if _fits(link, options)]
        if not found:
            raise NotFound("The link file tells of no such study or patient.")
        for link in found:
            issuer = f"  issued by {link.issuer}" if link.issuer else ""
            self.stdout.write(
                f"{link.study}\n  patient {link.patient_id}{issuer}\n  study {link.original_study}"
            )


def _fits(link: Link, options: dict[str, Any]) -> bool:
    if options["study"]:
        return bool(link.study == options["study"])
    return not options["patient"] or bool(link.patient_id == options["patient"])


def _text_of(path: Path) -> str:
    try:
        return path.read_text("ascii")
    except (OSError, UnicodeDecodeError):
        raise CommandError("The file of the private key can't be read.") from None
