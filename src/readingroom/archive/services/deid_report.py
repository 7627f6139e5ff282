"""The report of a submission: added up as files are filed, read by whoever may see it."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from readingroom.accounts.actor import Actor
from readingroom.archive.access import visible_submissions
from readingroom.archive.deid_report.document import Report, make_report
from readingroom.archive.deid_report.totals import add_reports, no_totals
from readingroom.archive.models import QuarantinedObject, Submission, SubmissionReport
from readingroom.archive.places import places
from readingroom.archive.services.receipt import OUTCOMES, WAITING
from readingroom.archive.states import ObjectState
from readingroom.kernel.errors import NotFound


def add_to_report(submission: Submission, reports: Iterable[Mapping[str, Any]]) -> None:
    """Count what was done to files that are being filed, inside the caller's transaction."""
    row, _ = SubmissionReport.objects.select_for_update().get_or_create(
        submission=submission, defaults={"totals": no_totals()}
    )
    row.totals = add_reports(row.totals, reports)
    row.save(update_fields=["totals"])


def report_for(key: UUID, *, actor: Actor | None) -> Report:
    """What was done to the files of a submission, as things stand now.

    Raises:
        NotFound: no such submission, or none that ``actor`` may see.
    """
    submission = visible_submissions(actor).filter(key=key).first()
    if submission is None:
        raise NotFound("Nothing is kept at this address, or it is not open to you.")
    row = SubmissionReport.objects.filter(submission=submission).first()
    states = list(
        QuarantinedObject.objects.filter(submission=submission).values_list("state", "reason_code")
    )
    outcomes = dict.fromkeys(OUTCOMES, 0)
    for state, _ in states:
        outcomes[state if state in OUTCOMES else WAITING] += 1
    refused = {ObjectState.HELD, ObjectState.REJECTED}
    return make_report(
        row.totals if row else no_totals(),
        outcomes=outcomes,
        reasons=[(state, code) for state, code in states if state in refused],
        policy=places().policy(),
    )
