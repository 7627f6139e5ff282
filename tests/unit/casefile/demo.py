"""Where the demo case lies."""

from pathlib import Path

import readingroom

DEMO_FILE = Path(readingroom.__file__).parent / "cases" / "demo" / "case.yaml"
