"""What every part of the case document shares: strictness, and the kinds of text and number."""

import re
from collections.abc import Callable
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from readingroom.kernel.codes import CodedConcept

LINE_LIMIT: Final = 300
PROSE_LIMIT: Final = 40_000
LIST_LIMIT: Final = 500
SLUG_PATTERN: Final = r"^[a-z0-9]+(-[a-z0-9]+)*$"

# Controls and halves of a pair (Unicode's categories Cc and Cs) but white space; line separators,
# and the marks that turn the direction of the text that follows them: a page that shows them
# would show something else than was written.
_NOT_TEXT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\ufeff\u202a-\u202e\u2066-\u2069]"
)
_WHITE_SPACE = re.compile(r"[ \t\r\n]+")
_SCHEME = re.compile(r"[A-Z0-9][A-Z0-9_-]{0,15}")  # an SH value, PS3.16 chapter 8


class Part(BaseModel):
    """A part of the document: immutable, and closed to keys it does not know."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        allow_inf_nan=False,
        populate_by_name=True,
        use_attribute_docstrings=True,
    )


def _refuse_controls(text: str) -> None:
    found = _NOT_TEXT.search(text)
    if found:
        raise PydanticCustomError(
            "control_character",
            "holds a character that can't be shown (U+{number}); type it again",
            {"number": f"{ord(found[0]):04X}"},
        )


def _tidy_line(text: str) -> str:
    _refuse_controls(text)
    return _WHITE_SPACE.sub(" ", text).strip()


def _tidy_prose(text: str) -> str:
    """Make line ends one kind and drop what no reader sees, so that a file writes back unchanged.

    White space at line ends goes too: a line break within a paragraph is a backslash.
    """
    _refuse_controls(text)
    unix = text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
    return "\n".join(line.rstrip() for line in unix.split("\n")).strip()


def _bounded(tidy: Callable[[str], str], limit: int, *, blank: bool) -> Callable[[str], str]:
    def check(text: str) -> str:
        tidied = tidy(text)
        if not tidied and not blank:
            raise PydanticCustomError("blank", "is empty; write something here or leave it out")
        if len(tidied) > limit:  # tabs became spaces
            raise PydanticCustomError(
                "string_too_long", "is longer than {max_length} characters", {"max_length": limit}
            )
        return tidied

    return check


Line = Annotated[
    str,
    Field(min_length=1, max_length=LINE_LIMIT),
    AfterValidator(_bounded(_tidy_line, LINE_LIMIT, blank=False)),
]
OptionalLine = Annotated[
    str,
    Field(max_length=LINE_LIMIT),
    AfterValidator(_bounded(_tidy_line, LINE_LIMIT, blank=True)),
]
Prose = Annotated[
    str,
    Field(min_length=1, max_length=PROSE_LIMIT),
    AfterValidator(_bounded(_tidy_prose, PROSE_LIMIT, blank=False)),
]
OptionalProse = Annotated[
    str,
    Field(max_length=PROSE_LIMIT),
    AfterValidator(_bounded(_tidy_prose, PROSE_LIMIT, blank=True)),
]
Slug = Annotated[str, Field(pattern=SLUG_PATTERN, max_length=64)]
SliceNumber = Annotated[int, Field(ge=1, le=100_000)]
Percent = Annotated[float, Field(ge=0, le=100)]
Day = Annotated[int, Field(ge=-40_000, le=40_000)]
Pixel = Annotated[float, Field(ge=0, le=1_000_000)]
PointPx = tuple[Pixel, Pixel]


def _check_code(code: CodedConcept) -> CodedConcept:
    if not _SCHEME.fullmatch(code.scheme):
        raise PydanticCustomError(
            "scheme", "names no coding scheme; use for example SCT, RADLEX, I10 or ICDO3"
        )
    return CodedConcept(
        value=_bounded(_tidy_line, 64, blank=False)(code.value),
        scheme=code.scheme,
        meaning=_bounded(_tidy_line, LINE_LIMIT, blank=False)(code.meaning),
    )


Code = Annotated[CodedConcept, AfterValidator(_check_code)]
