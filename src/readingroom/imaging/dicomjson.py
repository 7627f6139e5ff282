"""A data set as DICOM JSON. Source: PS3.18 Annex F."""

import base64
import math
from collections.abc import Callable, Iterable
from typing import Any, Final

from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.multival import MultiValue
from pydicom.valuerep import PersonName

_BINARY: Final = frozenset({"OB", "OD", "OF", "OL", "OV", "OW", "UN"})
_INTEGERS: Final = frozenset({"IS", "SL", "SS", "SV", "UL", "US", "UV"})
_REALS: Final = frozenset({"DS", "FL", "FD"})
_SAFE_INTEGER: Final = 2**53  # beyond it JSON readers round (RFC 8259 section 6)
_INLINE_BYTES: Final = 65_536
_GROUP_LENGTH: Final = 0x0000
_COMPONENT_GROUPS: Final = ("Alphabetic", "Ideographic", "Phonetic")

BulkDataUri = Callable[[str], str]


def dataset_to_json(
    dataset: Dataset, *, bulk_data_uri: BulkDataUri | None = None
) -> dict[str, dict[str, Any]]:
    """The DICOM JSON model object of ``dataset``.

    Args:
        dataset: file meta information and group lengths are left out, as F.2 asks.
        bulk_data_uri: gives the address of a binary value from its path, eight hexadecimal digits
            a tag, joined by ``/`` with item numbers from 0 (``00081115/0/7FE00010``). Without
            one, or up to 64 KiB, binary values stand in line as Base64; above that a value
            without an address is left out, its VR alone remaining.

    Returns:
        Attributes by tag, in tag order; ready for ``json.dumps(…, allow_nan=False)``. Numbers that
        JSON has no form for (not finite, beyond 2**53, or no number at all) become strings or
        null, never an error.
    """
    return _object(dataset, bulk_data_uri, "")


def _object(dataset: Dataset, uri: BulkDataUri | None, path: str) -> dict[str, dict[str, Any]]:
    return {
        f"{element.tag:08X}": _attribute(element, uri, f"{path}{element.tag:08X}")
        for element in sorted(dataset, key=lambda element: element.tag)
        if element.tag.element != _GROUP_LENGTH
    }


def _attribute(element: DataElement, uri: BulkDataUri | None, path: str) -> dict[str, Any]:
    vr = _one_vr(element)
    attribute: dict[str, Any] = {"vr": vr}
    if vr == "SQ":
        items = [_object(item, uri, f"{path}/{i}/") for i, item in enumerate(element.value)]
        return {**attribute, "Value": items} if items else attribute
    if vr in _BINARY:
        return {**attribute, **_binary(element.value, uri, path)}
    values = [_value(vr, value) for value in _values(element)]
    return {**attribute, "Value": values} if values else attribute


def _one_vr(element: DataElement) -> str:
    """The VR; of a choice such as ``US or SS``, the one that the value is in."""
    vr = str(element.VR)
    if " or " not in vr:
        return vr
    if isinstance(element.value, bytes):
        return "OW"
    return "SS" if any(int(value) < 0 for value in _values(element)) else "US"


def _values(element: DataElement) -> Iterable[Any]:
    value = element.value
    if value is None or (isinstance(value, str | bytes | PersonName) and not value):
        return []
    return value if isinstance(value, MultiValue | list | tuple) else [value]


def _binary(value: Any, uri: BulkDataUri | None, path: str) -> dict[str, str]:
    data = value if isinstance(value, bytes) else b""
    if not data:
        return {}
    if len(data) <= _INLINE_BYTES:
        return {"InlineBinary": base64.b64encode(data).decode()}
    return {"BulkDataURI": uri(path)} if uri else {}


def _value(vr: str, value: Any) -> Any:
    """One value; null stands for an empty one among several (F.2.5)."""
    if value is None or (isinstance(value, str) and not value):
        return None
    if vr == "PN":
        return _person(value)
    if vr == "AT":
        return f"{int(value):08X}"
    if vr in _INTEGERS:
        return _integer(value)
    if vr in _REALS:
        return _real(value)
    return str(value)


def _person(value: Any) -> dict[str, str] | None:
    groups = zip(_COMPONENT_GROUPS, str(value).split("="), strict=False)
    return {name: text for name, text in groups if text} or None


def _integer(value: Any) -> int | str | None:
    try:
        whole = int(value)
    except (ValueError, OverflowError, TypeError):
        return _text(value)
    return whole if abs(whole) <= _SAFE_INTEGER else str(whole)


def _real(value: Any) -> float | str | None:
    try:
        number = float(value)
    except (ValueError, OverflowError, TypeError):
        return _text(value)
    return number if math.isfinite(number) else _text(value)


def _text(value: Any) -> str | None:
    return str(value) or None
