"""Searching on the shelf: results made from the metadata of series that are open to the reader."""

import json
import threading
import zlib
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from readingroom.dicomweb.qido.found import Found, page
from readingroom.dicomweb.qido.levels import (
    AVAILABILITY,
    INSTANCES,
    MODALITIES_IN_STUDY,
    MODALITY,
    RETRIEVE_URL,
    STUDIES,
)
from readingroom.dicomweb.qido.query import Query
from readingroom.dicomweb.retrieve import uid_of
from readingroom.dicomweb.shelves import Shelves
from readingroom.kernel.errors import NotFound
from readingroom.storage.shelf import METADATA

_HEADS_KEPT, _SERIES_KEPT = 2048, 8
_GZIP: Final = 16 + zlib.MAX_WBITS
_STEP_BYTES: Final = 65_536

Result = dict[str, Any]


@dataclass(frozen=True)
class Head:
    """A series in short.

    Attributes:
        attributes: of its first instance.
        instance_count: how many instances it has.
    """

    attributes: Mapping[str, Any]
    instance_count: int


class Heads:
    """Metadata of series, the latest kept. May be used by several threads."""

    def __init__(self, shelves: Shelves) -> None:
        self._shelves = shelves
        self._heads: OrderedDict[tuple[str, str], tuple[int, Head]] = OrderedDict()
        self._whole: OrderedDict[tuple[str, str], tuple[int, list[Result]]] = OrderedDict()
        self._lock = threading.Lock()

    def head(self, study: str, series: str) -> Head:
        """A series in short.

        Raises:
            NotFound: it is not on the shelf.
        """
        stamp = self._shelves.stamp(study, series)
        with self._lock:
            kept = self._heads.get((study, series))
        if kept and kept[0] == stamp:
            return kept[1]
        index = self._shelves.index(study, series).index
        head = Head(
            _first_object(self._shelves.file(study, series, METADATA)), len(index.instances)
        )
        with self._lock:
            self._heads[study, series] = (stamp, head)
            while len(self._heads) > _HEADS_KEPT:
                self._heads.popitem(last=False)
        return head

    def instances(self, study: str, series: str) -> list[Result]:
        """DICOM JSON of every instance of a series.

        Raises:
            NotFound: it is not on the shelf.
        """
        stamp = self._shelves.stamp(study, series)
        with self._lock:
            kept = self._whole.get((study, series))
        if kept and kept[0] == stamp:
            return kept[1]
        instances: list[Result] = json.loads(self._shelves.metadata(study, series))
        instances.sort(key=_order)
        with self._lock:
            self._whole[study, series] = (stamp, instances)
            while len(self._whole) > _SERIES_KEPT:
                self._whole.popitem(last=False)
        return instances


def search_shelf(
    heads: Heads, query: Query, series: Iterable[tuple[str, str]], *, root: str
) -> Found:
    """Search series that are open to the reader.

    Args:
        heads: their metadata.
        query: what is searched for.
        series: study and series UIDs, those of a study together.
        root: the service's address, which results are retrieved below.
    """
    results = (
        query.chosen(result)
        for result in _candidates(heads, query, series, root)
        if query.fits(result)
    )
    return page(results, limit=query.limit, offset=query.offset)


def _candidates(
    heads: Heads, query: Query, series: Iterable[tuple[str, str]], root: str
) -> Iterator[Result]:
    if query.level == STUDIES:
        yield from _studies(heads, series, root)
        return
    for study, uid in series:
        place = f"{root}/studies/{study}/series/{uid}"
        for head in _head(heads, study, uid):
            if query.level == INSTANCES:
                yield from (_instance_result(i, place) for i in heads.instances(study, uid))
            else:
                yield _series_result(head, place)


def _studies(heads: Heads, series: Iterable[tuple[str, str]], root: str) -> Iterator[Result]:
    by_study: dict[str, list[Head]] = {}
    for study, uid in series:
        by_study.setdefault(study, []).extend(_head(heads, study, uid))
    for study, found in by_study.items():
        if found:
            yield study_result(study, found, root)


def _head(heads: Heads, study: str, series: str) -> list[Head]:
    """None where a series has just been taken off the shelf."""
    try:
        return [heads.head(study, series)]
    except NotFound:
        return []


def study_result(study: str, series: list[Head], root: str) -> Result:
    """A study made of those of its series that the reader may see, of which there is one."""
    modalities = sorted({str(m) for head in series for m in _values(head.attributes, MODALITY)})
    return {
        **series[0].attributes,
        **study_sums(study, modalities, len(series), sum(h.instance_count for h in series), root),
    }


def study_sums(
    study: str, modalities: list[str], series_count: int, instance_count: int, root: str
) -> Result:
    """What is only known of a study as a whole."""
    return {
        AVAILABILITY: _text("CS", "ONLINE"),
        MODALITIES_IN_STUDY: {"vr": "CS", "Value": modalities} if modalities else {"vr": "CS"},
        RETRIEVE_URL: _text("UR", f"{root}/studies/{study}"),
        "00201206": {"vr": "IS", "Value": [series_count]},
        "00201208": {"vr": "IS", "Value": [instance_count]},
    }


def _series_result(head: Head, place: str) -> Result:
    return {
        **head.attributes,
        RETRIEVE_URL: _text("UR", place),
        "00201209": {"vr": "IS", "Value": [head.instance_count]},
    }


def _instance_result(instance: Result, place: str) -> Result:
    url = _text("UR", f"{place}/instances/{uid_of(instance)}")
    return {**instance, RETRIEVE_URL: url, AVAILABILITY: _text("CS", "ONLINE")}


def _text(vr: str, value: str) -> Result:
    return {"vr": vr, "Value": [value]}


def _values(attributes: Mapping[str, Any], tag: str) -> list[Any]:
    values: list[Any] = attributes.get(tag, {}).get("Value") or []
    return values


def _order(instance: Result) -> tuple[float, str]:
    number = (_values(instance, "00200013") or [None])[0]
    return (float(number) if isinstance(number, int | float) else float("inf")), uid_of(instance)


def _first_object(packed: bytes) -> Result:
    """The first of a gzipped list, without unpacking what comes after it."""
    unpacker, text, decoder = zlib.decompressobj(_GZIP), b"", json.JSONDecoder()
    while True:
        text += unpacker.decompress(unpacker.unconsumed_tail or packed, _STEP_BYTES)
        try:
            first, _ = decoder.raw_decode(text.decode(errors="ignore"), 1)
        except ValueError:
            if unpacker.eof or not unpacker.unconsumed_tail:
                raise
            continue
        return dict(first)
