"""Addresses of studies and their pixels, taken apart.

Shape: PS3.18 (2024b) sections 10.4 (retrieve) and 10.6 (search), and two more: ``stacks``, the
series as the viewer wants it, and a token in the path for whoever can set no header or cookie.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from readingroom.kernel.errors import NotFound

# PS3.5 section 9.1, with no room for a way out of a folder.
_UID = r"(?=[0-9.]{1,64}(?:/|$))[0-9]+(?:\.[0-9]+)+"
_ROOT = re.compile(r"/dicomweb(?:/g/(?P<token>[A-Za-z0-9_~.-]+))?/(?P<rest>[A-Za-z0-9.,/]+)")
_PLACE = re.compile(
    rf"studies/(?P<study>{_UID})"
    rf"(?:/series/(?P<series>{_UID})(?:/instances/(?P<instance>{_UID}))?)?"
    r"(?:/(?P<what>[A-Za-z0-9,/]+))?"
)
_FRAMES = re.compile(
    r"frames(?:/(?P<numbers>[1-9][0-9]{0,5}(?:,[1-9][0-9]{0,5})*)(?P<as>/rendered|/thumbnail)?)?"
)
_MOST_FRAMES = 1000
_LONGEST_KEPT = 256
STORE = re.compile(rf"/dicomweb/studies(?:/(?P<study>{_UID}))?")
"""Where studies are sent to (PS3.18 section 10.5)."""
SEARCHED = frozenset({"studies", "series", "instances"})
"""Resources that are searched for; all others are retrieved."""
_ANYWHERE = frozenset({"metadata", "rendered", "thumbnail"})
_OF_STUDY = _ANYWHERE | {"series", "instances"}
_OF_SERIES = _ANYWHERE | {"stacks", "instances"}
_OF_INSTANCE = _ANYWHERE | {"bulkdata", "bulkdata/7FE00010"}


@dataclass(frozen=True)
class Address:
    """One resource of a study, series or instance, or a search.

    Attributes:
        study: Study Instance UID; empty for a search of everything.
        series: empty where the whole study is meant.
        resource: ``objects`` (the DICOM objects themselves), ``metadata``, ``rendered``,
            ``thumbnail``, ``stacks``, ``frames`` (of one instance), or one of ``SEARCHED``.
        instance: SOP Instance UID; empty for the whole series.
        frames: counted from 1; empty where none are named.
        token: a grant in the path, or empty.
    """

    study: str
    series: str
    resource: str
    instance: str = ""
    frames: tuple[int, ...] = ()
    token: str = ""


def parse_address(path: str) -> Address:
    """Take ``path`` apart.

    Raises:
        NotFound: nothing is at this address.
    """
    root = _ROOT.fullmatch(path)
    if not root:
        raise _nothing()
    token, rest = root["token"] or "", root["rest"]
    # What is longer than a frame's address is asked for by few, and would fill the memory.
    address = _kept(rest) if len(rest) <= _LONGEST_KEPT else _read(rest)
    return replace(address, token=token) if token else address


def _read(rest: str) -> Address:
    if rest in SEARCHED:
        return Address("", "", rest)
    place = _PLACE.fullmatch(rest)
    if not place:
        raise _nothing()
    study, series, instance = place["study"], place["series"] or "", place["instance"] or ""
    resource, frames = _resource(place["what"] or "", series=series, instance=instance)
    return Address(study, series, resource, instance, frames)


_kept = lru_cache(maxsize=4096)(_read)  # a class reads the same frames


def _resource(what: str, *, series: str, instance: str) -> tuple[str, tuple[int, ...]]:
    if not what:
        return "objects", ()
    known = _OF_INSTANCE if instance else _OF_SERIES if series else _OF_STUDY
    if what in known:
        return ("frames" if what.startswith("bulkdata") else what), ()
    found = _FRAMES.fullmatch(what) if instance else None
    if not found:
        raise _nothing()
    numbers = tuple(int(number) for number in (found["numbers"] or "").split(",") if number)
    if len(numbers) > _MOST_FRAMES:
        raise _nothing()
    return (found["as"] or "/frames")[1:], numbers


def _nothing() -> NotFound:
    return NotFound("There is nothing at this address.")
