"""The reference page on de-identification, written from the tables that do the work."""

from collections.abc import Iterable
from dataclasses import fields

from pydicom.datadict import DicomDictionary

from readingroom.imaging.deid import marks, policy, profile
from readingroom.imaging.deid.classes import extra_attributes, top_level
from readingroom.imaging.deid.policy import DEFAULT_POLICY, MEANINGS, TOOL_POLICY, Policy
from readingroom.imaging.deid.profile import Handling
from readingroom.imaging.deid.safe_private import SAFE
from readingroom.imaging.sopclasses import ACCEPTED

# Every option off: what the Basic Profile alone leaves.
BASIC_ONLY = Policy(
    dates="remove",
    sex=False,
    age=False,
    size_and_weight=False,
    safe_private=False,
    descriptions=False,
    structured_content=False,
    graphics=False,
)
_MEANS = {
    Handling.REMOVE: "removed",
    Handling.EMPTY: "emptied",
    Handling.DUMMY: "replaced by a dummy",
    Handling.UID: "replaced by a keyed UID; registered UIDs stay",
    Handling.DATE: "moved",
    Handling.DESCRIBE: "kept word by word where clinical",
    Handling.ITEMS: "kept, its items cleaned by the same rules",
    Handling.TERM: "kept when the value is a term of the standard or of technique",
    Handling.NUMBER: "kept when the value is a number",
    Handling.NAMED: "kept when the value is in the attribute's own list or made of known words",
    Handling.SEX: "kept when it is M, F or O",
    Handling.AGE: "kept, 90 and over together",
    Handling.BODY: "kept when a person can have it",
    Handling.BULK: "kept unchanged, but for what is no pixel, entry or sample",
    Handling.COLOUR: "built anew from its numbers, or removed",
}
_HEAD = """# De-identification

This page is generated from the tables that the product works with
(`python tools/make_deid_table.py`); a test compares it.

An attribute stays only when three tables let it: PS3.3 lists it for the class of its object, at
that place of it; PS3.15 Table E.1-1 lets it stay, or an option that the policy chooses does; and
its value is of a kind that was checked. Everything else is removed: private and unknown
attributes, attributes of other classes, overlays, curves, icons, signatures, the preamble, what
follows the pixel data. File meta information is written anew.

Where the table leaves a choice (`X/Z/D`), and wherever a value doesn't pass its check, the
attribute's type in its class decides: type 3 is removed, type 2 is emptied, type 1 takes a dummy
(a plain word, 2000-01-01, or the code *Unknown*). A required attribute is never left invalid,
inside sequences neither.

## What each object says about it

| attribute | value |
|---|---|
| Patient Identity Removed (0012,0062) | `YES` |
| De-identification Method (0012,0063) | `{method}` |
| De-identification Method Code Sequence (0012,0064) | those below that were truly applied |
| Longitudinal Temporal Information Modified (0028,0303) | `MODIFIED`; `REMOVED` without dates |
| Recognizable Visual Features (0028,0302) | `YES` while a face may be rendered from the pixels |
| Specific Character Set (0008,0005) | `ISO_IR 192` |

| code | meaning |
|---|---|
{codes}
"""
_POLICY = """## Policy

A site chooses among the options in a YAML file; a setting that it leaves out has the library's
default, and an unknown setting is an error. `readingroom deid` works with a policy of its own.

```yaml
{example}
```

| setting | value | what it does | library | `readingroom deid` |
|---|---|---|---|---|
"""


def render_reference() -> str:
    """The whole page, in Markdown."""
    codes = "\n".join(f"| {value} | {meaning} |" for value, meaning in marks.MEANINGS.items())
    parts = [
        _HEAD.format(method=marks.METHOD, codes=codes),
        _policy(),
        _beyond_the_table(),
        _extra(),
        _private(),
        _table(),
    ]
    return "\n".join(parts)


def _policy() -> str:
    library, tool = policy.choices(DEFAULT_POLICY), policy.choices(TOOL_POLICY)
    example = "\n".join(f"{name}: {value}" for name, value in library.items())
    lines = [_POLICY.format(example=example).rstrip("\n")]
    for setting in fields(Policy):
        for value, meaning in MEANINGS[setting.name].items():
            ticks = ["●" if chosen[setting.name] == value else "" for chosen in (library, tool)]
            lines.append(f"| `{setting.name}` | `{value}` | {meaning} | {ticks[0]} | {ticks[1]} |")
    return "\n".join(lines) + "\n"


def _beyond_the_table() -> str:
    by_handling: dict[Handling, set[str]] = {}
    for tag, keyword in _listed_anywhere():
        if profile.row_for(tag) is None:
            by_handling.setdefault(profile.rule_for(tag).handling, set()).add(keyword)
    lines = ["## Attributes of the classes that Table E.1-1 doesn't list\n"]
    lines += ["| what happens | attributes |", "|---|---|"]
    lines += [f"| {_MEANS[h]} | {len(names)} |" for h, names in sorted(by_handling.items())]
    for handling in (
        Handling.DESCRIBE,
        Handling.NAMED,
        Handling.BULK,
        Handling.COLOUR,
        Handling.REMOVE,
    ):
        lines.append(f"\nOf these, {_MEANS[handling]}: {_names(by_handling.get(handling, ()))}.")
    return "\n".join(lines) + "\n"


def _listed_anywhere() -> Iterable[tuple[int, str]]:
    """Tags and keywords at the top level of some accepted class."""
    tags = {tag for uid in ACCEPTED for tag in top_level(uid).types}
    return ((tag, DicomDictionary[tag][4]) for tag in sorted(tags))


def _names(keywords: Iterable[str]) -> str:
    return ", ".join(f"`{keyword}`" for keyword in sorted(keywords))


def _extra() -> str:
    lines = [
        "## Attributes that a class may hold beyond PS3.3\n",
        "Scanners put parameters at the top of an object where PS3.3 lists them for a newer",
        "class. These may stand there, as type 3; the checks of their values are the same.\n",
    ]
    by_list: dict[tuple[int, ...], list[str]] = {}
    for uid, sop_class in ACCEPTED.items():
        if extra_attributes(uid):
            by_list.setdefault(extra_attributes(uid), []).append(sop_class.name)
    for tags, names in by_list.items():
        listed = _names(DicomDictionary[tag][4] for tag in tags)
        lines.append(f"* {'; '.join(names)}: {listed}.")
    return "\n".join(lines) + "\n"


def _private() -> str:
    lines = [
        "## Private attributes that are kept\n",
        "Only where the block's creator is exactly the one listed and the value holds numbers.\n",
        "| creator | attribute | value | what it measures |",
        "|---|---|---|---|",
    ]
    for creator, attributes in sorted(SAFE.items()):
        for (group, element), safe in sorted(attributes.items()):
            tag = f"({group:04x},xx{element:02x})"
            lines.append(f"| `{creator}` | {tag} | {safe.vr} | {safe.name} |")
    return "\n".join(lines) + "\n"


def _table() -> str:
    lines = [
        "## PS3.15 Table E.1-1\n",
        "What happens to an attribute that is optional in its class.\n",
        "| tag | attribute | Basic Profile | library's policy | every option off |",
        "|---|---|---|---|---|",
    ]
    for row in profile.table().values():
        here, bare = (_here(row.tag, chosen) for chosen in (DEFAULT_POLICY, BASIC_ONLY))
        lines.append(f"| {_tag(row.tag)} | {row.name} | {row.basic} | {here} | {bare} |")
    return "\n".join(lines) + "\n"


def _tag(pattern: str) -> str:
    if pattern == "oddxxxx":
        return "(odd,xxxx)"
    return f"({pattern[:4]},{pattern[4:]})"


def _here(pattern: str, chosen: Policy) -> str:
    if "x" in pattern:
        return _MEANS[Handling.REMOVE]
    if pattern.startswith("0002"):
        return "written anew"
    return _MEANS[profile.rule_for(int(pattern, 16), policy=chosen).handling]
