"""Every setting is in the reference with its default and meaning."""

from dataclasses import fields
from pathlib import Path

from readingroom.config.env import PREFIX, Env

PAGE = Path(__file__).resolve().parents[2] / "docs/reference/settings.md"


def test_the_reference_lists_every_setting_as_the_code_has_it() -> None:
    rows = [line for line in PAGE.read_text().splitlines() if line.startswith("| `")]

    expected = []
    for field in fields(Env):
        default = "false" if field.default is False else str(field.default)
        cell = f" `{default}` " if default else " "
        expected.append(f"| `{PREFIX}{field.name.upper()}` |{cell}| {field.metadata['help']} |")
    assert rows == expected
