"""Connections to PostgreSQL: kept, used by one thread at a time, made anew where they were lost."""

import functools
import importlib
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from typing import Any, Final, TypeVar
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from readingroom.kernel.errors import InvalidInput, Unavailable

_PORT: Final = 5432
_PATIENCE_S: Final = 10.0
_REST_S: Final = 3.0  # how long a server that did not answer is left alone
_MOST_KEPT: Final = 16
_SSL_MODES: Final = frozenset({"disable", "prefer", "require", "verify-full"})
# Tokens are looked up in indexes alone: reading every row would unpack every text.
_SESSION: Final = """
SET standard_conforming_strings = on;
SET enable_seqscan = off;
SET jit = off;
SET work_mem = '64MB'"""
_BOUNDED: Final = "; SET statement_timeout = '8s'"  # before our own patience ends
_REPLACED: Final = frozenset({"42P01", "3F000"})
_LOST: Final = ("08", "57P")
_BUSY: Final = frozenset({"55P03"})
# Asked while a new index took the place of the old one: its tables went as they were opened, or
# two waited for each other.
_SWAPPED: Final = frozenset({"XX000", "40P01"})
_MOST_SWAPS: Final = 3
_CHUNK_BYTES: Final = 200_000
Row = Sequence[Any]
Answered = TypeVar("Answered")


class SearchUnreachable(Unavailable):
    """The server of the search does not answer."""

    code = "search_unreachable"


class DriverMissing(Unavailable):
    """The package that speaks to PostgreSQL, an optional one, is not installed."""

    code = "search_driver_missing"


class IndexMissing(Unavailable):
    """The server answers, and holds no index."""

    code = "index_missing"


class IndexSwapped(Unavailable):
    """The index was replaced while it was asked; asked again, the new one answers."""

    code = "index_swapped"


class Session:
    """One connection, while it is somebody's."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def rows(self, statement: str, *values: object) -> list[Row]:
        """What a statement brings; ``%s`` stands for a value."""
        # The simple protocol: there and back once, where parameters would take three times.
        found = self._connection.run(statement % tuple(map(literal, values)))
        return list(found or ())

    def run(self, statement: str, *values: object) -> None:
        """Do what statements say."""
        self.rows(statement, *values)

    def copy(self, statement: str, lines: Iterable[str]) -> None:
        """Send rows in PostgreSQL's text form."""
        self._connection.run(statement, stream=_chunks(lines))


class Server:
    """A PostgreSQL server at an address, as ``postgresql://user:password@host/database``."""

    def __init__(self, url: str) -> None:
        self._arguments = connection_arguments(url)
        self._kept: list[Any] = []
        self._guard = threading.Lock()
        self._rests_until = 0.0

    def rows(self, statement: str, *values: object) -> list[Row]:
        """What one statement brings. A connection that was lost while it was kept is replaced, and
        an index that was replaced meanwhile is asked again.

        Raises:
            SearchUnreachable: the server does not answer.
            IndexMissing: there is no such table.
        """
        for _time in range(_MOST_SWAPS):
            with suppress(IndexSwapped):
                return self._retried(lambda session: session.rows(statement, *values))
        return self._retried(lambda session: session.rows(statement, *values))

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """All of it or nothing, on a connection of its own, however long it takes.

        Raises:
            SearchUnreachable: the server does not answer.
        """
        with _told_apart(self._rest), closing(self._connect(None)) as connection:
            connection.run("BEGIN")
            yield Session(connection)
            connection.run("COMMIT")

    def _retried(self, work: Callable[[Session], Answered]) -> Answered:
        with self._guard:
            kept = self._kept.pop() if self._kept else None
        if kept is not None:
            try:
                return self._with(kept, work)
            except SearchUnreachable:
                self.forget()
        return self._with(self._connect(), work)

    def _with(self, connection: Any, work: Callable[[Session], Answered]) -> Answered:
        with _told_apart():
            try:
                found = work(Session(connection))
            except BaseException:
                _close(connection)
                raise
        self._keep(connection)
        return found

    def _connect(self, patience_s: float | None = _PATIENCE_S) -> Any:
        if time.monotonic() < self._rests_until:
            raise SearchUnreachable("The search can't be reached just now. Try again in a moment.")
        with _told_apart(self._rest):
            connection = _driver().Connection(**self._arguments, timeout=patience_s)
            connection.run(_SESSION if patience_s is None else _SESSION + _BOUNDED)
            return connection

    def _keep(self, connection: Any) -> None:
        with self._guard:
            if len(self._kept) < _MOST_KEPT:
                self._kept.append(connection)
                return
        _close(connection)

    def _rest(self) -> None:
        self._rests_until = time.monotonic() + _REST_S

    def forget(self) -> None:
        """Close what is kept."""
        with self._guard:
            kept, self._kept = self._kept, []
        for connection in kept:
            _close(connection)


def connection_arguments(url: str) -> dict[str, Any]:
    """What pg8000 is given of an address; without ``sslmode`` it is encrypted where it can be.

    Raises:
        InvalidInput: it is no address of a PostgreSQL database.
    """
    parts, options = _parts(url)
    mode = options.get("sslmode", "prefer")
    folder = options.get("host", "")
    if mode not in _SSL_MODES or options.keys() - {"sslmode", "host"}:
        raise _no_address()
    arguments: dict[str, Any] = {
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password) if parts.password else None,
        "database": unquote(parts.path.removeprefix("/")),
        "application_name": "readingroom",
    }
    port = parts.port or _PORT
    if folder:
        return {**arguments, "unix_sock": f"{folder}/.s.PGSQL.{port}", "ssl_context": False}
    return {**arguments, "host": parts.hostname, "port": port, "ssl_context": _encryption(mode)}


def _parts(url: str) -> tuple[SplitResult, dict[str, str]]:
    try:
        parts = urlsplit(url)
        _port = parts.port
        options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    except ValueError as error:
        raise _no_address() from error
    has_place = bool(parts.hostname) or options.get("host", "").startswith("/")
    is_named = bool(parts.username) and len(parts.path) > 1 and "/" not in parts.path[1:]
    if parts.scheme not in {"postgresql", "postgres"} or not has_place or not is_named:
        raise _no_address()
    return parts, options


def _no_address() -> InvalidInput:
    return InvalidInput(
        "READINGROOM_SEARCH_URL must be the address of a PostgreSQL database, such as "
        "postgresql://readingroom:password@db.hospital.example/readingroom, with "
        f"sslmode={'|'.join(sorted(_SSL_MODES))} behind a question mark if it is needed."
    )


def _encryption(mode: str) -> Any:
    """As libpq understands the word: only ``verify-full`` proves who answers."""
    if mode == "verify-full":
        return ssl.create_default_context()
    return {"disable": False, "prefer": None, "require": True}[mode]


@contextmanager
def _told_apart(lost: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Errors of the driver as ours: no statement and no value of one goes on."""
    try:
        yield
    except OSError as error:
        lost()
        raise SearchUnreachable("The search can't be reached just now.") from error
    except Exception as error:
        if not isinstance(error, (_driver().InterfaceError, _driver().DatabaseError)):
            raise
        raise _refusal(error, lost) from None


def literal(value: object) -> str:
    """A value inside a statement, where ``standard_conforming_strings`` is on.

    Raises:
        TypeError: there is no rule for its type.
    """
    if isinstance(value, bool | int | float):
        return str(value)
    if isinstance(value, str):
        escaped = value.replace("\0", "").replace("'", "''")
        return f"'{escaped}'"
    raise TypeError(type(value).__name__)


def texts(values: Iterable[str]) -> str:
    """An array of texts, as one value."""
    escaped = (value.replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return "{" + ",".join(f'"{value}"' for value in escaped) + "}"


@functools.cache
def _driver() -> Any:
    try:
        return importlib.import_module("pg8000.native")
    except ModuleNotFoundError as error:
        raise DriverMissing(
            "The search lies in PostgreSQL, and the package that speaks to it is not installed. "
            "Install pg8000, or take READINGROOM_SEARCH_URL away."
        ) from error


def _refusal(error: Exception, lost: Callable[[], None]) -> Unavailable:
    told = error.args[0] if error.args and isinstance(error.args[0], dict) else {}
    state = str(told.get("C", ""))
    if state in _REPLACED:
        return IndexMissing("There is no search index yet. Make one: readingroom search rebuild")
    if state in _SWAPPED:
        return IndexSwapped("The search index is being replaced. Try again in a moment.")
    if state in _BUSY:
        return Unavailable("The search is being brought up to date by another process.")
    if not state or state.startswith((*_LOST, "28", "3D")):
        lost()
        return SearchUnreachable("The search can't be reached just now.", detail=state)
    return Unavailable("The search could not answer.", detail=state)


def _close(connection: Any) -> None:
    with suppress(Exception):  # it may be closed already, from the other side
        connection.close()


def _chunks(lines: Iterable[str]) -> Iterator[bytes]:
    """Lines in pieces worth sending."""
    held: list[bytes] = []
    size = 0
    for line in lines:
        held.append(line.encode("utf-8", "replace"))
        size += len(held[-1])
        if size > _CHUNK_BYTES:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)
