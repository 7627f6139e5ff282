"""What a study is searched by, from the metadata of its first series."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from readingroom.dicomweb.models import StudyKeys
from readingroom.dicomweb.qido.found import as_text
from readingroom.dicomweb.qido.levels import BELONGS, STUDIES
from readingroom.dicomweb.qido.matching import folded, texts
from readingroom.dicomweb.qido.shelved import Heads
from readingroom.kernel.errors import NotFound, Unavailable

BETWEEN_VALUES: Final = "\\"
"""Joins several values of an attribute, and forms of a name; no value holds it (PS3.5 6.2)."""


def keys_of(pk: int, study: str, series: Iterable[str], heads: Heads) -> StudyKeys | None:
    """The keys of a study, not saved; ``None`` where none of its series can be read."""
    for uid in series:
        try:
            attributes = heads.head(study, uid).attributes
        except (NotFound, Unavailable, OSError, ValueError):
            continue
        return _keys(pk, attributes)
    return None


def _keys(pk: int, attributes: Mapping[str, Any]) -> StudyKeys:
    def value(tag: str, most: int) -> str:
        values = texts(attributes.get(tag, {}).get("Value") or [])
        return BETWEEN_VALUES.join(map(folded, values))[:most]

    own = {tag: attributes[tag] for tag in attributes if tag in BELONGS[STUDIES]}
    return StudyKeys(
        study_id=pk,
        date=value("00080020", 8),
        time=value("00080030", 16),
        accession=value("00080050", 64),
        patient_id=value("00100020", 64),
        patient_name=value("00100010", 324),
        description=value("00081030", 64),
        referrer=value("00080090", 324),
        study_number=value("00200010", 64),
        body=as_text(own),
    )
