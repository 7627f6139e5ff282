"""Tell of series that are filed already what today's rules tell of a new one.

What a viewer reads of a series is made of its headers when it is filed. A rule that came later,
such as uptake of PET or the hanging of mammograms, is not in what was filed before it.
"""

import gzip
import json
from collections.abc import Iterator
from typing import Any, Literal

from django.db import transaction

from readingroom.archive.filing import describe_filed
from readingroom.archive.models import Series
from readingroom.archive.places import places
from readingroom.archive.rows import revision_of
from readingroom.kernel.errors import NotFound
from readingroom.storage.series_index import SeriesIndex
from readingroom.storage.shelf import STACKS

Outcome = Literal["same", "described", "kept"]


def describe_all_again() -> Iterator[Outcome]:
    """Each series of the shelf: what became of it.

    ``same``: nothing is told otherwise; ``described``: it is now; ``kept``: its slices would be
    ordered otherwise, and cases name them by number, or someone adds to the series just now.
    Doing it again is harmless.
    """
    for study, series in sorted(places().shelf.series()):
        index = places().shelf.read_index(study, series)
        if index is not None:
            yield _describe_again(index)


def _describe_again(index: SeriesIndex) -> Outcome:
    shelf, revision = places().shelf, revision_of(index.series)
    try:
        before = json.loads(gzip.decompress(shelf.read(index.study, index.series, STACKS)))
    except NotFound:  # it was erased meanwhile
        return "same"
    stacks = describe_filed(index, blobs=places().blobs).to_json()
    after = json.loads(stacks)
    if after == before:
        return "same"
    if _named(after) != _named(before):
        return "kept"
    with transaction.atomic():  # whoever files writes the shelf in a transaction, too
        rows = Series.objects.select_for_update().filter(series_instance_uid=index.series)
        if not rows.filter(revision=revision).exists():
            return "kept"
        shelf.replace_stacks(index.study, index.series, stacks)
    return "described"


def _named(description: dict[str, Any]) -> list[Any]:
    """What cases go by: which slices there are, in which order, and where on them a mark lies."""
    return [
        [stack["rows"], stack["columns"], [(f["sop"], f["frame"]) for f in stack["frames"]]]
        for stack in description["stacks"]
    ]
