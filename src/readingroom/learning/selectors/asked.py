"""What published cases ask now."""

from collections.abc import Iterable, Mapping
from typing import Any

from readingroom.cases.models import Case, Revision, State

Items = Mapping[int, Mapping[str, Mapping[str, Any]]]
"""By case, by ``id`` in the author's order: items as plain data."""


def items_asked(case_ids: Iterable[int]) -> tuple[Items, frozenset[int]]:
    """The items of each of these cases that is published, and which of them are unknowns too."""
    published = Case.objects.filter(pk__in=list(case_ids), state=State.PUBLISHED)
    rows = Revision.objects.filter(pk__in=published.values("published_revision")).values_list(
        "case_id", "document__suitable_for_quiz", "document__items"
    )
    found: dict[int, dict[str, Mapping[str, Any]]] = {}
    unknowns: set[int] = set()
    for case_id, is_unknown, items in rows:
        found[case_id] = {item["id"]: item for item in items or ()}
        if is_unknown:
            unknowns.add(case_id)
    return found, frozenset(unknowns)
