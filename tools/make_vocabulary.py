"""Make ``imaging/deid/clinical_words.json``: the vocabulary of free text, with its provenance.

Usage: ``python tools/make_vocabulary.py``. The words are those of ``tools/vocabulary/*.txt``,
which were compiled by hand, and those of the meanings of codes in PS3.16 as ``pydicom.sr``
(MIT licence) lists them, but for context groups of animals, people, places and authorities, and
but for words of ``tools/vocabulary/not_clinical.list``, which are names before they are terms.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pydicom
from pydicom.datadict import DicomDictionary
from pydicom.sr._cid_dict import cid_concepts
from pydicom.sr._concepts_dict import concepts

from readingroom.imaging.deid.words import plain

ROOT: Final = Path(__file__).resolve().parent.parent
SOURCES: Final = ROOT / "tools" / "vocabulary"
TARGET: Final = ROOT / "src" / "readingroom" / "imaging" / "deid" / "clinical_words.json"
# Of animals' care and breeds, audit and media, equations and tables called after their authors,
# insurers, projections called after people, and authorities.
LEFT_OUT: Final = frozenset(
    {*range(600, 648), *range(7480, 7491), *range(12012, 12017), 31, *range(400, 406)}
    | {3020, 3021, 3022, 3663, 3664, 3666, 3667, 3668, 3719, 3730, 4012}
    | {9231, 9233, 10015, 10040}
)
# Of acquisition, geometry, images, nuclear medicine, segments and presentation.
TECHNICAL_GROUPS: Final = frozenset(
    {0x0018, 0x0020, 0x0022, 0x0028, 0x0048, 0x0052, 0x0054, 0x0062, 0x0066, 0x0070}
)
SHORTEST: Final = 3
_WORD: Final = re.compile(r"[^\W\d_]+")


def make_vocabulary() -> dict[str, object]:
    """Every word by its kind; a word of a narrower kind is no plainly clinical one."""
    kinds = dict(_special())
    plain_files = sorted(set(SOURCES.glob("*.txt")) - {SOURCES / "special.txt"})
    clinical = {word for path in plain_files for word in _words(path.read_text("utf-8"))}
    not_clinical = set(_words((SOURCES / "not_clinical.list").read_text("utf-8")))
    coded = {*_coded(), *_named()} - not_clinical - kinds["eponym"] - kinds["title"]
    kinds["clinical"] = (clinical | coded) - kinds["namelike"] - kinds["function"] - {"s"}
    kinds["eponym"] -= kinds["clinical"] | kinds["namelike"] | kinds["function"]
    return {
        "provenance": {
            "words": "compiled by hand for this project (tools/vocabulary), Apache-2.0",
            "codes": f"meanings of codes of DICOM PS3.16, from pydicom {pydicom.__version__} (MIT)",
            "attributes": "names of technical attributes of DICOM PS3.6, likewise",
            "made by": "tools/make_vocabulary.py",
        },
        "words": {kind: " ".join(sorted(kinds[kind])) for kind in sorted(kinds)},
    }


def _special() -> Iterator[tuple[str, set[str]]]:
    text = (SOURCES / "special.txt").read_text("utf-8")
    for part in text.split("\n[")[1:]:
        kind, _, words = part.partition("]")
        yield kind, set(_words(words))


def _words(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if not line.startswith("#"):
            yield from (plain(word) for word in line.split())


def _coded() -> Iterator[str]:
    for group, by_scheme in cid_concepts.items():
        for scheme, keywords in by_scheme.items() if group not in LEFT_OUT else ():
            for keyword in keywords:
                for meaning, *_ in concepts[scheme].get(keyword, {}).values():
                    words = (plain(word) for word in _WORD.findall(meaning))
                    yield from (word for word in words if len(word) >= SHORTEST)


def _named() -> Iterator[str]:
    for tag, (_, _, name, _, _) in DicomDictionary.items():
        if tag >> 16 in TECHNICAL_GROUPS:
            words = (plain(word) for word in _WORD.findall(name))
            yield from (word for word in words if len(word) >= SHORTEST)


if __name__ == "__main__":
    document = make_vocabulary()
    text = json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True)
    TARGET.write_text(text + "\n", "utf-8")
    print({kind: len(words.split()) for kind, words in document["words"].items()})
