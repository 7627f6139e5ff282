"""Whether a person must look at an object before it is filed, judged by its class and header."""

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from pydicom.dataset import Dataset

from readingroom.imaging.datasets import RawDataset
from readingroom.imaging.refusals import LIBRARY_ERRORS
from readingroom.imaging.sopclasses import ACCEPTED, PixelRisk


@dataclass(frozen=True)
class HoldReason:
    """Why an object waits for a person.

    Attributes:
        code: stable; tests, translations and the hold page match on it.
        sentence: the same for a radiographer.
    """

    code: str
    sentence: str


SENTENCES: Final = MappingProxyType(
    {
        "burned_in_stated": "The file says that text is burned into the image.",
        "class_often_burned_in": (
            "Images of this kind often have the patient's name written into the picture, and the "
            "file doesn't say that this one has none."
        ),
        "projection_unstated": (
            "This radiograph may show labels or a digitised film's name plate, and the file "
            "doesn't say that it has none."
        ),
        "colour_rendering": "This is a coloured picture of sections, often made with text on it.",
        "screen_capture": "This looks like a picture of a screen, which may show a name.",
        "digitised": "This was scanned from film or paper, which may show a name.",
        "modality_other": "The device is of an unusual kind, so what the image shows is uncertain.",
        "photograph": "This is a photograph, which may show a face, a label or a name.",
        "slide": (
            "This is a slide. The largest of its levels that can be shown was taken; its label "
            "and overview pictures were left behind. Look whether writing is left in it."
        ),
        "recognisable": "The file says that the patient can be recognised in the image.",
        "document": "This is a document. A person must read it before anyone else may.",
        "report_text": "This report holds text that someone wrote, which may name a person.",
        "drawing_text": "This holds text or drawings laid over an image, which may name a person.",
        "identity_in_picture": "The patient seems to be named in the picture.",
        "text_in_picture": (
            "Something is written in the picture, and it may name the patient. Cover it, or let "
            "it pass if it names nobody."
        ),
        "text_everywhere": (
            "Much of this picture looks like writing, more than can be covered. Look at it, and "
            "reject it if it is a page of text."
        ),
        "text_not_found": (
            "The file says that text is burned into the image, but none was found. Look for it."
        ),
        "not_all_read": (
            "This picture could not be searched for writing to its end. Look at all its frames."
        ),
        "not_in_time": (
            "This file could not be looked at in time. Look at all its frames, and reject it if "
            "they can't be shown."
        ),
        "text_unsettled": (
            "Something in this picture looks like writing and could not be read. Cover it, or let "
            "it pass if it is none."
        ),
        "face_possible": (
            "A face could be made visible from these images of a head. Someone has to agree that "
            "they are kept, or that the face is removed from them."
        ),
    }
)
# What someone who looks at the picture, at all of it, has judged together.
ASKS_FOR_A_LOOK: Final = frozenset(
    {"burned_in_stated", "class_often_burned_in", "projection_unstated", "colour_rendering"}
    | {"screen_capture", "digitised", "modality_other", "identity_in_picture", "text_in_picture"}
    | {"text_everywhere", "text_not_found", "not_all_read", "not_in_time", "text_unsettled"}
)
_SCREEN_WORDS: Final = frozenset(
    {"SCREEN SAVE", "SCREEN_SAVE", "SCREENSAVE", "SCREENSHOT", "SCREEN"}
)
# Conversion Type (0008,0064), PS3.3 table C.8-24: digitised film, other film, document, drawing.
_DIGITISED: Final = frozenset({"DF", "SD", "DRW", "DV", "SI"})
_SCANNED_BY: Final = frozenset({"FD", "DOC", "HC"})
_TEXT_VALUES: Final = frozenset({"TEXT", "PNAME"})
# What Derivation Description (0008,2111) says of a level of a whole slide, by ``photographs``.
SLIDE: Final = "LEVEL OF A SLIDE"
_MAX_DEPTH: Final = 32
_COLOURS: Final = 3


def reason(code: str) -> HoldReason:
    """The reason of this code."""
    return HoldReason(code, SENTENCES[code])


def hold_reasons(raw: RawDataset) -> tuple[HoldReason, ...]:
    """Why ``raw`` must be seen by a person before it is filed; empty when it need not.

    A scanner's own grey CT, MR, PET and nuclear medicine sections pass unless their header gives
    cause. Ultrasound and secondary captures pass only when the header says that nothing is
    burned in (Burned In Annotation (0028,0301) is ``NO``) and that they are no pictures of a
    screen or a film. So do objects of the digital X-ray classes, in which the standard demands
    the statement; computed radiographs and angiograms pass also as primary images.
    Photographs, documents and written reports always wait.
    What is laid over the image in overlays is removed by de-identification and needs no look.

    Source: PS3.3 sections C.7.6.1.1 (image), C.8.6.1 (conversion type); PS3.15 section E.3.1,
    which leaves burned-in text to whoever de-identifies.
    """
    dataset = raw.dataset
    sop_class = ACCEPTED.get(_text(dataset, "SOPClassUID"))
    risk = sop_class.risk if sop_class else PixelRisk.BURNED_IN
    codes = [code for code, applies in _CHECKS.items() if applies(dataset, risk)]
    return tuple(map(reason, codes))


def _text(dataset: Dataset, keyword: str) -> str:
    try:
        value = dataset.get(keyword)
    except LIBRARY_ERRORS:
        return ""
    return str(value).strip(" \0").upper() if isinstance(value, str) else ""


def _values(dataset: Dataset, keyword: str) -> frozenset[str]:
    try:
        value = dataset.get(keyword) or ()
    except LIBRARY_ERRORS:
        return frozenset()
    items = [value] if isinstance(value, str) else value
    return frozenset(str(item).strip(" \0").upper() for item in items)


def _states_burned_in(dataset: Dataset, _risk: PixelRisk) -> bool:
    return _text(dataset, "BurnedInAnnotation") == "YES"


def _class_burns_in(dataset: Dataset, risk: PixelRisk) -> bool:
    return risk is PixelRisk.BURNED_IN and _text(dataset, "BurnedInAnnotation") != "NO"


def _is_projection(dataset: Dataset, risk: PixelRisk) -> bool:
    """Digital X-ray objects must state it; older ones pass when they are what the device made."""
    if _text(dataset, "BurnedInAnnotation") == "NO":
        return False
    must_state = risk is PixelRisk.PROJECTION
    return must_state or (
        risk is PixelRisk.RADIOGRAPH and "PRIMARY" not in _values(dataset, "ImageType")
    )


def _is_coloured(dataset: Dataset, risk: PixelRisk) -> bool:
    """A scanner's sections are grey. Colour means a rendering, often with a legend on it."""
    colours = dataset.get("SamplesPerPixel") == _COLOURS
    return colours and risk in _GREY and _text(dataset, "BurnedInAnnotation") != "NO"


def _is_screen(dataset: Dataset, _risk: PixelRisk) -> bool:
    return bool(_values(dataset, "ImageType") & _SCREEN_WORDS)


def _is_digitised(dataset: Dataset, _risk: PixelRisk) -> bool:
    converted = _text(dataset, "ConversionType") in _DIGITISED
    return converted or _text(dataset, "Modality") in _SCANNED_BY


def _is_other(dataset: Dataset, risk: PixelRisk) -> bool:
    return risk in _IMAGES and _text(dataset, "Modality") in ("OT", "")


def _is_slide(dataset: Dataset, risk: PixelRisk) -> bool:
    return risk is PixelRisk.PHOTOGRAPH and _text(dataset, "DerivationDescription") == SLIDE


def _is_photograph(dataset: Dataset, risk: PixelRisk) -> bool:
    if _is_slide(dataset, risk):
        return False
    return risk is PixelRisk.PHOTOGRAPH or (risk in _IMAGES and _text(dataset, "Modality") == "XC")


def _is_recognisable(dataset: Dataset, _risk: PixelRisk) -> bool:
    return _text(dataset, "RecognizableVisualFeatures") == "YES"


def _is_document(dataset: Dataset, risk: PixelRisk) -> bool:
    return risk is PixelRisk.DOCUMENT or "EncapsulatedDocument" in dataset


def _has_report_text(dataset: Dataset, risk: PixelRisk) -> bool:
    return risk is PixelRisk.REPORT and _any_text(dataset, depth=0)


def _any_text(item: Dataset, *, depth: int) -> bool:
    if _text(item, "ValueType") in _TEXT_VALUES or depth > _MAX_DEPTH:
        return True
    try:
        children = list(item.get("ContentSequence") or ())
    except LIBRARY_ERRORS:
        return True
    return any(_any_text(child, depth=depth + 1) for child in children)


def _has_drawing(dataset: Dataset, risk: PixelRisk) -> bool:
    return risk is PixelRisk.DRAWING and "GraphicAnnotationSequence" in dataset


_GREY: Final = frozenset({PixelRisk.LOW, PixelRisk.RADIOGRAPH, PixelRisk.PROJECTION})
_IMAGES: Final = _GREY | {PixelRisk.BURNED_IN}
_CHECKS: Final[dict[str, Callable[[Dataset, PixelRisk], bool]]] = {
    "burned_in_stated": _states_burned_in,
    "class_often_burned_in": _class_burns_in,
    "projection_unstated": _is_projection,
    "colour_rendering": _is_coloured,
    "screen_capture": _is_screen,
    "digitised": _is_digitised,
    "modality_other": _is_other,
    "slide": _is_slide,
    "photograph": _is_photograph,
    "recognisable": _is_recognisable,
    "document": _is_document,
    "report_text": _has_report_text,
    "drawing_text": _has_drawing,
}
