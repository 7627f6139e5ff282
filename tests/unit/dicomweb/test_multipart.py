"""Multipart bodies, cut into pieces anywhere."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readingroom.dicomweb.multipart import (
    MultipartParser,
    NotMultipart,
    PartBegins,
    PartEnds,
    media_type,
)

BOUNDARY = "b0"


def body(
    *parts: bytes, head: bytes = b"Content-Type: application/dicom", end: bool = True
) -> bytes:
    pieces = [b"\r\n--b0\r\n" + head + b"\r\n\r\n" + part for part in parts]
    return b"".join([*pieces, b"\r\n--b0--\r\n" if end else b""])


def parts_of(*pieces: bytes) -> tuple[list[bytes], MultipartParser]:
    parser = MultipartParser(BOUNDARY)
    found: list[list[bytes]] = []
    whole = 0
    for piece in pieces:
        for event in parser.feed(piece):
            if isinstance(event, PartBegins):
                found.append([])
            elif isinstance(event, PartEnds):
                whole += 1
            else:
                found[-1].append(event)
    assert whole == len(found) or not parser.is_complete
    return [b"".join(part) for part in found], parser


@given(
    parts=st.lists(st.binary(max_size=60) | st.just(b"\r\n--b"), max_size=4),
    cuts=st.lists(st.integers(0, 300), max_size=8),
)
def test_parts_come_out_whole_however_the_body_is_cut(parts: list[bytes], cuts: list[int]) -> None:
    parts = [part for part in parts if b"--b0" not in part]
    whole = body(*parts)
    places = sorted({0, len(whole), *(cut for cut in cuts if cut < len(whole))})

    found, parser = parts_of(*(whole[a:b] for a, b in itertools.pairwise(places)))

    assert found == parts
    assert parser.is_complete


def test_a_body_may_begin_with_its_boundary() -> None:
    assert parts_of(body(b"one")[2:])[0] == [b"one"]


def test_a_part_may_have_no_headers() -> None:
    assert parts_of(b"--b0\r\n\r\none\r\n--b0--")[0] == [b"one"]


def test_content_that_only_looks_like_the_boundary_stays() -> None:
    content = b"\r\n--b0x\r\n--b0 \t y\r\n--b00\r\n"

    assert parts_of(body(content))[0] == [content]


def test_what_follows_the_last_boundary_is_let_go() -> None:
    assert parts_of(body(b"one") + b"epilogue\r\n--b0\r\n\r\ntwo")[0] == [b"one"]


@pytest.mark.parametrize("cut", [0, 5, 60, -9, -3])
def test_a_body_that_breaks_off_is_not_complete(cut: int) -> None:
    assert not parts_of(body(b"one", b"two")[: cut or None] if cut else b"")[1].is_complete


def test_headers_without_end_are_refused() -> None:
    with pytest.raises(NotMultipart):
        parts_of(b"--b0\r\n" + b"X: y\r\n" * 2000)


@pytest.mark.parametrize("boundary", ["", "a\r\nb", "x" * 71, "ü", "ends "])
def test_a_boundary_that_is_none_is_refused(boundary: str) -> None:
    with pytest.raises(NotMultipart):
        MultipartParser(boundary)


@pytest.mark.parametrize(
    ("header", "kind", "parameters"),
    [
        ("", "", {}),
        ("Text/HTML", "text/html", {}),
        (
            'multipart/related; type="application/dicom"; Boundary=a-b',
            "multipart/related",
            {"type": "application/dicom", "boundary": "a-b"},
        ),
        (
            'multipart/related;boundary="a; b=\\"c";type=application/dicom',
            "multipart/related",
            {"boundary": 'a; b="c', "type": "application/dicom"},
        ),
    ],
)
def test_a_content_type_is_taken_apart(header: str, kind: str, parameters: dict[str, str]) -> None:
    assert media_type(header) == (kind, parameters)
