"""Whether an object's pixels may be filed as they are: by its class, its header, and a look.

Classes whose devices write into the picture are searched whole. A scanner's own grey sections,
of which there are hundreds in a series, are searched where a quick look at their strokes gives
cause. What the search finds is masked, or shown to a person, as the policy says; what it can't
decide waits for a person under either.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from readingroom.imaging.datasets import RawDataset
from readingroom.imaging.deid.identity import Identity
from readingroom.imaging.pixels import burned_in
from readingroom.imaging.pixels.burned_in import HoldReason, hold_reasons
from readingroom.imaging.pixels.faces import may_show_face
from readingroom.imaging.pixels.layout import pixel_keyword
from readingroom.imaging.pixels.searching import Search, search_frames
from readingroom.imaging.pixels.text import TextBox, covered_area
from readingroom.imaging.sopclasses import ACCEPTED, PixelRisk

BUDGET_S: Final = 13.0  # for one object: the time to read one is limited to 20 seconds
_TOO_MUCH: Final = 0.4  # of the frame's area
# Under "mask", what was found is masked and what was written is rebuilt: nobody need look.
_SETTLED_BY_MASKING: Final = frozenset(
    {"class_often_burned_in", "projection_unstated", "colour_rendering", "screen_capture"}
    | {"digitised", "modality_other", "burned_in_stated", "report_text", "drawing_text"}
)
_SECTIONS: Final = frozenset({PixelRisk.LOW})
_GEOMETRY: Final = ("ImagePositionPatient", "SharedFunctionalGroupsSequence", "DetectorVector")


class PixelPolicy(Protocol):
    """What of a site's policy concerns pixels; see ``imaging.deid.policy``."""

    @property
    def burned_in(self) -> str:
        """``mask`` or ``hold``."""
        ...

    @property
    def faces(self) -> str:
        """``hold`` or ``leave``."""
        ...


@dataclass(frozen=True)
class PixelVerdict:
    """What was found.

    Attributes:
        holds: why a person must look first; empty where nobody need.
        boxes: all writing that was found, labels and scales among it.
    """

    holds: tuple[HoldReason, ...]
    boxes: tuple[TextBox, ...]

    @property
    def to_mask(self) -> tuple[TextBox, ...]:
        """The boxes that may say who the patient is."""
        return tuple(box for box in self.boxes if not box.is_harmless)


def examine_pixels(
    raw: RawDataset,
    *,
    identity: Identity,
    policy: PixelPolicy,
    shows_face: bool | None = None,
    budget_s: float = BUDGET_S,
) -> PixelVerdict:
    """Look at the pixels of one object.

    Under the policy ``mask`` the caller masks ``to_mask``, and an object waits for a person only
    where that is not enough: it is a photograph or a document, much of it looks like writing,
    the search broke off, or the header promises writing that was not found. Under ``hold``
    nothing is masked unseen: what the class or the header gives cause for waits whatever was
    found, and so does any object with writing in it that is no label.

    Args:
        raw: as received.
        identity: what names anyone in the submission.
        policy: of the site.
        shows_face: whether the series that the object is of may show a face, as ``may_show_face``
            says of all its headers; ``None`` to judge by this object alone.
        budget_s: time for the search; what it leaves unsearched is a reason to hold.

    Raises:
        CannotDecode, TooLarge, UnsupportedSyntax: as ``decode_frames``.
    """
    stated = hold_reasons(raw)
    search = Search()
    if _is_picture(raw):
        until = time.monotonic() + budget_s
        search = search_frames(raw, identity=identity, whole=_is_risky(raw, stated), until=until)
    holds = [*_doubts(search, stated), *_by_policy(search, stated, policy)]
    if shows_face is None:
        shows_face = may_show_face([raw.dataset])
    if policy.faces == "hold" and shows_face:
        holds.append(burned_in.reason("face_possible"))
    return PixelVerdict(tuple(holds), search.boxes)


def _is_picture(raw: RawDataset) -> bool:
    sop_class = ACCEPTED.get(str(raw.dataset.get("SOPClassUID") or "").strip(" \0"))
    drawn = sop_class is None or sop_class.is_picture
    return drawn and pixel_keyword(raw.dataset) is not None


def _is_risky(raw: RawDataset, stated: Sequence[HoldReason]) -> bool:
    """All but a scanner's sections, and those too that lack what a scanner writes of them."""
    sop_class = ACCEPTED.get(str(raw.dataset.get("SOPClassUID") or "").strip(" \0"))
    if stated or sop_class is None or sop_class.risk not in _SECTIONS:
        return True
    return not any(keyword in raw.dataset for keyword in _GEOMETRY)


def _doubts(search: Search, stated: Sequence[HoldReason]) -> list[HoldReason]:
    """What a mask would not settle."""
    codes = []
    risky = [box for box in search.boxes if not box.is_harmless]
    if search.frame_area and covered_area(risky) > _TOO_MUCH * search.frame_area:
        codes.append("text_everywhere")
    if not search.is_complete:
        codes.append("not_all_read")
    if not search.is_settled:
        codes.append("text_unsettled")
    if not risky and any(reason.code == "burned_in_stated" for reason in stated):
        codes.append("text_not_found")
    return [burned_in.reason(code) for code in codes]


def _by_policy(
    search: Search, stated: Sequence[HoldReason], policy: PixelPolicy
) -> list[HoldReason]:
    if policy.burned_in == "mask":
        return [reason for reason in stated if reason.code not in _SETTLED_BY_MASKING]
    kinds = {box.kind for box in search.boxes}
    found = []
    if "identity" in kinds:
        found.append(burned_in.reason("identity_in_picture"))
    elif "unknown" in kinds:
        found.append(burned_in.reason("text_in_picture"))
    return [*found, *stated]
