"""Make ``imaging/deid/iod_table.json``: what an object of each storage class may hold.

Usage: ``python tools/make_iod_table.py FOLDER``, where FOLDER is ``highdicom/_standard`` of the
PyPI package highdicom (MIT), whose three JSON files are generated from PS3.3 and PS3.4. Only
facts are taken: which class has which modules, which module has which attributes of which type.

An object is a tree of nodes. A node lists the attributes of one level with their types; one that
holds a sequence names the node of its items. Equal nodes are stored once.

Scanners put more at the top of their older objects than PS3.3 lists there (PS3.2 calls such a
class standard extended). What teaching needs of that is added here, as ``extra``.
"""

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from pydicom.datadict import DicomDictionary, tag_for_keyword

from readingroom.imaging.deid.profile import NUMERIC_VRS
from readingroom.imaging.sopclasses import ACCEPTED

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "src" / "readingroom" / "imaging" / "deid" / "iod_table.json"
EDITION = "PS3.3 and PS3.4 as highdicom 0.28.2 carries them"
# The standard keeps these names of 1993 for what their successors describe.
RETIRED: Final = {
    "1.2.840.10008.5.1.4.1.1.3": "1.2.840.10008.5.1.4.1.1.3.1",
    "1.2.840.10008.5.1.4.1.1.6": "1.2.840.10008.5.1.4.1.1.6.1",
}
_ROOT: Final = "1.2.840.10008.5.1.4.1.1."
_OF_SCANNERS: Final = ("1", "1.1", "2", "2.1", "4", "4.1", "6.1", "12.1", "20", "128")
# Numbers and terms that these classes hold anywhere may stand at the top of an older relative.
RELATIVES: Final = {
    "1": ("1.1",),
    "2": ("2.1",),
    "2.1": ("2.1",),
    "2.2": ("2", "2.1"),
    "3": ("6.1", "6.2"),
    "3.1": ("6.1", "6.2"),
    "4": ("4.1",),
    "4.1": ("4", "4.1"),
    "4.3": ("4", "4.1"),
    "4.4": ("4", "4.1"),
    "6": ("3.1", "6.2"),
    "6.1": ("3.1", "6.2"),
    "12.1": ("12.1.1",),
    "12.2": ("12.2.1",),
    "1.2": ("13.1.3",),
    "20": ("128",),
    "128": ("130", "2.1"),
    "128.1": ("128", "130"),
    # A capture may show the work of any scanner.
    **dict.fromkeys(("7", "7.1", "7.2", "7.3", "7.4"), _OF_SCANNERS),
}
# Common at the top of an image of any class, whatever PS3.3 says of it.
IN_ANY_IMAGE: Final = (
    "RequestedProcedureDescription",
    "RequestedProcedureCodeSequence",
    "RequestedContrastAgent",
    "ReasonForStudy",
    "StudyComments",
    "PixelSpacing",
    "NumberOfFrames",
    "RescaleIntercept",
    "RescaleSlope",
    "RescaleType",
    "ImageLaterality",
    "Laterality",
    "BodyPartExamined",
    "SpacingBetweenSlices",
    "PresentationIntentType",
)
# Items of the converted classes that may hold whatever the older class holds (PS3.3 C.7.6.16.2.25).
UNASSIGNED: Final = (
    "UnassignedSharedConvertedAttributesSequence",
    "UnassignedPerFrameConvertedAttributesSequence",
)
CONVERTED_FROM: Final = {"2.2": "2", "4.4": "4", "128.1": "128"}
GROUPS: Final = ("SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence")
# The strictest first: where two modules list an attribute, the stricter type holds.
STRICTNESS: Final = ("1", "1C", "2", "2C", "3")
IF_MODULE_IS_THERE: Final = {"1": "1C", "2": "2C"}

Tree = dict[int, tuple[str, "Tree"]]


def make_table(modules_of_class: Mapping[str, list[tuple[str, list[Any]]]]) -> dict[str, Any]:
    """The table from, for each class, the usage and the attributes of each of its modules."""
    trees = {}
    for uid, modules in sorted(modules_of_class.items()):
        trees[uid] = dict[int, tuple[str, Any]]()
        for usage, attributes in modules:
            _plant(trees[uid], attributes, is_mandatory=usage == "M")
    _unassign(trees)
    nodes: list[list[Any]] = []
    known: dict[str, int] = {}
    anywhere = dict[int, Tree]()
    for tree in trees.values():
        _gather(tree, anywhere)
    _plant(anywhere.setdefault(_tag("ContentSequence"), {}), [_NESTED_CONTENT], is_mandatory=True)
    for tree in trees.values():
        _nest_content(tree)
    return {
        "source": "DICOM PS3.3 modules and PS3.4 table B.5-1",
        "edition": EDITION,
        "classes": {uid: _stored(tree, nodes, known) for uid, tree in trees.items()},
        "extra": {uid: _extra(uid, trees) for uid in trees},
        "items": {
            f"{tag:08x}": _stored(tree, nodes, known) for tag, tree in sorted(anywhere.items())
        },
        "nodes": nodes,
    }


# An item of content may hold items of content; PS3.3 says so in words only.
_NESTED_CONTENT: Final = {"keyword": "ContentSequence", "type": "1C", "path": []}


def _nest_content(tree: Tree) -> None:
    _, items = tree.get(_tag("ContentSequence"), ("", {}))
    if items:
        _plant(items, [_NESTED_CONTENT], is_mandatory=True)


def _unassign(trees: Mapping[str, Tree]) -> None:
    for converted, older in CONVERTED_FROM.items():
        if _ROOT + converted not in trees:
            continue
        whole = {tag: (kind, below) for tag, (kind, below) in trees[_ROOT + older].items()}
        optional = {tag: ("3", below) for tag, (_, below) in whole.items()}
        for group in GROUPS:
            _, items = trees[_ROOT + converted].get(_tag(group), ("", {}))
            for keyword in UNASSIGNED:
                if _tag(keyword) in items:
                    items[_tag(keyword)][1].update(optional)


def _extra(uid: str, trees: Mapping[str, Tree]) -> str:
    """Tags that the class doesn't list at its top and that may stand there all the same."""
    listed = trees[uid]
    if _tag("Rows") not in listed:
        return ""
    found = {_tag(keyword) for keyword in IN_ANY_IMAGE}
    for relative in RELATIVES.get(uid.removeprefix(_ROOT), ()):
        found |= set(_numbers_and_terms(trees.get(_ROOT + relative, {})))
    return " ".join(f"{tag:08x}" for tag in sorted(found - set(listed)))


def _numbers_and_terms(tree: Tree) -> Iterable[int]:
    for tag, (_, below) in tree.items():
        if below:
            yield from _numbers_and_terms(below)
        elif DicomDictionary[tag][0] in NUMERIC_VRS | {"CS"} and tag >> 16 in _PARAMETERS:
            yield tag


_PARAMETERS: Final = frozenset({0x0018, 0x0020, 0x0028, 0x0054})


def _tag(keyword: str) -> int:
    tag = tag_for_keyword(keyword)
    if tag is None:
        raise LookupError(keyword)
    return tag


def _plant(tree: Tree, attributes: Iterable[Mapping[str, Any]], *, is_mandatory: bool) -> None:
    for attribute in attributes:
        place = _place_of(tree, attribute["path"])
        tag = tag_for_keyword(attribute["keyword"])
        if place is None or tag is None:
            continue  # repeating groups, and what pydicom's edition doesn't know
        stated = attribute["type"] or "3"
        if not is_mandatory and not attribute["path"]:
            stated = IF_MODULE_IS_THERE.get(stated, stated)
        before, children = place.get(tag, ("3", {}))
        place[tag] = min(before, stated, key=STRICTNESS.index), children


def _place_of(tree: Tree, path: Iterable[str]) -> Tree | None:
    for keyword in path:
        tag = tag_for_keyword(keyword)
        if tag is None:
            return None
        tree = tree.setdefault(tag, ("3", {}))[1]
    return tree


def _gather(tree: Tree, anywhere: dict[int, Tree]) -> None:
    """Merge the items of each sequence, wherever it stands: for levels that PS3.3 leaves out
    because a macro includes itself."""
    for tag, (_, children) in tree.items():
        if children:
            _merge(anywhere.setdefault(tag, {}), children)
            _gather(children, anywhere)


def _merge(into: Tree, tree: Tree) -> None:
    """One level only: a sequence in a merged item finds its own items by its tag again."""
    for tag, (stated, _) in tree.items():
        before, _ = into.get(tag, ("3", {}))
        into[tag] = min(before, stated, key=STRICTNESS.index), {}


def _stored(tree: Tree, nodes: list[list[Any]], known: dict[str, int]) -> int:
    """The number of the node; children first, so that equal trees have equal text."""
    by_type: dict[str, list[str]] = {}
    children = {}
    for tag, (stated, below) in sorted(tree.items()):
        by_type.setdefault(stated, []).append(f"{tag:08x}")
        if below:
            children[f"{tag:08x}"] = _stored(below, nodes, known)
    node = [{stated: " ".join(by_type[stated]) for stated in sorted(by_type)}, children]
    text = json.dumps(node)
    if text not in known:
        known[text] = len(nodes)
        nodes.append(node)
    return known[text]


def read_source(folder: Path) -> dict[str, list[tuple[str, list[Any]]]]:
    """The modules of each accepted class from highdicom's files."""
    names = ("sop_class_iod_map", "iod_module_map", "module_attribute_map")
    iod_of, modules_of, attributes_of = (
        json.loads((folder / f"{name}.json").read_text("utf-8")) for name in names
    )
    found = {}
    for uid in ACCEPTED:
        iod = iod_of[RETIRED.get(uid, uid)]
        found[uid] = [(m["usage"], attributes_of[m["key"]]) for m in modules_of[iod]]
    return found


def render_table(table: Mapping[str, Any]) -> str:
    """JSON with one class, one sequence and one node a line, so that differences read well."""
    parts = []
    for key, value in table.items():
        if isinstance(value, dict):
            lines = [f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in value.items()]
            parts.append(f" {json.dumps(key)}: {{\n" + ",\n".join(lines) + "\n }")
        elif isinstance(value, list):
            lines = ["  " + json.dumps(node, separators=(",", ":")) for node in value]
            parts.append(f" {json.dumps(key)}: [\n" + ",\n".join(lines) + "\n ]")
        else:
            parts.append(f" {json.dumps(key)}: {json.dumps(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def main(arguments: list[str]) -> None:
    """Write the table."""
    TABLE.write_text(render_table(make_table(read_source(Path(arguments[0])))), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
