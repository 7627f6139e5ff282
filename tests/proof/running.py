"""The library as someone at a terminal and someone at a browser have it, with all that they see."""

import http.cookiejar
import json
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from tests.browser.serving import environment
from tests.proof.search import Shown

PATIENCE_S = 240
LINK = re.compile(rb'(?:href|src|data-[a-z-]+)="(/[^"]*)"')
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')


class Library:
    """A data folder, the commands run on it and the pages served from it.

    Attributes:
        data: the data folder.
        temporary: what its processes believe to be the system's folder for temporary files.
        shown: everything it said.
    """

    def __init__(self, folder: Path) -> None:
        self.data, self.temporary = folder / "data", folder / "temporary"
        self.temporary.mkdir(parents=True)
        self.shown = Shown()
        self._logs = folder / "logs"
        self._logs.mkdir()
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = str(probe.getsockname()[1])
        self.address = f"http://127.0.0.1:{self.port}"

    def run(self, *words: str) -> "subprocess.CompletedProcess[bytes]":
        """Run a command; what it says on standard error counts as a log."""
        done = subprocess.run(
            [sys.executable, "-m", "readingroom", *words],
            env=self._environment(), cwd=self.temporary, capture_output=True, check=False,
            timeout=300,
        )  # fmt: skip
        self._note(f"standard error of {words[0]}", done.stderr)
        return done

    def run_quietly(self, *words: str) -> bytes:
        """Run a command whose every word counts as a log; it must succeed."""
        done = self.run(*words)
        assert done.returncode == 0, done.stderr.decode()
        self._note(f"standard output of {words[0]}", done.stdout)
        return done.stdout

    def _note(self, place: str, said: bytes) -> None:
        self.shown.logs[place] = self.shown.logs.get(place, b"") + said

    def _environment(self) -> dict[str, str]:
        return {**environment(self.data, self.port), "TMPDIR": str(self.temporary)}

    @contextmanager
    def served(self) -> Iterator["Browser"]:
        """Serve it until the block ends, and keep what the server logs."""
        log = self._logs / "serve"
        with log.open("wb") as file:
            server = subprocess.Popen(
                [sys.executable, "-m", "readingroom", "serve"],
                env=self._environment(), cwd=self.temporary, stdout=file, stderr=file,
            )  # fmt: skip
        try:
            browser = Browser(self.address, self.shown)
            browser.wait_for(server)
            yield browser
        finally:
            server.terminate()
            server.wait(30)
            self._note("log of the server", log.read_bytes())


class Browser:
    """Asks for pages and remembers everything that came back."""

    def __init__(self, address: str, shown: Shown) -> None:
        self._address, self._shown = address, shown
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        )

    def wait_for(self, server: "subprocess.Popen[bytes]") -> None:
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline and server.poll() is None:
            try:
                with self._opener.open(f"{self._address}/", timeout=60):
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.2)
        raise AssertionError("The server did not start.")

    def get(self, path: str, *, accept: str = "*/*", body: bytes | None = None) -> bytes:
        """Ask for ``path``, follow redirects, keep address, headers and body."""
        headers = {"Accept": accept, "Referer": self._address + path}
        request = urllib.request.Request(urljoin(self._address, path), data=body, headers=headers)
        try:
            answer = self._opener.open(request, timeout=60)
        except urllib.error.HTTPError as refused:
            answer = refused
        with answer:
            data: bytes = answer.read()
            place = f"{request.get_method()} {path} {accept}"
            self._shown.answers[f"{place}: body"] = data
            self._shown.answers[f"{place}: headers and cookies"] = str(answer.headers).encode()
            self._shown.answers[f"{place}: address"] = str(answer.geturl()).encode()
            assert answer.status == 200, f"{place}: {answer.status}"
        return data

    def sign_in(self, link: str) -> None:
        """Use a link that works once."""
        path = urlsplit(link).path
        found = TOKEN.search(self.get(path))
        assert found
        self.get(path, body=b"csrfmiddlewaretoken=" + found[1])

    def look_at(self, path: str) -> set[str]:
        """A page; the addresses in it."""
        page = self.get(path, accept="text/html")
        links = {link.decode().replace("&amp;", "&") for link in LINK.findall(page)}
        for link in links:
            self._shown.answers[f"address in {path}: {link}"] = link.encode()
        return links

    def look_at_pixels(self, series: str) -> None:
        """Everything the pixel front has of one series."""
        stacks = json.loads(self.get(f"{series}/stacks", accept="application/json"))
        for instance in self._instances(series):
            self.get(f"{series}/instances/{instance}/metadata")
        for stack in stacks["stacks"]:
            for frame in stack["frames"]:
                place = f"{series}/instances/{frame['sop']}/frames/{frame['frame']}"
                self._look_at_frame(place)
        if stacks["stacks"]:
            self.get(f"{series}/thumbnail")

    def _look_at_frame(self, place: str) -> None:
        self.get(f"{place}/rendered")
        for accept in (
            "application/octet-stream",
            'multipart/related; type="application/octet-stream"',
            "*/*",
        ):
            self.get(place, accept=accept)

    def _instances(self, series: str) -> Sequence[str]:
        metadata = json.loads(self.get(f"{series}/metadata", accept="application/dicom+json"))
        return [instance["00080018"]["Value"][0] for instance in metadata]
