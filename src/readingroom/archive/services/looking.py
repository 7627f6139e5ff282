"""Looking at held files: pictures and facts, for whoever may decide about them and nobody else."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from readingroom.accounts.actor import Actor
from readingroom.archive import access
from readingroom.archive.digests import keyed_digest
from readingroom.archive.models import QuarantinedObject
from readingroom.archive.places import places, secrets
from readingroom.archive.reasons import sentence_for
from readingroom.archive.services.decisions import Box
from readingroom.archive.services.hold import held_row
from readingroom.archive.viewing.messages import (
    Levels,
    Look,
    Seen,
    Want,
    Window,
    parse_window,
)
from readingroom.archive.viewing.viewers import ask
from readingroom.kernel.errors import InvalidInput, NotFound, StateConflict

_KINDS: Final = frozenset({"identity", "unknown", "label", "scale"})
_FACE: Final = "face_possible"
_HARMLESS: Final = frozenset({"label", "scale"})


@dataclass(frozen=True)
class FoundBox:
    """Where writing was found in a picture; never what it says. As ``imaging.pixels.text``."""

    frame: int | None
    x: int
    y: int
    width: int
    height: int
    kind: str

    @property
    def is_proposed(self) -> bool:
        """Whether it is to be masked, unless a person knows better."""
        return self.kind not in _HARMLESS


@dataclass(frozen=True)
class HeldFacts:
    """What a person needs to know to decide.

    Attributes:
        kind: ``picture``, ``document``, ``report``, ``drawing``, or ``other``; empty where the
            file can't be read.
        name: what objects of its class are called.
        frames, rows, columns: of the picture; 0 without one.
        aspect: height of a pixel over its width.
        window: centre and width that it is shown with at first, in the modality's unit.
        presets: windows that are usual for such images: name, centre, width.
        header: what would be done to its attributes: action, rule, how many.
        boxes: writing that was found.
        trouble: why it can't be shown, in a sentence; else empty.
        shows_face: whether it is held because of a face that could be made visible.
        takes: the MIME type of a redacted copy that can take its document's place; empty for none.
    """

    kind: str
    name: str
    frames: int
    rows: int
    columns: int
    aspect: float
    header: tuple[tuple[str, str, int], ...]
    boxes: tuple[FoundBox, ...]
    window: tuple[float, float] = (127.5, 255.0)
    presets: tuple[tuple[str, float, float], ...] = ()
    trouble: str = ""
    shows_face: bool = False
    takes: str = ""


@dataclass(frozen=True)
class View:
    """Which picture of a file: frame from 1, window, what is blackened, whether every pixel."""

    frame: int = 1
    window: Window | Levels = Window.STATED
    boxes: tuple[Box, ...] = ()
    is_whole: bool = False


def read_window(text: str) -> Window | Levels:
    """One of the four windows by its name, or a person's own as ``center:width``.

    Raises:
        InvalidInput: it is none.
    """
    try:
        return parse_window(text)
    except ValueError:
        raise InvalidInput("There is no such window. Choose another.") from None


def facts_of(key: UUID, actor: Actor | None) -> HeldFacts:
    """What the file is, and what was found in it.

    Raises:
        NotFound: no such held file, or not one that ``actor`` may decide about.
    """
    item = held_row(key, actor)
    seen = ask(look_at(item, Want.FACTS))
    if seen.code:
        return HeldFacts("", "", 0, 0, 0, 1.0, (), (), trouble=sentence_for(seen.code))
    facts = seen.facts
    return HeldFacts(
        kind=str(facts["kind"]),
        name=str(facts["name"]),
        frames=int(facts["frames"]),
        rows=int(facts["rows"]),
        columns=int(facts["columns"]),
        aspect=float(facts["aspect"]),
        header=tuple((str(w), str(y), int(n)) for w, y, n in facts["header"]),
        boxes=found_boxes(item),
        window=(float(facts["window"][0]), float(facts["window"][1])),
        presets=tuple((str(n), float(c), float(w)) for n, c, w in facts["presets"]),
        shows_face=_FACE in item.held_for,
        takes=str(facts["takes"]),
    )


def picture_of(key: UUID, actor: Actor | None, view: View) -> bytes:
    """One frame as PNG. Raises as ``facts_of``; ``NotFound`` too where it can't be shown."""
    return _picture(held_row(key, actor), Want.PICTURE, view)


def thumbnail_of(key: UUID, actor: Actor | None) -> bytes:
    """The first frame as a small JPEG. Raises as ``picture_of``."""
    return _picture(held_row(key, actor), Want.THUMBNAIL, View())


def face_of(key: UUID, actor: Actor | None) -> bytes:
    """What could be made visible of the patient's face, as JPEG. Raises as ``picture_of``."""
    item = held_row(key, actor)
    seen = ask(replace(look_at(item, Want.FACE), series=_paths(_series_of(item, actor))))
    if seen.code:
        raise NotFound("No face could be shown from these images.", detail=seen.code)
    return seen.data


def cuts_of(key: UUID, actor: Actor | None) -> dict[UUID, tuple[Box, ...]]:
    """For each file of the series that nobody decided about, what takes the face away from it.

    Raises:
        NotFound: no such held file, or not one that ``actor`` may decide about.
        StateConflict: the face can't be found in these images.
    """
    item = held_row(key, actor)
    files = _series_of(item, actor)
    seen = ask(replace(look_at(item, Want.CUT), series=_paths(files)))
    if seen.code or not any(seen.facts["cuts"]):
        raise StateConflict(
            "The face can't be taken away from these images: they are no whole head. Release them "
            "as they are, or reject them.",
            detail=seen.code,
        )
    return {
        file.key: tuple((b[0], b[1], b[2], b[3], b[4]) for b in cut)
        for file, cut in zip(files, seen.facts["cuts"], strict=True)
    }


def digest_of(key: UUID, actor: Actor | None, view: View) -> tuple[str, tuple[int, int]]:
    """A keyed digest of what is seen there, and its rows and columns (0 without a picture).

    It is bound to the file's bytes too: without a picture, to them alone.
    """
    item = held_row(key, actor)
    seen = ask(look_at(item, Want.DIGEST, view))
    stated = json.dumps([view.frame, str(view.window), view.boxes])
    shown = str(seen.facts.get("digest", ""))
    digest = keyed_digest(secrets().deid, "held-seen", item.byte_digest, shown, stated)
    return digest, (int(seen.facts.get("rows", 0)), int(seen.facts.get("columns", 0)))


def found_boxes(item: QuarantinedObject) -> tuple[FoundBox, ...]:
    """Writing that was found when the file was held; none where nothing was noted."""
    path = places().quarantine(item.submission.key).findings(item.ordinal)
    try:
        stated = json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError):
        return ()
    boxes: Sequence[Mapping[str, Any]] = stated["boxes"] if isinstance(stated, dict) else stated
    return tuple(
        FoundBox(
            box["frame"],
            int(box["x"]),
            int(box["y"]),
            int(box["width"]),
            int(box["height"]),
            box["kind"] if box["kind"] in _KINDS else "unknown",
        )
        for box in boxes
    )


def look_at(item: QuarantinedObject, want: Want, view: View | None = None) -> Look:
    """The question about one file that a reading process is asked."""
    quarantine = places().quarantine(item.submission.key)
    view = view or View()
    digest = item.patient.key_digest if item.patient else ""
    return Look(
        ordinal=item.ordinal,
        original=str(quarantine.original(item.ordinal)),
        want=want,
        identity=str(quarantine.identity(digest)) if digest else "",
        frame=view.frame,
        window=str(view.window),
        is_whole=view.is_whole,
        boxes=view.boxes,
    )


def _series_of(item: QuarantinedObject, actor: Actor | None) -> list[QuarantinedObject]:
    """The held files of its series that wait for a decision, itself among them."""
    if not item.series_instance_uid:
        return [item]
    rows = access.decidable_objects(actor).select_related("submission")
    alike = rows.filter(
        submission=item.submission, series_instance_uid=item.series_instance_uid, decision=""
    )
    return list(alike.order_by("ordinal")) or [item]


def _paths(items: Sequence[QuarantinedObject]) -> tuple[str, ...]:
    quarantine = places().quarantine(items[0].submission.key)
    return tuple(str(quarantine.original(item.ordinal)) for item in items)


def _picture(item: QuarantinedObject, want: Want, view: View) -> bytes:
    seen: Seen = ask(look_at(item, want, view))
    if seen.code:
        raise NotFound("This file has no picture that can be shown.", detail=seen.code)
    return seen.data
