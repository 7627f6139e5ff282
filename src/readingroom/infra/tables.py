"""Tables as text that spreadsheets open, and that does nothing when they do.

A cell that a spreadsheet would take for a formula begins with an apostrophe instead (OWASP, CSV
Injection): titles, options and notes are words of people, and are nothing but words in the file.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

BOM: Final = "\ufeff"
"""By which some spreadsheets know that a file is UTF-8."""
_STARTS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
Cell = str | int | float | None


def text_of(table: Iterable[Sequence[Cell]], *, with_bom: bool = False) -> str:
    """A table as CSV (RFC 4180). Broken numbers have four digits after the point."""
    out = io.StringIO()
    writer = csv.writer(out)
    for row in table:
        writer.writerow([_cell(value) for value in row])
    return (BOM if with_bom else "") + out.getvalue()


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.4f}"
    if isinstance(value, int):
        return str(value)
    return f"'{value}" if value.lstrip(" ").startswith(_STARTS_FORMULA) else value
