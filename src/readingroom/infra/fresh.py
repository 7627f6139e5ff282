"""A new library's database, made at one go as the migrations would leave it.

Migrations tell the way of a library that has data; an empty database needs the end of that way
alone. Walking it takes many seconds, for Django draws up every model's past at every step.
"""

from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

# Made by ``tools/make_fresh.py``; a test compares it with what the migrations make.
SCRIPT = Path(__file__).with_name("fresh.sql")
_END = ";\n"
# When a migration was applied is set as the script runs.
_DATED = {"django_migrations": "applied"}


def make_fresh(connection: BaseDatabaseWrapper) -> bool:
    """Give an empty SQLite database its tables and first rows; whether it was empty.

    All or nothing: whoever is killed meanwhile leaves it empty, and of two that begin at once the
    second finds it made.
    """
    if connection.vendor != "sqlite":
        return False
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        if connection.introspection.table_names(cursor):
            return False
        for statement in SCRIPT.read_text(encoding="utf-8").split(_END)[:-1]:
            cursor.execute(statement)
    return True


def as_script(connection: BaseDatabaseWrapper) -> str:
    """What makes this SQLite database anew: its tables, their rows, then indexes and triggers."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT type = 'table', name, sql FROM sqlite_master "
            "WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY name"
        )
        made = cursor.fetchall()
        tables = [(name, sql) for is_table, name, sql in made if is_table]
        rows = [row for name, _ in tables for row in _rows(cursor, name)]
    others = [sql for is_table, _, sql in made if not is_table]
    return "".join(f"{one}{_END}" for one in [*(sql for _, sql in tables), *rows, *others])


def _rows(cursor: Any, table: str) -> list[str]:
    # All names are the database's own.
    cursor.execute("SELECT name FROM pragma_table_info(%s)", [table])
    columns = [name for (name,) in cursor.fetchall()]
    values = " || ', ' || ".join(
        "'CURRENT_TIMESTAMP'" if name == _DATED.get(table) else f'quote("{name}")'
        for name in columns
    )
    names = ", ".join(f'"{name}"' for name in columns)
    cursor.execute(f'SELECT {values} FROM "{table}" ORDER BY 1')  # noqa: S608 - see above
    return [
        f'INSERT INTO "{table}" ({names}) VALUES ({said})'  # noqa: S608 - see above
        for (said,) in cursor.fetchall()
    ]
