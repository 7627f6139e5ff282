"""All that is kept of what someone learns, as one ZIP for them to take."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from readingroom.accounts.models import Person
from readingroom.infra.tables import Cell, text_of
from readingroom.learning.personal import everything_of, holdings

FILE_NAME: Final = "my-learning.zip"
_EARLIEST_YEAR: Final = 1980


def archive_of(person: Person, *, now: datetime) -> bytes:
    """A ZIP with ``learning.json``, which holds everything, and a CSV for each kind of it.

    CSV files begin with a byte order mark, for spreadsheets; what is itself a list or a mapping
    stands in its cell as JSON.
    """
    everything = everything_of(person)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        _write(archive, "README.txt", _readme(everything), now)
        whole = {"person": person.username, "made_at": now.isoformat(), "kept": everything}
        _write(archive, "learning.json", json.dumps(whole, ensure_ascii=False, indent=1), now)
        for name, rows in everything.items():
            _write(archive, f"{name}.csv", text_of(table_of(rows), with_bom=True), now)
    return out.getvalue()


def table_of(rows: Sequence[Mapping[str, Any]]) -> list[Sequence[Cell]]:
    """Rows as a table with a line of names; names come in the order in which rows have them."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    return [names, *([_cell(row.get(name)) for name in names] for row in rows)]


def _cell(value: Any) -> Cell:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or isinstance(value, str | int | float):
        return value
    return json.dumps(value, ensure_ascii=False)


def _readme(everything: Mapping[str, Sequence[Any]]) -> str:
    lines = ["What Reading Room keeps of what you learn. learning.json holds all of it.", ""]
    lines += [f"{one.name}.csv: {one.title} ({len(everything[one.name])})" for one in holdings()]
    return "\n".join([*lines, ""])


def _write(archive: zipfile.ZipFile, name: str, text: str, now: datetime) -> None:
    moment = (max(now.year, _EARLIEST_YEAR), now.month, now.day, now.hour, now.minute, now.second)
    entry = zipfile.ZipInfo(name, moment)
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, text)
