"""A query as it was understood."""

from dataclasses import dataclass
from typing import Final, TypeAlias


@dataclass(frozen=True)
class Everything:
    """Asks for nothing in particular."""


@dataclass(frozen=True)
class Word:
    """One word; with ``is_prefix`` also what begins with it."""

    text: str
    is_prefix: bool = False


@dataclass(frozen=True)
class Phrase:
    """Words beside each other, in this order."""

    text: str


@dataclass(frozen=True)
class Field:
    """A field term.

    Attributes:
        name: the field's own name, whatever was typed for it.
        text: the value as typed; for ranges too.
        low, high: the limits of a range, included: days for an age, years for a year.
    """

    name: str
    text: str
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True)
class Not:
    """What must not fit."""

    part: "Node"


@dataclass(frozen=True)
class And:
    """All must fit."""

    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Or:
    """Any may fit."""

    parts: tuple["Node", ...]


Node: TypeAlias = Everything | Word | Phrase | Field | Not | And | Or
EVERYTHING: Final = Everything()


def in_words(node: Node) -> str:
    """The query written out with its operators, in a form that reads back as itself."""
    if isinstance(node, Word):
        return f"{node.text}*" if node.is_prefix else node.text
    if isinstance(node, Phrase):
        return f'"{node.text}"'
    if isinstance(node, Field):
        is_plain = node.text and not any(c.isspace() or c in '()"' for c in node.text)
        return f"{node.name}:{node.text}" if is_plain else f'{node.name}:"{node.text}"'
    if isinstance(node, Not):
        return f"NOT {_grouped(node.part)}"
    if isinstance(node, And | Or):
        joint = " AND " if isinstance(node, And) else " OR "
        return joint.join(_grouped(part) for part in node.parts)
    return ""


def _grouped(node: Node) -> str:
    return f"({in_words(node)})" if isinstance(node, And | Or) else in_words(node)
