"""The audit log: one line for everything that changes who sees what, or where a file stands.

It holds keys and codes. A value (a name, a date, a title) can't be written by accident: whatever
does not look like a key, a code or a number is refused. Each line is bound to the one before it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from readingroom.infra.chain import BEFORE_THE_FIRST, Line, link_after
from readingroom.infra.models import AuditHead, AuditRecord

Code = str | int | bool | UUID
_CODE = re.compile(r"[a-z0-9][a-z0-9_.:-]{0,63}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")


@dataclass(frozen=True)
class Entry:
    """What happened.

    Attributes:
        action: noun and past participle: ``series.filed``.
        subject: the key (or our UID) of the thing it happened to.
        actor: the key of the person; ``None`` where the library itself acted.
        codes: particulars, each a code, a key or a number.
    """

    action: str
    subject: UUID | str
    actor: UUID | None = None
    codes: Mapping[str, Code] = field(default_factory=dict)


def record(
    action: str,
    *,
    subject: UUID | str,
    at: datetime,
    actor: UUID | None = None,
    codes: Mapping[str, Code] | None = None,
) -> None:
    """Write one line, inside the caller's transaction.

    Raises:
        ValueError: something is neither a key nor a code; a mistake of ours.
    """
    record_all([Entry(action, subject, actor, codes or {})], at=at)


def record_all(entries: Iterable[Entry], *, at: datetime) -> None:
    """Write several lines of the same moment at once.

    Raises:
        ValueError: something is neither a key nor a code.
    """
    rows = [_row(entry, at) for entry in entries]
    with transaction.atomic():
        AuditHead.objects.get_or_create(id=1, defaults={"link": BEFORE_THE_FIRST})
        # From here to the end of the transaction, nobody else adds a line.
        head = AuditHead.objects.select_for_update().get(id=1)
        for row in rows:
            _bind(row, head)
        AuditRecord.objects.bulk_create(rows, batch_size=500)
        head.save(update_fields=["number", "link"])


def _bind(row: AuditRecord, head: AuditHead) -> None:
    """Put ``row`` behind the last line, and be the last line."""
    secret: bytes = settings.READINGROOM_AUDIT_SECRET
    row.number = head.number + 1
    line = Line(
        row.number, str(row.key), row.action, row.actor, row.subject, dict(row.codes), row.at
    )
    row.link = link_after(head.link, line, secret=secret)
    head.number, head.link = row.number, row.link


def _row(entry: Entry, at: datetime) -> AuditRecord:
    return AuditRecord(
        action=_checked(entry.action),
        subject=_checked(str(entry.subject)),
        actor=str(entry.actor) if entry.actor else "",
        codes={_name(name): _plain(code) for name, code in entry.codes.items()},
        at=at,
    )


def _plain(code: Code) -> str | int | bool:
    return code if isinstance(code, int) else _checked(str(code))


def _name(text: str) -> str:
    if not _NAME.fullmatch(text):
        raise ValueError("The names of codes in the audit log are lower-case words.")
    return text


def _checked(text: str) -> str:
    if not _CODE.fullmatch(text):
        raise ValueError("The audit log holds keys and codes only.")
    return text
