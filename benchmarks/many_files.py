"""Many small files at one time: the memory of every process, and whether the pages stay quick.

    python -m benchmarks.many_files [--files 10000]

One folder is taken in at the command line while the library is served from the same data folder
and its page of what came in is asked for again and again. Memory is the most that the system saw
resident of each process (``VmHWM``, which counts shared pages once for each process).
"""

import argparse
import http.cookiejar
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from pathlib import Path

from tests.browser.serving import LiveLibrary, environment, served
from tests.factories import dicom

SERIES = 20
TARGET_MB = 600
ASK_EVERY_S = 0.5


def make_folder(folder: Path, count: int) -> None:
    """CT sections of 16 × 16 in ``SERIES`` series of one patient."""
    for number in range(count):
        section = dicom.ct_slice(
            number=number // SERIES + 1, z=number // SERIES * 2.0, series=number % SERIES + 1
        )
        (folder / f"IM{number:05d}").write_bytes(dicom.to_bytes(section))


class Memory:
    """The most that each process which this one started had resident, by its id."""

    def __init__(self) -> None:
        self.most_kb: dict[int, int] = {}

    def look(self) -> None:
        status = {}
        for path in Path("/proc").glob("[0-9]*/status"):
            try:
                text = path.read_text()
            except OSError:
                continue
            found = dict(re.findall(r"^(PPid|VmHWM):\s+(\d+)", text, re.MULTILINE))
            status[int(path.parent.name)] = found
        for pid, found in status.items():
            if self._is_below(pid, status) and "VmHWM" in found:
                self.most_kb[pid] = int(found["VmHWM"])

    def _is_below(self, pid: int, status: dict[int, dict[str, str]]) -> bool:
        above = int(status[pid].get("PPid", 0))
        while above in status and above != os.getpid():
            above = int(status[above].get("PPid", 0))
        return above == os.getpid()

    def most_mb(self) -> list[int]:
        return sorted((kb // 1024 for kb in self.most_kb.values()), reverse=True)


def signed_in(library: LiveLibrary) -> urllib.request.OpenerDirector:
    """A browser of sorts, with the administrator's session."""
    jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    opener = urllib.request.build_opener(jar)
    address = library.run("sign-in-link").stdout.strip()
    page = opener.open(address, timeout=60).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    if token is None:
        raise SystemExit("The page for signing in has no form.")
    form = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1]}).encode()
    opener.open(address, form, timeout=60).read()
    return opener


def main() -> None:
    """Take the folder in and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=10_000)
    count = parser.parse_args().files
    with tempfile.TemporaryDirectory() as kept, served(Path(kept) / "data") as library:
        folder = Path(kept) / "given"
        folder.mkdir()
        make_folder(folder, count)
        opener = signed_in(library)
        start_s = time.monotonic()
        command = [sys.executable, "-m", "readingroom", "ingest", str(folder)]
        ingest = subprocess.Popen(
            command, env=environment(library.data), stdout=subprocess.PIPE, text=True
        )
        memory, waits_s = Memory(), list[float]()
        while ingest.poll() is None:
            asked_s = time.monotonic()
            opener.open(f"{library.url}/received/", timeout=60).read()
            waits_s.append(time.monotonic() - asked_s)
            memory.look()
            time.sleep(ASK_EVERY_S)
        taken_s = time.monotonic() - start_s
        said = ingest.stdout.read() if ingest.stdout else ""
        print(said.splitlines()[0])
        print(f"{count} files in {taken_s:.0f} s, {count / taken_s:.0f} files/s")
        print(f"most memory of each process, MB: {memory.most_mb()} (target: < {TARGET_MB})")
        worst = max(waits_s) * 1000
        print(f"/received/ meanwhile: median {statistics.median(waits_s) * 1000:.0f} ms, ", end="")
        print(f"longest {worst:.0f} ms of {len(waits_s)}")


if __name__ == "__main__":
    main()
