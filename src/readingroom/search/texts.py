"""The text of a case document by section, as plain data: what is searched and what is quoted."""

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any

from readingroom.casefile.links import without_links

_LINK = re.compile(r"\[([^\[\]]*)\]\([^)]*\)|[*_`#>]+")
_MARKS = re.compile(r"[*_`#>]+")


class Section(StrEnum):
    """Where in a case something is said."""

    TITLE = "title"
    SAFE = "safe"
    FINDINGS = "findings"
    BODY = "body"


LABELS = {
    Section.TITLE: "Diagnosis",
    Section.SAFE: "Presentation",
    Section.FINDINGS: "Findings",
    Section.BODY: "Discussion",
}
Texts = Mapping[Section, Sequence[str]]


def texts_of(document: Mapping[str, Any]) -> dict[Section, list[str]]:
    """What a case says, in plain text.

    ``document`` is a stored case document. The safe section is what anybody sees before the
    answer; the title section names the answer.
    """
    return {section: list(section_texts(document, section)) for section in Section}


def section_texts(document: Mapping[str, Any], section: Section) -> Iterator[str]:
    """The same of one section, a text at a time."""
    return (plain(text) for text in _READERS[section](document) if text)


def plain(markdown: str) -> str:
    """Markdown without its marks and the targets of its links."""
    if "[" in markdown:
        return _LINK.sub(lambda found: found[1] or "", without_links(markdown))
    return _MARKS.sub("", markdown)


def _title(document: Mapping[str, Any]) -> Iterator[str]:
    yield document["title"]
    yield from (code["meaning"] for code in document.get("diagnosis_codes", ()))
    for stage in _stages(document, "pathology"):
        yield stage.get("final_diagnosis", "")


def _safe(document: Mapping[str, Any]) -> Iterator[str]:
    patient = document.get("patient", {})
    yield document.get("unknown_title", "")
    yield patient.get("presentation", "")
    yield patient.get("history", "")
    for stage in _stages(document, "study"):
        yield from (stage.get(name, "") for name in ("region", "modality_label", "caption"))
        if stage.get("modality") != "pathology":
            yield stage["modality"]


def _findings(document: Mapping[str, Any]) -> Iterator[str]:
    for stage in _stages(document, "study"):
        yield stage.get("findings", "")
        for series in stage.get("series", ()):
            yield from (mark.get("label", "") for mark in series.get("annotations", ()))


def _body(document: Mapping[str, Any]) -> Iterator[str]:
    yield document.get("basis", "")
    yield from document.get("tags", ())
    for stage in document.get("stages", ()):
        if stage["kind"] != "study":
            yield stage.get("findings", "")
        for entry in stage.get("differential", ()):
            yield entry["diagnosis"]
            yield from (reason["text"] for reason in entry.get("for", ()))
            yield from (reason["text"] for reason in entry.get("against", ()))
        yield from _of_kind(stage)


def _of_kind(stage: Mapping[str, Any]) -> Iterator[str]:
    for name in ("specimen", "macroscopy", "microscopy", "text", "procedure", "complications"):
        yield stage.get(name, "")
    yield from stage.get("teaching_points", ())
    yield from (event["text"] for event in stage.get("events", ()))
    yield from (stain["marker"] for stain in stage.get("stains", ()))
    yield from (f"{test['test']} {test['result']}" for test in stage.get("molecular", ()))
    for result in stage.get("results", ()):
        yield f"{result['name']} {result['value']} {result.get('unit', '')}"
    for culture in stage.get("cultures", ()):
        yield " ".join(culture.get(name, "") for name in ("specimen", "gram_stain", "growth"))


def _stages(document: Mapping[str, Any], kind: str) -> Iterator[Mapping[str, Any]]:
    return (stage for stage in document.get("stages", ()) if stage["kind"] == kind)


_READERS = {
    Section.TITLE: _title,
    Section.SAFE: _safe,
    Section.FINDINGS: _findings,
    Section.BODY: _body,
}
