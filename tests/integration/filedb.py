"""A database in a file, for tests in which several threads or processes use it at one time.

The one in memory that other tests use locks whole tables at once, and no library does.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection


@pytest.fixture(scope="session")
def database_template(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A fresh database with all its tables, and nothing in them."""
    path = tmp_path_factory.mktemp("database") / "template.sqlite3"
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(path)])
    return path


@pytest.fixture
def file_database(
    transactional_db: None, database_template: Path, django_db_blocker: Any, tmp_path: Path
) -> Iterator[Path]:
    """A database of this test's own; new connections of every thread lead there."""
    path = tmp_path / "library.sqlite3"
    shutil.copyfile(database_template, path)
    name, in_memory = connection.settings_dict["NAME"], connection.connection
    kept = connection.settings_dict["CONN_MAX_AGE"]
    with django_db_blocker.unblock():
        connection.connection, connection.settings_dict["NAME"] = None, str(path)
        connection.settings_dict["CONN_MAX_AGE"] = 0  # a thread may live on; its database does not
        try:
            yield path
        finally:
            connection.close()
            connection.connection, connection.settings_dict["NAME"] = in_memory, name
            connection.settings_dict["CONN_MAX_AGE"] = kept
