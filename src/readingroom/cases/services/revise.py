"""Writing a case: every change is a new revision."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from readingroom.accounts.actor import may_contribute
from readingroom.accounts.models import Person
from readingroom.archive.models import Series
from readingroom.casefile.document import CaseDocument, dump_document
from readingroom.casefile.patient import coarsen_age
from readingroom.cases.access import check_may_revise, usable_series
from readingroom.cases.models import Case, Erasure, Revision, RevisionSeries
from readingroom.cases.services.links import link_case
from readingroom.cases.services.segments import settle_segments
from readingroom.infra import audit
from readingroom.kernel.errors import InvalidInput, NotPermitted


@transaction.atomic
def create_case(
    *, document: CaseDocument, owner: Person, now: datetime, source_digest: str = ""
) -> Case:
    """Start a private draft that says what ``document`` says.

    Raises:
        NotPermitted: ``owner`` is a learner.
        InvalidInput: the document shows series that are not in the library.
    """
    if not may_contribute(owner):
        raise NotPermitted("Learners read cases. Ask your administrator for the contributor role.")
    case = Case.objects.create(
        number=_free_number(),
        owner=owner,
        institution=owner.institution,
        source_digest=source_digest,
        created_at=now,
    )
    save_revision(case=case, document=document, author=owner, note="Started", now=now)
    audit.record("case.created", actor=owner.key, subject=case.key, at=now)
    return case


@transaction.atomic
def save_revision(
    *, case: Case, document: CaseDocument, author: Person, note: str, now: datetime
) -> Revision:
    """Keep ``document`` as the case's next revision and point the draft at it.

    Readers of the published revision notice nothing.

    Raises:
        NotPermitted: ``author`` may not change this case.
        InvalidInput: the document shows series that are not in the library, or names segments
            that can't be taken over.
    """
    check_may_revise(author, case)
    document = _with_coarse_age(document)
    case = Case.objects.select_for_update().get(pk=case.pk)
    shown = _series_shown(document, case, author)
    document = settle_segments(document, case, shown, author)
    link_case(case, shown.values())
    highest = case.revisions.aggregate(highest=Max("number"))["highest"] or 0
    revision = Revision.objects.create(
        case=case,
        number=highest + 1,
        document=dump_document(document),
        author=author,
        note=note,
        created_at=now,
    )
    RevisionSeries.objects.bulk_create(
        RevisionSeries(revision=revision, series=series, local_id=local_id, position=place)
        for place, (local_id, series) in enumerate(shown.items())
    )
    Case.objects.filter(pk=case.pk).update(draft_revision=revision)
    return revision


def _free_number() -> int:
    """The next number. That of an erased case is never given to another."""
    highest = [
        Case.objects.aggregate(highest=Max("number"))["highest"] or 0,
        Erasure.objects.aggregate(highest=Max("number"))["highest"] or 0,
    ]
    return max(highest) + 1


def _with_coarse_age(document: CaseDocument) -> CaseDocument:
    """The exact age of a grown-up is never stored: neither here nor in the images."""
    if document.patient.age is None:
        return document
    patient = document.patient.model_copy(update={"age": coarsen_age(document.patient.age)})
    return document.model_copy(update={"patient": patient})


def _series_shown(document: CaseDocument, case: Case, author: Person) -> dict[str, Series]:
    """The library's series by their id in the document."""
    wanted = {series.id: series.series_instance_uid for series in document.all_series()}
    rows = usable_series(case, author).filter(
        series_instance_uid__in=[uid for uid in wanted.values() if uid]
    )
    found = {row.series_instance_uid: row for row in rows.select_related("study")}
    absent = [local_id for local_id, uid in wanted.items() if uid not in found]
    if absent:
        raise InvalidInput(
            "The images of these series are not in the library, or came in under someone else's "
            f"name: {', '.join(absent)}. Send them in first, or ask an editor to give you the "
            "submission they came with."
        )
    return {local_id: found[uid] for local_id, uid in wanted.items() if uid}
