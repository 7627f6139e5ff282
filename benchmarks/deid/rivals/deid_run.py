"""pydicom/deid at its defaults: identifiers found, its default recipe applied, names kept."""

import json
import sys
from pathlib import Path

from deid.dicom import get_identifiers, replace_identifiers


def main(given: Path, folder: Path, manifest: Path) -> None:
    """Each file in turn; what it can't do is told as rejected."""
    with manifest.open("w") as told:
        for number, path in enumerate(sorted(p for p in given.rglob("*") if p.is_file())):
            line = {"source": str(path.relative_to(given)), "output": None, "outcome": "rejected"}
            target = folder / str(number)
            try:
                target.mkdir()
                found = get_identifiers([str(path)])
                replace_identifiers(
                    [str(path)], ids=found, save=True, output_folder=str(target), overwrite=True
                )
                made = next(p for p in target.rglob("*") if p.is_file())
                line.update(output=str(made.relative_to(folder)), outcome="clean")
            except Exception as error:  # noqa: BLE001
                line["reason"] = type(error).__name__
            told.write(json.dumps(line) + "\n")


main(*(Path(argument) for argument in sys.argv[1:]))
