"""Documentation that can be checked is checked."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"!?\[[^\]]*\]\((?!https?:|#|image:)([^)#\s]+)")
LOCKS = sorted([*ROOT.glob("*.lock"), ROOT / "frontend/package-lock.json"])


@pytest.mark.parametrize("document", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(document: Path) -> None:
    prose = re.sub(r"```.*?```", "", document.read_text(), flags=re.DOTALL)
    prose = re.sub(r"`[^`\n]*`", "", prose)

    dead = [target for target in LINK.findall(prose) if not (document.parent / target).exists()]

    assert dead == []


def test_every_page_can_be_reached_from_the_index_of_documentation() -> None:
    index = (ROOT / "docs/README.md").read_text()
    pages = [p for p in PAGES if ROOT / "docs" in p.parents and "adr" not in p.parts]

    absent = [str(p.relative_to(ROOT / "docs")) for p in pages if p.name != "README.md"]
    assert [page for page in absent if f"({page})" not in index] == []


def test_decisions_are_numbered_once_and_say_what_a_decision_must() -> None:
    decisions = sorted((ROOT / "docs/adr").glob("*.md"))
    numbers = [path.name[:4] for path in decisions]

    assert len(set(numbers)) == len(numbers)
    for path in decisions:
        headings = re.findall(r"^## (\w+)", path.read_text(), flags=re.MULTILINE)
        assert headings == ["Context", "Decision", "Consequences", "Alternatives", "Evidence"], path


def test_architecture_fits_a_page() -> None:
    assert len((ROOT / "ARCHITECTURE.md").read_text().splitlines()) <= 75


@pytest.mark.parametrize("lock", LOCKS, ids=lambda p: p.name)
def test_locks_hold_hashes_and_no_address(lock: Path) -> None:
    text = lock.read_text()

    assert "sha256:" in text or "sha512-" in text
    assert not re.search(
        r'"resolved"|--(extra-)?index-url|https?://[^"\s]*/(simple|packages)', text
    )


def test_no_study_file_is_in_the_repository() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")

    found = []
    for name in filter(None, listed):
        path = ROOT / name
        if path.is_file():
            with path.open("rb") as file:
                if file.read(132)[128:] == b"DICM":
                    found.append(name)
    assert found == []
