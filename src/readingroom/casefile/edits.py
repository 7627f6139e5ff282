"""Edits of a working copy: one field, or one entry of a list, at a time.

Addresses are names and ids in turn: ``stages/e2/differential/e5/diagnosis``. Each edit says what
its author saw (``base``), so that it is taken where nobody wrote meanwhile, and told apart where
someone did.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final, Literal

from readingroom.casefile.errors import refuse
from readingroom.casefile.working import ID, KEYED, Copy
from readingroom.kernel.errors import InvalidInput

Kind = Literal["set", "insert", "remove", "move"]
Reason = Literal["changed", "gone"]

MAX_EDITS: Final = 500
MAX_COPY_BYTES: Final = 4_000_000
_MAX_STEPS: Final = 12
_NAME = re.compile(r"[a-z_]{1,32}")
_ID = re.compile(r"[a-z0-9]{1,24}")


@dataclass(frozen=True)
class Edit:
    """One change.

    Attributes:
        kind: set a field; insert, remove or move an entry.
        path: the field, the list to insert into, or the entry, as steps.
        base: for set and remove what the author saw there; ``None`` for nothing.
        value: for set the new value, for insert the entry with its id.
        after: for insert and move the id it comes after; ``None`` for the first place.
    """

    kind: Kind
    path: tuple[str, ...]
    base: Any = None
    value: Any = None
    after: str | None = None

    @property
    def plain(self) -> dict[str, Any]:
        """As JSON; ``parse_edits`` reads it."""
        return {
            "kind": self.kind, "path": "/".join(self.path), "base": self.base,
            "value": self.value, "after": self.after,
        }  # fmt: skip


@dataclass(frozen=True)
class Clash:
    """An edit that was not taken, since someone else was there.

    Attributes:
        reason: ``changed``, with what is there now; ``gone`` where its entry was removed.
    """

    edit: Edit
    reason: Reason
    current: Any = None


@dataclass(frozen=True)
class Applied:
    """What became of edits: the new copy, what was done, how to take it back, and what clashed."""

    copy: Copy
    done: tuple[Edit, ...]
    inverse: tuple[Edit, ...]
    clashes: tuple[Clash, ...]


class _Clashes(Exception):
    def __init__(self, reason: Reason, current: Any = None) -> None:
        super().__init__(reason)
        self.reason: Reason = reason
        self.current = current


def parse_edits(raw: object, *, known: frozenset[str]) -> tuple[Edit, ...]:
    """Read edits from JSON; ``known`` are the names of fields that there are.

    Raises:
        InvalidInput: they are not edits, or name a field that no document has.
    """
    if not isinstance(raw, list) or len(raw) > MAX_EDITS:
        raise InvalidInput("The page sent changes that can't be read. Load it again.")
    return tuple(_parse(one, known) for one in raw)


def apply_edits(copy: Copy, edits: Iterable[Edit]) -> Applied:
    """The copy after ``edits``, each taken or told apart on its own; ``copy`` itself stays.

    An edit whose result is there already changes nothing and does not clash.

    Raises:
        InvalidInput: the copy would become too large.
    """
    after = deepcopy(copy)
    done: list[Edit] = []
    inverse: list[Edit] = []
    clashes: list[Clash] = []
    for edit in edits:
        try:
            back = _ACTS[edit.kind](after, edit)
        except _Clashes as clash:
            clashes.append(Clash(edit, clash.reason, clash.current))
            continue
        if back is not None:
            done.append(edit)
            inverse.insert(0, back)
    if done and len(json.dumps(after)) > MAX_COPY_BYTES:
        raise refuse("The case has become too long to keep. Make two cases of it.")
    return Applied(after, tuple(done), tuple(inverse), tuple(clashes))


def entry_at(copy: Copy, path: tuple[str, ...]) -> Any:
    """The field or entry at an address; ``None`` where there is none."""
    try:
        return _walk(copy, path)
    except _Clashes:
        return None


def _set(copy: Copy, edit: Edit) -> Edit | None:
    holder, name = _walk(copy, edit.path[:-1], make=True), edit.path[-1]
    current = holder.get(name)
    if _same(current, edit.value):
        return None
    if not _same(current, edit.base):
        raise _Clashes("changed", current)
    if edit.value is None:
        holder.pop(name, None)
    else:
        holder[name] = deepcopy(edit.value)
    return Edit("set", edit.path, base=edit.value, value=current)


def _insert(copy: Copy, edit: Edit) -> Edit | None:
    holder = _walk(copy, edit.path[:-1], make=True)
    entries = holder.setdefault(edit.path[-1], [])
    if _place(entries, edit.value[ID]) is not None:
        return None
    entries.insert(_after(entries, edit.after), deepcopy(edit.value))
    return Edit("remove", (*edit.path, edit.value[ID]), base=edit.value)


def _remove(copy: Copy, edit: Edit) -> Edit | None:
    entries = _walk(copy, edit.path[:-2]).get(edit.path[-2], [])
    at = _place(entries, edit.path[-1])
    if at is None:
        return None
    if edit.base is not None and not _same(entries[at], edit.base):
        raise _Clashes("changed", entries[at])
    before = entries[at - 1][ID] if at else None
    removed = entries.pop(at)
    return Edit("insert", edit.path[:-1], value=removed, after=before)


def _move(copy: Copy, edit: Edit) -> Edit | None:
    entries = _walk(copy, edit.path[:-2]).get(edit.path[-2], [])
    at = _place(entries, edit.path[-1])
    if at is None:
        raise _Clashes("gone")
    before = entries[at - 1][ID] if at else None
    if before == edit.after or edit.after == edit.path[-1]:
        return None
    moved = entries.pop(at)
    entries.insert(_after(entries, edit.after), moved)
    return Edit("move", edit.path, after=before)


_ACTS: Final[Mapping[Kind, Callable[[Copy, Edit], Edit | None]]] = {
    "set": _set, "insert": _insert, "remove": _remove, "move": _move,
}  # fmt: skip


def _walk(copy: Copy, path: tuple[str, ...], *, make: bool = False) -> Any:
    here: Any = copy
    for step in path:
        if isinstance(here, list):
            at = _place(here, step)
            if at is None:
                raise _Clashes("gone")
            here = here[at]
        elif isinstance(here, dict):
            if step not in here and not make:
                raise _Clashes("gone")
            here = here.setdefault(step, {})
        else:
            raise _Clashes("gone")
    return here


def _place(entries: list[Any], entry_id: str) -> int | None:
    return next((at for at, entry in enumerate(entries) if entry.get(ID) == entry_id), None)


def _after(entries: list[Any], after: str | None) -> int:
    """Where to put what comes after ``after``; at the end where that is gone."""
    if after is None:
        return 0
    at = _place(entries, after)
    return len(entries) if at is None else at + 1


def _same(one: Any, other: Any) -> bool:
    """Whether two values say the same; nothing and an empty text do, within entries too."""
    left, right = _told(one), _told(other)
    return left == right or (_is_empty(left) and _is_empty(right))


def _told(value: Any) -> Any:
    """A value without fields that say nothing: lists are left behind when their entries go."""
    if isinstance(value, dict):
        told = {name: _told(one) for name, one in value.items()}
        return {name: one for name, one in told.items() if not _is_empty(one)}
    return [_told(one) for one in value] if isinstance(value, list) else value


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", [], {})


def _parse(raw: object, known: frozenset[str]) -> Edit:
    if not isinstance(raw, dict) or raw.get("kind") not in _ACTS:
        raise InvalidInput("The page sent changes that can't be read. Load it again.")
    kind: Kind = raw["kind"]
    path = tuple(str(raw.get("path", "")).split("/"))
    after = raw.get("after")
    edit = Edit(
        kind, path, raw.get("base"), raw.get("value"), None if after is None else str(after)
    )
    if not (_is_address(path, known) and _fits(edit)):
        raise InvalidInput("The page sent a change to a place that no case has. Load it again.")
    _check_names(edit.value, known, path[-1])
    return edit


def _is_address(path: tuple[str, ...], known: frozenset[str]) -> bool:
    """Names in turn with ids after the lists that have them."""
    expects_id = False
    for step in path:
        if not (_ID if expects_id else _NAME).fullmatch(step):
            return False
        if not expects_id and step not in known:
            return False
        expects_id = not expects_id and step in KEYED
    return len(path) <= _MAX_STEPS


def _fits(edit: Edit) -> bool:
    if _is_of_item_series(edit.path):
        return edit.kind == "set" and edit.path[-1] == "series" and _is_name(edit.value)
    in_list = len(edit.path) > 1 and edit.path[-2] in KEYED
    if edit.kind == "set":
        return edit.path[-1] not in KEYED and not in_list and edit.path[-1] != ID
    if edit.kind == "insert":
        return edit.path[-1] in KEYED and _is_entry(edit.value)
    return in_list


def _is_of_item_series(path: tuple[str, ...]) -> bool:
    """Whether it leads to the series that an item asks about: a name, where others are lists."""
    return any(
        step == "items" and path[at + 2 : at + 3] == ("series",) for at, step in enumerate(path)
    )


def _is_name(value: Any) -> bool:
    return value is None or isinstance(value, str)


def _is_entry(value: Any) -> bool:
    return isinstance(value, dict) and bool(_ID.fullmatch(str(value.get(ID, ""))))


def _check_names(value: Any, known: frozenset[str], holder: str, depth: int = 0) -> None:
    """Refuse names that no document has, so that nothing can be hidden in a copy.

    Args:
        holder: the name of what ``value`` stands in.
    """
    if depth > _MAX_STEPS:
        raise InvalidInput("The page sent a change that is nested too deeply.")
    if isinstance(value, dict):
        for name, entry in value.items():
            if name != ID and name not in known:
                raise InvalidInput("The page sent a field that no case has. Load it again.")
            if name in KEYED and not (_is_list(entry) or _is_series_of(holder, name, entry)):
                raise InvalidInput("The page sent a list that can't be read. Load it again.")
            _check_names(entry, known, name, depth + 1)
    elif isinstance(value, list):
        for entry in value:
            _check_names(entry, known, holder, depth + 1)


def _is_list(entry: Any) -> bool:
    return isinstance(entry, list) and all(map(_is_entry, entry))


def _is_series_of(holder: str, name: str, entry: Any) -> bool:
    """Whether it is the name of the series that an item asks about."""
    return holder == "items" and name == "series" and _is_name(entry)
