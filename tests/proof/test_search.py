"""The search of the proofs finds what it should: each way of writing, and each way of packing."""

import base64
import gzip
import io
import json
import urllib.parse
import zipfile
import zlib
from collections.abc import Callable

import pytest

from tests.factories.dicom import ct_slice, to_bytes
from tests.proof.search import Wanted

TEXT = "Zqyxanther Väldjokin"
PLAIN = "zqyxANTHER"


def swapped(data: bytes) -> bytes:
    even = data[: len(data) // 2 * 2]
    return b"".join(even[i + 1 : i + 2] + even[i : i + 1] for i in range(0, len(even), 2))


def zipped(data: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", data)
    return target.getvalue()


WAYS: dict[str, Callable[[str], bytes]] = {
    "utf-8": lambda text: text.encode(),
    "utf-16-le": lambda text: text.encode("utf-16-le"),
    "utf-16-be": lambda text: text.encode("utf-16-be"),
    "latin-1": lambda text: text.encode("latin-1"),
    "upper case": lambda text: text.upper().encode(),
    "hex": lambda text: text.encode().hex().upper().encode(),
    "percent": lambda text: urllib.parse.quote(text).encode(),
    "all percent": lambda text: "".join(f"%{b:02X}" for b in text.encode()).encode(),
    "JSON": lambda text: json.dumps(text).encode(),
    "HTML": lambda text: text.encode("ascii", "xmlcharrefreplace"),
    "base64": lambda text: base64.b64encode(text.encode()),
    "base64, one byte on": lambda text: base64.b64encode(b"." + text.encode() + b"."),
    "base64, two bytes on": lambda text: base64.b64encode(b".." + text.encode() + b"??"),
    "base64 of utf-16": lambda text: base64.b64encode(b"." + text.encode("utf-16-le")),
    "bytes swapped": lambda text: swapped(b"." + text.encode() + b"."),
    "bytes swapped, even": lambda text: swapped(text.encode() + b"."),
    "backwards": lambda text: text.encode()[::-1],
}
PACKAGES: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "zlib": zlib.compress,
    "zlib, fast": lambda data: zlib.compress(data, 1),
    "ZIP": zipped,
    "gzip in ZIP": lambda data: zipped(gzip.compress(data)),
    "deflated DICOM": lambda data: to_bytes(
        ct_slice(ImageComments=data.decode("latin-1")),
        transfer_syntax="1.2.840.10008.1.2.1.99",
    ),
    "gzip cut short": lambda data: gzip.compress(data + bytes(200_000))[:-100],
}


@pytest.mark.parametrize("way", WAYS)
def test_a_text_is_found_however_it_is_written(way: str) -> None:
    data = bytes(range(256)) + WAYS[way](TEXT) + bytes(range(255, -1, -1))

    assert Wanted([TEXT]).in_bytes(data)


@pytest.mark.parametrize("package", PACKAGES)
def test_a_text_is_found_in_what_is_packed(package: str) -> None:
    data = b"before" + PACKAGES[package](b"some " + PLAIN.encode() + b" text") + b"after"

    assert Wanted([PLAIN]).in_bytes(data)


def test_a_text_that_is_not_there_is_not_found() -> None:
    text = "".join(way(TEXT.replace("q", "k")).decode("latin-1") for way in WAYS.values())

    assert not Wanted([TEXT]).in_bytes(text.encode("latin-1"))


def test_a_number_within_a_longer_number_is_not_found() -> None:
    wanted = Wanted(["20170823"])

    assert not wanted.in_bytes(b"2.25.120170823")
    assert wanted.in_bytes(b"2.25.120170823 20170823101500")
