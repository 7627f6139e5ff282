"""ORCID iDs, whose last character proves the others."""

import pytest

from readingroom.accounts.orcid import read_orcid
from readingroom.kernel.errors import InvalidInput

# The examples of ORCID's own description of the identifier.
KNOWN = ["0000-0002-1825-0097", "0000-0001-5109-3700", "0000-0002-1694-233X"]


@pytest.mark.parametrize("orcid", KNOWN)
def test_an_id_is_taken_as_it_is_written_anywhere(orcid: str) -> None:
    spellings = [orcid, f"https://orcid.org/{orcid}", orcid.replace("-", " "), orcid.lower()]

    assert {read_orcid(each) for each in spellings} == {orcid}


@pytest.mark.parametrize("orcid", KNOWN)
def test_every_digit_that_is_mistyped_is_noticed(orcid: str) -> None:
    for place, digit in enumerate(orcid[:-1]):
        if digit == "-":
            continue
        mistyped = f"{orcid[:place]}{(int(digit) + 1) % 10}{orcid[place + 1 :]}"
        with pytest.raises(InvalidInput, match="mistyped"):
            read_orcid(mistyped)


@pytest.mark.parametrize("text", ["1825", "X" * 16, "0000-0002-1825-00977", "０" * 16, "Ada"])
def test_what_is_no_id_says_what_one_looks_like(text: str) -> None:
    with pytest.raises(InvalidInput, match=r"0000-0002-1825-0097|mistyped"):
        read_orcid(text)


def test_nothing_is_nothing() -> None:
    assert read_orcid("  ") == ""
