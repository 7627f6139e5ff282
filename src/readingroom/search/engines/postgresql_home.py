"""Where an index lies in PostgreSQL: one schema, which a new index takes over when it is whole."""

import functools
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from readingroom.kernel.errors import Unavailable
from readingroom.kernel.ids import new_key
from readingroom.search.engines.postgresql import PostgresEngine
from readingroom.search.engines.postgresql_connection import IndexMissing, Server
from readingroom.search.engines.postgresql_rows import line_of
from readingroom.search.engines.postgresql_tables import is_alone, write_all
from readingroom.search.entries import Entry

_SCHEMA: Final = "readingroom_search"
_COMING: Final = "readingroom_search_coming"
_GONE: Final = "readingroom_search_gone"
# Changes when the tables do: an index with others is made anew.
_LAYOUT: Final = 1


@dataclass(frozen=True)
class Told:
    """What an index says of itself: the form of its entries, and the words it was made with."""

    form: str
    vocabulary: str


class PostgresHome:
    """The index of one database."""

    def __init__(self, url: str) -> None:
        self._server = Server(url)
        self._engine = PostgresEngine(self._server, _SCHEMA)

    def engine_of(self, form: int) -> PostgresEngine | None:
        """The index that answers now; None where there is none whose entries have this form.

        Raises:
            SearchUnreachable: the server does not answer.
        """
        told = self.told()
        return self._engine if told is not None and told.form == _form(form) else None

    def close(self) -> None:
        """Let go of its connections."""
        self._server.forget()

    def told(self) -> Told | None:
        """Of the index that answers now; None where there is none.

        Raises:
            SearchUnreachable: the server does not answer.
        """
        try:
            rows = self._server.rows(f"TABLE {_SCHEMA}.told")
        except IndexMissing:
            return None
        return Told(*rows[0][1:]) if rows else None

    def make(self, entries: Iterable[Entry], form: int, vocabulary: str) -> None:
        """Make the index anew in one transaction, while the old one answers until it ends.

        A maker that dies leaves nothing behind.

        Raises:
            Unavailable: it is being made anew already, or the server can't be reached.
        """
        with self._server.transaction() as session:
            if not is_alone(session):
                raise Unavailable("The search index is being made anew already.")
            session.run(f"CREATE SCHEMA {_COMING}")
            write_all(session, _COMING, entries)
            session.copy(
                f"COPY {_COMING}.told FROM STDIN",
                [line_of(new_key().hex, _form(form), vocabulary)],
            )
            # Names alone change hands: to drop tables here would wait for readers, and they for it.
            session.run(f"DROP SCHEMA IF EXISTS {_GONE} CASCADE")
            if session.rows("SELECT 1 FROM pg_namespace WHERE nspname = %s", _SCHEMA):
                session.run(f"ALTER SCHEMA {_SCHEMA} RENAME TO {_GONE}")
            session.run(f"ALTER SCHEMA {_COMING} RENAME TO {_SCHEMA}")
        # Whoever began to read the old one is let finish; what is left goes before the next.
        with suppress(Unavailable), self._server.transaction() as session:
            session.run("SET LOCAL lock_timeout = '2s'")
            session.run(f"DROP SCHEMA IF EXISTS {_GONE} CASCADE")


def _form(form: int) -> str:
    return f"{form}.{_LAYOUT}"


@functools.lru_cache(maxsize=4)
def postgres_home(url: str) -> PostgresHome:
    """The index at an address; its connections are shared by all threads of this process."""
    return PostgresHome(url)
