"""dicom-anonymizer at its defaults: its rules file by file, names of files kept as it does."""

import json
import sys
from pathlib import Path

from dicomanonymizer import anonymize_dicom_file


def main(given: Path, folder: Path, manifest: Path) -> None:
    """Each file in turn; what it can't do is told as rejected."""
    with manifest.open("w") as told:
        for path in sorted(p for p in given.rglob("*") if p.is_file()):
            name = str(path.relative_to(given))
            line = {"source": name, "output": None, "outcome": "rejected"}
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                anonymize_dicom_file(str(path), str(target))
                line.update(output=name, outcome="clean")
            except Exception as error:  # noqa: BLE001
                line["reason"] = type(error).__name__
            told.write(json.dumps(line) + "\n")


main(*(Path(argument) for argument in sys.argv[1:]))
