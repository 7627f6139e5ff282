"""What an object of each storage class may hold, and what it must: PS3.3 as a tree.

Made by ``tools/make_iod_table.py``. The types of PS3.3 section 7.4: ``1`` needs a value, ``2`` may
be empty, ``3`` may be missing; ``C`` says that it is so on a condition or in a module that not
every object has. A few attributes are added that scanners put into older classes (PS3.2 calls
them standard extended): they count as type 3.
"""

import functools
import json
from collections.abc import Mapping
from importlib import resources
from types import MappingProxyType
from typing import Any, Final

from readingroom.imaging.sopclasses import ClassNotAccepted

OPTIONAL: Final = "3"
NEEDS_VALUE: Final = frozenset({"1", "1C"})
MAY_BE_EMPTY: Final = frozenset({"2", "2C"})


class Level:
    """One level of an object: its top, or the items of a sequence.

    Attributes:
        types: the type of each attribute that may stand here.
    """

    __slots__ = ("_children", "_items", "types")

    def __init__(self, types: Mapping[int, str], children: Mapping[int, int]) -> None:
        self.types = types
        self._children = children
        self._items: dict[int, Level] = {}

    def items_of(self, tag: int) -> "Level":
        """The level of the items of the sequence ``tag``; where PS3.3 leaves it open, that of
        the same sequence anywhere else, and one that may hold nothing where there is none."""
        found = self._items.get(tag)
        if found is None:
            number = self._children.get(tag, _table().items.get(tag))
            found = _NOTHING if number is None else _level(number)
            self._items[tag] = found
        return found


_NOTHING: Final = Level(MappingProxyType({}), MappingProxyType({}))


class _Table:
    """``iod_table.json`` as it lies in memory."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.nodes: list[Any] = document["nodes"]
        self.classes: Mapping[str, int] = document["classes"]
        self.items = {int(tag, 16): number for tag, number in document["items"].items()}
        self.extra = {uid: _tags(tags) for uid, tags in document["extra"].items()}


@functools.cache
def _table() -> _Table:
    text = resources.files(__package__).joinpath("iod_table.json").read_text("utf-8")
    return _Table(json.loads(text))


def _tags(text: str) -> tuple[int, ...]:
    return tuple(int(tag, 16) for tag in text.split())


def _node(number: int) -> tuple[dict[int, str], dict[int, int]]:
    by_type, children = _table().nodes[number]
    types = {tag: kind for kind, tags in by_type.items() for tag in _tags(tags)}
    return types, {int(tag, 16): child for tag, child in children.items()}


@functools.cache
def _level(number: int) -> Level:
    return Level(*_node(number))


@functools.cache
def top_level(sop_class_uid: str) -> Level:
    """The top level of an object of this class.

    Raises:
        ClassNotAccepted: the table doesn't have the class.
    """
    if sop_class_uid not in _table().classes:
        raise ClassNotAccepted(detail="no table")
    types, children = _node(_table().classes[sop_class_uid])
    extra = dict.fromkeys(_table().extra[sop_class_uid], OPTIONAL)
    return Level({**extra, **types}, children)


def extra_attributes(sop_class_uid: str) -> tuple[int, ...]:
    """Tags that may stand at the top of an object of this class though PS3.3 doesn't say so."""
    return _table().extra[sop_class_uid]
