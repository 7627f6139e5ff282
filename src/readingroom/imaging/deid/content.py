"""Items of structured reports and of drawings: what they say, cleaned, where they stand, kept.

An item of a report may be pointed at by its place in the tree (Referenced Content Item
Identifier), so none is left out: where nothing of it can stay, a comment stands that says so.
Names of persons, and texts under a concept that asks for an identity, are replaced; other texts
are rebuilt like any free text. A text drawn over an image stays with its clinical words, or goes.
A mark on a curve stays where it is made of codes and numbers; what someone wrote there goes.

Source: PS3.3 section C.17.3 (SR Document Content Module), C.10.5 (Graphic Annotation Module),
C.10.10 (Waveform Annotation Module);
PS3.16 TID 1002 to 1006 (observation context); PS3.15 sections E.3.6 and E.3.7.
"""

from collections.abc import Callable
from types import MappingProxyType
from typing import Final

from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.tag import Tag

from readingroom.imaging.refusals import LIBRARY_ERRORS

REMOVED: Final = "REMOVED"
# Concepts of DCM that ask who, whose or which one: names, numbers, birth, places.
_OF_IDENTITY: Final = frozenset(
    {"121008", "121009", "121013", "121016", "121017", "121020", "121021", "121022", "121023"}
    | {"121024", "121025", "121029", "121030", "121031", "121036", "121037", "121039", "110190"}
    | {"113870", "113871", "113872", "121435", "121436"}
)
_RELATIONSHIPS: Final = frozenset(
    {"CONTAINS", "HAS OBS CONTEXT", "HAS CONCEPT MOD", "HAS PROPERTIES", "HAS ACQ CONTEXT"}
    | {"INFERRED FROM", "SELECTED FROM"}
)
_MOMENTS: Final = MappingProxyType({"DATE": "Date", "TIME": "Time", "DATETIME": "DateTime"})
_VALUE_TYPE, _RELATIONSHIP = Tag(0x0040A040), Tag(0x0040A010)
_CONCEPT_NAME, _TEXT_VALUE, _PERSON = Tag(0x0040A043), Tag(0x0040A160), Tag(0x0040A123)
_UNFORMATTED: Final = Tag(0x00700006)
_GROUP_OF_CURVE: Final = Tag(0x0040A180)  # stands in marks on curves alone


def settled_item(
    source: Dataset, clean: Dataset | None, *, cleaned: Callable[[str], str]
) -> Dataset | None:
    """An item of a sequence as it may stand.

    Args:
        source: as received.
        clean: what the rules of its attributes left of it; ``None`` where it lost its meaning.
        cleaned: takes a free text to what may stay of it.

    Returns:
        The item, ``None`` where it goes. Items that are none of a report's, a drawing's or a
        curve's come back as they are given.
    """
    if _GROUP_OF_CURVE in source:
        return clean if _CONCEPT_NAME in source and _UNFORMATTED not in source else None
    if _UNFORMATTED in source:
        return _drawn(source, clean, cleaned)
    kind = _text(source, "ValueType")
    if not kind:
        return clean
    if clean is None or _VALUE_TYPE not in clean:
        return _stand_in(source)
    return _content(source, clean, kind)


def _content(source: Dataset, clean: Dataset, kind: str) -> Dataset | None:
    if kind == "PNAME":
        clean[_PERSON] = DataElement(_PERSON, "PN", REMOVED)
    elif kind == "TEXT" and (_asks_for_identity(source) or not clean.get("TextValue")):
        clean[_TEXT_VALUE] = DataElement(_TEXT_VALUE, "UT", REMOVED)
    elif kind in _MOMENTS and (_asks_for_identity(source) or not clean.get(_MOMENTS[kind])):
        return _stand_in(source)
    return clean


def _asks_for_identity(item: Dataset) -> bool:
    try:
        names = item.get("ConceptNameCodeSequence") or ()
        codes = {_text(name, "CodeValue") for name in names}
    except LIBRARY_ERRORS:
        return True
    return not codes.isdisjoint(_OF_IDENTITY)


def _stand_in(source: Dataset) -> Dataset | None:
    """A comment in the item's place; nothing where no tree counts places."""
    relationship = _text(source, "RelationshipType")
    if relationship not in _RELATIONSHIPS:
        return None
    item, name = Dataset(), Dataset()
    name.CodeValue, name.CodingSchemeDesignator = "121106", "DCM"
    name.CodeMeaning = "Comment"
    item[_RELATIONSHIP] = DataElement(_RELATIONSHIP, "CS", relationship)
    item[_VALUE_TYPE] = DataElement(_VALUE_TYPE, "CS", "TEXT")
    item[_CONCEPT_NAME] = DataElement(_CONCEPT_NAME, "SQ", Sequence([name]))
    item[_TEXT_VALUE] = DataElement(_TEXT_VALUE, "UT", REMOVED)
    return item


def _drawn(source: Dataset, clean: Dataset | None, cleaned: Callable[[str], str]) -> Dataset | None:
    """A text object with what is clinical of its text; without any it draws nothing."""
    text = cleaned(_text(source, "UnformattedTextValue"))
    if clean is None or not text:
        return None
    clean[_UNFORMATTED] = DataElement(_UNFORMATTED, "ST", text)
    return clean


def _text(dataset: Dataset, keyword: str) -> str:
    try:
        value = dataset.get(keyword)
    except LIBRARY_ERRORS:
        return ""
    return value.strip(" \0") if isinstance(value, str) else ""
