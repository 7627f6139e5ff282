import pytest
from hypothesis import given
from hypothesis import strategies as st

from readingroom.dicomweb.addresses import Address, parse_address
from readingroom.kernel.errors import NotFound

SERIES = "/dicomweb/studies/2.25.1/series/2.25.2"


@pytest.mark.parametrize(
    ("path", "address"),
    [
        (f"{SERIES}/stacks", Address("2.25.1", "2.25.2", "stacks")),
        (f"{SERIES}/metadata", Address("2.25.1", "2.25.2", "metadata")),
        (f"{SERIES}/thumbnail", Address("2.25.1", "2.25.2", "thumbnail")),
        (
            f"{SERIES}/instances/2.25.3/metadata",
            Address("2.25.1", "2.25.2", "metadata", "2.25.3"),
        ),
        (
            f"{SERIES}/instances/2.25.3/frames/7",
            Address("2.25.1", "2.25.2", "frames", "2.25.3", (7,)),
        ),
        (
            f"{SERIES}/instances/2.25.3/frames/7,2",
            Address("2.25.1", "2.25.2", "frames", "2.25.3", (7, 2)),
        ),
        ("/dicomweb/studies", Address("", "", "studies")),
        ("/dicomweb/instances", Address("", "", "instances")),
        ("/dicomweb/studies/2.25.1", Address("2.25.1", "", "objects")),
        ("/dicomweb/studies/2.25.1/series", Address("2.25.1", "", "series")),
        (f"{SERIES}/instances", Address("2.25.1", "2.25.2", "instances")),
        (f"{SERIES}/instances/2.25.3", Address("2.25.1", "2.25.2", "objects", "2.25.3")),
        (f"{SERIES}/instances/2.25.3/bulkdata", Address("2.25.1", "2.25.2", "frames", "2.25.3")),
        (
            (
                "/dicomweb/g/1~9~2.25.1~a-_b/studies/2.25.1/series/2.25.2/instances/2.25.3"
                "/frames/1/rendered"
            ),
            Address("2.25.1", "2.25.2", "rendered", "2.25.3", (1,), "1~9~2.25.1~a-_b"),
        ),
    ],
)
def test_addresses_are_taken_apart(path: str, address: Address) -> None:
    assert parse_address(path) == address


@pytest.mark.parametrize(
    "path",
    [
        "/dicomweb/",
        "/dicomweb/studies/../series/../metadata",
        "/dicomweb/studies/.../series/2.25.2/metadata",
        f"/dicomweb/studies/{'1.' * 40}1/series/2.25.2/metadata",
        f"{SERIES}/",
        f"{SERIES}/../../../secret",
        f"{SERIES}/instances/2.25.3/frames/0",
        f"{SERIES}/instances/../frames/1",
        f"{SERIES}/instances/2.25.3/frames/1,,2",
        f"{SERIES}/instances/2.25.3/frames/{','.join(['1'] * 1001)}",
        f"{SERIES}/frames/1",
        "/dicomweb/studies/2.25.1/stacks",
        "/dicomweb/series/2.25.2",
        "/dicomweb/studies/2.25.1/series/..%2f/metadata",
    ],
)
def test_anything_else_is_not_there(path: str) -> None:
    with pytest.raises(NotFound):
        parse_address(path)


@given(st.text())
def test_no_text_breaks_the_parser(text: str) -> None:
    with pytest.raises(NotFound):
        parse_address(f"/dicomweb/{text}/")
