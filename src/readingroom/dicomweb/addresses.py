"""Addresses of pixels, taken apart.

Shape: PS3.18 (2024b) section 10.4 (WADO-RS), of which the resources below a series are answered,
and two more: ``stacks``, the series as the viewer wants it, and a token in the path for pictures
in lists, where no cookie can be set for each study.
"""

import re
from dataclasses import dataclass

from readingroom.kernel.errors import NotFound

# PS3.5 section 9.1, with no room for a way out of a folder.
_UID = r"(?=[0-9.]{1,64}(?:/|$))[0-9]+(?:\.[0-9]+)+"
_SERIES = re.compile(
    rf"/dicomweb(?:/g/(?P<token>[A-Za-z0-9_~.-]+))?"
    rf"/studies/(?P<study>{_UID})/series/(?P<series>{_UID})/(?P<rest>[a-z0-9./]+)"
)
_INSTANCE = re.compile(
    rf"instances/(?P<instance>{_UID})/(?:(?P<metadata>metadata)"
    r"|frames/(?P<frame>[1-9][0-9]{0,5})(?P<rendered>/rendered)?)"
)
STORE = re.compile(rf"/dicomweb/studies(?:/(?P<study>{_UID}))?")
"""Where studies are sent to (PS3.18 section 10.5)."""
_OF_SERIES = frozenset({"metadata", "stacks", "thumbnail"})


@dataclass(frozen=True)
class Address:
    """One resource of one series.

    Attributes:
        resource: ``metadata``, ``stacks``, ``thumbnail``, ``frame`` or ``rendered``.
        instance: SOP Instance UID; empty for the whole series.
        frame: counted from 1; 0 where none is meant.
        token: a grant in the path, or empty.
    """

    study: str
    series: str
    resource: str
    instance: str = ""
    frame: int = 0
    token: str = ""


def parse_address(path: str) -> Address:
    """Take ``path`` apart.

    Raises:
        NotFound: nothing is at this address.
    """
    found = _SERIES.fullmatch(path)
    if not found:
        raise NotFound("There is nothing at this address.")
    study, series, token = found["study"], found["series"], found["token"] or ""
    if found["rest"] in _OF_SERIES:
        return Address(study, series, found["rest"], token=token)
    part = _INSTANCE.fullmatch(found["rest"])
    if not part:
        raise NotFound("There is nothing at this address.")
    if part["metadata"]:
        return Address(study, series, "metadata", part["instance"], token=token)
    resource = "rendered" if part["rendered"] else "frame"
    return Address(study, series, resource, part["instance"], int(part["frame"]), token)
