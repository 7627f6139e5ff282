"""One object, everything in order: look at its pixels, clean its header, mask, and search again.

The route of the library and the command that cleans a folder both do it by these functions.
"""

import functools
from collections.abc import Callable, Collection
from copy import copy
from dataclasses import dataclass, fields, replace
from typing import Final

from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRLittleEndian

from readingroom.imaging.datasets import CleanDataset, RawDataset
from readingroom.imaging.deid.apply import DeidContext, accepted_kind, deidentify
from readingroom.imaging.deid.identity import Identity, identity_of
from readingroom.imaging.deid.leaks import Leak, leaks_in
from readingroom.imaging.deid.report import DeidReport
from readingroom.imaging.deid.values import as_list, keep_terms
from readingroom.imaging.deid.wordlike import wordlike
from readingroom.imaging.pixels import burned_in
from readingroom.imaging.pixels.burned_in import HoldReason
from readingroom.imaging.pixels.decode import is_encapsulated
from readingroom.imaging.pixels.examine import BUDGET_S, PixelVerdict, examine_pixels
from readingroom.imaging.pixels.faces import may_show_face
from readingroom.imaging.pixels.mask import mask_pixels
from readingroom.imaging.pixels.text import TextBox
from readingroom.imaging.writing import write_part10

IDENTITY_SUSPECTED: Final = HoldReason(
    "identity_suspected",
    "Something that identifies the patient may have been left in this file. A person has to "
    "look at it.",
)
_LONG, _LONG_DIGITS = 7, 10
_PIXELS: Final = ("PixelData", "FloatPixelData", "DoubleFloatPixelData")


@dataclass(frozen=True)
class Decided:
    """What a person looked at and decided.

    Attributes:
        released: codes of reasons to hold the object that were let pass.
        boxes: what is to be painted over; empty to leave that to the policy.
    """

    released: frozenset[str] = frozenset()
    boxes: tuple[TextBox, ...] = ()


NOBODY: Final = Identity()
UNDECIDED: Final = Decided()


@dataclass(frozen=True)
class CleanObject:
    """What became of one object.

    Attributes:
        clean: the object without identity; also there where it is held, for a person to compare.
        data: it as a Part 10 file; empty where it is held.
        holds: why a person has to look first; empty where nobody need.
        boxes: all writing that was found in the picture, labels and scales among it.
        masked: those of them that were painted over, or what a person decided to.
        report: what was done to its attributes.
        leaks: what the last search found in the bytes, without the values.
    """

    clean: CleanDataset
    data: bytes
    holds: tuple[HoldReason, ...]
    boxes: tuple[TextBox, ...]
    masked: tuple[TextBox, ...]
    report: DeidReport
    leaks: tuple[Leak, ...] = ()


def clean_object(
    raw: RawDataset,
    *,
    context: DeidContext,
    neighbours: Identity = NOBODY,
    decided: Decided = UNDECIDED,
    budget_s: float = BUDGET_S,
) -> CleanObject:
    """Take identity out of ``raw`` and prove it.

    Args:
        raw: as received; it stays as it is.
        context: what is known beside the object.
        neighbours: what names anyone in other patients' files that came with it; only searched
            for.
        decided: what a person looked at and decided.
        budget_s: time for the search for writing in the picture.

    Raises:
        Rejected: it can't be made safe, or its pixels can't be read.
    """
    accepted_kind(raw)  # before a decoder is asked for what it can't decode
    own = identity_of(raw)
    everyone = context.identity | own | neighbours
    seen = examine_pixels(raw, identity=everyone, policy=context.policy, budget_s=budget_s)
    shows_face = context.may_show_face or _is_face(raw)
    done = deidentify(raw, context=replace(context, may_show_face=shows_face))
    boxes = decided.boxes or (seen.to_mask if context.policy.burned_in == "mask" else ())
    holds = tuple(r for r in _holds(seen, context) if r.code not in decided.released)
    if holds:
        return CleanObject(done.clean, b"", holds, seen.boxes, boxes, done.report)
    clean = mask_pixels(done.clean, boxes)
    for _ in boxes:
        done.report.add("masked", "pixels", "PixelData")
    data = serialise(clean)
    leaks = remaining(own, clean, data, context.identity, neighbours)
    if leaks and IDENTITY_SUSPECTED.code not in decided.released:
        suspected = (IDENTITY_SUSPECTED,)
        return CleanObject(clean, b"", suspected, seen.boxes, boxes, done.report, leaks)
    return CleanObject(clean, data, (), seen.boxes, boxes, done.report)


def _is_face(raw: RawDataset) -> bool:
    """Whether the object is a volume in itself; of single slices ``context`` tells."""
    return "NumberOfFrames" in raw.dataset and may_show_face([raw.dataset])


def _holds(seen: PixelVerdict, context: DeidContext) -> tuple[HoldReason, ...]:
    """What was seen in the object itself, and what is known of its series."""
    face = burned_in.reason("face_possible")
    held_for_face = context.may_show_face and context.policy.faces == "hold"
    return (*seen.holds, face) if held_for_face and face not in seen.holds else seen.holds


def serialise(clean: CleanDataset) -> bytes:
    """A Part 10 file (PS3.10 section 7.1) in the object's own transfer syntax."""
    return _written(clean.dataset)


def remaining(
    own: Identity, clean: CleanDataset, data: bytes, *known: Identity
) -> tuple[Leak, ...]:
    """What of an object's identity, and of that of its neighbours, stands in ``data``.

    Args:
        own: what names anyone in the object as received.
        clean: what was made of it.
        data: ``clean`` as a Part 10 file.
        known: what names anyone in other files that came with it. Each is searched by itself:
            the same for many objects, it is prepared once.
    """
    rest = functools.reduce(_beyond, known, own)
    found = _search(_header_of(clean, data), rest, *known)
    if found:
        # Phantoms are called after what they show. A defined term of the standard, where the
        # standard has it, names nobody.
        found = _search(_written(_without_defined_terms(clean.dataset)), rest, *known)
    return found + pixel_leaks(clean, rest, *known)


def pixel_leaks(clean: CleanDataset, *known: Identity) -> tuple[Leak, ...]:
    """What of an identity stands among the pixels, where it is too long to be there by chance."""
    frames = _frames_of(clean)
    return _search(frames, *map(_long, known)) if frames else ()


def _search(data: bytes, *identities: Identity) -> tuple[Leak, ...]:
    return tuple(leak for identity in identities for leak in leaks_in(data, identity))


def _header_of(clean: CleanDataset, data: bytes) -> bytes:
    """The written bytes in front of the pixels, never deflated."""
    if clean.transfer_syntax_uid == DeflatedExplicitVRLittleEndian:
        return _written(_without(clean.dataset, _PIXELS))
    pixels = next((clean.dataset[k].value for k in _PIXELS if k in clean.dataset), None)
    return data[: len(data) - len(pixels)] if pixels else data


def _frames_of(clean: CleanDataset) -> bytes:
    """Encapsulated frames, whose codecs have room for comments; of native ones what may be text."""
    keyword = next((k for k in _PIXELS if k in clean.dataset), None)
    if keyword is None:
        return b""
    data = bytes(clean.dataset[keyword].value or b"")
    return data if is_encapsulated(clean.transfer_syntax_uid) else wordlike(data)


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
    """Texts too long to stand among compressed pixels by chance; digits often run there."""
    return _each(identity, lambda _, texts: frozenset(filter(_is_long, texts)))


def _is_long(text: str) -> bool:
    return len(text) >= (_LONG_DIGITS if text.isdigit() else _LONG)


def _each(identity: Identity, change: Callable[[str, frozenset[str]], frozenset[str]]) -> Identity:
    kinds = {f.name: getattr(identity, f.name) for f in fields(identity)}
    changed = {k: change(k, v) for k, v in kinds.items() if k != "encodings"}
    return replace(identity, **changed)


def _written(dataset: Dataset) -> bytes:
    return write_part10(dataset)
