"""Case folders at a terminal: begun, written out, and told apart."""

import argparse
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.core.management.base import CommandError, OutputWrapper

from readingroom.accounts.models import Person
from readingroom.casefile.document import CaseDocument
from readingroom.casefile.errors import InvalidCase
from readingroom.casefile.folder import CASE_FILE, read_case_file
from readingroom.casefile.validation import parse_document
from readingroom.casefile.vocab import Modality
from readingroom.casefile.yamlform import write_yaml
from readingroom.cases.access import editable_cases, visible_cases
from readingroom.cases.models import Case, Revision
from readingroom.cases.services.export_folder import case_parts, write_case_folder

_NUMBERED: Final = re.compile(r"(?:RR-)?(\d{1,9})(?:@(\d{1,6}))?", re.IGNORECASE)
_MOST_BYTES: Final = 5_000_000
_SKELETON: Final = """\
schema_version: 1
{title}# What those see who have not seen the answer; it must not tell the diagnosis.
unknown_title: ''
contributors:
  - name: Your name
patient:
  presentation: ''
stages:
  - kind: study
    id: {modality}
    modality: {modality}
    # Put each series into a folder below images/ and name it here:
    # series:
    #   - id: axial
    #     images: images/axial
    findings: ''
  - kind: discussion
    id: discussion
    text: ''
"""


def add_verbs(verbs: Any) -> None:
    """Add ``new``, ``export``, ``validate`` and ``diff`` to ``readingroom case``."""
    begun = verbs.add_parser("new", help="begin a case folder, to be written in any editor")
    begun.add_argument("folder", type=Path)
    begun.add_argument("--title", default="Untitled case", help="normally the diagnosis")
    begun.add_argument("--modality", choices=[m.value for m in Modality], default="mri")
    out = verbs.add_parser("export", help="write a case with its images into a folder")
    out.add_argument("number", help="such as RR-00001, or the key in its address")
    out.add_argument("folder", type=Path)
    out.add_argument("--history", action="store_true", help="every revision comes along")
    for name, meaning in {
        "validate": "say everything that is to be corrected in a case folder, and change nothing",
        "check": argparse.SUPPRESS,
    }.items():
        looked = verbs.add_parser(name, help=meaning)
        looked.add_argument("folder", type=Path)
        looked.add_argument(
            "--without-images", action="store_true", help="the images need not be there yet"
        )
    told = verbs.add_parser("diff", help="what differs between two cases, in words")
    for name in ("old", "new"):
        told.add_argument(
            name, help="a case folder, a case.yaml, or a case such as RR-00001 or RR-00001@2"
        )


@contextmanager
def every_problem(stderr: OutputWrapper) -> Iterator[None]:
    """Say each problem of a case file on a line of its own, however many there are."""
    try:
        yield
    except InvalidCase as error:
        for problem in error.problems:
            stderr.write(str(problem))
        count = len(error.problems)
        what = "1 thing is" if count == 1 else f"{count} things are"
        raise CommandError(f"{what} to be corrected. Nothing was changed.") from None


def begin_folder(folder: Path, *, title: str, modality: str) -> None:
    """Make a case folder to write in.

    Raises:
        CommandError: a case lies there already.
    """
    file = folder / CASE_FILE
    line = write_yaml({"title": title}).decode()
    text = _SKELETON.format(title=line, modality=modality)
    read_case_file(text.encode())
    (folder / "images").mkdir(parents=True, exist_ok=True)
    try:
        with file.open("x", encoding="utf-8") as opened:
            opened.write(text)
    except FileExistsError:
        raise CommandError(f"There is a {CASE_FILE} in this folder already.") from None


def export_case(key: UUID, folder: Path, *, actor: Person, history: bool) -> int:
    """Write a case into a folder; the number of files.

    Whoever may write in it takes its newest revision, readers the published one.

    Raises:
        CommandError: ``actor`` may not read it.
        InvalidInput: something lies in the folder.
    """
    case = _readable(actor, key=key)
    writes = editable_cases(actor).filter(pk=case.pk).exists()
    revision = case.draft_revision if writes else case.published_revision
    if revision is None:
        raise CommandError("There is nothing in this case to write out.")
    shown = revision.series.values_list("series__series_instance_uid", flat=True)
    parts = case_parts(case, revision, images=frozenset(shown), with_history=history and writes)
    return write_case_folder(folder, parts)


def document_of(text: str, actor: Person) -> CaseDocument:
    """What a folder, a file, a case or one revision of it says.

    Raises:
        CommandError: there is none, or ``actor`` may not read it.
        InvalidCase: the file has problems.
    """
    path = Path(text)
    file = path / CASE_FILE if path.is_dir() else path
    if file.is_file():
        with file.open("rb") as opened:
            return read_case_file(opened.read(_MOST_BYTES))
    found = _NUMBERED.fullmatch(text)
    if not found:
        raise CommandError(f"There is no case folder, file or case {text}.")
    case = _readable(actor, number=int(found[1]))
    return parse_document(_revision(case, found[2], actor).document)


def _revision(case: Case, number: str | None, actor: Person) -> Revision:
    writes = editable_cases(actor).filter(pk=case.pk).exists()
    newest = case.draft_revision if writes else case.published_revision
    found = newest if number is None else case.revisions.filter(number=int(number)).first()
    if found is None or (found != newest and not writes):
        raise CommandError(f"{case.short_number} has no such revision.")
    return found


def _readable(actor: Person, **names: Any) -> Case:
    case = visible_cases(actor).filter(**names).first()
    if case is None:
        raise CommandError("There is no such case, or it is not open to you.")
    return case
