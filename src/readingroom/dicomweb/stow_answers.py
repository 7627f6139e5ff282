"""The answer to a STOW request, in the form that was asked for.

Source: PS3.18 table I.1-1 (Store Instances Response), section 8.7.5 (Accept), annex F (DICOM JSON
Model); PS3.19 annex A.1 (Native DICOM Model, the XML form).
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final
from xml.sax.saxutils import escape

from pydicom.datadict import keyword_for_tag

from readingroom.dicomweb.multipart import media_type
from readingroom.dicomweb.reception import Outcome

JSON: Final = "application/dicom+json"
XML: Final = "application/dicom+xml"
_TYPES: Final[Mapping[str, str]] = {
    JSON: JSON,
    "application/json": "application/json",
    XML: XML,
    "application/*": JSON,
    "*/*": JSON,
}
_NAMESPACE: Final = "http://dicom.nema.org/PS3.19/models/NativeDICOM"


def choose_type(accept: str) -> str | None:
    """The media type to answer in; ``None`` where nothing we have is acceptable.

    Args:
        accept: the Accept header; empty means anything. Weights are heeded, and of equal ones
            the first counts.
    """
    wishes = [_wish(part) for part in accept.split(",") if part.strip()]
    if not wishes:
        return JSON
    for kind, weight in sorted(wishes, key=lambda wish: -wish[1]):
        if weight > 0 and kind in _TYPES:
            return _TYPES[kind]
    return None


def _wish(part: str) -> tuple[str, float]:
    kind, parameters = media_type(part)
    try:
        return kind, float(parameters.get("q", "1"))
    except ValueError:
        return kind, 0.0


def write_answer(outcomes: Sequence[Outcome], kind: str) -> bytes:
    """The Store Instances Response as ``kind``, without addresses to retrieve from.

    What is stored here is not what was sent: identity is removed first, under new UIDs.
    """
    told = _response(outcomes)
    if kind == XML:
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<NativeDicomModel xmlns="{_NAMESPACE}" xml:space="preserve">'
            f"{_attributes(told)}</NativeDicomModel>"
        ).encode()
    return json.dumps(told).encode()


def _response(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    stored = [_reference(outcome) for outcome in outcomes if not outcome.failure]
    failed = [outcome for outcome in outcomes if outcome.failure]
    named = [{**_reference(o), **_reason(o)} for o in failed if o.sop_instance]
    nameless = [_reason(o) for o in failed if not o.sop_instance]
    found = {"00081199": stored, "00081198": named, "0008119A": nameless}
    return {tag: {"vr": "SQ", "Value": items} for tag, items in sorted(found.items()) if items}


def _reference(outcome: Outcome) -> dict[str, Any]:
    return {
        "00081150": {"vr": "UI", "Value": [outcome.sop_class]},
        "00081155": {"vr": "UI", "Value": [outcome.sop_instance]},
    }


def _reason(outcome: Outcome) -> dict[str, Any]:
    return {"00081197": {"vr": "US", "Value": [outcome.failure]}}


def _attributes(values: Mapping[str, Any]) -> str:
    return "".join(
        f'<DicomAttribute tag="{tag}" vr="{element["vr"]}" keyword="{keyword_for_tag(tag)}">'
        f"{_content(element)}</DicomAttribute>"
        for tag, element in values.items()
    )


def _content(element: Mapping[str, Any]) -> str:
    if element["vr"] == "SQ":
        return "".join(
            f'<Item number="{number}">{_attributes(item)}</Item>'
            for number, item in enumerate(element["Value"], start=1)
        )
    return "".join(
        f'<Value number="{number}">{escape(str(value))}</Value>'
        for number, value in enumerate(element["Value"], start=1)
    )
