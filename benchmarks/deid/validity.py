"""What dciodvfy finds wrong with a file, without the values it quotes."""

import re
import subprocess
import sys
from pathlib import Path

_TOOL = Path(sys.executable).parent / "dciodvfy"
_VALUES = re.compile(r"<[^>]*>|= [^ ]+|\([^)]*\) *$|\d+")


def errors_in(path: Path) -> frozenset[str]:
    """Kinds of errors, each once."""
    done = subprocess.run([str(_TOOL), str(path)], capture_output=True, check=False, timeout=60)
    told = (done.stderr + done.stdout).decode("utf-8", "replace")
    return frozenset(
        _VALUES.sub("#", line).strip() for line in told.splitlines() if line.startswith("Error")
    )
