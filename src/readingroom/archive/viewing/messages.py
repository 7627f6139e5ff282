"""What a reading process is asked about a held file, and what it answers."""

import json
import struct
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Final

_LENGTH: Final = struct.Struct("<L")
_MOST_LEVEL: Final = 1e9
Box = tuple[int | None, int, int, int, int]


class Want(StrEnum):
    """What to answer."""

    FACTS = "facts"  # what it is, and what would become of its header
    PICTURE = "picture"  # one frame as PNG
    THUMBNAIL = "thumbnail"  # one frame as a small JPEG
    FACE = "face"  # what the surface of the series' volume shows, as JPEG
    CUT = "cut"  # boxes that take the front of the face away, by place in the series
    COPY = "copy"  # whether a redacted copy may take the place of its document
    DIGEST = "digest"  # SHA-256 of one frame as it is shown


class Window(StrEnum):
    """How grey values become what is seen."""

    STATED = "stated"  # as the file asks for
    FULL = "full"  # every value that occurs
    SHADOWS = "shadows"  # the darkest eighth, stretched
    EVEN = "even"  # equalised: shows writing at any level


@dataclass(frozen=True)
class Levels:
    """A window of a person's own: what lies within it becomes grey, darkest to brightest.

    Attributes:
        center, width: in the modality's unit (HU for CT); of 0 to 255 for colour.
    """

    center: float
    width: float

    def __str__(self) -> str:
        """As ``parse_window`` reads it."""
        return f"{self.center}:{self.width}"


def parse_window(text: str) -> Window | Levels:
    """A window by its name, or a person's own as ``center:width``.

    Raises:
        ValueError: it is neither, or can't be shown.
    """
    center, colon, width = text.partition(":")
    if not colon:
        return Window(text or Window.STATED)
    levels = Levels(float(center), float(width))
    if not (abs(levels.center) <= _MOST_LEVEL and 0 < levels.width <= _MOST_LEVEL):
        raise ValueError("a window must be finite and have a width")
    return levels


@dataclass(frozen=True)
class Look:
    """One question.

    Attributes:
        ordinal: which file of its submission.
        original: path of the file in quarantine.
        want: what to answer.
        identity: path of what names anyone in the submission's files of its patient; or empty.
        frame: from 1.
        window: how the picture is shown, as ``parse_window`` reads it.
        is_whole: whether a large picture comes with every pixel, for small writing.
        boxes: what is blackened in it, as ``[frame, x, y, width, height]``, in stored pixels.
        series: paths of all files of its series, where the answer takes them all.
        copy: path of the redacted copy that is asked about.
    """

    ordinal: int
    original: str
    want: str
    identity: str = ""
    frame: int = 1
    window: str = Window.STATED
    is_whole: bool = False
    boxes: tuple[Box, ...] = ()
    series: tuple[str, ...] = ()
    copy: str = ""

    def to_bytes(self) -> bytes:
        """For the pipe."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_bytes(cls, text: bytes) -> "Look":
        """From the pipe."""
        values: dict[str, Any] = json.loads(text)
        boxes = tuple((b[0], b[1], b[2], b[3], b[4]) for b in values.pop("boxes"))
        return cls(**{**values, "series": tuple(values["series"])}, boxes=boxes)


@dataclass(frozen=True)
class Seen:
    """The answer.

    Attributes:
        facts: values of ``Want.FACTS``, ``Want.COPY`` and ``Want.DIGEST``.
        data: the picture.
        code: why there is no answer; else empty.
    """

    facts: Mapping[str, Any] = field(default_factory=dict)
    data: bytes = b""
    code: str = ""

    def to_bytes(self) -> bytes:
        """For the pipe."""
        head = json.dumps({"facts": dict(self.facts), "code": self.code}).encode()
        return _LENGTH.pack(len(head)) + head + self.data

    @classmethod
    def from_bytes(cls, text: bytes) -> "Seen":
        """From the pipe."""
        (length,) = _LENGTH.unpack(text[: _LENGTH.size])
        start = _LENGTH.size + length
        head = json.loads(text[_LENGTH.size : start])
        return cls(head["facts"], text[start:], head["code"])
