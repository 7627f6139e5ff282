"""The reading process: opens a held file and answers what a person wants to see of it.

Nothing here touches the database, and nothing of Django is imported.
"""

import contextlib
import functools
import hashlib
import logging
from collections import Counter
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from readingroom.archive.steps.given import read_given
from readingroom.archive.steps.identities import read_identity
from readingroom.archive.steps.run import limit_memory
from readingroom.archive.viewing import shown
from readingroom.archive.viewing.messages import Look, Seen, Want, parse_window
from readingroom.archive.viewing.volumes import cuts_of_series, face_of_series
from readingroom.imaging.datasets import RawDataset
from readingroom.imaging.deid.apply import DeidContext, deidentify
from readingroom.imaging.deid.copies import DocumentRefused
from readingroom.imaging.deid.identity import identity_of
from readingroom.imaging.deid.redacted import check_copy, media_type_of
from readingroom.imaging.limits import DEFAULT_LIMITS
from readingroom.imaging.pixels.decode import frame_count
from readingroom.imaging.pixels.layout import read_layout
from readingroom.imaging.pixels.look import display_parameters
from readingroom.imaging.sopclasses import ACCEPTED, PixelRisk
from readingroom.kernel.errors import Rejected

logger = logging.getLogger(__name__)
# Only counts leave this process: what UIDs would be replaced by is not asked.
_ANY_SECRET: Final = bytes(64)
_TEXTS: Final = {
    PixelRisk.DOCUMENT: "document",
    PixelRisk.REPORT: "report",
    PixelRisk.DRAWING: "drawing",
}


def serve(pipe: Connection, memory_bytes: int) -> None:
    """Answer until the other end goes away."""
    limit_memory(memory_bytes)
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            look = Look.from_bytes(pipe.recv_bytes())
            pipe.send_bytes(answer(look).to_bytes())


def answer(look: Look) -> Seen:
    """The answer, or the code of why there is none."""
    try:
        return _ANSWERS[Want(look.want)](look, _read(look.original))
    except Rejected as refusal:
        return Seen(code=refusal.code)
    except DocumentRefused as refusal:
        return Seen(code=refusal.why)
    except MemoryError:
        return Seen(code="too_large")
    except Exception as error:  # noqa: BLE001  # whatever a library does with a hostile file ends here
        # Its name alone: what it says may quote the file.
        logger.warning("held file not understood: %s", type(error).__name__)
        return Seen(code="not_understood")


@functools.lru_cache(maxsize=1)
def _read(path: str) -> RawDataset:
    """The last file stays in hand: its frames are asked for one after another."""
    return read_given(Path(path))


def _facts(look: Look, raw: RawDataset) -> Seen:
    dataset = raw.dataset
    sop_class = ACCEPTED.get(str(dataset.get("SOPClassUID") or "").strip(" \0"))
    frames = frame_count(raw)
    facts: dict[str, Any] = {
        "kind": "picture" if frames else _TEXTS.get(_risk(sop_class), "other"),
        "name": sop_class.name if sop_class else "",
        "frames": frames,
        "rows": 0,
        "columns": 0,
        "aspect": 1.0,
        "window": [127.5, 255.0],
        "presets": [],
        "header": _header(look, raw),
        "takes": media_type_of(sop_class.uid) if sop_class else "",
    }
    if frames:
        layout = read_layout(dataset, limits=DEFAULT_LIMITS)
        facts["rows"], facts["columns"] = layout.rows, layout.columns
        facts["aspect"] = display_parameters(dataset).pixel_aspect
        with contextlib.suppress(Rejected):  # what can't be decoded can still be rejected
            facts["window"], facts["presets"] = shown.windows_of(raw)
    return Seen(facts)


def _risk(sop_class: Any) -> PixelRisk:
    return sop_class.risk if sop_class else PixelRisk.NONE


def _header(look: Look, raw: RawDataset) -> list[list[str | int]]:
    """What de-identification would do to the header: action, rule, count. No value."""
    try:
        context = DeidContext(_ANY_SECRET, None, read_identity(look.identity))
        counts = deidentify(raw, context=context).report.counts
    except (Rejected, OSError):
        return []
    totals = Counter({key: sum(by.values()) for key, by in counts.items()})
    return [[what, why, count] for (what, why), count in sorted(totals.items())]


def _picture(look: Look, raw: RawDataset) -> Seen:
    display = shown.shown(raw, look.frame, parse_window(look.window), look.boxes)
    return Seen(data=shown.as_png(display, is_whole=look.is_whole))


def _thumbnail(look: Look, raw: RawDataset) -> Seen:
    return Seen(data=shown.thumbnail(raw, look.frame))


def _digest(look: Look, raw: RawDataset) -> Seen:
    if not frame_count(raw):
        return Seen({"digest": "", "rows": 0, "columns": 0})
    display = shown.shown(raw, look.frame, parse_window(look.window), look.boxes)
    rows, columns = display.shape[:2]
    return Seen({"digest": shown.digest_of(display), "rows": rows, "columns": columns})


def _copy(look: Look, raw: RawDataset) -> Seen:
    """SHA-256 and length of a redacted copy that may take the document's place."""
    data = Path(look.copy).read_bytes()
    check_copy(raw, data, identity_of(raw) | read_identity(look.identity))
    return Seen({"digest": hashlib.sha256(data).hexdigest(), "bytes": len(data)})


def _face(look: Look, _raw: RawDataset) -> Seen:
    return Seen(data=face_of_series(look.series))


def _cut(look: Look, _raw: RawDataset) -> Seen:
    return Seen({"cuts": cuts_of_series(look.series)})


_ANSWERS: Final = {
    Want.FACTS: _facts,
    Want.PICTURE: _picture,
    Want.THUMBNAIL: _thumbnail,
    Want.COPY: _copy,
    Want.DIGEST: _digest,
    Want.FACE: _face,
    Want.CUT: _cut,
}
