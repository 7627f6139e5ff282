"""Cases that studies of the same patient can still join."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db.models import F

from readingroom.accounts.actor import Actor
from readingroom.casefile.study import LIBRARY_PREFIX
from readingroom.cases.access import editable_cases
from readingroom.cases.models import Case

_MOST: Final = 10


@dataclass(frozen=True)
class OpenCase:
    """A case of a patient that one of their studies can still join.

    Attributes:
        patient: whose it is, as ``ReceivedStudy.patient`` says it.
    """

    key: UUID
    number: str
    title: str
    patient: int


def open_cases(
    actor: Actor, studies: Mapping[int, Sequence[AbstractSet[str]]]
) -> tuple[OpenCase, ...]:
    """Cases that ``actor`` writes and that lack a study of their patient, the newest first.

    Args:
        studies: UIDs of the series of each study, by patient.
    """
    return tuple(_open_cases(actor, studies))


def _open_cases(
    actor: Actor, studies: Mapping[int, Sequence[AbstractSet[str]]]
) -> Iterator[OpenCase]:
    at_patient = "draft_revision__series__series__study__patient"
    rows = (
        editable_cases(actor)
        .filter(**{f"{at_patient}__in": list(studies)})
        .annotate(patient=F(at_patient))
        .select_related("draft_revision", "working_copy")
        .distinct()
        .order_by("-number", "patient")
    )
    for case in rows[:_MOST]:
        said = _said(case)
        shown = _shown_uids(said)
        if any(shown.isdisjoint(uids) for uids in studies[case.patient]):
            title = said.get("unknown_title") or said.get("title") or "Untitled case"
            yield OpenCase(case.key, case.short_number, str(title), case.patient)


def _said(case: Case) -> dict[str, Any]:
    """The working copy, or the draft where nobody has opened it yet."""
    copy = getattr(case, "working_copy", None)
    if copy is not None:
        return dict(copy.copy)
    return dict(case.draft_revision.document) if case.draft_revision else {}


def _shown_uids(said: Mapping[str, Any]) -> set[str]:
    return {
        str(series.get("images", "")).removeprefix(LIBRARY_PREFIX)
        for stage in said.get("stages", [])
        for series in stage.get("series", [])
    }
