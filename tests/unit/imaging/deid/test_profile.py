"""Every row of the published table is carried out, and only what is known to be safe stays."""

import json
from pathlib import Path

import pytest
from pydicom.datadict import DicomDictionary, tag_for_keyword
from pydicom.uid import CTImageStorage, MRImageStorage
from tools.make_deid_table import PAGE, TABLE, make_table, render_table

from readingroom.imaging.deid.classes import Level, top_level
from readingroom.imaging.deid.policy import Policy
from readingroom.imaging.deid.profile import (
    DATES_OPTION,
    Handling,
    Rule,
    resolved,
    row_for,
    rule_for,
)
from readingroom.imaging.deid.profile import table as profile_table
from readingroom.imaging.deid.reference import render_reference

KINDS = ("1", "1C", "2", "2C", "3")
LETTERS = {"X": Handling.REMOVE, "Z": Handling.EMPTY, "D": Handling.DUMMY}
# Kept under an option, and cleaned: what the basic action alone would have taken.
BY_OPTION = {
    Handling.DATE: "RetainLongitudinalModifiedDates",
    Handling.DESCRIBE: "CleanDescriptors",
    Handling.AGE: "RetainPatientCharacteristics",
    Handling.BODY: "RetainPatientCharacteristics",
    Handling.SEX: "RetainPatientCharacteristics",
}
ITEM_OPTIONS = {"CleanDescriptors", "CleanStructuredContent", "CleanGraphics"}
# X/D in the table; rebuilt of published codes and of numbers, which is a dummy in its sense.
OF_CODES_ALONE = {"Waveform Annotation Sequence"}
NOTHING_KEPT = Policy(
    dates="remove", sex=False, age=False, size_and_weight=False, safe_private=False,
    descriptions=False, structured_content=False, graphics=False,
)  # fmt: skip


def plain_rows() -> list[str]:
    return [tag for tag in profile_table() if "x" not in tag]


def level_of(tag: int, kind: str) -> Level:
    return Level({tag: kind}, {})


@pytest.mark.parametrize("kind", KINDS)
def test_every_row_is_done_or_replaced_by_an_option_it_lists(kind: str) -> None:
    undone = []
    for digits in plain_rows():
        row, tag = profile_table()[digits], int(digits, 16)
        rule = rule_for(tag, level=level_of(tag, kind))
        if "U" in row.basic:
            done = rule.handling in {Handling.UID, Handling.ITEMS, Handling.REMOVE}
        elif rule.handling is Handling.ITEMS:
            done = bool(ITEM_OPTIONS & set(row.options)) or row.name in OF_CODES_ALONE
        elif rule.handling in BY_OPTION:
            done = BY_OPTION[rule.handling] in row.options
        else:
            done = rule.handling in {Handling.REMOVE, LETTERS[resolved(row.basic, kind)]}
        if not done:
            undone.append((row.name, row.basic, rule.handling))

    assert len(plain_rows()) > 600
    assert undone == []


@pytest.mark.parametrize("kind", KINDS)
def test_without_options_every_row_is_done_as_the_basic_profile_says(kind: str) -> None:
    undone = []
    for digits in plain_rows():
        row, tag = profile_table()[digits], int(digits, 16)
        rule = rule_for(tag, level=level_of(tag, kind), policy=NOTHING_KEPT)
        allowed = {Handling.REMOVE, LETTERS.get(resolved(row.basic, kind))}
        if "U" in row.basic:
            allowed = {Handling.UID, Handling.ITEMS, Handling.REMOVE}
        if rule.handling not in allowed:
            undone.append((row.name, row.basic, kind, rule.handling))

    assert undone == []


@pytest.mark.parametrize(
    ("action", "by_kind"),
    [
        ("X", "DDZZX"), ("Z", "DDZZZ"), ("D", "DDDDD"), ("U", "UUUUU"), ("X/Z", "DDZZX"),
        ("X/D", "DDZZX"), ("Z/D", "DDZZZ"), ("X/Z/D", "DDZZX"), ("X/Z/U*", "UUUUU"),
    ],
)  # fmt: skip
def test_an_action_takes_the_alternative_that_leaves_the_object_valid(
    action: str, by_kind: str
) -> None:
    assert "".join(resolved(action, kind) for kind in KINDS) == by_kind


def test_every_action_of_the_table_is_one_of_those() -> None:
    actions = {row.basic for row in profile_table().values()}

    assert actions == {"X", "Z", "D", "U", "X/Z", "X/D", "Z/D", "X/Z/D", "X/Z/U*"}


def test_what_a_class_does_not_hold_goes() -> None:
    ct = top_level(CTImageStorage)
    echo_time, kvp = tag_for_keyword("EchoTime"), tag_for_keyword("KVP")
    assert echo_time
    assert kvp

    assert rule_for(echo_time, level=ct) == Rule(
        Handling.REMOVE, "not_of_class", "EchoTime", "DS", Handling.REMOVE
    )
    assert rule_for(kvp, level=ct).handling is Handling.NUMBER
    assert rule_for(echo_time, level=top_level(MRImageStorage)).handling is Handling.NUMBER


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
