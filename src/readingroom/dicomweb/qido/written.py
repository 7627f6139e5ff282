"""Studies as they are answered: the text of each is prepared once, and the latest are kept."""

import json
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, Final

from readingroom.dicomweb.models import StudyKeys
from readingroom.dicomweb.qido.found import as_text
from readingroom.dicomweb.qido.levels import RETRIEVE_URL, STUDIES
from readingroom.dicomweb.qido.listing import StudyShown
from readingroom.dicomweb.qido.query import Query
from readingroom.dicomweb.qido.shelved import study_sums

_KEPT: Final = 4096
_CHUNK: Final = 50
_PLAIN: Final = Query(STUDIES)
# What is only known of a study as a whole stands between these (``study_sums``); DICOM JSON is in
# order of tags (PS3.18 section F.2.2).
_SPANS: Final = (("", "00080056"), ("00080061", RETRIEVE_URL), (RETRIEVE_URL, "00201206"))

Prepared = tuple[str, ...]


class Written:
    """Writes studies without asking the database for those it wrote lately."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, Prepared] = OrderedDict()
        self._lock = threading.Lock()

    def plain(self, studies: Sequence[StudyShown], root: str) -> list[str]:
        """Studies with what is sent unasked, as JSON. One that has just been erased is left out."""
        with self._lock:
            prepared = {s.pk: self._kept[s.pk] for s in studies if s.pk in self._kept}
        missing = [study for study in studies if study.pk not in prepared]
        fresh = {study.pk: _prepared(body) for study, body in bodies(missing)}
        with self._lock:
            self._kept.update(fresh)
            for _ in range(len(self._kept) - _KEPT):
                self._kept.popitem(last=False)
        prepared.update(fresh)
        quoted = json.dumps(root, ensure_ascii=False)[1:-1]
        return [_text(one, prepared[one.pk], quoted) for one in studies if one.pk in prepared]


def bodies(studies: Sequence[StudyShown]) -> Iterator[tuple[StudyShown, str]]:
    """What belongs to each of the studies alone, as JSON."""
    for start in range(0, len(studies), _CHUNK):
        chunk = studies[start : start + _CHUNK]
        rows = StudyKeys.objects.filter(pk__in=[study.pk for study in chunk])
        found = dict(rows.values_list("pk", "body"))
        yield from ((study, found[study.pk]) for study in chunk if study.pk in found)


def attributes_of(study: StudyShown, body: str, root: str) -> dict[str, Any]:
    """All that is known of a study, as DICOM JSON."""
    count = sum(one.instance_count for one in study.series)
    sums = study_sums(study.uid, list(study.modalities), len(study.series), count, root)
    return {**json.loads(body), **sums}


def _prepared(body: str) -> Prepared:
    own = _PLAIN.chosen(json.loads(body))
    return tuple(
        as_text({tag: own[tag] for tag in own if low < tag < high})[1:-1] for low, high in _SPANS
    )


def _text(study: StudyShown, prepared: Prepared, root: str) -> str:
    count = sum(one.instance_count for one in study.series)
    first, last = _sums(study.modalities, len(study.series), count)
    place = f'"{RETRIEVE_URL}":{{"vr":"UR","Value":["{root}/studies/{study.uid}"]}}'
    pieces = (prepared[0], first, prepared[1], place, prepared[2], last)
    return "{" + ",".join(piece for piece in pieces if piece) + "}"


@lru_cache(maxsize=1024)
def _sums(modalities: tuple[str, ...], series: int, instances: int) -> tuple[str, str]:
    """What comes before the address of a study, and what comes after it."""
    sums = study_sums("", list(modalities), series, instances, "")
    before, after = (
        {tag: value for tag, value in sums.items() if low < tag < high}
        for low, high in (("", RETRIEVE_URL), (RETRIEVE_URL, "FFFFFFFF"))
    )
    return as_text(before)[1:-1], as_text(after)[1:-1]
