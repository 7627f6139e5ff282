"""A dry run on the sender's terminal."""

from collections.abc import Sequence
from typing import Final, TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from readingroom.archive.deid_tool.preview import KEPT, Row, SeriesPreview
from readingroom.archive.reasons import sentence_for

_STYLES: Final = {
    "removed": "red", "changed": "yellow", "added": "cyan", "mixed": "magenta", "kept": "dim",
}  # fmt: skip
_CLEAN: Final = "clean"


def show(previews: Sequence[SeriesPreview], stream: TextIO, *, everything: bool) -> None:
    """Print what would happen to each series.

    Args:
        previews: of each series.
        stream: the terminal of the sender, who knows the patient.
        everything: also the attributes that stay as they are.
    """
    console = Console(file=stream, highlight=False, markup=False)
    for preview in previews:
        _show_series(preview, console, everything=everything)


def _show_series(preview: SeriesPreview, console: Console, *, everything: bool) -> None:
    counted = "1 file" if preview.files == 1 else f"{preview.files} files"
    console.print(Text(f"\n{printable(preview.title) or 'Series'}: {counted}", style="bold"))
    for code, number in preview.outcomes.items():
        said = "would be clean." if code == _CLEAN else f"would be held: {sentence_for(code)}"
        console.print(f"  {number} {said}")
    for box in preview.boxes:
        frame = "every frame" if box["frame"] is None else f"frame {box['frame']}"
        console.print(
            f"  Text in the picture ({box['kind']}): {box['width']} × {box['height']} pixels at "
            f"{box['x']}, {box['y']}; {frame}"
        )
    rows = [row for row in preview.rows if everything or row.what != KEPT]
    if rows:
        console.print(_table(rows))
    kept = len(preview.rows) - len(rows)
    if kept:
        console.print(f"  {kept} attributes stay as they are; see them with --all.")


def _table(rows: Sequence[Row]) -> Table:
    table = Table(show_edge=False, pad_edge=False, expand=True)
    for name, ratio in (("attribute", 5), ("before", 5), ("after", 4), ("rule", 2)):
        table.add_column(name, ratio=ratio, overflow="fold")
    for row in rows:
        depth = "  " * row.path.count(" ")
        tag = row.path.rpartition(" ")[2]
        table.add_row(
            f"{depth}{tag} {row.name}",
            printable(row.before),
            printable(row.after) if row.what != "removed" else "—",
            f"{row.what} {row.rule}".strip(),
            style=_STYLES[row.what],
        )
    return table


def printable(text: str) -> str:
    """``text`` without what would command the terminal or turn its text around."""
    return "".join(letter if letter.isprintable() else "�" for letter in text)
