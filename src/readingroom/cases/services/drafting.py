"""Writing in the working copy of a case: every save is kept, and can be taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

from django.db import transaction

from readingroom.accounts.actor import Actor
from readingroom.accounts.models import Person
from readingroom.casefile.edits import Clash, Edit, apply_edits, parse_edits
from readingroom.casefile.strokes import Save, joined, last_step, next_step
from readingroom.casefile.validation import field_names, parse_document
from readingroom.casefile.working import Copy, close_copy, open_copy
from readingroom.cases.access import editable_cases
from readingroom.cases.models import Case, Draft, DraftEdit, Revision
from readingroom.cases.services.revise import save_revision
from readingroom.kernel.errors import InvalidInput, NotFound

KEPT_EDITS: Final = 400
MAX_BATCH_LENGTH: Final = 64
MOST_JOINED: Final = 64
Step = Literal["undo", "redo"]


@dataclass(frozen=True)
class Saved:
    """What became of a save.

    Attributes:
        draft: the working copy as it is now.
        news: changes since the version the page knew, but for those it sent itself.
        clashes: edits that were not taken.
        touched: addresses that this save changed.
    """

    draft: Draft
    news: tuple[dict[str, Any], ...]
    clashes: tuple[Clash, ...]
    touched: tuple[tuple[str, ...], ...]


def find_case(actor: Actor, key: UUID) -> Case:
    """The case ``actor`` may write to.

    Raises:
        NotFound: there is none, or it is not theirs to write to: both answer alike.
    """
    case = (
        editable_cases(actor)
        .select_related("owner", "institution", "draft_revision", "published_revision")
        .filter(key=key)
        .first()
    )
    if case is None or case.draft_revision is None:
        raise NotFound("There is no such case, or it is not open to you.")
    return case


@transaction.atomic
def open_draft(case: Case, *, now: datetime) -> Draft:
    """The working copy of ``case``, made of its newest revision where there is none yet.

    A copy that nobody wrote in follows a newer revision that came by another way.
    """
    revision = _newest(case)
    draft, _ = Draft.objects.get_or_create(
        case=case,
        defaults={
            "copy": open_copy(revision.document), "revision": revision, "updated_at": now,
        },
    )  # fmt: skip
    if draft.revision_id != revision.pk and not has_unkept_words(draft):
        draft.copy, draft.revision, draft.updated_at = open_copy(revision.document), revision, now
        draft.version += 1
        draft.edits.all().delete()
        draft.save()
    return draft


def has_unkept_words(draft: Draft) -> bool:
    """Whether the copy says something that its revision does not."""
    return close_copy(draft.copy).data != close_copy(open_copy(draft.revision.document)).data


@transaction.atomic
def save_edits(
    *, case: Case, author: Person, batch: str, version: int, edits: object, now: datetime
) -> Saved:
    """Take edits into the working copy, each on its own.

    Args:
        batch: names this save; the same name again changes nothing, and is answered anew.
        version: the version the page knows, for ``Saved.news``.
        edits: as sent, in JSON.

    Raises:
        InvalidInput: they are not edits.
    """
    if not 0 < len(batch) <= MAX_BATCH_LENGTH:
        raise InvalidInput("The page sent changes without a name. Load it again.")
    wanted = parse_edits(edits, known=frozenset(field_names()))
    draft = _locked(case, now)
    if draft.edits.filter(batch=batch).exists():
        return Saved(draft, _news(draft, version, but=batch), (), ())
    applied = apply_edits(draft.copy, wanted)
    if applied.done:
        record = DraftEdit(draft=draft, author=author, batch=batch, created_at=now)
        _keep(record, applied.copy, applied.done, applied.inverse)
        _forget_old(draft)
    touched = tuple(edit.path for edit in applied.done)
    return Saved(draft, _news(draft, version, but=batch), applied.clashes, touched)


@transaction.atomic
def step(
    which: Step, *, case: Case, author: Person, batch: str, version: int, now: datetime
) -> Saved:
    """Take back what the author wrote last at one go, or do again what they took back last.

    What someone else has written over since stays as it is and comes back as clashes.
    """
    draft = _locked(case, now)
    found = undoable(draft, author) if which == "undo" else redoable(draft, author)
    if not found or draft.edits.filter(batch=batch).exists():
        return Saved(draft, _news(draft, version), (), ())
    told = [one for row in found for one in (row.inverse if which == "undo" else row.edits)]
    applied = apply_edits(draft.copy, joined(_edit(one) for one in told))
    draft.edits.filter(pk__in=[row.pk for row in found]).update(is_undone=which == "undo")
    if applied.done:
        record = DraftEdit(draft=draft, author=author, batch=batch, kind=which, created_at=now)
        _keep(record, applied.copy, applied.done, applied.inverse)
    touched = tuple(edit.path for edit in applied.done)
    return Saved(draft, _news(draft, version), applied.clashes, touched)


def news_of(draft: Draft, version: int) -> Saved:
    """What others did since ``version``."""
    return Saved(draft, _news(draft, version), (), ())


def undoable(draft: Draft, author: Person) -> tuple[DraftEdit, ...]:
    """The saves that ``author`` would take back at once, the newest first."""
    own = draft.edits.filter(author=author, kind=DraftEdit.Kind.EDIT)
    rows = list(own.filter(is_undone=False).order_by("-version")[:MOST_JOINED])
    count = last_step([_save(row) for row in reversed(rows)])
    return tuple(rows[:count])


def redoable(draft: Draft, author: Person) -> tuple[DraftEdit, ...]:
    """The saves that ``author`` would do again: gone once they write something new."""
    own = draft.edits.filter(author=author, kind=DraftEdit.Kind.EDIT)
    last = own.filter(is_undone=False).order_by("-version").first()
    undone = own.filter(is_undone=True, version__gt=last.version if last else 0)
    rows = list(undone.order_by("version")[:MOST_JOINED])
    return tuple(rows[: next_step([_save(row) for row in rows])])


@transaction.atomic
def keep_revision(*, case: Case, author: Person, note: str, now: datetime) -> Revision:
    """Make a revision of the working copy; the newest one again where nothing changed.

    Raises:
        InvalidCase: the copy is not right yet; places are those of the document.
    """
    draft = _locked(case, now)
    if draft.revision_id == case.draft_revision_id and not has_unkept_words(draft):
        return draft.revision
    document = parse_document(close_copy(draft.copy).data)
    revision = save_revision(case=case, document=document, author=author, note=note, now=now)
    draft.revision = revision
    draft.save(update_fields=["revision"])
    return revision


def _newest(case: Case) -> Revision:
    if case.draft_revision is None:
        raise NotFound("There is nothing in this case yet.")
    return case.draft_revision


def _locked(case: Case, now: datetime) -> Draft:
    draft = open_draft(case, now=now)
    return Draft.objects.select_for_update().select_related("revision").get(pk=draft.pk)


def _keep(record: DraftEdit, copy: Copy, done: Sequence[Edit], inverse: Sequence[Edit]) -> None:
    draft = record.draft
    draft.copy, draft.version, draft.updated_at = copy, draft.version + 1, record.created_at
    draft.save(update_fields=["copy", "version", "updated_at"])
    record.version = draft.version
    record.edits = [edit.plain for edit in done]
    record.inverse = [edit.plain for edit in inverse]
    record.save()


def _forget_old(draft: Draft) -> None:
    draft.edits.filter(version__lte=draft.version - KEPT_EDITS).delete()


def _news(draft: Draft, version: int, *, but: str = "") -> tuple[dict[str, Any], ...]:
    rows = draft.edits.filter(version__gt=version).exclude(batch=but).order_by("version")
    return tuple(edit for row in rows for edit in row.edits)


def _save(row: DraftEdit) -> Save:
    return Save(row.created_at, tuple(_edit(one) for one in row.edits))


def _edit(plain: dict[str, Any]) -> Edit:
    return Edit(
        plain["kind"],
        tuple(plain["path"].split("/")),
        plain["base"],
        plain["value"],
        plain["after"],
    )
