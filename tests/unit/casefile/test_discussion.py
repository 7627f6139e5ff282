"""What a discussion refers to."""

import pytest

from readingroom.casefile.discussion import Reference

DOI, PMID = "10.1148/rg.292085137", 19325067


@pytest.mark.parametrize(
    ("citation", "expected"),
    [
        (f"doi:{DOI.upper()}", True),
        (f"https://doi.org/{DOI}", True),
        (f"PMID: {PMID}", True),
        (str(PMID), True),
        (f"Hong SH. Imaging of the spine. doi:{DOI}", False),
        ("19325068", False),
    ],
)
def test_a_number_alone_is_known_from_a_citation(citation: str, expected: bool) -> None:
    assert Reference(citation=citation, doi=DOI, pmid=PMID).is_number_only is expected


def test_a_citation_without_a_number_is_one() -> None:
    assert not Reference(citation="Hong SH. Imaging of the spine.").is_number_only
