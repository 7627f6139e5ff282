"""Lighthouse's accessibility and best practices of the case page, the library and signing in.

    python -m benchmarks.lighthouse

Needs Node and, the first time, the npm registry: Lighthouse comes through npx.
"""

import argparse
import json
import os
import subprocess
from typing import Any

from tests.browser.conftest import DEBIAN, FLAGS

from benchmarks.libraries import demo_case, library

LIGHTHOUSE = "lighthouse@12.8.2"  # the last for Node 20
CATEGORIES = ("accessibility", "best-practices")
TARGET = 95
TIMEOUT_S = 240


def main() -> None:
    """Measure and print; leaves with 1 where a score is below the target."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", help="a library that runs; without it, one is made")
    options = parser.parse_args()
    low = False
    with library(options.url) as url:
        for path in (demo_case(url), "/", "/account/login/"):
            found = audit(f"{url}{path}")
            scores = {name: round(100 * found["categories"][name]["score"]) for name in CATEGORIES}
            print(f"{path}: " + ", ".join(f"{name} {score}" for name, score in scores.items()))
            for complaint in complaints(found):
                print(f"  {complaint}")
            low = low or min(scores.values()) < TARGET
    raise SystemExit(int(low))


def audit(address: str) -> dict[str, Any]:
    """Lighthouse's own report on one page."""
    done = subprocess.run(
        [
            "npx", "--yes", LIGHTHOUSE, address, "--quiet", "--output=json",
            f"--only-categories={','.join(CATEGORIES)}",
            f"--chrome-flags=--headless=new {' '.join(FLAGS)}",
        ],
        env={**os.environ, **({"CHROME_PATH": str(DEBIAN)} if DEBIAN.exists() else {})},
        capture_output=True,
        text=True,
        check=False,
        timeout=TIMEOUT_S,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(done.stderr)
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def complaints(report: dict[str, Any]) -> list[str]:
    """What cost points."""
    return [
        f"{audit['id']}: {audit['title']}"
        for audit in report["audits"].values()
        if audit["score"] is not None and audit["score"] < 1
    ]


if __name__ == "__main__":
    main()
