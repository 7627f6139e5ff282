"""Identity beside and within the pixels: overlays, curves, icons, padding, tables, spare bits."""

from collections.abc import Sequence

import numpy as np
from pydicom.dataset import Dataset

from benchmarks.deid.plant import Planter, _even
from benchmarks.deid.writing import bitmap


def overlay(ds: Dataset, p: Planter) -> None:
    """A name drawn in an overlay plane, with words beside it."""
    drawn = bitmap(p.crowd.family(), (64, 256))
    packed = np.packbits(drawn.ravel(), bitorder="little").tobytes()
    for group in (0x6000, 0x6012):
        ds.add_new((group, 0x0010), "US", 64)
        ds.add_new((group, 0x0011), "US", 256)
        ds.add_new((group, 0x0022), "LO", f"by {p.stranger('overlay text')}")
        ds.add_new((group, 0x0040), "CS", "G")
        ds.add_new((group, 0x0050), "SS", [1, 1])
        ds.add_new((group, 0x0100), "US", 1)
        ds.add_new((group, 0x0102), "US", 0)
        ds.add_new((group, 0x1500), "LO", p.stranger("overlay text"))
        ds.add_new((group, 0x3000), "OW", packed)
    p.truth.add("overlay", _middle(packed), "bytes")


def _middle(data: bytes, length: int = 48) -> str:
    """The busiest stretch, in hexadecimal digits."""
    starts = range(0, max(1, len(data) - length), 8)
    best = max(starts, key=lambda s: sum(b not in (0, 255) for b in data[s : s + length]))
    return data[best : best + length].hex()


def curve(ds: Dataset, p: Planter) -> None:
    """A retired curve with words in it."""
    ds.add_new((0x5000, 0x0005), "US", 1)
    ds.add_new((0x5000, 0x0010), "US", 8)
    ds.add_new((0x5000, 0x0020), "CS", "ECG")
    ds.add_new((0x5000, 0x0022), "LO", f"ECG {p.stranger('curve')}")
    ds.add_new((0x5000, 0x2500), "LO", p.stranger("curve"))
    ds.add_new((0x5000, 0x3000), "OW", _even(f"{p.stranger('curve')}     ".encode()))


def icon(ds: Dataset, p: Planter) -> None:
    """A small picture with a name on it."""
    item = Dataset()
    drawn = (bitmap(p.crowd.family(), (64, 128)) * 200 + 30).astype(np.uint8)
    item.Rows, item.Columns, item.SamplesPerPixel = 64, 128, 1
    item.PhotometricInterpretation = "MONOCHROME2"
    item.BitsAllocated, item.BitsStored, item.HighBit, item.PixelRepresentation = 8, 8, 7, 0
    item.PixelData = drawn.tobytes()
    ds.IconImageSequence = [item]
    p.truth.add("icon", _middle(drawn.tobytes()), "bytes")


def profile(ds: Dataset, p: Planter) -> None:
    """An ICC profile whose description and copyright name someone."""
    text = f"calibrated by {p.stranger('ICC profile')}".encode()
    body = b"desc" + bytes(4) + len(text).to_bytes(4, "big") + text + bytes(80)
    header = bytearray(128)
    header[0:4] = (128 + 4 + 12 + len(body)).to_bytes(4, "big")
    header[8:12], header[12:16], header[16:20] = b"\2\x10\0\0", b"scnr", b"RGB "
    header[20:24], header[36:40] = b"XYZ ", b"acsp"
    tags = (
        (1).to_bytes(4, "big") + b"desc" + (144).to_bytes(4, "big") + len(body).to_bytes(4, "big")
    )
    ds.ICCProfile = _even(bytes(header) + tags + body)
    ds.ColorSpace = "SRGB"


def tables(ds: Dataset, p: Planter) -> None:
    """Words that explain a table, and a table that is longer than it says."""
    item = Dataset()
    item.LUTDescriptor, item.LUTExplanation = [4, 0, 16], p.stranger("table")
    spelt = _even(p.stranger("table").encode())
    values = np.array([0, 100, 200, 300], dtype="<u2").tobytes() + spelt
    item.add_new(0x00283006, "OW", values)
    ds.VOILUTSequence = [item]
    if "WindowCenter" in ds:
        ds.WindowCenterWidthExplanation = f"for {p.stranger('table')}"
    ds.RedPaletteColorLookupTableDescriptor = [4, 0, 16]
    ds.RedPaletteColorLookupTableData = _even(p.stranger("table").encode() + bytes(8))[:40]
    ds.PaletteColorLookupTableUID = p.uid("table")


def spare_bits(ds: Dataset, p: Planter) -> None:
    """An old-style overlay in bits above those stored: a name drawn where no viewer looks."""
    if ds.BitsStored > 12 or ds.BitsAllocated != 16 or "NumberOfFrames" in ds:
        return
    pixels = np.frombuffer(ds.PixelData, dtype="<u2").reshape(ds.Rows, ds.Columns).copy()
    drawn = bitmap(p.crowd.family(), (64, 256))[: ds.Rows, : ds.Columns]
    pixels[: drawn.shape[0], : drawn.shape[1]] |= drawn.astype(np.uint16) << 15
    ds.PixelData = pixels.tobytes()
    ds.add_new((0x6002, 0x0010), "US", ds.Rows)
    ds.add_new((0x6002, 0x0011), "US", ds.Columns)
    ds.add_new((0x6002, 0x0040), "CS", "G")
    ds.add_new((0x6002, 0x0050), "SS", [1, 1])
    ds.add_new((0x6002, 0x0100), "US", 16)
    ds.add_new((0x6002, 0x0102), "US", 15)
    p.truth.add("spare bits", "bits above those stored", "spare")


def padding(ds: Dataset, p: Planter) -> None:
    """A name behind the last pixel, within Pixel Data, and in padding behind the data set."""
    ds.PixelData = ds.PixelData + _even(p.stranger("pixel padding").encode())
    ds.DataSetTrailingPadding = _even(p.stranger("padding").encode())


def meta(ds: Dataset, p: Planter) -> None:
    """Who sent it, in the file meta information and the preamble."""
    ds.file_meta.SourceApplicationEntityTitle = p.truth.add(
        "meta", f"AE_{p.crowd.number(8)}", "number"
    )
    ds.file_meta.PrivateInformationCreatorUID = p.uid("meta")
    ds.file_meta.PrivateInformation = _even(p.stranger("meta").encode())
    ds.file_meta.ImplementationVersionName = p.truth.add("meta", f"V{p.crowd.number(8)}", "number")
    ds.preamble = f"II*\0 {p.stranger('preamble')}".encode().ljust(128, b"\0")[:128]


def after_the_end(data: bytes, p: Planter) -> bytes:
    """The file with something behind its last element."""
    return data + f"\r\n{p.stranger('trailing bytes')}\r\n".encode("utf-16-le")


def in_codestream(frames: Sequence[bytes], p: Planter) -> list[bytes]:
    """The same pictures with comments in them: JPEG COM and APP, JPEG 2000 COM."""
    done = []
    for frame in frames:
        words = f"by {p.stranger('codestream')}".encode()
        if frame[:2] == b"\xff\xd8":
            comment = b"\xff\xfe" + (len(words) + 2).to_bytes(2, "big") + words
            more = f"Exif {p.stranger('codestream')}".encode()
            app = b"\xff\xe7" + (len(more) + 2).to_bytes(2, "big") + more
            done.append(frame[:2] + comment + app + frame[2:])
        elif frame[:4] == b"\xff\x4f\xff\x51":
            at = 4 + int.from_bytes(frame[4:6], "big")
            comment = b"\xff\x64" + (len(words) + 4).to_bytes(2, "big") + b"\0\1" + words
            done.append(frame[:at] + comment + frame[at:])
        else:
            done.append(frame)
    return done
