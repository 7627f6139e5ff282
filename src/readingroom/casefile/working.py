"""The working copy of a case document: what an editor writes in, finished or not.

It is the document as plain data, with two differences. Every entry of the lists in ``KEYED`` has an
``_id`` of its own, so that two people can speak of the same entry while others come, go and move;
texts that stand in lists are entries with a ``text``. It may be unfinished: an entry with nothing
in it yet is left out of the document, and so is a field that was emptied. And what is asked at a
stage stands in the stage (``stages/e2/items``), so that it moves, goes and comes back with it.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError

from readingroom.casefile.document import CaseDocument
from readingroom.casefile.validation import Path, parse_place

Copy = dict[str, Any]

ID: Final = "_id"
UNTITLED: Final = "Untitled case"
KEYED: Final = frozenset({
    "stages", "series", "differential", "for", "against", "stains", "molecular", "teaching_points",
    "references", "further_cases", "contributors", "results", "cultures", "events",
    "diagnosis_codes", "annotations", "items", "options", "accepted", "targets", "rubric",
    "entries",
})  # fmt: skip
# Lists whose entries are texts; what a differential accepts is more than its words.
_TEXTS: Final = frozenset({"teaching_points", "entries", "accepted"})
# What an entry has before anyone has written in it.
_GIVEN: Final = {
    "stains": frozenset({"result"}), "events": frozenset({"what"}),
    "items": frozenset({"kind", "id", "series", "max_named", "tolerance_mm", "tolerance_px"}),
    "options": frozenset({"is_key"}), "accepted": frozenset({"credit"}),
    "rubric": frozenset({"points", "is_critical", "aspect"}),
}  # fmt: skip
_ALWAYS: Final = (("presentation", 0), ("discussion", None))
_ROUNDS: Final = 8


@dataclass(frozen=True)
class Closed:
    """A working copy as plain data of a document.

    Attributes:
        data: what ``validation.parse_document`` takes.
        ids: for each place of an entry in the copy, as far as it is in ``data``, the entry's id.
        homes: for each of the document's items the place in the copy where it stands.
    """

    data: dict[str, Any]
    ids: Mapping[Path, str]
    homes: tuple[Path, ...] = ()

    def address_of(self, place: str) -> str:
        """Where a place such as ``stages[1].for`` is in the copy: ``stages/e4/for``."""
        steps: list[str] = []
        walked: Path = ()
        for step in self._at_home(parse_place(place)):
            walked = (*walked, step)
            steps.append(self.ids.get(walked, str(step)) if isinstance(step, int) else step)
        return "/".join(steps)

    def _at_home(self, path: Path) -> Path:
        """The path in the copy, where items stand in their stages."""
        if len(path) < len(("items", 0)) or path[0] != "items" or not isinstance(path[1], int):
            return path
        return (*self.homes[path[1]], *path[2:]) if path[1] < len(self.homes) else path


def open_copy(data: Mapping[str, Any]) -> Copy:
    """A working copy of the plain data of a valid document.

    A presentation and a discussion are there to be written in, though they may be empty.
    """
    numbers = iter(range(1, 1_000_000))
    told = dict(data)
    if told.get("title") == UNTITLED:
        told["title"] = ""
    stages = _with_ends([dict(stage) for stage in told.get("stages", [])])
    told["stages"] = stages
    for item in told.pop("items", []):
        home = next((one for one in stages if one["id"] == item.get("stage")), stages[-1])
        within = {name: value for name, value in item.items() if name != "stage"}
        home["items"] = [*home.get("items", []), within]
    opened: Copy = _opened(told, numbers)
    return opened


def close_copy(copy: Copy) -> Closed:
    """The document's plain data in a working copy; whether it is right, ``parse_document`` says."""
    ids: dict[Path, str] = {}
    data = _closed(copy, (), ids)
    data["title"] = data.get("title") or UNTITLED
    return Closed(data, ids, _lift_items(data))


def lenient_document(data: Mapping[str, Any]) -> CaseDocument:
    """The document without the values that are wrong in it, for showing what is there.

    Nothing may be saved from it.

    Raises:
        ValueError: nothing of it can be shown; a mistake of ours, since a title is always there.
    """
    told = json.loads(json.dumps(data))
    for _ in range(_ROUNDS):
        try:
            return CaseDocument.model_validate_json(json.dumps(told), by_alias=True, by_name=False)
        except ValidationError as error:
            _leave_out(told, (detail["loc"] for detail in error.errors(include_url=False)))
    title = str(told.get("title") or UNTITLED)[:100]
    return CaseDocument(schema_version=1, title=title)


def _with_ends(stages: list[Any]) -> list[Any]:
    for kind, place in _ALWAYS:
        if not any(stage["kind"] == kind for stage in stages):
            taken = {stage["id"] for stage in stages}
            name = kind if kind not in taken else f"{kind}-stage"
            stages.insert(len(stages) if place is None else place, {"kind": kind, "id": name})
    return stages


def _opened(value: Any, numbers: Iterator[int], name: str = "") -> Any:
    if isinstance(value, Mapping):
        return {key: _opened(entry, numbers, key) for key, entry in value.items()}
    if isinstance(value, list) and name in KEYED:
        return [_entry(entry, numbers, name) for entry in value]
    return value


def _entry(entry: Any, numbers: Iterator[int], name: str) -> Copy:
    told = {"text": entry} if name in _TEXTS and isinstance(entry, str) else entry
    return {ID: f"e{next(numbers)}", **_opened(told, numbers)}


def _closed(value: Any, path: Path, ids: dict[Path, str]) -> Any:
    if isinstance(value, Mapping):
        kept = {key: _closed(entry, (*path, key), ids) for key, entry in value.items() if key != ID}
        return {key: entry for key, entry in kept.items() if not _says_nothing(entry)}
    if isinstance(value, list) and path and path[-1] in KEYED:
        return _closed_list(value, path, ids)
    return value


def _closed_list(entries: list[Any], path: Path, ids: dict[Path, str]) -> list[Any]:
    told: list[Any] = []
    name = str(path[-1])
    for entry in entries:
        at = (*path, len(told))
        closed = _closed(entry, at, ids)
        if _is_unwritten(closed, name):
            continue
        ids[at] = str(entry.get(ID, ""))
        told.append(closed["text"] if name in _TEXTS and "text" in closed else closed)
    return told


def _lift_items(data: dict[str, Any]) -> tuple[Path, ...]:
    """Put what stands in the stages where a document has it; tells where each was."""
    lifted: list[Any] = []
    homes: list[Path] = []
    for at, stage in enumerate(data.get("stages", [])):
        for number, item in enumerate(stage.pop("items", [])):
            lifted.append({**item, "stage": stage.get("id", "")})
            homes.append(("stages", at, "items", number))
    if lifted:
        data["items"] = lifted
    return tuple(homes)


def _is_unwritten(entry: Mapping[str, Any], name: str) -> bool:
    if name == "stages":
        return entry.get("kind") == "discussion" and set(entry) <= {"kind", "id"}
    if name == "annotations":
        return entry.get("shape") == "label" and "label" not in entry
    return set(entry) <= _GIVEN.get(name, frozenset())


def _says_nothing(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip()) or value in ([], {})


def _leave_out(told: Any, locs: Iterable[Path]) -> None:
    """Take what each of ``locs`` leads to out of ``told``, each thing once."""
    wrong = {_innermost(told, loc) for loc in locs} - {("schema_version",), ()}
    whole = [path for path in wrong if not any(path[:n] in wrong for n in range(1, len(path)))]
    # From the end, so that the places of what comes before stay true.
    for path in sorted(whole, key=lambda path: [str(step).zfill(9) for step in path], reverse=True):
        holder = told
        for step in path[:-1]:
            holder = holder[step]
        del holder[path[-1]]


def _innermost(told: Any, loc: Path) -> Path:
    """The innermost thing there that ``loc`` leads to; tags of unions are passed."""
    here = told
    path: Path = ()
    for step in loc:
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            continue
        path = (*path, step)
    return path
