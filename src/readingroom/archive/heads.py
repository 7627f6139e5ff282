"""Which files of a submission belong to a volume that may show a face.

A slice alone shows none, so the whole series is judged, from what inspection noted of each file.
"""

from collections import defaultdict
from collections.abc import Iterable

from readingroom.archive.quarantine import Quarantine
from readingroom.archive.services.settle import read_facts
from readingroom.imaging.pixels.faces import HeadSlices, slices_may_show_face


def files_that_show_a_face(quarantine: Quarantine, ordinals: Iterable[int]) -> frozenset[int]:
    """Those of the files whose series may show a face.

    Args:
        quarantine: of the submission.
        ordinals: of all its files, also of those that went on already: half a series that is
            judged after an interruption is judged as the whole.
    """
    slices: dict[str, list[HeadSlices]] = defaultdict(list)
    members: dict[str, list[int]] = defaultdict(list)
    for ordinal in ordinals:
        facts = read_facts(quarantine, ordinal)
        if facts and facts.head:
            places, thickness = facts.head
            slices[facts.series_digest].append(HeadSlices(tuple(places), thickness))
            members[facts.series_digest].append(ordinal)
    shown = (series for series, found in slices.items() if slices_may_show_face(found))
    return frozenset(ordinal for series in shown for ordinal in members[series])
