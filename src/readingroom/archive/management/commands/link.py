"""``readingroom link``: keys of the link file, and the way back to the patient."""

import os
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

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
        one.add_argument("--case", metavar="KEY", help="a case here: whose are its studies?")

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
        links = list(read_links(options["file"], key))
        shown = _shown_in(options["case"], links)
        found = [link for link in links if not link.case and _fits(link, options, shown)]
        if not found:
            raise NotFound("The link file tells of no such study, patient or case.")
        for link in found:
            issuer = f"  issued by {link.issuer}" if link.issuer else ""
            self.stdout.write(
                f"{link.study}\n  patient {link.patient_id}{issuer}\n  study {link.original_study}"
            )


def _shown_in(case: str | None, links: Sequence[Link]) -> frozenset[str]:
    """The studies here that a case shows, or ever showed; its key as addresses have it."""
    if not case:
        return frozenset()
    try:
        key = str(UUID(case))
    except ValueError:
        raise CommandError(
            "That is no key of a case. It is the long word in the case's address."
        ) from None
    return frozenset(link.study for link in links if link.case == key)


def _fits(link: Link, options: dict[str, Any], shown: Collection[str]) -> bool:
    if options["case"]:
        return link.study in shown
    if options["study"]:
        return bool(link.study == options["study"])
    return not options["patient"] or bool(link.patient_id == options["patient"])


def _text_of(path: Path) -> str:
    try:
        return path.read_text("ascii")
    except (OSError, UnicodeDecodeError):
        raise CommandError("The file of the private key can't be read.") from None
