"""One object, everything in order: look at its pixels, clean its header, mask, and search again.

The route of the library and the command that cleans a folder both do it by these functions.
"""

import functools
import io
from collections.abc import Callable, Collection, Set
from copy import copy
from dataclasses import dataclass, fields, replace
from typing import Final

from pydicom import dcmwrite
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.uid import UID, DeflatedExplicitVRLittleEndian, ExplicitVRLittleEndian

from readingroom.imaging.datasets import CleanDataset, RawDataset
from readingroom.imaging.deid.apply import DeidContext, deidentify
from readingroom.imaging.deid.identity import Identity, identity_of
from readingroom.imaging.deid.leaks import Leak, leaks_in
from readingroom.imaging.deid.report import DeidReport
from readingroom.imaging.deid.values import as_list, keep_terms
from readingroom.imaging.pixels.burned_in import HoldReason, hold_reasons
from readingroom.imaging.sopclasses import accepted_class
from readingroom.kernel.errors import Rejected

IDENTITY_SUSPECTED: Final = HoldReason(
    "identity_suspected",
    "Something that identifies the patient may have been left in this file. A person has to "
    "look at it.",
)
_LONG: Final = 6
_PIXELS: Final = ("PixelData", "FloatPixelData", "DoubleFloatPixelData")


class NoPixels(Rejected):
    """An image that came without its picture: cut off, or a header alone."""

    code = "no_pixels"


@dataclass(frozen=True)
class CleanObject:
    """What became of one object.

    Attributes:
        clean: the object without identity; also there where it is held, for a person to compare.
        data: it as a Part 10 file; empty where it is held.
        holds: why a person has to look first; empty where nobody need.
        report: what was done to its attributes.
        leaks: what the last search found in the bytes, without the values.
    """

    clean: CleanDataset
    data: bytes
    holds: tuple[HoldReason, ...]
    report: DeidReport
    leaks: tuple[Leak, ...] = ()


def check_acceptable(raw: RawDataset) -> None:
    """Refuse what is of no use to anyone.

    Raises:
        ClassNotAccepted: its SOP class is none that we take.
        NoPixels: an image without its picture.
    """
    dataset = raw.dataset
    sop_class = accepted_class(str(dataset.get("SOPClassUID") or "").strip(" \0"))
    if sop_class.is_picture and not any(dataset.get(keyword) for keyword in _PIXELS):
        raise NoPixels("This image came without its picture.")


def clean_object(
    raw: RawDataset,
    *,
    context: DeidContext,
    neighbours: Identity = Identity(),
    released: Set[str] = frozenset(),
) -> CleanObject:
    """Take identity out of ``raw`` and prove it.

    Args:
        raw: as received; it stays as it is.
        context: what is known beside the object.
        neighbours: what names anyone in other patients' files that came with it; only searched
            for.
        released: codes of reasons to hold it that a person looked at and let pass.

    Raises:
        Rejected: it can't be made safe.
    """
    holds = tuple(reason for reason in hold_reasons(raw) if reason.code not in released)
    done = deidentify(raw, context=context)
    if holds:
        return CleanObject(done.clean, b"", holds, done.report)
    data = serialise(done.clean)
    leaks = remaining(raw, done.clean, data, context.identity, neighbours)
    if leaks and IDENTITY_SUSPECTED.code not in released:
        return CleanObject(done.clean, b"", (IDENTITY_SUSPECTED,), done.report, leaks)
    return CleanObject(done.clean, data, (), done.report)


def serialise(clean: CleanDataset) -> bytes:
    """A Part 10 file (PS3.10 section 7.1) in the object's own transfer syntax."""
    return _written(clean.dataset)


def remaining(
    raw: RawDataset, clean: CleanDataset, data: bytes, *known: Identity
) -> tuple[Leak, ...]:
    """What of the raw object's identity, and of that of its neighbours, stands in ``data``.

    Args:
        raw: the object as received.
        clean: what was made of it.
        data: ``clean`` as a Part 10 file.
        known: what names anyone in other files that came with it. Each is searched by itself:
            the same for many objects, it is prepared once.
    """
    own = functools.reduce(_beyond, known, identity_of(raw))
    found = _search(_header_of(clean, data), own, *known)
    if found:
        # Phantoms are called after what they show. A defined term of the standard, where the
        # standard has it, names nobody.
        found = _search(_written(_without_defined_terms(clean.dataset)), own, *known)
    frames = _frames_of(clean)
    return found + _search(frames, *map(_long, (own, *known))) if frames else found


def _search(data: bytes, *identities: Identity) -> tuple[Leak, ...]:
    return tuple(leak for identity in identities for leak in leaks_in(data, identity))


def _header_of(clean: CleanDataset, data: bytes) -> bytes:
    """The written bytes in front of the pixels, never deflated."""
    if clean.transfer_syntax_uid == DeflatedExplicitVRLittleEndian:
        return _written(_without(clean.dataset, _PIXELS))
    pixels = next((clean.dataset[k].value for k in _PIXELS if k in clean.dataset), None)
    return data[: len(data) - len(pixels)] if pixels else data


def _frames_of(clean: CleanDataset) -> bytes:
    """Encapsulated frames, whose codecs have room for comments; native ones have none."""
    if UID(clean.transfer_syntax_uid).is_encapsulated and "PixelData" in clean.dataset:
        return bytes(clean.dataset.PixelData)
    return b""


def _without_defined_terms(dataset: Dataset) -> Dataset:
    return _without(dataset, [*_PIXELS, *(e.keyword for e in dataset if _is_defined_term(e))])


def _is_defined_term(element: DataElement) -> bool:
    values = as_list(element.value) if element.VR == "CS" else []
    return bool(values) and as_list(keep_terms(element.keyword, element.value)) == values


def _without(dataset: Dataset, keywords: Collection[str]) -> Dataset:
    """A shallow copy in a syntax that is not deflated."""
    rest = Dataset({e.tag: e for e in dataset if e.keyword not in keywords})
    rest.file_meta = copy(dataset.file_meta)
    rest.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    return rest


def _beyond(own: Identity, others: Identity) -> Identity:
    """What ``own`` has and ``others`` lacks."""
    return _each(own, lambda kind, texts: texts - getattr(others, kind))


@functools.lru_cache(maxsize=64)
def _long(identity: Identity) -> Identity:
    """Texts too long to stand among compressed pixels by chance."""
    return _each(identity, lambda _, texts: frozenset(t for t in texts if len(t) >= _LONG))


def _each(identity: Identity, change: Callable[[str, frozenset[str]], frozenset[str]]) -> Identity:
    kinds = {f.name: getattr(identity, f.name) for f in fields(identity)}
    changed = {k: change(k, v) for k, v in kinds.items() if k != "encodings"}
    return replace(identity, **changed)


def _written(dataset: Dataset) -> bytes:
    target = io.BytesIO()
    dcmwrite(target, dataset, enforce_file_format=True)
    return target.getvalue()
