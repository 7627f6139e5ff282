"""How much one file may ask of us. Checked before anything is allocated."""

from dataclasses import dataclass

_MIB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """The most that reading and decoding one object may take.

    Attributes:
        file_bytes: size of the file.
        inflated_bytes: size of a deflated data set after inflating.
        inflation_ratio: inflated over deflated, asked only of data sets above 32 MiB inflated.
        depth: sequences within sequences; structured reports rarely reach ten. What lies deeper
            is read over and left out.
        deepest: sequences within sequences at which a file is refused.
        elements: data elements, items and pixel fragments together.
        value_bytes: one value that becomes text or numbers; a longer one stays bytes.
        numeric_text_bytes: all numbers written as text together, which cost most to read.
        rows, columns: of one frame.
        frames: of one object.
        frame_bytes: one decoded frame.
        decoded_bytes: all decoded frames together.
    """

    file_bytes: int = 1024 * _MIB
    inflated_bytes: int = 512 * _MIB
    inflation_ratio: int = 150
    depth: int = 32
    deepest: int = 256
    elements: int = 300_000
    value_bytes: int = _MIB
    numeric_text_bytes: int = 4 * _MIB
    rows: int = 32_768
    columns: int = 32_768
    frames: int = 20_000
    frame_bytes: int = 256 * _MIB
    decoded_bytes: int = 8192 * _MIB


DEFAULT_LIMITS = Limits()
