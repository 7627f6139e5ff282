"""Where the demo case lies."""

from pathlib import Path
from typing import Any

import readingroom
from readingroom.casefile.yamlform import read_yaml

DEMO_FILE = Path(readingroom.__file__).parent / "cases" / "demo" / "case.yaml"


def demo_data() -> dict[str, Any]:
    """What its ``case.yaml`` says, as plain data."""
    data: dict[str, Any] = read_yaml(DEMO_FILE.read_bytes())[0]
    return data
