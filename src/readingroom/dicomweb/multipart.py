"""The parts of a multipart body, while it comes: nothing is held but the piece at hand.

Source: RFC 2046 section 5.1.1 (multipart), RFC 2387 (multipart/related), PS3.18 section 8.6.1.2.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from readingroom.kernel.errors import InvalidInput

_MOST_HEADER_BYTES: Final = 8 * 1024
_MOST_PADDING: Final = 64
_LINE_END: Final = re.compile(rb"[ \t]*\r\n")
_BOUNDARY: Final = re.compile(r"[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]")
_PARAMETER: Final = re.compile(r";\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)=(\"(?:[^\"\\]|\\.)*\"|[^;\s]*)")


class NotMultipart(InvalidInput):
    """A body that does not keep to the form."""

    code = "not_multipart"

    def __init__(self, *, detail: str = "") -> None:
        super().__init__(
            "What was sent is no whole multipart message. Nothing was kept; send it again.",
            detail=detail,
        )


def media_type(header: str) -> tuple[str, dict[str, str]]:
    """A Content-Type taken apart: the type in small letters, and its parameters."""
    kind, _, _ = header.partition(";")
    parameters = {
        name.lower(): re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith('"') else value
        for name, value in _PARAMETER.findall(header[len(kind) :])
    }
    return kind.strip().lower(), parameters


@dataclass(frozen=True)
class PartBegins:
    """A part begins.

    Attributes:
        media_type: its Content-Type without parameters; empty where it states none.
    """

    media_type: str


@dataclass(frozen=True)
class PartEnds:
    """The part is whole."""


Event = PartBegins | bytes | PartEnds


class _State(Enum):
    BEFORE = auto()
    HEADERS = auto()
    BODY = auto()
    AFTER = auto()


class MultipartParser:
    """Fed with a body in pieces of any size, tells of its parts.

    Args:
        boundary: as stated in the Content-Type.

    Raises:
        NotMultipart: there is no such boundary.
    """

    def __init__(self, boundary: str) -> None:
        if not _BOUNDARY.fullmatch(boundary):
            raise NotMultipart(detail="boundary")
        self._delimiter = b"\r\n--" + boundary.encode()
        self._state = _State.BEFORE
        # The first delimiter may stand at the very beginning, with no line before it.
        self._held = b"\r\n"

    @property
    def is_complete(self) -> bool:
        """Whether the last boundary came."""
        return self._state is _State.AFTER

    def feed(self, data: bytes) -> Iterator[Event]:
        """What the next piece brings: beginnings, content in pieces, ends.

        Raises:
            NotMultipart: it does not keep to the form.
        """
        self._held += data
        while self._state is not _State.AFTER:
            if self._state is _State.HEADERS:
                begins = self._headers()
                if begins is None:
                    return
                yield begins
                continue
            before, is_found = self._to_delimiter()
            if before and self._state is _State.BODY:
                yield before
            if not is_found:
                return
            if self._state is _State.BODY:
                yield PartEnds()
            is_last = self._held.startswith(b"--", len(self._delimiter))
            self._state = _State.AFTER if is_last else _State.HEADERS
            self._drop_delimiter_line(is_last=is_last)
        self._held = b""

    def _to_delimiter(self) -> tuple[bytes, bool]:
        """Take what comes before the next delimiter; whether that is here whole, at the front."""
        held, start = self._held, 0
        while True:
            at = held.find(self._delimiter, start)
            if at < 0:
                keep = min(len(held), len(self._delimiter) - 1)
                cut = len(held) - keep
                self._held = held[cut:]
                return held[:cut], False
            verdict = self._is_delimiter(held, at + len(self._delimiter))
            if verdict is not False:
                self._held = held[at:]
                return held[:at], bool(verdict)
            start = at + 1

    def _is_delimiter(self, held: bytes, after: int) -> bool | None:
        """Whether a boundary's line ends as it must; ``None`` where that is not here yet."""
        rest = held[after : after + _MOST_PADDING]
        if rest.startswith(b"--") or _LINE_END.match(rest):
            return True
        could_be = rest in {b"", b"-"} or not rest.strip(b" \t").rstrip(b"\r")
        return None if could_be and len(rest) < _MOST_PADDING else False

    def _drop_delimiter_line(self, *, is_last: bool) -> None:
        after = len(self._delimiter)
        if not is_last:
            line = _LINE_END.match(self._held, after)
            # The line end stays: headers that are none end with it and another.
            after = line.end() - 2 if line else after
        self._held = self._held[after:]

    def _headers(self) -> PartBegins | None:
        end = self._held.find(b"\r\n\r\n")
        if end < 0:
            if len(self._held) > _MOST_HEADER_BYTES:
                raise NotMultipart(detail="headers")
            return None
        lines = self._held[:end].decode("latin-1").split("\r\n")
        self._held = self._held[end + 4 :]
        # What follows may be a delimiter at once: an empty part.
        self._state = _State.BODY
        for line in lines:
            name, _, value = line.partition(":")
            if name.strip().lower() == "content-type":
                return PartBegins(media_type(value)[0])
        return PartBegins("")
