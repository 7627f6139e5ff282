"""Writing found in a picture: where it stands, and what it may say. Never what it says."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any, Final, Literal, get_args

from readingroom.imaging.deid.identity import Identity
from readingroom.imaging.deid.words import words_of

Kind = Literal["identity", "label", "scale", "unknown"]
HARMLESS: Final = frozenset({"label", "scale"})

# Laterality, projection, position and the ends of the patient's axes (PS3.3 C.7.6.1.1.1).
_MARKS: Final = (
    "l r lt rt left right ap pa lat ll rl lao rao llo rlo cc mlo ml lm a p h f s i al ar pl "
    "pr la ra lp rp ha hp hl hr fa fp fl fr sup inf ant post supine prone erect upright "
    "decub decubitus portable ax sag cor tra obl lsag rsag trans long sax lax"
)
# What devices write beside a picture about how it was made.
_TECHNIQUE: Final = (
    "w c ww wl wc zoom z fov kv kvp ma mas te tr ti fa nex tse fse ir stir flair dwi adc t1 "
    "t2 pd t1w t2w se im img ser frame fr rate gain dr dyn range depth freq gen thi res pen "
    "har pwr mi tis tib tic prf wf scale sv map persist med low high off on cf pw cw mode b "
    "m hd sector linear convex dist area vol circ bpm hz khz mhz db fps cm mm ml mgy hu ms "
    "sec min max mean sd std roi vmax vel inv filter cal cpt compr angle hr pat cine loop "
    "store live freeze"
)
_UNITS: Final = r"(?:mm|cm|m|ml|cc|kv|kvp|ma|mas|ms|s|hz|khz|mhz|db|fps|bpm|mgy|hu|cm/s|m/s|%|x)"
_SCALE: Final = re.compile(rf"[-+]?\d{{1,3}}(?:[.,]\d{{1,2}})?\s?{_UNITS}?", re.IGNORECASE)
_NUMBER: Final = re.compile(rf"[-+]?\d{{1,3}}(?:[.,]\d{{1,3}})?{_UNITS}?|[234]d", re.IGNORECASE)
_GLUED: Final = re.compile(r"([a-z]{2,8})\d{1,3}(?:[.,]\d{1,2})?")
_TOKEN: Final = re.compile(r"[^\s:=|,;()\[\]]+")
_SURE: Final = 0.8  # of the recogniser, before a reading may keep a box from being masked
_MOST_DIGITS: Final = 6  # in all numbers of a label: more could be an identifier
_LONGEST: Final = 48
# What a recogniser takes for one another.
_ALIKE: Final = str.maketrans(
    {"0": "o", "1": "l", "i": "l", "|": "l", "!": "l", "5": "s", "8": "b", "2": "z", "6": "g"}
)
_SHORTEST_NAME: Final = 3
_SHORTEST_ID: Final = 4
_LETTERS_PER_ERROR: Final = 4
_GAP: Final = 1.6  # in heights, between pieces of one line
_UPRIGHT: Final = 2.0  # times its width, of a line that is read from below or above


@dataclass(frozen=True)
class TextBox:
    """Where writing stands in a picture.

    Attributes:
        frame: from 1; ``None`` for all frames.
        x, y: of the top left corner, in pixels from the top left of the frame.
        width, height: in pixels.
        kind: ``identity``, ``label``, ``scale`` or ``unknown``.
        confidence: of the detector, 0 to 1.
    """

    frame: int | None
    x: int
    y: int
    width: int
    height: int
    kind: Kind = "unknown"
    confidence: float = 1.0

    @property
    def is_harmless(self) -> bool:
        """Whether it says nothing about who the patient is."""
        return self.kind in HARMLESS

    @property
    def area(self) -> int:
        """In pixels."""
        return self.width * self.height

    def to_json(self) -> dict[str, Any]:
        """Plain values, for a file."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "TextBox":
        """What ``to_json`` wrote.

        Raises:
            ValueError: it is something else.
        """
        box = cls(**values)
        if box.kind not in get_args(Kind) or min(box.width, box.height) < 0:
            raise ValueError("not a text box")
        return box


def classify(text: str, *, confidence: float, identity: Identity) -> Kind:
    """What kind of writing ``text`` is, as a recogniser read it.

    Args:
        text: one line.
        confidence: of the reading, 0 to 1. Below 0.8 nothing is taken for a label.
        identity: what names the patient, and anyone in the submission.

    Returns:
        ``identity`` where it resembles anything of ``identity`` in spite of letters read wrong;
        ``scale`` for one short number; ``label`` where every word is one of technique, anatomy,
        side or unit; else ``unknown``.
    """
    if names_someone(text, identity):
        return "identity"
    plain = text.strip()
    if confidence < _SURE or not plain or len(plain) > _LONGEST:
        return "unknown"
    if _SCALE.fullmatch(plain):
        return "scale"
    return "label" if _is_label(plain) else "unknown"


def _is_label(text: str) -> bool:
    tokens = _TOKEN.findall(text)
    digits = sum(c.isdigit() for c in text)
    return bool(tokens) and digits <= _MOST_DIGITS and all(map(_is_clinical, tokens))


def _is_clinical(token: str) -> bool:
    if _NUMBER.fullmatch(token):
        return True
    words = [w for w in re.split(r"[-_/+.*]", token.casefold()) if w]
    return bool(words) and all(map(_is_clinical_word, words))


def _is_clinical_word(word: str) -> bool:
    if word in _clinical_words() or _NUMBER.fullmatch(word):
        return True
    glued = _GLUED.fullmatch(word)  # TIS0.4
    return glued is not None and glued[1] in _clinical_words()


@cache
def _clinical_words() -> AbstractSet[str]:
    kinds = ("clinical", "parameter", "unit")
    own = frozenset(f"{_MARKS} {_TECHNIQUE}".split())
    return own.union(*(words_of(kind) for kind in kinds))


def names_someone(text: str, identity: Identity) -> bool:
    """Whether ``text`` holds anything of ``identity``, allowing for letters read wrong."""
    read, known = _squeezed(text), _known(identity)
    if not read:
        return False
    whole_words = {_squeezed(word) for word in re.split(r"[\W_]+", text)} | {read}
    if whole_words & known.short:
        return True
    if any(_resembles(read, name) for name in known.long):
        return True
    digits = re.sub(r"\D", "", text)
    return any(number in digits for number in known.numbers)


@dataclass(frozen=True)
class _Known:
    """An identity as a recogniser may read it: letters that look alike are one."""

    short: frozenset[str]
    long: tuple[str, ...]
    numbers: frozenset[str]


@lru_cache(maxsize=64)
def _known(identity: Identity) -> _Known:
    words = {_squeezed(word) for word in identity.names | identity.places}
    ids = {_squeezed(text) for text in identity.ids if len(text) >= _SHORTEST_ID}
    long = {w for w in words if len(w) > _SHORTEST_NAME} | ids
    numbers = {re.sub(r"\D", "", text) for text in identity.ids} | _dates(identity.dates)
    return _Known(
        frozenset(w for w in words if 1 < len(w) <= _SHORTEST_NAME),
        tuple(sorted(w for w in long if w)),
        frozenset(n for n in numbers if len(n) > _SHORTEST_ID),
    )


def _dates(dates: Iterable[str]) -> set[str]:
    """Each ``YYYYMMDD`` in the orders people write, with two and four digits of the year."""
    found = set()
    for text in dates:
        year, month, day = text[:4], text[4:6], text[6:8]
        for y in (year, year[2:]):
            found |= {y + month + day, day + month + y, month + day + y}
            found.add(str(int(day)) + str(int(month)) + y)
            found.add(str(int(month)) + str(int(day)) + y)
    return found


def _squeezed(text: str) -> str:
    """Letters and digits alone, without case, accents, or difference between those alike."""
    apart = unicodedata.normalize("NFKD", text)
    bare = "".join(c for c in apart if c.isalnum()).casefold()
    return bare.translate(_ALIKE)


def _resembles(read: str, known: str) -> bool:
    """Whether ``known`` stands in ``read`` with at most one error in four letters."""
    return _errors(known, read) <= len(known) // (_LETTERS_PER_ERROR + 1)


def _errors(known: str, read: str) -> int:
    """Fewest changes of letters that make ``known`` a part of ``read`` (Sellers, 1980)."""
    row = [0] * (len(read) + 1)
    for i, letter in enumerate(known, start=1):
        before, row[0] = row[0], i
        for j, other in enumerate(read, start=1):
            best = min(before + (letter != other), row[j] + 1, row[j - 1] + 1)
            before, row[j] = row[j], best
    return min(row)


def covered_area(boxes: Sequence[TextBox]) -> int:
    """How many pixels lie in any of ``boxes``, each counted once, whatever frames they are of."""
    edges = sorted({edge for box in boxes for edge in (box.y, box.y + box.height)})
    return sum(
        (below - above) * _covered_columns([b for b in boxes if b.y <= above < b.y + b.height])
        for above, below in pairwise(edges)
    )


def _covered_columns(boxes: Sequence[TextBox]) -> int:
    covered, reached = 0, 0
    for left, right in sorted((box.x, box.x + box.width) for box in boxes):
        covered += max(0, right - max(left, reached))
        reached = max(reached, right)
    return covered


def with_neighbours(boxes: Sequence[TextBox]) -> tuple[TextBox, ...]:
    """The boxes, labels and numbers beside writing that is neither being part of it.

    A detector breaks a line where gaps are wide: ``MRN`` and ``555 01`` are one number.
    """
    doubtful = [box for box in boxes if not box.is_harmless]
    return tuple(
        replace(box, kind="unknown") if box.is_harmless and stands_beside(box, doubtful) else box
        for box in boxes
    )


def stands_beside(box: TextBox, boxes: Sequence[TextBox]) -> bool:
    """Whether ``box`` goes on with a line of ``boxes`` that may say who someone is."""
    return any(_are_one_line(box, other) for other in boxes if not other.is_harmless)


def _are_one_line(a: TextBox, b: TextBox) -> bool:
    if None not in (a.frame, b.frame) and a.frame != b.frame:
        return False
    if b.height > _UPRIGHT * b.width:
        a, b = _turned(a), _turned(b)
    overlap = min(a.y + a.height, b.y + b.height) - max(a.y, b.y)
    gap = max(a.x, b.x) - min(a.x + a.width, b.x + b.width)
    low, high = sorted((a.height, b.height))
    return overlap > low / 2 and high < 2 * low and gap < _GAP * low


def _turned(box: TextBox) -> TextBox:
    return replace(box, x=box.y, y=box.x, width=box.height, height=box.width)
