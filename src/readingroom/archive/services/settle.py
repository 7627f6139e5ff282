"""Stage of a whole submission: whose is each file, from when do dates count, what came before.

Runs once all files are inspected, in one transaction, so that an interrupted submission is
either settled or not.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from readingroom.archive.anchors import seal_anchor
from readingroom.archive.joining import Whose, joined
from readingroom.archive.models import Instance, Patient, QuarantinedObject, Submission
from readingroom.archive.moves import Move, move
from readingroom.archive.places import secrets
from readingroom.archive.quarantine import Quarantine
from readingroom.archive.states import ObjectState
from readingroom.archive.steps.identities import write_identity
from readingroom.archive.steps.messages import Facts
from readingroom.infra import faults


@dataclass(frozen=True)
class Standing:
    """What settling decides about one file.

    Attributes:
        is_duplicate: the same picture under the same UID is filed or came before.
        is_variant: another picture under the same UID is filed or came before.
    """

    is_duplicate: bool = False
    is_variant: bool = False


def settle(submission: Submission, quarantine: Quarantine, *, now: datetime) -> list[int]:
    """Settle all inspected files that are not settled yet.

    Returns:
        ordinals whose facts are gone: they have to be inspected again first. Then nothing was
        changed.
    """
    waiting = list(
        QuarantinedObject.objects.filter(
            submission=submission, state=ObjectState.INSPECTED, patient=None
        )
    )
    facts = {item.ordinal: read_facts(quarantine, item.ordinal) for item in waiting}
    missing = [ordinal for ordinal, found in facts.items() if found is None]
    if missing or not waiting:
        return missing
    known = with_patients({ordinal: found for ordinal, found in facts.items() if found})
    write_identities(quarantine, known.values())
    with transaction.atomic():
        patients = _patients(known.values(), now)
        standings = judge(known, filed_contents(f.source_digest for f in known.values()))
        _write(submission, waiting, known, patients, standings, now)
    faults.reach("settled")
    return []


def with_patients(facts: Mapping[int, Facts]) -> dict[int, Facts]:
    """The facts of files that came together, each with its true patient."""
    told = {n: Whose(f.patient_digest, f.study_digest, f.is_numbered) for n, f in facts.items()}
    patients = joined(told)
    return {n: replace(found, patient_digest=patients[n]) for n, found in facts.items()}


def write_identities(quarantine: Quarantine, facts: Iterable[Facts]) -> None:
    """Merge what identifies anyone in these files, patient by patient."""
    by_patient: dict[str, list[Mapping[str, Sequence[str]]]] = defaultdict(list)
    for found in facts:
        by_patient[found.patient_digest].append(found.identity)
    for digest, identities in by_patient.items():
        write_identity(quarantine.identity(digest), identities)


def read_facts(quarantine: Quarantine, ordinal: int) -> Facts | None:
    """What inspection wrote down, or ``None`` where it is gone."""
    try:
        return Facts(**json.loads(quarantine.facts(ordinal).read_bytes()))
    except (FileNotFoundError, ValueError):
        return None


def judge(facts: Mapping[int, Facts], filed: Mapping[str, set[str]]) -> dict[int, Standing]:
    """Which files are duplicates, and which are variants, the first of each kind being neither.

    Args:
        facts: by ordinal.
        filed: content digests that are filed already, by source digest.
    """
    seen = {source: set(contents) for source, contents in filed.items()}
    standings = {}
    for ordinal in sorted(facts):
        found = facts[ordinal]
        contents = seen.setdefault(found.source_digest, set())
        is_duplicate = found.content_digest in contents
        standings[ordinal] = Standing(is_duplicate, bool(contents) and not is_duplicate)
        contents.add(found.content_digest)
    return standings


def filed_contents(source_digests: Iterable[str]) -> dict[str, set[str]]:
    """Content digests of filed instances, by source digest."""
    wanted, filed = sorted(set(source_digests)), defaultdict[str, set[str]](set)
    for start in range(0, len(wanted), 500):
        rows = Instance.objects.filter(source_digest__in=wanted[start : start + 500])
        for source, content in rows.values_list("source_digest", "content_digest"):
            filed[source].add(content)
    return filed


def revive_orphans(submission: Submission, *, now: datetime) -> int:
    """Send duplicates on whose first copy came to nothing: it was rejected, they may be good.

    Of equal ones only the first goes on. How many were sent.
    """
    rows = QuarantinedObject.objects.filter(submission=submission)
    stand_ins = {
        (item.source_digest, item.content_digest)
        for item in rows.filter(source_digest__gt="").exclude(
            state__in=[ObjectState.DUPLICATE, ObjectState.REJECTED]
        )
    }
    duplicates = rows.filter(state=ObjectState.DUPLICATE).order_by("ordinal")
    filed = filed_contents(duplicates.values_list("source_digest", flat=True))
    revived: list[QuarantinedObject] = []
    for item in duplicates:
        digests = item.source_digest, item.content_digest
        contents = filed.get(item.source_digest, set())
        if item.content_digest in contents or digests in stand_ins:
            continue
        item.is_variant = bool(contents)
        stand_ins.add(digests)
        revived.append(item)
    if revived:
        with transaction.atomic():
            QuarantinedObject.objects.bulk_update(revived, ["is_variant"])
            step = Move(ObjectState.DUPLICATE, ObjectState.INSPECTED)
            move(submission, step, [item.ordinal for item in revived], now=now)
    return len(revived)


def _patients(facts: Iterable[Facts], now: datetime) -> dict[str, Patient]:
    """The patients of these files, each with an anchor as soon as one is known."""
    moments: dict[str, list[str]] = defaultdict(list)
    for found in facts:
        moments[found.patient_digest] += [found.moment] if found.moment else []
    return {digest: _patient(digest, stated, now) for digest, stated in moments.items()}


def _patient(digest: str, moments: Sequence[str], now: datetime) -> Patient:
    patient, _ = Patient.objects.get_or_create(key_digest=digest, defaults={"created_at": now})
    if moments and patient.sealed_anchor is None:
        anchor = min(datetime.fromisoformat(moment) for moment in moments)
        sealed = seal_anchor(anchor, patient_digest=digest, secret=secrets().anchors)
        # Another submission may be at the same; the first anchor stays.
        Patient.objects.filter(pk=patient.pk, sealed_anchor=None).update(sealed_anchor=sealed)
    return patient


def _write(
    submission: Submission,
    items: Sequence[QuarantinedObject],
    facts: Mapping[int, Facts],
    patients: Mapping[str, Patient],
    standings: Mapping[int, Standing],
    now: datetime,
) -> None:
    for item in items:
        found = facts[item.ordinal]
        item.patient = patients[found.patient_digest]
        item.source_digest = found.source_digest
        item.content_digest = found.content_digest
        item.is_variant = standings[item.ordinal].is_variant
    # An update by way of an insert: one statement of plain values, where ``bulk_update`` makes one
    # of as many cases as there are files.
    QuarantinedObject.objects.bulk_create(
        items,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["patient", "source_digest", "content_digest", "is_variant"],
    )
    duplicates = [ordinal for ordinal, standing in standings.items() if standing.is_duplicate]
    if duplicates:
        step = Move(ObjectState.INSPECTED, ObjectState.DUPLICATE)
        move(submission, step, duplicates, now=now)
