"""The audit log."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from readingroom.infra import audit
from readingroom.infra.models import AuditRecord
from readingroom.kernel.ids import new_key

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def test_a_line_tells_who_did_what_to_which_thing() -> None:
    person, thing = new_key(), new_key()

    audit.record("file.released", subject=thing, actor=person, at=NOW, codes={"reason": "document"})

    line = AuditRecord.objects.get()
    assert (line.action, line.subject, line.actor) == ("file.released", str(thing), str(person))
    assert (line.codes, line.at) == ({"reason": "document"}, NOW)


@pytest.mark.parametrize(
    "value", ["Nobody^Nora", "two words", "Nora", "", "é", "x" * 65, "a\nb", "12/03/1944"]
)
def test_what_could_be_a_value_is_refused(value: str) -> None:
    for fields in ({"subject": value}, {"subject": new_key(), "codes": {"reason": value}}):
        with pytest.raises(ValueError, match="keys and codes"):
            audit.record("file.released", at=NOW, **fields)  # type: ignore[arg-type]  # on purpose

    assert AuditRecord.objects.count() == 0


def test_a_line_is_never_changed_or_removed_by_the_code() -> None:
    audit.record("file.released", subject=new_key(), at=NOW)

    for act in (lambda: AuditRecord.objects.update(action="x"), AuditRecord.objects.all().delete):
        with pytest.raises(TypeError):
            act()


def test_the_database_itself_refuses_to_change_a_line() -> None:
    audit.record("file.released", subject=new_key(), at=NOW)

    with (
        pytest.raises(DatabaseError, match="only ever added to"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE infra_auditrecord SET action = 'x'")


def test_a_line_is_lost_with_the_transaction_it_was_part_of() -> None:
    def changes_and_fails() -> None:
        with transaction.atomic():
            audit.record("file.released", subject=new_key(), at=NOW)
            raise RuntimeError("the change failed")

    with pytest.raises(RuntimeError):
        changes_and_fails()

    assert AuditRecord.objects.count() == 0
