"""Where a remark stands in a working copy, while everything around it is written in."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from readingroom.casefile.edits import entry_at
from readingroom.casefile.vocab import Modality, StageKind
from readingroom.casefile.working import ID, Copy

Standing = Literal["here", "changed", "gone"]

# What fields are called where a remark names them; others by their own names.
_LABELS: Final = {
    "unknown_title": "Title until reveal", "text": "Text", "for": "For", "limits": "Limits",
    "final_diagnosis": "Final diagnosis", "basis": "What the diagnosis rests on", "url": "Address",
    "doi": "DOI", "caption": "Technique", "stains": "Stain", "differential": "Differential",
    "contributors": "Contributor", "references": "Reference", "items": "Question",
    "annotations": "Mark",
}  # fmt: skip
_WRITTEN: Final = frozenset({
    "title", "unknown_title", "presentation", "history", "findings", "limits", "caption", "text",
    "basis", "specimen", "macroscopy", "microscopy", "final_diagnosis", "complications", "why",
    "stem", "diagnosis", "procedure", "citation", "rationale",
})  # fmt: skip
_NAMED_BY: Final = ("title", "region", "diagnosis", "marker", "name", "sequence", "plane")


@dataclass(frozen=True)
class Spot:
    """Where a remark stands now.

    Attributes:
        path: the address of its field in the copy as it is; that of old where it is gone.
        standing: ``here`` where its passage is as it was, ``changed`` where the field is there and
            says something else, ``gone`` where it is not there any more.
        text: what the field says now.
    """

    path: str
    standing: Standing
    text: str = ""


def find_spot(copy: Copy, path: str, passage: str) -> Spot:
    """The place of a remark that was made of ``passage`` at ``path``.

    Addresses hold while entries come, go and move. Where a copy was opened anew, its entries have
    other ids: then a field of the same name that alone has the passage is the place.
    """
    steps = tuple(path.split("/"))
    text = _text_at(copy, steps)
    if not path or (text is not None and passage in text):
        return Spot(path, "here", text or "")
    if passage:
        same = [(at, said) for at, said in _texts(copy) if at[-1] == steps[-1] and passage in said]
        if len(same) == 1:
            return Spot("/".join(same[0][0]), "here", same[0][1])
    if text is not None:
        return Spot(path, "changed", text)
    return Spot(path, "gone")


def replace_passage(text: str, passage: str, proposal: str) -> str | None:
    """``text`` with ``proposal`` for its ``passage``; ``None`` where it is not there once.

    An empty passage stands for an empty text.
    """
    if not passage:
        return proposal if not text.strip() else None
    return text.replace(passage, proposal) if text.count(passage) == 1 else None


def spot_label(copy: Copy, path: str) -> str:
    """An address in words: ``MRI, cervical spine: Findings``; the whole case for an empty one."""
    if not path:
        return "The whole case"
    steps = path.split("/")
    names = [_entry_name(copy, steps[: at + 1]) for at in range(1, len(steps), 2)]
    before = ": ".join(name for name in names if name)
    own = _label(steps[-1]) if len(steps) % 2 else ""
    return ": ".join(part for part in (before, own) if part) or _label(steps[0])


def _text_at(copy: Copy, steps: tuple[str, ...]) -> str | None:
    """What a field says, empty where nothing was written; ``None`` where it can't be."""
    holder: Any = copy if len(steps) == 1 else entry_at(copy, steps[:-1])
    if not isinstance(holder, dict):
        return "" if holder is None and steps[0] == "patient" else None
    found = holder.get(steps[-1], "")
    return found if isinstance(found, str) else "" if found is None else str(found)


def written_places(copy: Copy) -> Iterator[tuple[str, str]]:
    """Address and text of everything that was written in words, in the order of the copy."""
    for path, text in _texts(copy):
        if path[-1] in _WRITTEN and text.strip():
            yield "/".join(path), text


def _texts(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every text of a copy with its address."""
    if isinstance(value, dict):
        for name, entry in value.items():
            if name != ID:
                yield from _texts(entry, (*path, name))
    elif isinstance(value, list):
        for entry in value:
            if isinstance(entry, dict) and ID in entry:
                yield from _texts(entry, (*path, str(entry[ID])))
    elif isinstance(value, str):
        yield path, value


def _entry_name(copy: Copy, steps: list[str]) -> str:
    entry = entry_at(copy, tuple(steps))
    if not isinstance(entry, dict):
        return _label(steps[-2])
    if steps[-2] == "stages":
        return _stage_name(entry)
    own = next((entry[name] for name in _NAMED_BY if isinstance(entry.get(name), str)), "")
    return f"{_label(steps[-2])} {own}".strip()


def _stage_name(stage: dict[str, Any]) -> str:
    kind = str(stage.get("kind", ""))
    known = {entry.value: entry.label for entry in StageKind}
    modalities = {entry.value: entry.label for entry in Modality}
    title = stage.get("title") or modalities.get(str(stage.get("modality")), known.get(kind, ""))
    region = str(stage.get("region") or "")
    return f"{title}, {region.lower()}" if region else str(title)


def _label(name: str) -> str:
    return _LABELS.get(name) or name.replace("_", " ").capitalize()
