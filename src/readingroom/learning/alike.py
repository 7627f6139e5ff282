"""Questions of different cases that ask the same: one may be asked in the place of the other."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from readingroom.learning.answers import plain

# What these ask is the same whatever the case, and their words may tell what it is.
_SAME_OF_EVERY_CASE: Final = frozenset({"hotspot", "differential", "report"})


def sibling_of(asked: Mapping[str, Any], items: Iterable[Mapping[str, Any]]) -> str:
    """The ``id`` of the first of another case's items that asks the same; empty where none does.

    Marks on images, differentials and reports ask the same of every case. Other questions do
    where they are of one kind and in the same words.

    Args:
        asked: an item as plain data.
        items: those of a case of the same diagnosis, in the author's order.
    """
    return next((str(item["id"]) for item in items if _ask_the_same(asked, item)), "")


def _ask_the_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    if one["kind"] != other["kind"]:
        return False
    return one["kind"] in _SAME_OF_EVERY_CASE or plain(one["stem"]) == plain(other["stem"])
