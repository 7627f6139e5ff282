"""Make ``imaging/deid/table_e1_1.json`` and its page in the documentation.

Usage: ``python tools/make_deid_table.py PROFILE.json`` writes the table from a published
transcription of PS3.15 Table E.1-1; without an argument only the page is written again, from
the table that is there.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

from pydicom.datadict import dictionary_description

from readingroom.imaging.deid.reference import render_reference

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "src" / "readingroom" / "imaging" / "deid" / "table_e1_1.json"
PAGE = ROOT / "docs" / "reference" / "de-identification.md"
OPTIONS = (
    "RetainSafePrivate",
    "RetainUIDs",
    "RetainDeviceIdentity",
    "RetainInstitutionIdentity",
    "RetainPatientCharacteristics",
    "RetainLongitudinalFullDates",
    "RetainLongitudinalModifiedDates",
    "CleanDescriptors",
    "CleanStructuredContent",
    "CleanGraphics",
)


def make_table(profile: dict[str, Any]) -> dict[str, Any]:
    """The rows of the profile in our form: newest basic action, options, one pattern per row."""
    rows = [_row(source) for source in profile["rows"]]
    return {
        "source": "DICOM PS3.15 Table E.1-1",
        "edition": "basic actions: 2026c where listed there, else 2024b; options: 2024b",
        "rows": sorted(rows, key=lambda row: str(row["tag"])),
    }


def _row(source: dict[str, Any]) -> dict[str, Any]:
    tag = _pattern(source["id"])
    row = {
        "tag": tag,
        "name": _name(tag, source["name"]),
        "basic": source.get("basic_2026c") or source["basic"],
    }
    options = {option: source[option] for option in OPTIONS if option in source}
    if options:
        row["options"] = options
    return row


def _pattern(identifier: str) -> str:
    """Eight hexadecimal digits, ``x`` for any digit; odd groups are ``oddxxxx``."""
    if "odd" in identifier:
        return "oddxxxx"
    return identifier.lower()


def _name(tag: str, stated: str) -> str:
    name = re.sub(r"\s*\(see Note.*?\)", "", stated, flags=re.DOTALL).strip()
    if name != "?":
        return " ".join(name.split())
    try:
        return dictionary_description(int(tag, 16))
    except KeyError:
        return ""


def main(arguments: list[str]) -> None:
    """Write the table, when its source is given, and the page."""
    if arguments:
        table = make_table(json.loads(Path(arguments[0]).read_text()))
        TABLE.write_text(render_table(table))
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(render_reference())


def render_table(table: dict[str, Any]) -> str:
    """JSON with one row a line, so that a difference between editions reads well."""
    rows = ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in table["rows"])
    head = {key: value for key, value in table.items() if key != "rows"}
    return json.dumps(head, ensure_ascii=False)[:-1] + ', "rows": [\n' + rows + "\n]}\n"


if __name__ == "__main__":
    main(sys.argv[1:])
