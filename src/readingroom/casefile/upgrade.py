"""Bringing documents of earlier versions up to the present one, a step at a time."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from readingroom.casefile.document import SCHEMA_VERSION
from readingroom.casefile.errors import refuse

Step = Callable[[dict[str, Any]], dict[str, Any]]

STEPS: Final[Mapping[int, Step]] = {}
"""For each earlier version the step that makes a document of the next; version 1 is the first."""


def upgrade_data(
    data: Mapping[str, Any], *, steps: Mapping[int, Step] = STEPS, current: int = SCHEMA_VERSION
) -> dict[str, Any]:
    """``data`` as a document of version ``current``; ``data`` itself is left alone.

    Each step takes the whole document and returns that of the next version, without
    ``schema_version``, which is written here.

    Raises:
        InvalidCase: there is no version, it is not one, it is newer than ours, or too old.
    """
    version = _version(data)
    if version > current:
        raise refuse(
            f"This case was written by a newer version of Reading Room (document version "
            f"{version}; this one reads up to {current}). Update Reading Room, then try again.",
            place="schema_version",
        )
    upgraded = dict(data)
    for earlier in range(version, current):
        if earlier not in steps:
            raise refuse(
                f"Documents of version {earlier} can no longer be read. Open the case in an "
                "earlier release of Reading Room and export it from there.",
                place="schema_version",
            )
        upgraded = dict(steps[earlier](upgraded)) | {"schema_version": earlier + 1}
    return upgraded


def _version(data: Mapping[str, Any]) -> int:
    if "schema_version" not in data:
        raise refuse(
            f"Say which version of the form this is: schema_version: {SCHEMA_VERSION}.",
            place="schema_version",
        )
    version = data["schema_version"]
    if type(version) is not int or version < 1:
        raise refuse(
            f"The version must be a whole number, such as {SCHEMA_VERSION}.",
            place="schema_version",
        )
    return version
