"""What is published about the document is what the models say."""

import re
from pathlib import Path

import pytest
from tools import make_case_schema

from readingroom.casefile.folder import read_case_file, write_case_file
from readingroom.casefile.schema import case_schema, write_schema
from readingroom.casefile.vocab import Labelled, Modality, System
from tests.unit.casefile.demo import DEMO_FILE

HOW_TO = make_case_schema.ROOT / "docs/how-to/write-a-case-folder.md"
STALE = "Run tools/make_case_schema.py"


def test_published_schema_is_that_of_the_models() -> None:
    assert make_case_schema.SCHEMA_FILE.read_text(encoding="utf-8") == write_schema(), STALE


def test_reference_page_is_made_from_the_models() -> None:
    assert (
        make_case_schema.PAGE_FILE.read_text(encoding="utf-8") == make_case_schema.write_page()
    ), STALE


def test_schema_is_closed_everywhere() -> None:
    groups = [group for group in case_schema()["$defs"].values() if group["type"] == "object"]

    open_groups = [g["title"] for g in groups if g.get("additionalProperties") is not False]

    assert open_groups == []


def test_every_field_has_a_meaning() -> None:
    rows = [line for line in make_case_schema.write_page().splitlines() if line.startswith("| `")]

    assert len(rows) > 150
    assert [row for row in rows if row.endswith("|  |")] == []


@pytest.mark.parametrize(("vocabulary", "count"), [(System, 20), (Modality, 12)])
def test_closed_lists_are_whole(vocabulary: type[Labelled], count: int) -> None:
    assert len(list(vocabulary)) == count
    assert all(entry.label for entry in vocabulary)


def test_example_of_the_how_to_is_a_canonical_case() -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", HOW_TO.read_text(encoding="utf-8"), re.DOTALL)

    document = read_case_file(example.encode())

    assert write_case_file(document).decode() == example


def test_main_writes_both_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(make_case_schema, "ROOT", tmp_path)
    monkeypatch.setattr(make_case_schema, "SCHEMA_FILE", tmp_path / "schema.json")
    monkeypatch.setattr(make_case_schema, "PAGE_FILE", tmp_path / "page.md")

    make_case_schema.main()

    assert (tmp_path / "schema.json").read_text() == write_schema()
    assert (tmp_path / "page.md").read_text() == make_case_schema.write_page()


def test_demo_case_lies_in_the_package() -> None:
    assert DEMO_FILE.is_file()
