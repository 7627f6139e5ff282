"""Which entries of sittings were answered: what was left is done with, and no answer."""

from collections.abc import Collection

from readingroom.learning.models import ItemAnswer
from readingroom.teaching.models import EntryKind, Sitting, SittingCommit, SittingEntry


def answered_in(sittings: Collection[Sitting]) -> frozenset[int]:
    """Primary keys of the entries in which something was committed, or a question answered."""
    committed = SittingCommit.objects.filter(entry__sitting__in=sittings)
    found = set(committed.values_list("entry_id", flat=True))
    contexts = {str(one.key): one.pk for one in sittings}
    answers = ItemAnswer.objects.filter(context__in=contexts)
    said = {
        (contexts[context], case, item)
        for context, case, item in answers.values_list("context", "case_key", "item")
    }
    asked = SittingEntry.objects.filter(sitting__in=sittings, kind=EntryKind.ITEM)
    for entry, *what in asked.values_list("pk", "sitting_id", "case_key", "item"):
        if tuple(what) in said:
            found.add(entry)
    return frozenset(found)
