"""Why a file is refused. Each code is stable; each message is for whoever sent the file."""

import struct
import zlib
from typing import Final

from pydicom.errors import BytesLengthException, InvalidDicomError

from readingroom.kernel.errors import Rejected

# What pydicom, numpy, Pillow and the codecs raise on bad input. Each is wrapped where the
# library is called, without its text, which may quote a value.
LIBRARY_ERRORS: Final = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    BufferError,
    BytesLengthException,
    EOFError,
    InvalidDicomError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    SyntaxError,  # Pillow's word for a broken file
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)


class NotDicom(Rejected):
    """Neither a Part 10 file nor a bare DICOM data set."""

    code = "not_dicom"

    def __init__(self, *, detail: str = "") -> None:
        super().__init__(
            "This is not a DICOM file. If it is an archive, unpack it and send what is inside.",
            detail=detail,
        )


class DiscIndex(Rejected):
    """A DICOMDIR (PS3.10 chapter 8): the index of a medium, with no image in it."""

    code = "dicomdir"

    def __init__(self, *, detail: str = "") -> None:
        super().__init__(
            "This is the index of a disc, not an image. Send the folder that the disc's images "
            "are in; the index itself is not needed.",
            detail=detail,
        )


class TooLarge(Rejected):
    """A length, a count or a dimension is beyond a limit."""

    code = "too_large"

    def __init__(self, *, detail: str = "") -> None:
        super().__init__(
            "This file is larger, or says that it is larger, than this library accepts. Check "
            "that it was exported whole; if it was, ask the administrator to raise the limit.",
            detail=detail,
        )


class SlideTooLarge(Rejected):
    """A whole slide of which no level is small enough to be shown as one picture."""

    code = "slide_too_large"

    def __init__(self, *, detail: str = "") -> None:
        super().__init__(
            "This slide holds no level that can be shown as one picture: the smallest is larger "
            "than 8,192 pixels on a side. Export a part of it, or all of it smaller, as TIFF or "
            "JPEG and send that.",
            detail=detail,
        )


class SeveralPictures(Rejected):
    """A file of pictures that are not alike, so that they are no stack."""

    code = "several_pictures"

    def __init__(self, *, detail: str = "") -> None:
        super().__init__(
            "This file holds several pictures of different sizes or kinds. Save each as a file of "
            "its own and send those.",
            detail=detail,
        )


class TooDeep(Rejected):
    """Sequences are nested deeper than any real object's."""

    code = "too_deep"

    def __init__(self, *, detail: str = "") -> None:
        super().__init__(
            "This file nests its data deeper than any real image does. Export it again from "
            "the system it came from.",
            detail=detail,
        )


class Damaged(Rejected):
    """The structure breaks off or contradicts itself."""

    code = "damaged"

    def __init__(self, *, detail: str = "") -> None:
        super().__init__(
            "This file is damaged or incomplete. Export or copy it again and send the new copy.",
            detail=detail,
        )


class UnsupportedSyntax(Rejected):
    """A transfer syntax that we can't read."""

    code = "unsupported_syntax"

    def __init__(self, *, detail: str = "") -> None:
        super().__init__(
            "This file is compressed in a way that this library can't read, such as video. "
            "Export it uncompressed and send it again.",
            detail=detail,
        )


class CannotDecode(Rejected):
    """The pixel data do not decode to what the header describes."""

    code = "cannot_decode"

    def __init__(self, *, detail: str = "") -> None:
        super().__init__(
            "The image in this file can't be read: its pixels do not match their description. "
            "Export it again, uncompressed if possible.",
            detail=detail,
        )
