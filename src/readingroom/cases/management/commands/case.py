"""``readingroom case``: folders in and out, publish, retire, erase."""

from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from readingroom.accounts.models import Person
from readingroom.accounts.services.administrators import ensure_administrator
from readingroom.archive.progress_words import in_words
from readingroom.casefile.completeness import completeness
from readingroom.casefile.diff import diff_documents
from readingroom.casefile.folder import read_folder
from readingroom.cases.management import folders
from readingroom.cases.models import Case, Erasure, Visibility
from readingroom.cases.services.backup import kept_for
from readingroom.cases.services.erase import (
    CHOSEN_REASONS,
    Reach,
    erase_case,
    finish_erasures,
    reach_of,
)
from readingroom.cases.services.import_folder import import_case_folder
from readingroom.cases.services.publish import publish_case, retire_case
from readingroom.infra.terminal import progress_on

_MAX_DIGITS = 9


class Command(BaseCommand):
    """Works for the administrator, or for the person named with ``--as``."""

    help = "Begin, import, export, validate, compare, publish, retire or erase a case."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the verbs and what each needs."""
        parser.add_argument("--as", dest="person", default="", help="user name to act as")
        verbs = parser.add_subparsers(dest="verb", required=True)
        taken = verbs.add_parser("import", help="make a private draft of a case folder")
        taken.add_argument("folder", type=Path)
        folders.add_verbs(verbs)
        opened = verbs.add_parser("publish", help="open a case to readers")
        opened.add_argument("number", help="such as RR-00001, or the key in its address")
        opened.add_argument(
            "--to", choices=[v.value for v in Visibility], default=Visibility.INSTITUTION.value
        )
        closed = verbs.add_parser("retire", help="take a published case away from readers")
        closed.add_argument("number", help="such as RR-00001, or the key in its address")

        erased = verbs.add_parser("erase", help="destroy a case for good, with its images")
        erased.add_argument("number", help="such as RR-00001, or the key in its address")
        erased.add_argument(
            "--reason", required=True, choices=[reason.value for reason in CHOSEN_REASONS]
        )
        erased.add_argument("--yes", action="store_true", help="do not ask for the number again")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do what the verb says."""
        getattr(self, f"_{options['verb']}")(options)

    def _import(self, options: dict[str, Any]) -> None:
        with progress_on() as bars, folders.every_problem(self.stderr):
            case = import_case_folder(
                options["folder"],
                owner=_person(options),
                now=timezone.now(),
                on_progress=in_words(bars),
            )
        address = f"{settings.READINGROOM_ADDRESS}/cases/{case.key}/"
        self.stdout.write(f"{case.short_number} is in the library as a private draft: {address}")

    def _new(self, options: dict[str, Any]) -> None:
        folder = options["folder"]
        folders.begin_folder(folder, title=options["title"], modality=options["modality"])
        self.stdout.write(f"A case is begun in {folder}. Write in its case.yaml, then validate it.")

    def _export(self, options: dict[str, Any]) -> None:
        actor = _person(options)
        number, folder = options["number"], options["folder"]
        count = folders.export_case(_key(number), folder, actor=actor, history=options["history"])
        files = "1 file" if count == 1 else f"{count} files"
        self.stdout.write(f"{number} is in {folder}: {files}.")

    def _validate(self, options: dict[str, Any]) -> None:
        with folders.every_problem(self.stderr):
            folder = read_folder(options["folder"], images_required=not options["without_images"])
        result = completeness(folder.document)
        self.stdout.write(f"The case folder is in order. Complete to {result.score} of 100.")
        for reason in result.reasons:
            self.stdout.write(f"  {reason.place}: {reason.message} {reason.why}")

    _check = _validate

    def _diff(self, options: dict[str, Any]) -> None:
        actor = _person(options)
        with folders.every_problem(self.stderr):
            old, new = (folders.document_of(options[name], actor) for name in ("old", "new"))
        changes = diff_documents(old, new)
        for change in changes:
            self.stdout.write(f"{change.place}: {change.sentence}")
        if not changes:
            self.stdout.write("They say the same.")

    def _publish(self, options: dict[str, Any]) -> None:
        visibility = Visibility(options["to"])
        case = publish_case(
            case_key=_key(options["number"]),
            actor=_person(options),
            visibility=visibility,
            now=timezone.now(),
        )
        self.stdout.write(f"{case.short_number} is published: {visibility.label.lower()}.")

    def _retire(self, options: dict[str, Any]) -> None:
        case = retire_case(
            case_key=_key(options["number"]), actor=_person(options), now=timezone.now()
        )
        self.stdout.write(f"{case.short_number} is retired. Its images close within five minutes.")

    def _erase(self, options: dict[str, Any]) -> None:
        key, now = _key(options["number"]), timezone.now()
        if Erasure.objects.filter(case_key=key).exists():
            finish_erasures(now=now)
            self.stdout.write("This case was erased before. Nothing of it is left.")
            return
        actor = _person(options) if options["person"] else None
        reach = reach_of(key, actor=actor)
        self._tell(reach)
        if not options["yes"] and input(f"Type {reach.number} to go on: ") != reach.number:
            raise CommandError("Nothing was erased.")
        erase_case(case_key=key, actor=actor, reason=options["reason"], now=now)
        finish_erasures(now=now)
        self.stdout.write(
            f"{reach.number} is erased. Copy the file “erasures” of the data folder to where your "
            f"backups are: the last of them is destroyed in {kept_for().days} days."
        )

    def _tell(self, reach: Reach) -> None:
        self.stdout.write(f"{reach.number} ({reach.state.lower()}), to be destroyed for good:")
        self.stdout.write(f"  revisions            {reach.revisions}")
        self.stdout.write(f"  series of images     {reach.series}, instances {reach.instances}")
        if reach.shared:
            self.stdout.write(f"  stay: {reach.shared} series that another case shows")
        if reach.beside:
            self.stdout.write(f"  stay: {reach.beside} other studies of the same patient")


def _person(options: dict[str, Any]) -> Person:
    if not options["person"]:
        return ensure_administrator()
    found = Person.objects.filter(username=options["person"], is_active=True).first()
    if found is None:
        raise CommandError(f"There is nobody with the user name “{options['person']}”.")
    return found


def _key(text: str) -> UUID:
    digits = text.upper().removeprefix("RR-")
    if digits.isascii() and digits.isdigit() and len(digits) <= _MAX_DIGITS:
        case = Case.objects.filter(number=int(digits)).first()
        if case is not None:
            return case.key
        erasure = Erasure.objects.filter(number=int(digits)).first()
        if erasure is not None:
            return erasure.case_key
    try:
        return UUID(text)
    except ValueError:
        raise CommandError(f"There is no case {text}.") from None
