"""The library that is measured: one that runs, or the demo library made for the purpose."""

import re
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.browser.serving import run_command, served


@contextmanager
def library(url: str | None) -> Iterator[str]:
    """The address of the library at ``url``; without one, of a fresh demo library until the end."""
    if url:
        yield url.rstrip("/")
        return
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        data = Path(folder) / "data"
        print("Making the demo library …", flush=True)
        made = run_command("demo", "--no-serve", data=data)
        if made.returncode:
            raise SystemExit(made.stderr)
        with served(data) as running:
            yield running.url


def demo_case(url: str) -> str:
    """The path of the first case in the library."""
    with urllib.request.urlopen(f"{url}/", timeout=30) as page:  # noqa: S310  # the library's own address
        found = re.search(r'href="(/cases/[^"]+)"', page.read().decode())
    if not found:
        raise SystemExit("There is no case in this library. Make one: make demo")
    return found[1]
