"""Links in the text of a case to a slice of one of its series: ``[STIR 8](image:sag-stir/8)``."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from pydantic import BaseModel

IMAGE_SCHEME: Final = "image:"
_ANY_LINK = re.compile(r"\[(?P<text>[^\[\]]*)\]\((?P<target>\s*image:[^)]*)\)", re.IGNORECASE)
_TARGET = re.compile(r"image:(?P<series>[a-z0-9]+(?:-[a-z0-9]+)*)/(?P<slice>[1-9][0-9]{0,4})")


@dataclass(frozen=True)
class ImageLink:
    """A link found in a text.

    Attributes:
        text: the words of the link.
        target: what stands in the brackets, such as ``image:sag-stir/8``.
        series: the ``id`` of the series; None where the target is malformed.
        slice: the slice counted from 1; None where the target is malformed.
        start, end: where in the text it stands, as indices of characters.
    """

    text: str
    target: str
    series: str | None
    slice: int | None
    start: int
    end: int


def parse_target(target: str) -> tuple[str, int] | None:
    """The series and slice of ``image:sag-stir/8``; None for anything else."""
    found = _TARGET.fullmatch(target)
    return (found["series"], int(found["slice"])) if found else None


def find_image_links(markdown: str) -> tuple[ImageLink, ...]:
    """Every image link of a text in order, the malformed ones too."""
    links = []
    for found in _ANY_LINK.finditer(markdown):
        parsed = parse_target(found["target"])
        links.append(
            ImageLink(
                text=found["text"],
                target=found["target"],
                series=parsed[0] if parsed else None,
                slice=parsed[1] if parsed else None,
                start=found.start(),
                end=found.end(),
            )
        )
    return tuple(links)


def without_links(markdown: str) -> str:
    """The text with every image link replaced by its words."""
    return _ANY_LINK.sub(lambda found: found["text"], markdown)


def walk_texts(part: BaseModel, place: str = "") -> Iterator[tuple[str, str]]:
    """Every text below ``part`` with its place, such as ``stages[0].findings``."""
    found: list[tuple[str, str]] = []
    _collect(part, place, found)
    return iter(found)


@cache
def _fields_of(kind: type[BaseModel]) -> tuple[tuple[str, str], ...]:
    """The attribute and the written key of each field."""
    return tuple((name, field.alias or name) for name, field in kind.model_fields.items())


def _collect(value: object, place: str, found: list[tuple[str, str]]) -> None:
    if isinstance(value, str):
        found.append((place, value))
    elif isinstance(value, tuple):
        for index, entry in enumerate(value):
            _collect(entry, f"{place}[{index}]", found)
    elif isinstance(value, BaseModel):
        for name, key in _fields_of(type(value)):
            _collect(getattr(value, name), f"{place}.{key}" if place else key, found)
