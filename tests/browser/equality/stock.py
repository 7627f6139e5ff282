"""Run in a process of its own: a case of every stack in a library, and whose each instance is.

    python -m tests.browser.equality.stock FOLDER

prints, as JSON, the case's key, its stacks, and for every file below FOLDER that is in the library
the UID it is filed under. Files are found again by the digests that the archive knows them by.
"""

import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
from django.utils import timezone


def main(folder: Path) -> dict[str, Any]:
    from readingroom.accounts.services.administrators import ensure_administrator  # noqa: PLC0415  # Django first

    owner = ensure_administrator()
    stacks = [stack for path in shelved() for stack in stacks_at(path)]
    for number, stack in enumerate(stacks, start=1):
        stack["id"] = f"stack-{number}"
    filed = filed_instances()
    return {
        "case": make_case(stacks, owner),
        "stacks": stacks,
        "files": {
            str(path): uid
            for path in sorted(folder.rglob("*"))
            if path.is_file() and (uid := filed.get(digests_of(path, str(owner.institution.key))))
        },
    }


def shelved() -> Iterator[Path]:
    from readingroom.archive.places import places  # noqa: PLC0415

    shelf = places().shelf
    return (shelf.folder(study, series) for study, series in sorted(shelf.series()))


def stacks_at(folder: Path) -> Iterator[dict[str, Any]]:
    described = json.loads(gzip.decompress((folder / "stacks.json.gz").read_bytes()))
    for stack in described["stacks"]:
        yield {**stack, "series": described["series"], "modality": described["modality"]}


def filed_instances() -> dict[tuple[str, str], str]:
    from readingroom.archive.models import Instance  # noqa: PLC0415

    rows = Instance.objects.values_list("source_digest", "content_digest", "sop_instance_uid")
    return {(source, content): uid for source, content, uid in rows}


def digests_of(path: Path, institution: str) -> tuple[str, str]:
    from readingroom.archive.digests import keyed_digest  # noqa: PLC0415
    from readingroom.archive.places import secrets  # noqa: PLC0415
    from readingroom.imaging.deid.identity import patient_key  # noqa: PLC0415
    from readingroom.imaging.part10 import read_part10  # noqa: PLC0415
    from readingroom.kernel.errors import Rejected  # noqa: PLC0415

    try:
        raw = read_part10(path)
    except Rejected:
        return "", ""
    keys = secrets()
    who = patient_key(raw, secret=keys.patients)
    patient = keyed_digest(keys.patients, "patient", institution, who)
    source = keyed_digest(
        keys.deid, "sop-instance", patient, str(raw.dataset.get("SOPInstanceUID"))
    )
    for keyword in ("PixelData", "FloatPixelData", "DoubleFloatPixelData"):
        if raw.dataset.get(keyword):
            return source, keyed_digest(keys.deid, "pixels", bytes(raw.dataset[keyword].value))
    return source, ""


def linked_slices(stack: dict[str, Any]) -> list[int]:
    """The middle slice, and of a run of several another one."""
    middle = stack["default_frame"]
    other = 1 if middle > 1 else len(stack["frames"])
    return list(dict.fromkeys([middle, other]))


def make_case(stacks: list[dict[str, Any]], owner: Any) -> str:
    from readingroom.casefile.validation import parse_document  # noqa: PLC0415
    from readingroom.cases.services.revise import create_case  # noqa: PLC0415

    series = [
        {
            "id": stack["id"],
            "images": f"series:{stack['series']}",
            "stack": stack["index"],
            # Each of another plane, so that the film hangs one alone, as large as it goes.
            "plane": stack["id"],
        }
        for stack in stacks
    ]
    links = [f"[{n}](image:{stack['id']}/{n})" for stack in stacks for n in linked_slices(stack)]
    document = parse_document(
        {
            "schema_version": 1,
            "title": "Every stack of the library",
            "stages": [
                {
                    "kind": "study",
                    "id": "all",
                    "modality": "ct",
                    "findings": " ".join(links),
                    "series": series,
                }
            ],
        }
    )
    return str(create_case(document=document, owner=owner, now=timezone.now()).key)


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]))))
