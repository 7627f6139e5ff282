"""A redacted CDA document looked through for what names anyone.

CDA is XML with a head of fixed parts: whom it is about, who wrote it, who keeps it. What these
parts are for is known, so they have to be empty, whatever they held; the rest is searched for what
is known of the patient, as written and as read, also across the borders of elements. Pictures and
files of its own, and what it only points to, can't be looked through and are refused.

Source: HL7 CDA Release 2 (ISO/HL7 27932:2009), sections 4.2 (header) and 4.3 (body).
"""

from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from readingroom.imaging.deid.copies import DocumentRefused, refuse_names
from readingroom.imaging.deid.identity import Identity

_ROOT: Final = "urn:hl7-org:v3 ClinicalDocument"
_SPACE: Final = "urn:hl7-org:v3 "
_PERSONAL: Final = frozenset({"name", "addr", "telecom", "birthTime", "birthplace"})
# Whose name is that of a drug or a thing.
_THINGS: Final = frozenset(
    {"manufacturedMaterial", "manufacturedLabeledDrug", "playingEntity", "specimenPlayingEntity"}
)
_PATIENT: Final = "recordTarget"
_NUMBERS: Final = frozenset({"extension", "root"})
_FILES: Final = frozenset({"nonXMLBody", "observationMedia"})
_LINKS: Final = frozenset({"value", "href", "referencedObject", "src"})
_LINKED_BY: Final = frozenset({"reference", "linkHtml", "renderMultiMedia"})
_DEEPEST: Final = 200


@dataclass
class _Read:
    """What a document says, gathered while it is parsed."""

    path: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    values: list[str] = field(default_factory=list)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if not self.path and name != _ROOT:
            raise DocumentRefused("copy_not_cda")
        self.path.append(name.removeprefix(_SPACE))
        self.texts.append("\n")
        self.values += attributes.values()
        if len(self.path) > _DEEPEST:
            raise DocumentRefused("copy_unread")
        self._check_files(attributes)
        self._check_head(attributes)

    def end(self, _name: str) -> None:
        """It ends."""
        self.path.pop()
        self.texts.append("\n")

    def text(self, text: str) -> None:
        """Text in it, or a part of one."""
        self.texts.append(text)
        if text.strip() and self._is_personal():
            raise DocumentRefused("copy_header")

    def _check_files(self, attributes: dict[str, str]) -> None:
        here = self.path[-1]
        linked = here in _LINKED_BY and any(
            not value.startswith("#") for name, value in attributes.items() if name in _LINKS
        )
        linked &= here != "renderMultiMedia"  # it names an element of the document by its ID
        if here in _FILES or linked or attributes.get("representation", "TXT") != "TXT":
            raise DocumentRefused("copy_has_more")

    def _check_head(self, attributes: dict[str, str]) -> None:
        stated = [value for name, value in attributes.items() if name == "value" and value.strip()]
        numbers = [name for name in attributes if name in _NUMBERS and attributes[name].strip()]
        is_number = self.path[-1] == "id" and _PATIENT in self.path
        if (self._is_personal() and stated) or (is_number and numbers):
            raise DocumentRefused("copy_header")

    def _is_personal(self) -> bool:
        """Whether what stands here is of a person or a place, in the head or anywhere."""
        at = next((i for i, name in enumerate(self.path) if name in _PERSONAL), None)
        return at is not None and (self.path[at] != "name" or self.path[at - 1] not in _THINGS)


def check_redacted(data: bytes, identity: Identity) -> None:
    """Let a redacted CDA document pass, or say why it can't.

    Args:
        data: the file.
        identity: what names anyone in the document's object and in what came with it.

    Raises:
        DocumentRefused: it is no CDA document, holds or points to other files, its head isn't
            empty, or it has something of the identity in it.
    """
    read = _parsed(data)
    apart = "".join(read.texts)
    joined = "".join(text for text in read.texts if text != "\n")
    texts = [apart, joined, "\n".join(read.values)]
    refuse_names([data, *(text.encode("utf-8", "replace") for text in texts)], identity)


def _parsed(data: bytes) -> _Read:
    read = _Read()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = read.start
    parser.EndElementHandler = read.end
    parser.CharacterDataHandler = read.text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(data, True)  # noqa: FBT003  # expat takes it by place alone
    except (expat.ExpatError, ValueError, LookupError):
        raise DocumentRefused("copy_not_cda") from None
    return read


def _refuse_doctype(*_stated: object) -> None:
    """Entities may hold anything, and need not stand in the text."""
    raise DocumentRefused("copy_has_more")
