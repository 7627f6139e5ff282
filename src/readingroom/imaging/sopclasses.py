"""Which storage SOP classes we take, and how likely their pixels are to show who the patient is."""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from readingroom.kernel.errors import Rejected


class PixelRisk(StrEnum):
    """What the pixels, or the content in their place, of a class may show."""

    NONE = "none"  # no pixels, labels, outlines or curves only
    LOW = "low"  # a scanner's own sections: text would have to be put there on purpose
    RADIOGRAPH = "radiograph"  # markers, and labels where a film was digitised
    PROJECTION = "projection"  # the same, of classes that must state what is burned in
    BURNED_IN = "burned_in"  # devices that write the patient's name into the picture
    PHOTOGRAPH = "photograph"  # may show the patient as anyone would recognise them
    DOCUMENT = "document"  # pages of text
    REPORT = "report"  # structured text
    DRAWING = "drawing"  # text and graphics laid over another object's image


_PICTURES: Final = frozenset(
    {
        PixelRisk.LOW,
        PixelRisk.RADIOGRAPH,
        PixelRisk.PROJECTION,
        PixelRisk.BURNED_IN,
        PixelRisk.PHOTOGRAPH,
    }
)


class ClassNotAccepted(Rejected):
    """A SOP class that this library doesn't keep."""

    code = "class_not_accepted"

    def __init__(self, *, detail: str = "") -> None:
        super().__init__(
            "This file is not a kind of image that this library keeps, such as a therapy plan. "
            "Send the images themselves.",
            detail=detail,
        )


class SoundNotAccepted(ClassNotAccepted):
    """A recording of sound, in which names are spoken and voices known again."""

    code = "sound"

    def __init__(self, *, detail: str = "") -> None:
        Rejected.__init__(
            self,
            "This is a sound recording. Names may be spoken in it, and a voice can be known again; "
            "nothing here can tell. It is not taken: keep it where it came from.",
            detail=detail,
        )


class VideoNotAccepted(ClassNotAccepted):
    """A video, by its class or by how it is compressed."""

    code = "video"

    def __init__(self, *, detail: str = "") -> None:
        Rejected.__init__(
            self,
            "This is a video. Its sound and all of its pictures can't be searched for what names "
            "the patient. It is not taken: send single pictures of it instead.",
            detail=detail,
        )


@dataclass(frozen=True)
class SopClass:
    """A storage SOP class (PS3.4 section B.5).

    Attributes:
        uid: its UID.
        name: in plain words, for whoever sent the file.
        risk: what its pixels may show.
    """

    uid: str
    name: str
    risk: PixelRisk

    @property
    def is_picture(self) -> bool:
        """Whether an object of this class is nothing without pixels."""
        return self.risk in _PICTURES


_ROOT: Final = "1.2.840.10008.5.1.4.1.1."
_BY_RISK: Final = {
    PixelRisk.LOW: {
        "2": "CT image",
        "2.1": "enhanced CT image",
        "2.2": "enhanced CT image made from older ones",
        "4": "MR image",
        "4.1": "enhanced MR image",
        "4.3": "enhanced colour MR image",
        "4.4": "enhanced MR image made from older ones",
        "20": "nuclear medicine image",
        "30": "parametric map",
        "128": "PET image",
        "128.1": "enhanced PET image made from older ones",
        "130": "enhanced PET image",
    },
    PixelRisk.RADIOGRAPH: {
        "1": "computed radiograph",
        "12.1": "X-ray angiogram",
        "12.1.1": "enhanced X-ray angiogram",
        "12.2": "fluoroscopy",
        "12.2.1": "enhanced fluoroscopy",
        "13.1.1": "3D X-ray angiogram",
        "13.1.2": "3D dental X-ray image",
        "13.1.3": "breast tomosynthesis",
    },
    PixelRisk.PROJECTION: {
        "1.1": "digital radiograph",
        "1.1.1": "digital radiograph for processing",
        "1.2": "mammogram",
        "1.2.1": "mammogram for processing",
        "1.3": "intra-oral dental radiograph",
        "1.3.1": "intra-oral dental radiograph for processing",
        "13.1.4": "breast projection image",
        "13.1.5": "breast projection image for processing",
    },
    PixelRisk.BURNED_IN: {
        "3": "ultrasound loop (retired class)",
        "3.1": "ultrasound loop",
        "6": "ultrasound image (retired class)",
        "6.1": "ultrasound image",
        "6.2": "enhanced ultrasound volume",
        "7": "secondary capture",
        "7.1": "secondary capture, one bit",
        "7.2": "secondary capture, multi-frame grey",
        "7.3": "secondary capture, multi-frame grey of many bits",
        "7.4": "secondary capture, multi-frame colour",
        "14.1": "intravascular OCT",
        "14.2": "intravascular OCT for processing",
    },
    PixelRisk.PHOTOGRAPH: {
        "77.1.1": "endoscopic image",
        "77.1.2": "microscopic image",
        "77.1.3": "slide microscopy image",
        "77.1.4": "photograph",
        "77.1.5.1": "ophthalmic photograph",
        "77.1.5.2": "ophthalmic photograph, 16 bits",
        "77.1.5.4": "ophthalmic tomography",
        "77.1.6": "whole slide image",
    },
    PixelRisk.NONE: {
        "66.1": "spatial registration",
        "66.4": "segmentation",
        "66.7": "label map segmentation",
        "67": "real-world value map",
        "481.3": "structures outlined for radiotherapy",
        "9.1.1": "12-lead electrocardiogram",
        "9.1.2": "electrocardiogram",
        "9.1.3": "ambulatory electrocardiogram",
        "9.2.1": "pressure curves",
        "9.3.1": "electrophysiology curves",
        "9.5.1": "pulse curves",
        "9.6.1": "breathing curves",
    },
    PixelRisk.DRAWING: {
        "11.1": "grayscale presentation state",
        "11.2": "colour presentation state",
        "11.3": "pseudo-colour presentation state",
        "11.4": "blending presentation state",
    },
    PixelRisk.REPORT: {
        "88.11": "basic text report",
        "88.22": "enhanced report",
        "88.33": "comprehensive report",
        "88.34": "comprehensive 3D report",
        "88.59": "key object selection",
        "88.67": "X-ray dose report",
    },
    PixelRisk.DOCUMENT: {
        "104.1": "PDF document",
        "104.2": "clinical document (CDA)",
    },
}

ACCEPTED: Final = MappingProxyType(
    {
        _ROOT + suffix: SopClass(_ROOT + suffix, name, risk)
        for risk, by_suffix in _BY_RISK.items()
        for suffix, name in by_suffix.items()
    }
)


_REFUSALS: Final = MappingProxyType(
    {
        **{f"{_ROOT}9.4.{n}": SoundNotAccepted for n in (1, 2)},  # voice; any sound
        **{f"{_ROOT}77.1.{n}.1": VideoNotAccepted for n in (1, 2, 4)},  # endoscopic, microscopic
    }
)


def accepted_class(uid: str) -> SopClass:
    """The class of this UID.

    Raises:
        ClassNotAccepted: none that we take. Sound and video say so by classes of their own.
    """
    try:
        return ACCEPTED[uid]
    except KeyError:
        raise _REFUSALS.get(uid, ClassNotAccepted) from None
