"""Opening a case to readers, and closing it again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from readingroom.accounts.actor import Actor, key_of
from readingroom.accounts.models import Reach
from readingroom.casefile.document import CaseDocument
from readingroom.casefile.validation import parse_document
from readingroom.casefile.vocab import Licence
from readingroom.cases.access import check_may_publish, may_leave_the_house, visible_cases
from readingroom.cases.facets import facets_of
from readingroom.cases.models import (
    Case,
    CaseFacet,
    RetiredBecause,
    Revision,
    State,
    Visibility,
)
from readingroom.infra import audit, events
from readingroom.kernel.errors import InvalidInput, NotFound, NotPermitted, StateConflict

_BEYOND_THE_HOUSE = frozenset({Visibility.PUBLIC, Visibility.UNLISTED})


@transaction.atomic
def publish_case(*, case_key: UUID, actor: Actor, visibility: Visibility, now: datetime) -> Case:
    """Make the draft revision the one that ``visibility`` may read, from now on.

    Publishing a published case again moves readers to the newest revision, or to another
    visibility.

    Raises:
        NotFound: no such case, or ``actor`` may not see it.
        NotPermitted: ``actor`` is no editor of its institution, or the images are of real patients
            or the licence is for the institution only, and they would leave the house; or the
            institution lets none of its cases go that far.
        StateConflict: it was retired, or is hidden.
        InvalidInput: it does not say yet what it must.
    """
    case = _locked(case_key, actor)
    check_may_publish(actor, case)
    if case.state == State.RETIRED:
        raise StateConflict("This case was retired. Copy it to publish it anew.")
    if case.state == State.HIDDEN:
        raise StateConflict("Someone reported an identity in this case. Judge the report first.")
    revision = case.draft_revision
    if revision is None:
        raise StateConflict("This case has no draft to publish.")
    document = parse_document(revision.document)
    _check_ready(document)
    check_may_be_shown(revision, visibility)
    _check_reach(case, visibility)
    case.state, case.visibility, case.published_revision = State.PUBLISHED, visibility, revision
    case.published_at = case.published_at or now
    case.save(update_fields=["state", "visibility", "published_revision", "published_at"])
    Revision.objects.filter(pk=revision.pk, published_at=None).update(published_at=now)
    _file_under(case, document)
    events.publish(events.CaseChanged(case.key))
    audit.record("case.published", actor=key_of(actor), subject=case.key, at=now)
    return case


@transaction.atomic
def retire_case(
    *,
    case_key: UUID,
    actor: Actor,
    now: datetime,
    because: str = RetiredBecause.OTHER,
) -> Case:
    """Take a published case away from readers; its images close within the life of a grant.

    Whoever could read it finds a tombstone at its address.

    Raises:
        NotFound: no such case, or ``actor`` may not see it.
        NotPermitted: ``actor`` is no editor of its institution.
        StateConflict: it is not published.
        InvalidInput: the reason is none of ``RetiredBecause``.
    """
    case = _locked(case_key, actor)
    check_may_publish(actor, case)
    if because not in RetiredBecause.values:
        raise InvalidInput("Choose why the case is retired.")
    if case.state != State.PUBLISHED:
        raise StateConflict("Only a published case can be retired.")
    case.state, case.retired_at, case.retired_because = State.RETIRED, now, because
    case.save(update_fields=["state", "retired_at", "retired_because"])
    case.facets.all().delete()
    events.publish(events.CaseChanged(case.key))
    audit.record("case.retired", actor=key_of(actor), subject=case.key, at=now)
    return case


def _locked(case_key: UUID, actor: Actor) -> Case:
    case = (
        visible_cases(actor)
        .select_related("draft_revision")
        .select_for_update(of=("self",))
        .filter(key=case_key)
        .first()
    )
    if case is None:
        raise NotFound("There is no such case.")
    return case


def _check_ready(document: CaseDocument) -> None:
    missing = [
        words
        for words, present in {
            "a title for those who have not seen the answer": bool(document.unknown_title),
            "a presentation": bool(document.patient.presentation),
            "who made it": bool(document.contributors),
        }.items()
        if not present
    ]
    if missing:
        raise InvalidInput(f"Before it can be published the case needs {', '.join(missing)}.")


def check_may_be_shown(revision: Revision, visibility: Visibility) -> None:
    """Refuse to show a revision more widely than its images and its licence allow.

    Raises:
        NotPermitted: it would leave the house.
    """
    if visibility not in _BEYOND_THE_HOUSE:
        return
    _check_simulated(revision)
    if parse_document(revision.document).licence is Licence.INSTITUTION_ONLY:
        raise NotPermitted(
            "The licence of this case is for the institution only. Publish it to the institution, "
            "or have its author choose another licence."
        )


def _check_reach(case: Case, visibility: Visibility) -> None:
    """Raise ``NotPermitted`` where its institution keeps its cases closer than ``visibility``."""
    if case.institution and visibility.value not in Reach(case.institution.reach).allowed:
        raise NotPermitted(
            f"Cases of {case.institution} are opened no further than to: "
            f"{case.institution.get_reach_display().lower()}. An administrator can change that."
        )


def _check_simulated(revision: Revision) -> None:
    """Images of patients leave the institution only where whoever runs the library allows it."""
    has_patients = revision.series.filter(series__is_simulated=False).exists()
    if not may_leave_the_house(are_simulated=not has_patients):
        raise NotPermitted(
            "Only simulated images leave the institution here. You can publish to your "
            "institution; whoever runs the library can allow more (setting "
            "READINGROOM_PATIENT_IMAGES_PUBLIC)."
        )


def _file_under(case: Case, document: CaseDocument) -> None:
    case.facets.all().delete()
    CaseFacet.objects.bulk_create(
        CaseFacet(case=case, name=name, value=value) for name, value in facets_of(document)
    )
