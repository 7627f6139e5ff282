"""The audit log is a chain: whoever changes it behind the library's back is found out."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from readingroom.infra import audit
from readingroom.infra.audit_proof import Fault, current_head, prove, read_head
from readingroom.infra.models import AuditHead, AuditRecord
from readingroom.kernel.errors import InvalidInput
from readingroom.kernel.ids import new_key
from tests.browser.serving import environment, run_command

NOW = datetime(2026, 3, 2, 9, 30, 1, 500, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def write(count: int) -> None:
    for number in range(count):
        codes: dict[str, audit.Code] = {"files": number, "reason": "document", "last": True}
        audit.record("file.released", subject=new_key(), at=NOW, codes=codes)


def behind_its_back(statement: str, *values: object) -> None:
    """As someone would who can write to the database, and knows of the trigger."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER IF EXISTS infra_audit_append_only")
        cursor.execute(statement, values)


def test_a_log_that_nobody_touched_is_whole() -> None:
    write(3)
    audit.record_all([audit.Entry("a.b", "x"), audit.Entry("c.d", "y")], at=NOW)

    verdict = prove()

    assert (verdict.fault, verdict.lines) == (None, 5)
    assert [r.number for r in AuditRecord.objects.order_by("id")] == [1, 2, 3, 4, 5]


def test_an_empty_log_is_whole() -> None:
    assert prove().fault is None


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("action", "file.refused"),
        ("subject", "someone-else"),
        ("actor", "someone-else"),
        ("codes", '{"files": 1, "reason": "document", "last": false}'),
        ("at", "2026-03-02 09:30:01.000501"),
        ("link", "0" * 64),
        ("key", "0192f8c38e7c739aa8eee2c64db7e772"),
    ],
)
def test_a_changed_line_is_found(column: str, value: str) -> None:
    write(4)

    behind_its_back(f"UPDATE infra_auditrecord SET {column} = %s WHERE number = 2", value)  # noqa: S608  # names of ours

    verdict = prove()
    assert (verdict.fault, verdict.at, verdict.lines) == (Fault.CHANGED, 2, 1)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_removed_line_is_found(number: int) -> None:
    write(4)

    behind_its_back("DELETE FROM infra_auditrecord WHERE number = %s", number)

    verdict = prove()
    assert (verdict.fault, verdict.at) == (Fault.MISSING, number)


def test_two_lines_that_changed_places_are_found() -> None:
    write(4)

    for before, after in ((2, 99), (3, 2), (99, 3)):
        behind_its_back("UPDATE infra_auditrecord SET number = %s WHERE number = %s", after, before)

    assert prove().fault is Fault.CHANGED


def test_a_line_removed_at_the_end_is_found_by_the_head() -> None:
    write(4)

    behind_its_back("DELETE FROM infra_auditrecord WHERE number = 4")

    verdict = prove()
    assert (verdict.fault, verdict.at, verdict.lines) == (Fault.CUT, 4, 3)


def test_a_line_copied_to_the_end_is_found() -> None:
    write(4)

    behind_its_back(
        "INSERT INTO infra_auditrecord (number, link, key, action, actor, subject, codes, at) "
        "SELECT 5, link, %s, action, actor, subject, codes, at FROM infra_auditrecord "
        "WHERE number = 4",
        new_key().hex,
    )

    assert (prove().fault, prove().at) == (Fault.CHANGED, 5)


def test_an_end_cut_off_together_with_the_head_is_found_by_a_noted_end() -> None:
    write(2)
    link_of_two = current_head().link
    write(2)
    noted = current_head()
    behind_its_back("DELETE FROM infra_auditrecord WHERE number > 2")
    AuditHead.objects.update(number=2, link=link_of_two)

    assert prove().fault is None  # this is why one notes the end elsewhere
    assert prove(noted=noted).fault is Fault.CUT


def test_a_log_rewritten_with_the_secret_is_found_by_a_noted_end() -> None:
    write(2)
    noted = current_head()
    behind_its_back("DELETE FROM infra_auditrecord")
    AuditHead.objects.all().delete()
    write(3)

    assert prove().fault is None
    assert prove(noted=noted).fault is Fault.OTHER


def test_a_noted_end_stays_right_when_the_log_grows() -> None:
    write(2)
    noted = read_head(str(current_head()))
    write(2)

    assert prove(noted=noted).fault is None


def test_what_is_no_end_is_refused() -> None:
    for text in ("", "12", f"x {'0' * 64}", f"3 {'0' * 63}"):
        with pytest.raises(InvalidInput, match="no end of an audit log"):
            read_head(text)


def test_another_secret_makes_another_chain(settings: Any) -> None:
    write(2)

    settings.READINGROOM_AUDIT_SECRET = b"another"

    assert (prove().fault, prove().at) == (Fault.CHANGED, 1)


def test_the_zone_of_a_moment_does_not_matter() -> None:
    audit.record("a.b", subject="x", at=NOW.astimezone(timezone(timedelta(hours=5))))

    assert prove().fault is None


def test_the_command_leaves_with_1_where_the_log_is_broken(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write(3)
    call_command("audit", "verify")
    behind_its_back("UPDATE infra_auditrecord SET action = 'x' WHERE number = 2")

    with pytest.raises(SystemExit) as left:
        call_command("audit", "verify")

    said = capsys.readouterr().out
    assert "The audit log is whole: 3 lines." in said
    assert "Line 2 does not say what was written" in said
    assert left.value.code == 1


def test_the_command_prints_an_end_that_it_takes_back(capsys: pytest.CaptureFixture[str]) -> None:
    write(2)
    call_command("audit", "head")
    end = capsys.readouterr().out.strip()

    call_command("audit", "verify", "--head", end)

    assert "whole" in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
def test_lines_from_before_the_chain_are_bound_when_the_database_is_brought_up_to_date() -> None:
    MigrationExecutor(connection).migrate([("infra", "0002_audit_is_append_only")])
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO infra_auditrecord (key, action, actor, subject, codes, at) "
            "VALUES (%s, 'file.released', '', 'x', %s, '2026-03-02 09:30:00')",
            [(new_key().hex, '{"files": 3}') for _ in range(3)],
        )

    MigrationExecutor(connection).migrate([("infra", "0004_audit_chain_kept")])

    write(1)
    assert (prove().fault, prove().lines) == (None, 4)


def test_a_head_that_was_set_back_is_found() -> None:
    write(2)
    link_of_two = current_head().link
    write(1)

    AuditHead.objects.update(number=2, link=link_of_two)

    assert (prove().fault, prove().at) == (Fault.ADDED, 3)


_WRITER = """
import django; django.setup()
from datetime import UTC, datetime
from readingroom.infra import audit
for number in range(40):
    audit.record("a.b", subject="x", at=datetime.now(UTC), codes={"n": number})
"""


def test_processes_that_write_at_once_make_one_chain(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert run_command("migrate", data=data).returncode == 0
    settings = {"DJANGO_SETTINGS_MODULE": "readingroom.config.settings"}
    writers = [
        subprocess.Popen([sys.executable, "-c", _WRITER], env=environment(data) | settings)
        for _ in range(3)
    ]

    assert [writer.wait(120) for writer in writers] == [0, 0, 0]

    proven = run_command("audit", "verify", data=data)
    assert (proven.returncode, "whole: 120 lines" in proven.stdout) == (0, True), proven.stdout
