"""What identifies anyone in a submission, written down in quarantine while it is needed."""

import functools
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from readingroom.archive.steps.files import write_beside
from readingroom.imaging.deid.identity import Identity

_KINDS: Final = ("names", "ids", "places", "dates", "encodings")


def identity_to_json(identity: Identity) -> dict[str, list[str]]:
    """All but UIDs: each file knows its own, and together they are too many to search for."""
    return {kind: sorted(getattr(identity, kind)) for kind in _KINDS}


def write_identity(path: Path, found: Iterable[Mapping[str, Sequence[str]]]) -> None:
    """Merge what was found in many files into one dictionary at ``path``."""
    merged: dict[str, set[str]] = {kind: set() for kind in _KINDS}
    for identity in found:
        for kind in _KINDS:
            merged[kind].update(identity.get(kind, ()))
    text = json.dumps({kind: sorted(texts) for kind, texts in merged.items()})
    write_beside(path, [text.encode()])


def read_identity(path: str) -> Identity:
    """What ``write_identity`` wrote; nothing where no path is given."""
    return _read(path, Path(path).stat().st_mtime_ns) if path else Identity()


@functools.lru_cache(maxsize=8)
def _read(path: str, _written_ns: int) -> Identity:
    values = json.loads(Path(path).read_text())
    return Identity(**{kind: frozenset(values[kind]) for kind in _KINDS})
