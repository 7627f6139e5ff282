"""Sealed lines open with their private key alone, and tell nothing without it."""

from pathlib import Path

import pytest

from readingroom.archive.linkfile import (
    Link,
    append_links,
    check_public_key,
    new_keys,
    open_line,
    read_links,
    seal,
)
from readingroom.kernel.errors import InvalidInput, Unavailable

LINK = Link("2.25.1", "MRN-77", "Ward", "1.2.3.4")
PRIVATE, PUBLIC = new_keys()


def test_what_was_sealed_opens_with_its_key() -> None:
    assert open_line(seal(LINK, PUBLIC), PRIVATE) == LINK


def test_no_line_opens_with_another_key() -> None:
    other, _ = new_keys()

    with pytest.raises(Unavailable):
        open_line(seal(LINK, PUBLIC), other)


def test_a_line_that_was_altered_does_not_open() -> None:
    line = seal(LINK, PUBLIC)
    altered = line[:80] + ("A" if line[80] != "A" else "B") + line[81:]

    with pytest.raises(Unavailable):
        open_line(altered, PRIVATE)


def test_the_same_link_never_makes_the_same_line() -> None:
    assert seal(LINK, PUBLIC) != seal(LINK, PUBLIC)


def test_lines_of_short_and_longer_ids_are_of_one_length() -> None:
    longer = Link("2.25.1", "MRN-7712345678", "", "1.2.3.4.5.6.7.8.9")

    assert len(seal(LINK, PUBLIC)) == len(seal(longer, PUBLIC))


def test_a_line_tells_nothing() -> None:
    line = seal(LINK, PUBLIC)

    assert "MRN" not in line
    assert "2.25.1" not in line


def test_a_file_gives_each_link_once_and_forgives_a_line_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "links"
    other = Link("2.25.2", "MRN-78", "", "1.2.3.5")
    append_links(path, [seal(LINK, PUBLIC), seal(other, PUBLIC)])
    append_links(path, [seal(LINK, PUBLIC)])
    with path.open("a") as file:
        file.write(seal(LINK, PUBLIC)[:40])

    assert list(read_links(path, PRIVATE)) == [LINK, other]
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "text",
    ["", "nonsense", PUBLIC[:-8], PUBLIC.partition(":")[2]],
    ids=["empty", "words", "cut off", "without its kind"],
)
def test_what_is_no_public_key_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="no public key"):
        check_public_key(text)


def test_the_private_key_in_place_of_the_public_one_is_refused_with_a_warning() -> None:
    with pytest.raises(InvalidInput, match="must not be on this machine"):
        seal(LINK, PRIVATE)
