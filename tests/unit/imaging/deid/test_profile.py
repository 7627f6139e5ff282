"""Every row of the published table is carried out, and only what is known to be safe stays."""

import json
from pathlib import Path

import pytest
from pydicom.datadict import DicomDictionary, tag_for_keyword
from tools.make_deid_table import PAGE, TABLE, make_table, render_table

from readingroom.imaging.deid.profile import DATES_OPTION, DESCRIBED, Handling, row_for, rule_for
from readingroom.imaging.deid.profile import table as profile_table
from readingroom.imaging.deid.reference import render_reference

GONE = {Handling.REMOVE, Handling.EMPTY}
WITHOUT_ORIGINAL = {
    "X": GONE,
    "Z": GONE,
    "D": GONE | {Handling.DUMMY},
    "X/Z": GONE,
    "X/D": GONE,
    "Z/D": GONE,
    "X/Z/D": GONE,
    "U": {Handling.UID, Handling.REMOVE},
    "X/Z/U*": {Handling.ITEMS, Handling.REMOVE},
}
# Kept under an option, and cleaned: what the basic action alone would have taken.
BY_OPTION = {
    Handling.DATE: "RetainLongitudinalModifiedDates",
    Handling.DESCRIBE: "CleanDescriptors",
    Handling.AGE: "RetainPatientCharacteristics",
    Handling.SEX: "RetainPatientCharacteristics",
    Handling.ITEMS: "CleanStructuredContent",
}


def plain_rows() -> list[str]:
    return [tag for tag in profile_table() if "x" not in tag]


def test_every_row_of_the_table_is_done_or_replaced_by_an_option_it_lists() -> None:
    undone = []
    for digits in plain_rows():
        row, handling = profile_table()[digits], rule_for(int(digits, 16)).handling
        done = handling in WITHOUT_ORIGINAL[row.basic]
        if not done and BY_OPTION.get(handling) not in row.options:
            undone.append((row.name, row.basic, handling))

    assert len(plain_rows()) > 600
    assert undone == []


def test_every_date_that_stays_is_one_the_table_lets_stay_when_moved() -> None:
    dated = [tag for tag in DicomDictionary if rule_for(tag).handling is Handling.DATE]

    assert len(dated) > 40
    assert all((row := row_for(tag)) and DATES_OPTION in row.options for tag in dated)


@pytest.mark.parametrize("tag", [0x50000010, 0x50023000, 0x60003000, 0x60024000, 0x60000010])
def test_curves_and_overlays_go_in_every_repeating_group(tag: int) -> None:
    assert rule_for(tag).handling is Handling.REMOVE


@pytest.mark.parametrize("tag", [0x00090010, 0x00091001, 0x7FE10010, 0x00290010, 0x60011234])
def test_private_attributes_go(tag: int) -> None:
    assert rule_for(tag).handling is Handling.REMOVE
    assert rule_for(tag).reason == "private"


def test_the_pattern_rows_of_the_table_are_found() -> None:
    tags = (0x50041234, 0x60023000, 0x60FE4000, 0x00291010)

    found = [row.tag for tag in tags if (row := row_for(tag))]

    assert found == ["50xxxxxx", "60xx3000", "60xx4000", "oddxxxx"]


@pytest.mark.parametrize("tag", [0x0008FFF0, 0x00189999, 0x7FE00099])
def test_attributes_that_no_dictionary_knows_go(tag: int) -> None:
    assert rule_for(tag).handling is Handling.REMOVE


def test_no_attribute_with_free_text_is_kept_unchecked() -> None:
    free = {"LO", "SH", "ST", "LT", "UT", "UC", "PN", "AE", "UR", "OB", "UN"}
    unchecked = {Handling.BULK, Handling.NUMBER, Handling.TERM}

    kept = {e[4] for t, e in DicomDictionary.items() if rule_for(t).handling in unchecked}
    texts = {e[4] for e in DicomDictionary.values() if e[0] in free and e[4]}

    assert kept & texts == set()


def test_the_described_attributes_are_ones_the_dictionary_knows() -> None:
    assert all(tag_for_keyword(keyword) for keyword in DESCRIBED)


@pytest.mark.shared
def test_the_table_is_what_the_tool_makes_of_the_published_one(shared: Path) -> None:
    profile = json.loads((shared / "facts" / "deid_profile.json").read_text())

    assert TABLE.read_text() == render_table(make_table(profile))


@pytest.mark.shared
def test_the_newest_edition_wins_where_editions_differ(shared: Path) -> None:
    profile = json.loads((shared / "facts" / "deid_profile.json").read_text())
    newest = {r["id"].lower(): r["basic_2026c"] for r in profile["rows"] if "basic_2026c" in r}

    assert len(newest) > 600
    assert {tag: profile_table()[tag].basic for tag in newest} == newest


def test_the_reference_page_says_what_the_tables_say() -> None:
    assert PAGE.read_text() == render_reference()
