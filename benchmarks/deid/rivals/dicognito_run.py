"""dicognito at its defaults: one anonymizer for all files, named as its command names them."""

import json
import sys
from pathlib import Path

import pydicom
from dicognito.anonymizer import Anonymizer


def main(given: Path, folder: Path, manifest: Path) -> None:
    """Each file in turn; what it can't do is told as rejected."""
    anonymizer = Anonymizer()
    with manifest.open("w") as told:
        for path in sorted(p for p in given.rglob("*") if p.is_file()):
            line = {"source": str(path.relative_to(given)), "output": None, "outcome": "rejected"}
            try:
                dataset = pydicom.dcmread(path)
                anonymizer.anonymize(dataset)
                name = f"{dataset.SOPInstanceUID}.dcm"
                dataset.save_as(folder / name)
                line.update(output=name, outcome="clean")
            except Exception as error:  # noqa: BLE001
                line["reason"] = type(error).__name__
            told.write(json.dumps(line) + "\n")


main(*(Path(argument) for argument in sys.argv[1:]))
