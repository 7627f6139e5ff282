"""A redacted copy in the place of a held document, made and answered for by a person."""

from datetime import datetime
from uuid import UUID

from readingroom.accounts.actor import Actor
from readingroom.accounts.models import Person
from readingroom.archive import access
from readingroom.archive.models import QuarantinedObject
from readingroom.archive.places import places
from readingroom.archive.services.decisions import release_object
from readingroom.archive.services.hold import held_row
from readingroom.archive.states import REDACTED
from readingroom.archive.steps.files import write_beside
from readingroom.archive.steps.identities import read_identity
from readingroom.imaging.deid.identity import identity_of
from readingroom.imaging.deid.pdf import check_redacted
from readingroom.imaging.part10 import read_part10
from readingroom.infra import audit
from readingroom.kernel.errors import InvalidInput

PDF_DOCUMENT = "1.2.840.10008.5.1.4.1.1.104.1"


def release_redacted(key: UUID, pdf: bytes, *, actor: Actor | None, now: datetime) -> None:
    """Let a held PDF document go on with ``pdf`` in the place of its own bytes.

    Its submission waits then for ``process_submission`` or the job that runs it.

    Raises:
        NotPermitted, NotFound, StateConflict: as ``decisions.release_object``.
        InvalidInput: the held file is no PDF document, or the copy still names someone.
    """
    access.check_may_decide(actor)
    item = held_row(key, actor)
    quarantine = places().quarantine(item.submission.key)
    raw = read_part10(quarantine.original(item.ordinal))
    if str(raw.dataset.get("SOPClassUID")) != PDF_DOCUMENT:
        raise InvalidInput("Only a PDF document can be replaced by a redacted copy.")
    digest = item.patient.key_digest if item.patient else ""
    known = str(quarantine.identity(digest)) if quarantine.has_identity(digest) else ""
    check_redacted(pdf, identity_of(raw) | read_identity(known))
    with quarantine.locked():
        write_beside(quarantine.redacted(item.ordinal), [pdf])
        codes = [*item.released_codes, *({REDACTED} - set(item.released_codes))]
        QuarantinedObject.objects.filter(pk=item.pk).update(released_codes=codes)
    audit.record(
        "file.redacted",
        subject=item.key,
        actor=actor.key if isinstance(actor, Person) else None,
        at=now,
        codes={"submission": item.submission.key, "bytes": len(pdf)},
    )
    release_object(key, actor=actor, now=now)
