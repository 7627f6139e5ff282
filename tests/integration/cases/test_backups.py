"""A library is copied while it is used, and comes back without what was erased since."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as installed
from django.core.management import call_command
from django.db import connection, connections
from django.utils import timezone

from readingroom.accounts.models import Person, Role
from readingroom.accounts.services.leaving import leave
from readingroom.archive.models import Instance, Series
from readingroom.cases.models import Case
from readingroom.cases.services import backup_restore
from readingroom.cases.services.backup import DATABASE, end_backups, make_backup
from readingroom.cases.services.backup_restore import restore_backup
from readingroom.cases.services.erase import erase_case, finish_erasures
from readingroom.cases.services.erase_ledger import ledger_path
from readingroom.cases.services.revise import create_case
from readingroom.infra import faults
from readingroom.infra.models import AuditRecord
from readingroom.kernel.errors import InvalidInput, StateConflict, Unavailable
from readingroom.storage.backups import backups_in
from tests.factories.cases import make_document
from tests.factories.marked import MARK, shelved_series
from tests.factories.people import amara, make_person
from tests.proof.search import Wanted, everything_stored, found_in

NOW = timezone.now()
OTHER = "A case that stays"
GOES = "quxgoes"
SECRET = Path(installed.READINGROOM_DATA) / "secret"


@pytest.fixture
def data(file_database: Path, settings: Any, tmp_path: Path) -> Iterator[Path]:
    """The data folder of a library with two cases, one of which says a word."""
    settings.READINGROOM_DATA = tmp_path / "data"
    settings.READINGROOM_DATA.mkdir(mode=0o700)
    (settings.READINGROOM_DATA / "secret").write_bytes(SECRET.read_bytes())
    (settings.READINGROOM_DATA / "policy.yaml").write_text("version: 1\n")
    for title in (MARK, OTHER):
        said = {"SeriesDescription": title, "PatientName": title}
        shown = shelved_series(settings.READINGROOM_DATA, amara(), **said)
        create_case(document=make_document(shown, title=title), owner=amara(), now=NOW)
    waiting = settings.READINGROOM_DATA / "quarantine" / "originals"
    waiting.mkdir(parents=True)
    (waiting / "000001").write_bytes(b"a name")
    yield settings.READINGROOM_DATA
    connections.close_all()


@pytest.fixture
def empty(data: Path, settings: Any, tmp_path: Path) -> Any:
    """Another machine: from here on the data folder is one with nothing in it."""

    def move() -> Path:
        settings.READINGROOM_DATA = tmp_path / "elsewhere"
        settings.READINGROOM_DATA.mkdir(mode=0o700, exist_ok=True)
        return Path(settings.READINGROOM_DATA)

    return move


class Killed(BaseException):
    """What a process that is killed does: nothing more."""


def die_at(point: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def reach(reached: str) -> None:
        if reached == point:
            raise Killed

    monkeypatch.setattr(faults, "reach", reach)


def told(_label: str, _done: int, _total: int) -> None:
    pass


def rows_in(data: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(data / DATABASE)) as library:
        return library.execute(query).fetchall()


def titles(database: Path) -> set[str]:
    with closing(sqlite3.connect(database)) as library:
        rows = library.execute("SELECT json_extract(document, '$.title') FROM cases_revision")
        return {title for (title,) in rows}


def files(root: Path, *below: str) -> dict[str, bytes]:
    paths = [path for name in below for path in (root / name).rglob("*") if path.is_file()]
    return {str(path.relative_to(root)): path.read_bytes() for path in paths}


def erase_marked() -> None:
    case = Case.objects.get(revisions__document__title=MARK)
    erase_case(case_key=case.key, actor=None, reason="consent", now=NOW)
    finish_erasures(now=NOW)


def someone(username: str, role: Role = Role.LEARNER) -> Person:
    person = make_person(username, role)
    person.name = person.credit_line = f"{username} {GOES}"
    person.email = f"{username}@{GOES}.example"
    person.save()
    return person


def test_a_library_comes_back_without_what_was_erased_since_and_who_left(
    data: Path, empty: Any, tmp_path: Path
) -> None:
    said, folder = StringIO(), tmp_path / "backups"
    only, credited = someone("only", Role.ADMINISTRATOR), someone("credited")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_session VALUES ('key', 'someone', '2099-01-01 00:00:00')"
        )
    before = make_backup(folder, now=NOW - timedelta(hours=1), tell=told).backup
    assert titles(before.path / DATABASE) == {MARK, OTHER}
    assert not list(before.path.rglob("0000*"))
    erase_marked()
    make_person("heir", Role.ADMINISTRATOR)
    leave(only, keep_credit=False, now=NOW)
    leave(credited, keep_credit=True, now=NOW)
    make_backup(folder, now=NOW, tell=told)  # of which nothing but the ledger is looked at
    stays = files(data, "blobs", "series")

    fresh = empty()
    call_command("backup", "restore", str(before.path), stdout=said)

    assert titles(fresh / DATABASE) == {OTHER}
    assert files(fresh, "blobs", "series") == stays
    assert (fresh / "secret").read_bytes() == SECRET.read_bytes()
    assert (fresh / "policy.yaml").read_text() == "version: 1\n"
    assert rows_in(
        fresh,
        "SELECT username, email, credit_line, role, is_active FROM accounts_person"
        " WHERE left_at IS NOT NULL ORDER BY credit_line",
    ) == [
        (f"left-{only.key.hex}", "", "", "learner", 0),
        (f"left-{credited.key.hex}", "", f"credited {GOES}", "learner", 0),
    ]
    names = [MARK, f"only {GOES}", f"only@{GOES}", f"credited@{GOES}"]
    assert found_in(Wanted(names), everything_stored(fresh)) == []
    assert not (fresh / "restoring").exists()
    assert rows_in(fresh, "SELECT COUNT(*) FROM django_session") == [(0,)]
    assert "without what was erased since" in said.getvalue()
    assert "Accounts that were deleted since are deleted again" in said.getvalue()
    with pytest.raises(StateConflict, match="empty"):
        restore_backup(before.path, ledger=None, now=NOW, tell=told)


POINTS = ("backup_brought_out", "backup_settled", "backup_moved")


def test_whoever_is_killed_leaves_no_half_backup_and_no_half_library(
    data: Path, empty: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "backups"
    for point in ("backup_file_copied", "backup_filled"):
        die_at(point, monkeypatch)
        with pytest.raises(Killed):
            make_backup(folder, now=NOW, tell=told)
        assert backups_in(folder) == []
    die_at("backup_made", monkeypatch)
    with pytest.raises(Killed):
        make_backup(folder, now=NOW, tell=told)
    (made,) = backups_in(folder)

    settled: list[Path] = []
    monkeypatch.setattr(backup_restore, "_settle_in", settled.append)
    fresh = empty()
    for point in POINTS:
        die_at(point, monkeypatch)
        with pytest.raises(Killed):
            restore_backup(made.path, ledger=None, now=NOW, tell=told)
        assert not (fresh / DATABASE).exists()
    die_at("", monkeypatch)
    restore_backup(made.path, ledger=None, now=NOW, tell=told)

    assert titles(fresh / DATABASE) == {MARK, OTHER}
    assert files(fresh, "blobs") == files(data, "blobs")
    assert len(settled) == 2  # what only had to be moved is not settled again


def test_nothing_is_put_back_that_could_not_be_followed_up(
    data: Path, empty: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_backup(tmp_path / "backups", now=NOW, tell=told).backup
    fresh = empty()

    def fail(_stage: Path) -> None:
        raise Unavailable("No.")

    monkeypatch.setattr(backup_restore, "_settle_in", fail)
    with pytest.raises(Unavailable):
        restore_backup(made.path, ledger=None, now=NOW, tell=told)
    assert list(fresh.iterdir()) == []

    with pytest.raises(InvalidInput, match="no such file"):
        restore_backup(made.path, ledger=SECRET.with_name("none"), now=NOW, tell=told)
    with pytest.raises(InvalidInput, match="time of this backup is over"):
        restore_backup(made.path, ledger=None, now=NOW + timedelta(days=35), tell=told)
    (fresh / "notes.txt").write_text("someone's own")
    with pytest.raises(StateConflict, match="empty"):
        restore_backup(made.path, ledger=None, now=NOW, tell=told)


def test_what_was_erased_while_a_backup_was_made_goes_along_in_its_ledger(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def erase_once(point: str) -> None:
        if point == "backup_file_copied":
            monkeypatch.setattr(faults, "reach", lambda _point: None)
            erase_marked()

    monkeypatch.setattr(faults, "reach", erase_once)
    made = make_backup(tmp_path / "backups", now=NOW, tell=told)

    assert titles(made.backup.path / DATABASE) == {MARK, OTHER}
    assert (made.backup.path / "erasures").read_bytes() == ledger_path().read_bytes()
    assert made.damaged == 0


def test_backups_go_when_their_time_is_over_and_tell_of_damage_in_the_library(
    data: Path, tmp_path: Path
) -> None:
    folder, said = tmp_path / "backups", StringIO()
    old = make_backup(folder, now=NOW - timedelta(days=35), tell=told)
    pack = Instance.objects.values_list("pack_key", flat=True)[0]
    (data / "blobs" / pack[:2] / pack).write_bytes(b"other bytes")

    made = make_backup(folder, now=NOW, tell=told)

    assert (old.damaged, made.damaged, made.ended) == (0, 1, 1)
    assert backups_in(folder) == [made.backup]
    call_command("backup", "list", str(folder), stdout=said)
    call_command("backup", "check", str(folder), stdout=said)
    assert f"{made.backup.path.name}  until " in said.getvalue()
    assert end_backups(folder, now=NOW + timedelta(days=35)) == 1
    assert backups_in(folder) == []
    assert AuditRecord.objects.filter(action="backup.destroyed").count() == 2
    assert Series.objects.count() == 2


def test_a_backup_is_not_put_beside_what_it_is_a_copy_of(data: Path) -> None:
    with pytest.raises(InvalidInput, match="outside the data folder"):
        make_backup(data / "blobs" / "..", now=NOW, tell=told)
