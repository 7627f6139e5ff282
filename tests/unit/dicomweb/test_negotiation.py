import pytest

from readingroom.dicomweb.negotiation import Form, choose_form

HTJ2K = "1.2.840.10008.1.2.4.202"


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("", Form.STORED_IN_PARTS),
        ("*/*", Form.STORED),
        ("image/jphc, application/octet-stream;q=0.9", Form.STORED),
        ("application/octet-stream, image/jphc;q=0.1", Form.STORED),
        ('multipart/related; type="image/jphc"', Form.STORED_IN_PARTS),
        (f'multipart/related; type="image/jphc"; transfer-syntax={HTJ2K}', Form.STORED_IN_PARTS),
        (
            'multipart/related; type="application/octet-stream"; transfer-syntax=*',
            Form.STORED_IN_PARTS,
        ),
        ('multipart/related; type="application/octet-stream"', Form.RAW_IN_PARTS),
        (
            (
                'multipart/related; type="application/octet-stream";'
                " transfer-syntax=1.2.840.10008.1.2.1"
            ),
            Form.RAW_IN_PARTS,
        ),
        ("application/octet-stream", Form.RAW),
        ("image/jls", None),
        ("text/html", None),
        ('multipart/related; type="image/jphc"; transfer-syntax=1.2.840.10008.1.2.4.50', None),
        ("image/jphc;q=0", Form.STORED_IN_PARTS),
    ],
)
def test_the_stored_form_goes_out_wherever_it_is_accepted(accept: str, form: Form | None) -> None:
    chosen = choose_form(accept, media_type="image/jphc", transfer_syntax=HTJ2K)

    assert chosen is form


def test_raw_frames_need_no_decoding() -> None:
    chosen = choose_form(
        "application/octet-stream",
        media_type="application/octet-stream",
        transfer_syntax="1.2.840.10008.1.2.1",
    )

    assert chosen is Form.STORED
