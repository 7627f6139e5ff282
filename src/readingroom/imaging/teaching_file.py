"""Teaching-file manifests: which images someone chose at a workstation, and what they wrote.

Source: IHE Radiology, Teaching File and Clinical Trial Export (TCE): a Key Object Selection whose
title is of the scheme IHERADTF, and a report titled TCE006 with additional information.
"""

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from pydicom.dataset import Dataset

logger = logging.getLogger(__name__)

MANIFEST, REPORT = "manifest", "report"
SCHEME: Final = "IHERADTF"
TITLES: Final = MappingProxyType(
    {
        "TCE001": "For Teaching File Export",
        "TCE002": "For Clinical Trial Export",
        "TCE007": "For Research Collection Export",
        "TCE008": "For Publication Export",
    }
)
REPORT_TITLE: Final = "TCE006"
FIELDS: Final = MappingProxyType(
    {
        "TCE104": "abstract",
        "TCE105": "keywords",
        "121060": "history",
        "121071": "findings",
        "TCE106": "discussion",
        "111023": "differential",
        "TCE107": "diagnosis",
        "112005": "anatomy",
        "111042": "pathology",
        "TCE108": "organ",
        "TCE109": "category",
        "TCE110": "level",
        "TCE111": "confirmed",
        "TF001": "title",
        "113012": "description",
    }
)
"""Concepts by code, and what they are called here. Authors are left out: they are persons."""
CODED: Final = frozenset({"category", "level", "confirmed"})
"""Fields that hold codes of the profile, or yes or no; never text."""
_CODE: Final = re.compile(r"TCE[0-9]{3}")
_YES, _NO = "yes", "no"
# SNOMED RT and CT codes of Yes and No (PS3.16 CID 230).
_ANSWERS: Final = {"R-0038D": _YES, "373066001": _YES, "R-00339": _NO, "373067005": _NO}
_KEY_OBJECT: Final = "1.2.840.10008.5.1.4.1.1.88.59"
_SR_CLASSES: Final = "1.2.840.10008.5.1.4.1.1.88."
_MOST_IMAGES, _MOST_ITEMS = 5_000, 2_000
# What receivers agreed on where the profile has no field: ``mirc:title=…`` in the description.
_MIRC: Final = re.compile(r"mirc:([^\s=]+)=")
_MIRC_FIELDS: Final = {
    "title": "title",
    "abstract": "abstract",
    "keywords": "keywords",
    "history": "history",
    "findings": "findings",
    "discussion": "discussion",
    "diagnosis": "diagnosis",
    "differential-diagnosis": "differential",
}


@dataclass(frozen=True)
class TeachingFile:
    """What one object says.

    Attributes:
        kind: ``MANIFEST`` or ``REPORT``.
        study: Study Instance UID as received.
        images: SOP Instance UIDs as received of the chosen images; none in a report.
        words: texts by the names in ``FIELDS``, as written; codes where the field is coded.
    """

    kind: str
    study: str
    images: tuple[str, ...]
    words: Mapping[str, str]

    def __repr__(self) -> str:
        return f"TeachingFile({self.kind})"  # never a word of it


def read_teaching_file(dataset: Dataset) -> TeachingFile | None:
    """What an object says, if it is a manifest or its report; else ``None``."""
    sop_class = str(dataset.get("SOPClassUID") or "")
    if not sop_class.startswith(_SR_CLASSES):
        return None
    title, scheme, _ = _code(dataset, "ConceptNameCodeSequence")
    study = str(dataset.get("StudyInstanceUID") or "")
    if scheme != SCHEME:
        return None
    if sop_class == _KEY_OBJECT and title in TITLES:
        words = _words(dataset)
        words = {**_mirc(words.pop("description", "")), **words}
        return TeachingFile(MANIFEST, study, tuple(_images(dataset)), words)
    if sop_class != _KEY_OBJECT and title == REPORT_TITLE:
        return TeachingFile(REPORT, study, (), _words(dataset))
    return None


def _code(dataset: Dataset, keyword: str) -> tuple[str, str, str]:
    """Value, scheme and meaning of the first code; empty where there is none."""
    for item in dataset.get(keyword) or []:
        return (
            _text(item, "CodeValue"),
            _text(item, "CodingSchemeDesignator"),
            _text(item, "CodeMeaning"),
        )
    return "", "", ""


def _text(dataset: Dataset, keyword: str) -> str:
    return str(dataset.get(keyword) or "").strip()


def _images(dataset: Dataset) -> Iterator[str]:
    """The chosen instances: PS3.3 section C.17.6.2.1, without the reports among them."""
    found: dict[str, None] = {}
    for study in dataset.get("CurrentRequestedProcedureEvidenceSequence") or []:
        for series in study.get("ReferencedSeriesSequence") or []:
            for item in series.get("ReferencedSOPSequence") or []:
                if not _text(item, "ReferencedSOPClassUID").startswith(_SR_CLASSES):
                    found[_text(item, "ReferencedSOPInstanceUID")] = None
    yield from list(filter(None, found))[:_MOST_IMAGES]


def _words(dataset: Dataset) -> dict[str, str]:
    """The texts of all content items we know; those of one concept are joined by a semicolon."""
    found: dict[str, list[str]] = {}
    for item in _items(dataset):
        name = FIELDS.get(_code(item, "ConceptNameCodeSequence")[0])
        said = _said(item, name) if name else ""
        if name and said:
            found.setdefault(name, []).append(said)
    return {name: "; ".join(dict.fromkeys(texts)) for name, texts in found.items()}


def _items(dataset: Dataset) -> Iterator[Dataset]:
    pending: list[Any] = list(dataset.get("ContentSequence") or [])
    for _ in range(_MOST_ITEMS):
        if not pending:
            return
        item = pending.pop(0)
        yield item
        pending += list(item.get("ContentSequence") or [])


def _said(item: Dataset, name: str) -> str:
    value, _, meaning = _code(item, "ConceptCodeSequence")
    if name == "confirmed":
        return _answer(value, meaning)
    if name in CODED:
        return value if _CODE.fullmatch(value) else ""
    return _text(item, "TextValue") or meaning.strip(" ;")


def _answer(value: str, meaning: str) -> str:
    """Yes or no. One known sender swaps the codes and writes the meaning right: it counts."""
    coded, said = _ANSWERS.get(value, ""), meaning.strip().lower()
    if said in {_YES, _NO}:
        if coded and coded != said:
            logger.info("a teaching file's answer has the other answer's code")
        return said
    return coded


def _mirc(description: str) -> dict[str, str]:
    """Fields hidden in a description, and what stands before them as an abstract."""
    marks = list(_MIRC.finditer(description))
    before = description[: marks[0].start()] if marks else description
    found = {"abstract": before.strip()}
    for mark, following in zip(marks, [*marks[1:], None], strict=False):
        stop = following.start() if following else len(description)
        name = _MIRC_FIELDS.get(mark[1].lower())
        if name:
            found[name] = description[mark.end() : stop].strip()
    return {name: text for name, text in found.items() if text}
