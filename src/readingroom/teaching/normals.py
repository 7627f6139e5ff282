"""Which cases and questions show nothing abnormal, as far as their documents say so."""

from readingroom.casefile.document import CaseDocument
from readingroom.casefile.items import HotspotItem
from readingroom.learning.readings import is_normal_case


def is_normal(document: CaseDocument, item: str = "") -> bool:
    """Whether there is nothing to be found.

    A case is normal where one of its tags or codes says so, or where it asks for places on its
    images and none of those questions has any. A question by itself goes by its own places where
    it asks for them, else by its case.

    Args:
        item: the ``id`` of a question of the case; empty for the case itself.
    """
    hotspots = [one for one in document.items if isinstance(one, HotspotItem)]
    of_item = [one for one in hotspots if one.id == item]
    if of_item:
        return not of_item[0].targets
    if is_normal_case(document):
        return True
    return bool(hotspots) and not any(one.targets for one in hotspots)
