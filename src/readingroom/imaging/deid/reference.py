"""The reference page on de-identification, written from the tables that do the work."""

from collections import Counter

from pydicom.datadict import DicomDictionary

from readingroom.imaging.deid import marks, profile
from readingroom.imaging.deid.profile import Handling

_MEANS = {
    Handling.REMOVE: "removed",
    Handling.EMPTY: "emptied",
    Handling.DUMMY: "replaced by a dummy",
    Handling.UID: "replaced by a keyed UID; registered UIDs stay",
    Handling.DATE: "moved so that the patient's first study falls on the base date",
    Handling.DESCRIBE: "rebuilt from known words of anatomy and technique",
    Handling.ITEMS: "kept, its items cleaned by the same rules",
    Handling.TERM: "kept when the value is a defined term",
    Handling.NUMBER: "kept when the value is a number",
    Handling.NAMED: "kept when the value is in the attribute's own list",
    Handling.SEX: "kept when it is M, F or O",
    Handling.AGE: "kept, adults to the nearest five years, 90 and over together",
    Handling.BULK: "kept unchanged",
}
_HEAD = """# De-identification

This page is generated from the tables that the product works with
(`python tools/make_deid_table.py`); a test compares it.

An attribute stays only when the standard's dictionary knows it, it describes an image, and its
value is of a kind that was checked. Everything else is removed: private and unknown attributes,
free text, overlays, curves, icons, signatures, the preamble, what follows the pixel data.
File meta information is written anew.

## What each object says about it

| attribute | value |
|---|---|
| Patient Identity Removed (0012,0062) | `YES` |
| De-identification Method (0012,0063) | `{method}` |
| De-identification Method Code Sequence (0012,0064) | those below that were truly applied |
| Longitudinal Temporal Information Modified (0028,0303) | `MODIFIED`; `REMOVED` without dates |
| Specific Character Set (0008,0005) | `ISO_IR 192` |

| code | meaning |
|---|---|
{codes}
"""


def render_reference() -> str:
    """The whole page, in Markdown."""
    codes = "\n".join(f"| {value} | {meaning} |" for value, meaning in marks.MEANINGS.items())
    parts = [
        _HEAD.format(method=marks.METHOD, codes=codes),
        _beyond_the_table(),
        _table(),
    ]
    return "\n".join(parts)


def _beyond_the_table() -> str:
    counts: Counter[Handling] = Counter()
    by_handling: dict[Handling, list[str]] = {}
    for tag, entry in DicomDictionary.items():
        rule = profile.rule_for(tag)
        if profile.row_for(tag) is None:
            counts[rule.handling] += 1
            by_handling.setdefault(rule.handling, []).append(entry[4])
    lines = ["## Attributes that the standard's table doesn't list\n"]
    lines += ["| what happens | attributes |", "|---|---|"]
    lines += [f"| {_MEANS[h]} | {n} |" for h, n in sorted(counts.items())]
    for handling in (Handling.DESCRIBE, Handling.NAMED, Handling.DUMMY, Handling.BULK):
        names = ", ".join(f"`{name}`" for name in sorted(by_handling.get(handling, [])))
        lines.append(f"\nOf these, {_MEANS[handling]}: {names}.")
    return "\n".join(lines) + "\n"


def _table() -> str:
    lines = ["## PS3.15 Table E.1-1\n", "| tag | attribute | Basic Profile | here |"]
    lines.append("|---|---|---|---|")
    lines += [
        f"| {_tag(row.tag)} | {row.name} | {row.basic} | {_here(row.tag)} |"
        for row in profile.table().values()
    ]
    return "\n".join(lines) + "\n"


def _tag(pattern: str) -> str:
    if pattern == "oddxxxx":
        return "(odd,xxxx)"
    return f"({pattern[:4]},{pattern[4:]})"


def _here(pattern: str) -> str:
    if "x" in pattern:
        return _MEANS[Handling.REMOVE]
    if pattern.startswith("0002"):
        return "written anew"
    return _MEANS[profile.rule_for(int(pattern, 16)).handling]
