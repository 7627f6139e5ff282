"""Curves hold the samples that their channels describe, and not a byte more.

Source: PS3.3 section C.10.9 (Waveform Module).
"""

import re
from types import MappingProxyType
from typing import Final

from pydicom.dataset import Dataset

_BYTES: Final = MappingProxyType({8: 1, 16: 2, 32: 4, 64: 8})
_WORDS: Final = re.compile(rb"[A-Za-z][A-Za-z ,.^-]{23,}")  # longer than a slow curve has by chance


def only_samples(group: Dataset, data: bytes) -> bytes:
    """``data`` without what follows the last sample; empty where they are fewer, or words.

    Args:
        group: the multiplex group that the samples stand in, which describes them.
        data: Waveform Data (5400,1010).

    Raises:
        KeyError, TypeError, ValueError: the group describes no samples.
    """
    channels, samples = (
        int(group[keyword].value)
        for keyword in ("NumberOfWaveformChannels", "NumberOfWaveformSamples")
    )
    length = channels * samples * _BYTES[int(group["WaveformBitsAllocated"].value)]
    if not 0 < length <= len(data) or _WORDS.search(data, 0, length):
        return b""
    padded = length + length % 2
    same = len(data) == padded and not data[length:padded].strip(b"\0")
    return data if same else data[:length] + bytes(length % 2)
