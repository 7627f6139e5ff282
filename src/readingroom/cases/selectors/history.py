"""The history of a case: who wrote what when, and the difference of any two revisions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from readingroom.accounts.models import Person
from readingroom.casefile.diff import Change, diff_documents
from readingroom.casefile.document import CaseDocument
from readingroom.casefile.errors import InvalidCase
from readingroom.casefile.validation import parse_document
from readingroom.casefile.working import lenient_document
from readingroom.cases.models import Case, Revision
from readingroom.cases.services.drafting import find_case
from readingroom.kernel.errors import NotFound

PAGE_SIZE: Final = 20
_TOLD: Final = 4


@dataclass(frozen=True)
class RevisionRow:
    """One revision in the list.

    Attributes:
        author: who saved it.
        contributors: whom it credits.
        told: the first of what changed since the revision before, in sentences.
        more: how many changes are not told.
        published_at: when readers first saw it; ``None`` for one that they never did.
    """

    number: int
    author: str
    at: datetime
    note: str
    contributors: tuple[str, ...]
    told: tuple[str, ...]
    more: int
    published_at: datetime | None
    is_read_now: bool
    is_newest: bool


@dataclass(frozen=True)
class Comparison:
    """Two revisions, and all that differs."""

    old: int
    new: int
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class History:
    """One page of it, the newest first.

    Attributes:
        older: the number to ask for the page after this with; 0 on the last.
    """

    key: UUID
    number: str
    title: str
    rows: tuple[RevisionRow, ...]
    total: int
    older: int
    comparison: Comparison | None


def history_of(
    person: Person, key: UUID, *, before: int = 0, compared: tuple[int, int] | None = None
) -> History:
    """The revisions of a case, and the difference of two of them.

    Args:
        before: begin below this number; 0 begins with the newest.
        compared: numbers of two revisions, in any order.

    Raises:
        NotFound: the case is not ``person``'s to write to, or has no such revision.
    """
    case = find_case(person, key)
    revisions = case.revisions.select_related("author").order_by("-number")
    shown = revisions.filter(number__lt=before) if before else revisions
    page = list(shown[: PAGE_SIZE + 1])
    read = {revision.number: _read(revision.document) for revision in page}
    rows = tuple(
        _row(case, revision, read, earlier)
        for revision, earlier in zip(page[:PAGE_SIZE], [*page[1:], None], strict=False)
    )
    newest = case.draft_revision
    return History(
        key=case.key,
        number=case.short_number,
        title=_read(newest.document).title if newest else "",
        rows=rows,
        total=revisions.count(),
        older=page[PAGE_SIZE - 1].number if len(page) > PAGE_SIZE else 0,
        comparison=_compare(case, compared) if compared else None,
    )


def _row(
    case: Case, revision: Revision, read: Mapping[int, CaseDocument], earlier: Revision | None
) -> RevisionRow:
    document = read[revision.number]
    changes: Sequence[Change] = ()
    if earlier is not None:
        changes = diff_documents(read[earlier.number], document)
    return RevisionRow(
        number=revision.number,
        author=revision.author.display_name,
        at=revision.created_at,
        note=revision.note,
        contributors=tuple(person.name for person in document.contributors),
        told=tuple(change.sentence for change in changes[:_TOLD]),
        more=max(0, len(changes) - _TOLD),
        published_at=revision.published_at,
        is_read_now=revision.pk == case.published_revision_id,
        is_newest=revision.pk == case.draft_revision_id,
    )


def _compare(case: Case, compared: tuple[int, int]) -> Comparison:
    old, new = sorted(compared)
    found = {row.number: row.document for row in case.revisions.filter(number__in=[old, new])}
    if not {old, new} <= found.keys():
        raise NotFound("This case has no such revision.")
    return Comparison(old, new, diff_documents(_read(found[old]), _read(found[new])))


def _read(data: dict[str, Any]) -> CaseDocument:
    """A stored document; of one that today's rules would refuse, what is right in it."""
    try:
        return parse_document(data)
    except InvalidCase:
        return lenient_document(data)
