"""Colour profiles keep colour and lose words."""

import io
import struct

import pytest
from PIL import Image, ImageCms

from readingroom.imaging.deid.icc import only_colour
from tests.factories.dicom import secondary_capture
from tests.unit.imaging.deid.objects import cleaned

MARKER = b"Kowalska"


def srgb() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def with_part(profile: bytes, name: bytes, data: bytes) -> bytes:
    """The profile with one part more, and so with all others twelve bytes further on."""
    (count,) = struct.unpack_from(">L", profile, 128)
    entries = [struct.unpack_from(">4sLL", profile, 132 + 12 * n) for n in range(count)]
    moved = [(tag, start + 12, size) for tag, start, size in entries]
    table = b"".join(struct.pack(">4sLL", *entry) for entry in moved)
    body = profile[132 + 12 * count :]
    table += struct.pack(">4sLL", name, 132 + 12 * (count + 1) + len(body), len(data))
    return profile[:128] + struct.pack(">L", count + 1) + table + body + data


def shown(profile: bytes) -> bytes:
    """A few colours as the profile has them, in Lab."""
    image = Image.frombytes("RGB", (4, 1), bytes([255, 0, 0, 0, 255, 0, 0, 0, 255, 90, 90, 90]))
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    lab = ImageCms.createProfile("LAB")
    made = ImageCms.profileToProfile(image, source, lab, outputMode="LAB")
    assert made is not None
    return made.tobytes()


def test_a_profile_shows_the_same_colours_without_its_words() -> None:
    source = with_part(srgb(), b"dmnd", b"text\0\0\0\0" + MARKER + b"\0")
    source = source[:80] + MARKER[:4] + source[84:]  # who made it

    kept = only_colour(source)

    assert MARKER not in kept
    assert MARKER[:4] not in kept
    assert shown(kept) == shown(source)


@pytest.mark.parametrize("tag", [b"rXYZ", b"rTRC", b"chad"])
def test_what_rides_behind_a_number_goes(tag: bytes) -> None:
    source = bytearray(srgb())
    at = source.index(tag, 128)
    start, size = struct.unpack_from(">LL", source, at + 4)
    part = bytes(source[start : start + size])
    struct.pack_into(">LL", source, at + 4, len(source), size + len(MARKER))

    kept = only_colour(bytes(source) + part + MARKER)

    assert kept
    assert MARKER not in kept


def test_a_profile_that_can_not_be_built_anew_goes() -> None:
    assert only_colour(MARKER * 40) == b""
    assert only_colour(b"") == b""
    curve = b"curv" + bytes(4) + struct.pack(">L", 8) + MARKER * 2
    assert only_colour(srgb().replace(b"rTRC", b"oTRC")) == b""
    assert MARKER not in only_colour(with_part(srgb(), b"gTRC", curve))


def test_an_object_keeps_its_colours() -> None:
    source = secondary_capture(ICCProfile=with_part(srgb(), b"dmdd", b"text\0\0\0\0" + MARKER))

    clean = cleaned(source)

    assert shown(clean.ICCProfile) == shown(source.ICCProfile)
    assert MARKER not in clean.ICCProfile
