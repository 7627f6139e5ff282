"""Writing down which diagnoses published cases name, soon after every change."""

from collections.abc import Iterable
from typing import Final

from django.db import transaction
from django.db.models import F, QuerySet

from readingroom.cases.models import Case, State
from readingroom.search.articles.terms import named_by
from readingroom.search.entries import CaseRow
from readingroom.search.models import NamedDiagnosis, UngatheredCase
from readingroom.search.rows import published_rows
from readingroom.search.vocabulary import Vocabulary

_AT_ONCE: Final = 500
_SOON: Final = 200  # cases that whoever asks may wait for


def gathered() -> QuerySet[NamedDiagnosis]:
    """What was gathered of published revisions, one row at least of each; those of others are
    left over and do not count."""
    return NamedDiagnosis.objects.filter(
        case__state=State.PUBLISHED, revision_id=F("case__published_revision_id")
    )


def in_force() -> QuerySet[NamedDiagnosis]:
    """What published revisions name now."""
    return gathered().exclude(slug="")


def gather(vocabulary: Vocabulary) -> int:
    """Look at the cases that are marked; how many there were.

    Cut anywhere, it is done again: a mark goes with what is written down, in one transaction.
    """
    done = 0
    while marks := dict(
        UngatheredCase.objects.order_by("pk").values_list("pk", "case_id")[:_AT_ONCE]
    ):
        with transaction.atomic():
            case_ids = set(marks.values())
            NamedDiagnosis.objects.filter(case_id__in=case_ids).delete()
            rows = [row for case in published_rows(case_ids) for row in _rows(case, vocabulary)]
            NamedDiagnosis.objects.bulk_create(rows, ignore_conflicts=True)
            UngatheredCase.objects.filter(pk__in=marks).delete()
        done += len(case_ids)
    return done


def gather_soon(vocabulary: Vocabulary) -> None:
    """The same before a page is made, where that is a moment's work."""
    if 0 < UngatheredCase.objects.count() <= _SOON:
        gather(vocabulary)


def mark_ungathered_cases(vocabulary: Vocabulary) -> int:
    """Mark every published case that nobody looked at with these words; how many there were."""
    looked_at = NamedDiagnosis.objects.filter(
        revision_id=F("case__published_revision_id"), words=vocabulary.digest
    )
    waiting = Case.objects.filter(state=State.PUBLISHED).exclude(pk__in=looked_at.values("case_id"))
    unmarked = waiting.exclude(pk__in=UngatheredCase.objects.values("case_id"))
    marks = [UngatheredCase(case_id=pk) for pk in unmarked.values_list("pk", flat=True)]
    UngatheredCase.objects.bulk_create(marks)
    return len(marks)


def _rows(case: CaseRow, vocabulary: Vocabulary) -> Iterable[NamedDiagnosis]:
    codes = [code["meaning"] for code in case.document.get("diagnosis_codes", ())]
    named = named_by(case.document["title"], codes, vocabulary)
    about = {
        "case_id": case.case_id,
        "revision_id": case.revision_id,
        "words": vocabulary.digest,
    }
    if not named:
        return [NamedDiagnosis(**about)]
    return [
        NamedDiagnosis(slug=one.slug, name=one.name, is_itself=one.is_itself, **about)
        for one in named
    ]
