"""Whether what is shown or asked before reveal gives the diagnosis away."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from readingroom.casefile.document import CaseDocument, Stage
from readingroom.casefile.links import without_links
from readingroom.casefile.pathology import PathologyStage
from readingroom.casefile.study import StudyStage

_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
_SHORTEST_TELLING_WORD = 4
_STEM = 6
_MIN_SHARED = 0.6
_DISCLOSING: Final = frozenset({"pathology", "discussion"})
_SHOWN: Final = "“{word}” is also in the diagnosis, and this is shown before reveal."
_ASKED: Final = "“{word}” is also in the diagnosis, and this is asked before it is told."

# Words of diagnoses that tell where or how, not what; and those that every request uses.
_NEUTRAL_WORDS = """
    abdomen abdominal abnormal acute adult anterior aortic arterial artery axial bilateral body
    bone bony bowel brain breast bronchus cardiac case cause central cerebral cervical chest child
    chronic colon common compatible complicated consistent cord coronary deposit diffuse disc
    disease disorder distal early elderly epidural extensive facial female fever focal following
    from gastric head heart hepatic history injury joint kidney large late lateral left lesion
    least likely liver lobe lower lumbar lung male mass medial middle more most multiple muscle neck
    nerve nodule
    older organ other pain part patient pelvic pelvis pleural poorly posterior primary probable
    proximal pulmonary rare renal right secondary severe shoulder single skull small soft spinal
    spine spleen stomach swelling syndrome system thoracic thorax tissue trauma typical unknown
    unspecified upper variant venous vertebra vertebrae vertebral vessel wall with without woman
    young
"""
_NEUTRAL: Final = frozenset(_NEUTRAL_WORDS.split())


@dataclass(frozen=True)
class Spoiler:
    """A word shown before reveal that the diagnosis also holds.

    Attributes:
        place: where it stands, such as ``unknown_title``.
        word: the word as written there.
        message: a sentence for the author.
    """

    place: str
    word: str
    message: str


def find_spoilers(document: CaseDocument) -> tuple[Spoiler, ...]:
    """Words in the unknown title, the presentation, headings and questions that tell the diagnosis.

    A question is read as far as a learner sees it before answering, and only where it is asked
    before tissue or the discussion tell the diagnosis. What may be chosen is no spoiler: the right
    answer has to stand among the options.

    A telling word is one of the title, the coded diagnoses or the pathologist's wording that
    names neither place nor time; word endings are overlooked (metastatic, metastases).
    """
    telling = _telling_words(document)
    return tuple(
        Spoiler(place, word, told.format(word=word))
        for told, texts in ((_SHOWN, _shown_before(document)), (_ASKED, _asked_before(document)))
        for place, text in texts
        for word in dict.fromkeys(_WORD.findall(without_links(text)))
        if any(_alike(_plain(word), other) for other in telling)
    )


def _telling_words(document: CaseDocument) -> frozenset[str]:
    texts = [document.title, *(code.meaning for code in document.diagnosis_codes)]
    pathology = (stage for stage in document.stages if isinstance(stage, PathologyStage))
    texts.extend(stage.final_diagnosis for stage in pathology)
    words = {_plain(word) for text in texts for word in _WORD.findall(without_links(text))}
    return frozenset(
        word for word in words if len(word) >= _SHORTEST_TELLING_WORD and word not in _NEUTRAL
    )


def _shown_before(document: CaseDocument) -> Iterator[tuple[str, str]]:
    yield "unknown_title", document.unknown_title
    yield "patient.presentation", document.patient.presentation
    for index, stage in enumerate(document.stages):
        if stage.kind not in _DISCLOSING:
            yield from _headings(stage, f"stages[{index}]")


def _asked_before(document: CaseDocument) -> Iterator[tuple[str, str]]:
    before = takewhile(lambda stage: stage.kind not in _DISCLOSING, document.stages)
    early = {stage.id for stage in before}
    for index, item in enumerate(document.items):
        # Every hotspot asks to mark any abnormality, or none; its own words come afterwards.
        if item.stage in early and item.kind != "hotspot":
            yield f"items[{index}].stem", item.stem


def _headings(stage: Stage, place: str) -> Iterator[tuple[str, str]]:
    yield f"{place}.title", stage.title
    if isinstance(stage, StudyStage):
        yield f"{place}.caption", stage.caption
        for number, series in enumerate(stage.series):
            yield f"{place}.series[{number}].caption", series.caption


def _plain(word: str) -> str:
    """Small letters without accents: Sjögren and sjogren are one word."""
    parts = unicodedata.normalize("NFKD", word.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


def _alike(word: str, other: str) -> bool:
    if word in _NEUTRAL or len(word) < _SHORTEST_TELLING_WORD:
        return False
    if word == other:
        return True
    shared = 0
    for a, b in zip(word, other, strict=False):
        if a != b:
            break
        shared += 1
    return shared >= _STEM and shared >= _MIN_SHARED * max(len(word), len(other))
