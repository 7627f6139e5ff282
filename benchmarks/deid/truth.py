"""What was planted in each file, and what must survive."""

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Planted:
    """One identifier in one file.

    Attributes:
        kind: where it was put, such as ``nested`` or ``private``.
        text: as it reads; for ``form`` ``bytes``, hexadecimal digits.
        form: ``text``, ``number``, ``date``, ``uid`` or ``bytes``: how it is searched.
    """

    kind: str
    text: str
    form: str = "text"


@dataclass(frozen=True)
class Box:
    """Text written into the pixels.

    Attributes:
        x, y, width, height: pixels from the top left, upright around the text.
        frames: the first frame it stands in, and the one after the last.
        identity: whether it names someone; otherwise a label that may stay.
        style: of the writing, such as ``rotated``.
    """

    x: int
    y: int
    width: int
    height: int
    frames: tuple[int, int]
    identity: bool
    style: str
    text: str


@dataclass
class Truth:
    """All that is known of one file of the corpus.

    Attributes:
        path: below the folder of the corpus.
        kind: of object, such as ``CT`` or ``SR``.
        words: by keyword, the clinical words of a description.
    """

    path: str
    kind: str
    planted: list[Planted] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)
    syntax: str = ""

    def add(self, kind: str, text: str, form: str = "text") -> str:
        """Note that ``text`` was planted; the same text counts once a file."""
        if text and not any(p.text == text for p in self.planted):
            self.planted.append(Planted(kind, text, form))
        return text

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, told: dict[str, Any]) -> "Truth":
        """From what ``to_dict`` gave."""
        planted = [Planted(**p) for p in told.pop("planted")]
        boxes = [Box(**{**b, "frames": tuple(b["frames"])}) for b in told.pop("boxes")]
        return cls(**told, planted=planted, boxes=boxes)
