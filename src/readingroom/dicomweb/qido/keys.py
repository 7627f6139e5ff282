"""What a study is searched by, from the metadata of its first series."""

from collections.abc import Iterable, Mapping
from typing import Any

from readingroom.dicomweb.models import StudyKeys
from readingroom.dicomweb.qido.found import as_text
from readingroom.dicomweb.qido.levels import BELONGS, STUDIES
from readingroom.dicomweb.qido.matching import folded, texts
from readingroom.dicomweb.qido.shelved import Heads
from readingroom.kernel.errors import NotFound, Unavailable


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
    def first(tag: str, most: int) -> str:
        values = list(texts(attributes.get(tag, {}).get("Value") or []))
        return folded(values[0])[:most] if values else ""

    own = {tag: attributes[tag] for tag in attributes if tag in BELONGS[STUDIES]}
    return StudyKeys(
        study_id=pk,
        date=first("00080020", 8),
        time=first("00080030", 16),
        accession=first("00080050", 64),
        patient_id=first("00100020", 64),
        patient_name=first("00100010", 324),
        description=first("00081030", 64),
        body=as_text(own),
    )
