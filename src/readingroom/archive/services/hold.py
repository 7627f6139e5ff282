"""Held files: what waits for a person, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from readingroom.accounts.actor import Actor, may_edit
from readingroom.accounts.models import Person
from readingroom.archive import access
from readingroom.archive.models import QuarantinedObject
from readingroom.archive.places import places
from readingroom.archive.reasons import sentence_for
from readingroom.archive.states import SubmissionState
from readingroom.kernel.errors import NotFound


@dataclass(frozen=True)
class HeldReason:
    """One reason: its code, and the sentence for a person."""

    code: str
    sentence: str


@dataclass(frozen=True)
class HeldObject:
    """One held file, as a list shows it.

    Attributes:
        ordinal: its place in its submission.
        series: our UID of its series; empty where that is not known.
        reasons: why it is held, all of them.
        held_at: since when; thirty days later it is rejected.
        decision: ``release`` or ``reject`` where someone decided and the route has not taken it
            yet; else empty.
        decided_by: who decided; empty for whoever was at the machine.
        masks: how many boxes are to be blackened.
    """

    key: UUID
    submission_key: UUID
    ordinal: int
    series: str
    reasons: tuple[HeldReason, ...]
    held_at: datetime
    size_bytes: int
    decision: str = ""
    decided_by: str = ""
    masks: int = 0

    @property
    def reason_code(self) -> str:
        """The first reason."""
        return self.reasons[0].code

    @property
    def sentence(self) -> str:
        """Why it is held, in words."""
        return " ".join(reason.sentence for reason in self.reasons)


def held_objects(actor: Actor | None) -> Sequence[HeldObject]:
    """What ``actor`` may decide about (``None``: whoever is at the machine), oldest first.

    Files of one submission stand together, and in it those of one series.
    """
    rows = access.decidable_objects(actor).select_related("submission", "decided_by")
    order = ("submission__created_at", "submission_id", "series_instance_uid", "ordinal")
    return [_shown(item) for item in rows.order_by(*order)]


def held_count(actor: Actor) -> int | None:
    """How many files wait for ``actor``; ``None`` where it is not for them to decide."""
    if not may_edit(actor):
        return None
    return access.decidable_objects(actor).filter(decision="").count()


def held_row(key: UUID, actor: Actor | None) -> QuarantinedObject:
    """One held file.

    Raises:
        NotFound: no such held file, or not one that ``actor`` may decide about.
    """
    rows = access.decidable_objects(actor).select_related("submission", "patient", "decided_by")
    item = rows.filter(key=key).first()
    if item is None:
        raise NotFound("There is no such held file. It may have been decided already.")
    return item


def held_object(key: UUID, actor: Actor | None) -> HeldObject:
    """One held file, as a list shows it. Raises as ``held_row``."""
    return _shown(held_row(key, actor))


def erase_undecided(item: QuarantinedObject) -> None:
    """Remove a file that waits no longer from quarantine, and the folder with the last one."""
    quarantine = places().quarantine(item.submission.key)
    quarantine.erase(item.ordinal)
    is_finished = item.submission.state == SubmissionState.FINISHED
    if is_finished and not quarantine.ordinals():
        quarantine.erase_all()


def _shown(item: QuarantinedObject) -> HeldObject:
    return HeldObject(
        key=item.key,
        submission_key=item.submission.key,
        ordinal=item.ordinal,
        series=item.series_instance_uid,
        reasons=tuple(HeldReason(code, sentence_for(code)) for code in item.held_for),
        held_at=item.moved_at,
        size_bytes=item.size_bytes,
        decision=item.decision,
        decided_by=_name(item.decided_by) if item.decision else "",
        masks=len(item.mask_boxes),
    )


def _name(person: Person | None) -> str:
    return person.display_name if person else ""
