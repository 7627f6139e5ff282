"""Which cases and questions show nothing abnormal, as far as their documents say so."""

from typing import Final

from readingroom.casefile.document import CaseDocument
from readingroom.casefile.items import HotspotItem

_SAYS_NORMAL: Final = frozenset({"normal", "normal study", "normal variant"})
_CODED_NORMAL: Final = frozenset({("SCT", "17621005")})
"""SNOMED CT: Normal (qualifier value)."""


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
    if any(tag.casefold() in _SAYS_NORMAL for tag in document.tags):
        return True
    if any((code.scheme, code.value) in _CODED_NORMAL for code in document.diagnosis_codes):
        return True
    return bool(hotspots) and not any(one.targets for one in hotspots)
