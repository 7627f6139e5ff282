"""A redacted PDF passes when nothing that can be read in it names anyone."""

import io
import zlib

import pytest
from reportlab.pdfgen.canvas import Canvas

from readingroom.imaging.deid.copies import DocumentRefused
from readingroom.imaging.deid.identity import Identity
from readingroom.imaging.deid.pdf import check_redacted

WHO = Identity(names=frozenset({"kowalska", "nora"}), ids=frozenset({"4815162"}))


def page(*lines: str, title: str = "Letter", compressed: bool = True) -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target, pageCompression=int(compressed))
    canvas.setTitle(title)
    for place, line in enumerate(lines):
        canvas.drawString(72, 700 - 20 * place, line)
    canvas.save()
    return target.getvalue()


def with_stream(content: bytes, filters: bytes = b"/FlateDecode") -> bytes:
    packed = zlib.compress(content)
    body = b"1 0 obj<</Length %d/Filter %s>>stream\n" % (len(packed), filters)
    return b"%PDF-1.7\n" + body + packed + b"\nendstream endobj\ntrailer<<>>\n%%EOF\n"


def test_a_copy_that_names_nobody_passes() -> None:
    check_redacted(page("No fracture of the left wrist.", "Reviewed with the team."), WHO)


@pytest.mark.parametrize("compressed", [True, False])
@pytest.mark.parametrize("line", ["Dear Mrs Kowalska", "ID 481-5162", "for NORA, again"])
def test_a_name_or_a_number_in_its_text_is_found(line: str, *, compressed: bool) -> None:
    with pytest.raises(DocumentRefused, match="still names someone"):
        check_redacted(page("No fracture.", line, compressed=compressed), WHO)


def test_a_name_in_its_properties_is_found() -> None:
    with pytest.raises(DocumentRefused, match="still names someone"):
        check_redacted(page("No fracture.", title="Kowalska"), WHO)


@pytest.mark.parametrize(
    "shown",
    [
        b"BT [(Ko) -20 (wal) 15 (ska)] TJ ET", b"BT <4B6F77616C736B61> Tj ET",
        rb"BT (Kow\141lska) Tj ET", b"BT (Dear ) Tj (Kowalska) Tj ET",
    ],
)  # fmt: skip
def test_a_name_that_is_drawn_in_pieces_is_found(shown: bytes) -> None:
    with pytest.raises(DocumentRefused, match="still names someone"):
        check_redacted(with_stream(shown), WHO)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"GIF89a", "no whole PDF"),
        (page("No fracture.")[:-200], "no whole PDF"),
        (page("No fracture.").replace(b"/Catalog", b"/Encrypt"), "can't be looked through"),
        (with_stream(b"1 0 obj <</Subtype /Type0>>"), "can't be looked through"),
        (with_stream(b"BT ET").replace(b"x\x9c", b"xx"), "can't be unpacked"),
        (with_stream(b"BT ET", b"/LZWDecode"), "can't be looked through"),
    ],
)
def test_what_can_not_be_looked_through_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(DocumentRefused, match=why):
        check_redacted(data, WHO)
