"""The import contracts, and the two doors to a CleanDataset."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src/readingroom"
# De-identification, and the reader of what the route itself wrote after it.
MAY_SEAL = {"imaging/deid/apply.py", "archive/prepared.py"}
DEFINES_SEAL = "imaging/datasets.py"


def test_imports_point_down() -> None:
    ran = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert ran.returncode == 0, ran.stdout


def test_every_package_has_a_level_and_every_level_a_package() -> None:
    placed = set(
        re.findall(
            r"[a-z]+", (ROOT / "pyproject.toml").read_text().split("layers = [")[1].split("]")[0]
        )
    )
    packages = {folder.name for folder in SOURCE.iterdir() if (folder / "__init__.py").exists()}

    assert packages == placed


def test_only_de_identification_declares_a_dataset_clean() -> None:
    sealing = {
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if re.search(r"\b(seal_clean|_SEAL)\b", path.read_text())
    }

    assert sealing == MAY_SEAL | {DEFINES_SEAL}
