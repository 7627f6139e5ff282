"""The index of this installation: where it lies, how it follows the library, how it is made anew.

It lies in a folder of the data folder, or in PostgreSQL where the settings name one.

The library is the truth and the index a copy. What changes is marked in the same transaction;
a mark goes once the index has the change on disk. An index is made anew in a folder of its own
beside the old one, which answers meanwhile, and takes its place in one rename.
"""

import fcntl
import functools
import json
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from readingroom.cases.models import Case
from readingroom.infra.events import EraseCopies
from readingroom.kernel.errors import Unavailable
from readingroom.kernel.ids import new_key
from readingroom.search.building import written_cases
from readingroom.search.engines.base import Engine
from readingroom.search.engines.embedded import EmbeddedEngine
from readingroom.search.engines.postgresql_connection import SearchUnreachable
from readingroom.search.engines.postgresql_home import PostgresHome, postgres_home
from readingroom.search.entries import FORM, Entry, make_entry
from readingroom.search.marks import MOST_AT_ONCE
from readingroom.search.models import PendingCase
from readingroom.search.rows import published_rows, published_stamps, stored_cases
from readingroom.search.vocabulary import Vocabulary, load_vocabulary

_FOLDER: Final = "search"
_OWN_VOCABULARY: Final = "vocabulary.txt"
_CURRENT: Final = "current.json"
_SOON: Final = 200  # cases that whoever asks may wait for
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Differences:
    """Where the index does not say what the library says: keys of cases."""

    absent: frozenset[int]
    outdated: frozenset[int]
    surplus: frozenset[int]

    @property
    def all(self) -> frozenset[int]:
        """Every case that must be looked at."""
        return self.absent | self.outdated | self.surplus


def vocabulary() -> Vocabulary:
    """The shipped words with those of this installation."""
    return load_vocabulary(settings.READINGROOM_DATA / _OWN_VOCABULARY)


def current_engine() -> Engine | None:
    """The index that answers now; None before the first was made, or where it can't be read."""
    elsewhere = _elsewhere()
    if elsewhere is not None:
        with suppress(Unavailable):
            return elsewhere.engine_of(FORM)
        return None
    told = _told()
    if told is None or told["form"] != FORM:
        return None
    try:
        folder = _home() / told["folder"]
        return _open(folder) if (folder / "meta.json").is_file() else None
    except (OSError, ValueError):
        return None


def ready_engine() -> Engine | None:
    """The index, brought up to date where that is a moment's work; None where there is none yet."""
    engine = current_engine()
    with suppress(Unavailable):  # another process is at it: what it lacks is left out meanwhile
        if engine is None and Case.objects.count() <= _SOON:
            rebuild()
        elif engine is not None and 0 < PendingCase.objects.count() <= _SOON:
            catch_up()
    return current_engine()


def absence() -> str:
    """Why there is no index that answers, in a sentence."""
    elsewhere = _elsewhere()
    try:
        if elsewhere is not None:
            elsewhere.told()
    except SearchUnreachable:
        return "The search can't be reached just now."
    except Unavailable as error:
        return error.message
    return "The search is being made ready."


def is_of_these_words() -> bool:
    """Whether the index was made with the vocabulary as it is now.

    Raises:
        Unavailable: the server of the search can't be reached.
    """
    elsewhere = _elsewhere()
    if elsewhere is not None:
        told_there = elsewhere.told()
        return told_there is not None and told_there.vocabulary == vocabulary().digest
    told = _told()
    return told is not None and told["vocabulary"] == vocabulary().digest


def catch_up() -> int:
    """Bring the index up to date with what is marked; how many cases were looked at.

    Raises:
        Unavailable: there is no index, or another process is at it.
    """
    engine = _present_engine()
    done = 0
    while marks := list(PendingCase.objects.order_by("pk")[:MOST_AT_ONCE]):
        case_ids = {mark.case_id for mark in marks}
        _index(engine, case_ids)
        PendingCase.objects.filter(pk__in=[mark.pk for mark in marks]).delete()
        done += len(case_ids)
    return done


def rebuild(tell: Progress = lambda _done: None) -> int:
    """Make the index anew while the old one answers; how many cases it holds.

    Raises:
        Unavailable: it is being made anew already.
    """
    words, folder, elsewhere = vocabulary(), new_key().hex, _elsewhere()
    if elsewhere is not None:
        elsewhere.make(_entries(words, tell), FORM, words.digest)
        mark_differences()
        with suppress(Unavailable):  # whoever is at it takes these too
            catch_up()
        shutil.rmtree(_home(), ignore_errors=True)  # of a time before the setting
        return len(_present_engine().stamps())
    with _alone():
        engine = EmbeddedEngine(_home() / folder)
        engine.fill(_counted(written_cases(stored_cases(), words), tell))
        _switch_to(folder, words)
        mark_differences()
        with suppress(Unavailable):  # whoever is at it takes these too
            catch_up()
        _remove_others(folder)
    return len(engine.stamps())


def forget_erased(_event: EraseCopies) -> None:
    """Make the index anew: what is taken out of one stays in its files until they are merged.

    Raises:
        Unavailable: it is being made anew already, perhaps with what must go.
    """
    if _elsewhere() is not None or _home().is_dir():
        rebuild()


def differences() -> Differences:
    """What the index lacks, has of another revision or for other readers, or has too much.

    Raises:
        Unavailable: there is no index.
    """
    held, wanted = _present_engine().stamps(), published_stamps()
    return Differences(
        absent=frozenset(wanted.keys() - held.keys()),
        outdated=frozenset(c for c in wanted.keys() & held.keys() if wanted[c] != held[c]),
        surplus=frozenset(held.keys() - wanted.keys()),
    )


def mark_differences() -> int:
    """Mark every case the index is wrong about; how many there were."""
    wrong = differences().all - set(PendingCase.objects.values_list("case_id", flat=True))
    PendingCase.objects.bulk_create(PendingCase(case_id=case_id) for case_id in sorted(wrong))
    return len(wrong)


def _present_engine() -> Engine:
    elsewhere = _elsewhere()
    engine = current_engine() if elsewhere is None else elsewhere.engine_of(FORM)
    if engine is None:
        raise Unavailable("There is no search index yet. Make one: readingroom search rebuild")
    return engine


def _elsewhere() -> PostgresHome | None:
    """Where the index lies in PostgreSQL; None where it lies in the data folder."""
    url: str = settings.READINGROOM_SEARCH_URL
    return postgres_home(url) if url else None


def _index(engine: Engine, case_ids: Collection[int]) -> None:
    words = vocabulary()
    entries = [make_entry(row, words) for row in published_rows(case_ids)]
    engine.apply(entries, set(case_ids) - {entry.case_id for entry in entries})


def _entries(words: Vocabulary, tell: Progress) -> Iterator[Entry]:
    for done, row in enumerate(published_rows(), start=1):
        yield make_entry(row, words)
        tell(done)


def _counted(documents: Iterable[str], tell: Progress) -> Iterator[str]:
    for done, document in enumerate(documents, start=1):
        yield document
        tell(done)


def _home() -> Path:
    home: Path = settings.READINGROOM_DATA / _FOLDER
    return home


def _told() -> dict[str, Any] | None:
    path = _home() / _CURRENT
    try:
        return _read_told(path, path.stat().st_mtime_ns)
    except (OSError, ValueError):
        return None


@functools.lru_cache(maxsize=4)
def _read_told(path: Path, _changed_at: int) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if not {"folder", "form", "vocabulary"} <= told.keys():
        raise ValueError("incomplete")
    return told


@functools.lru_cache(maxsize=1)  # an index that was replaced is let go of, and its files with it
def _open(folder: Path) -> EmbeddedEngine:
    return EmbeddedEngine(folder)


def _switch_to(folder: str, words: Vocabulary) -> None:
    path = _home() / _CURRENT
    told = {"folder": folder, "form": FORM, "vocabulary": words.digest}
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(told), encoding="utf-8")
    fresh.replace(path)


def _remove_others(folder: str) -> None:
    for other in _home().iterdir():
        if other.is_dir() and other.name != folder:
            shutil.rmtree(other, ignore_errors=True)


@contextmanager
def _alone() -> Iterator[None]:
    """Hold the one place for making an index anew; the system lets go of it with the process."""
    _home().mkdir(mode=0o700, parents=True, exist_ok=True)
    with (_home() / "rebuild.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Unavailable("The search index is being made anew already.") from error
        yield
