"""Stain panels read from the sentences that pathologists write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readingroom.casefile.panel import MARKERS, read_panel, standard_name


def told(text: str) -> dict[str, str]:
    return {stain.marker: stain.result.value for stain in read_panel(text)}


def test_a_sentence_of_a_report_becomes_a_panel() -> None:
    text = (
        "POSITIVE: CKAE1/3, CK7, TTF1. NEGATIVE: CAM5.2, CK20, p40, tyrosinase. Ki-67 about 70 %."
    )

    assert told(text) == {
        "CK AE1/AE3": "positive", "CK7": "positive", "TTF-1": "positive", "CAM5.2": "negative",
        "CK20": "negative", "p40": "negative", "Tyrosinase": "negative", "Ki-67": "positive",
    }  # fmt: skip
    assert [(s.percent, s.is_approximate) for s in read_panel(text)][-1] == (70.0, True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The tumour cells are positive for CK7 and TTF-1 (focal), negative for CK20.",
         {"CK7": "positive", "TTF-1": "focal", "CK20": "negative"}),
        ("CK7+, CK20-, ER +/-", {"CK7": "positive", "CK20": "negative", "ER": "equivocal"}),
        ("Positive: napsin\nNot done: ALK1", {"Napsin A": "positive", "ALK": "not-done"}),
        ("Negative: XYZ12", {"XYZ12": "negative"}),
        ("Sheets of tumour cells with focal necrosis and frequent mitoses.", {}),
        ("CK7, CK20", {}),
        ("", {}),
    ],
)  # fmt: skip
def test_results_belong_to_the_names_they_stand_with(text: str, expected: dict[str, str]) -> None:
    assert told(text) == expected


def test_a_marker_is_known_however_it_is_written() -> None:
    assert [standard_name(n) for n in ("ttf 1", "CK-7", "Her2", "novel-9")] == [
        "TTF-1", "CK7", "HER2", "novel-9",
    ]  # fmt: skip


def test_every_standard_name_reads_back_as_itself() -> None:
    assert {name: told(f"POSITIVE: {name}.") for name in MARKERS} == {
        name: {name: "positive"} for name in MARKERS
    }


@given(st.text(max_size=200))
def test_no_text_is_too_odd_to_read(text: str) -> None:
    assert all(stain.marker for stain in read_panel(text))
