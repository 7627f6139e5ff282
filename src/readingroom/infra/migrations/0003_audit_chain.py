"""Binds every line of the audit log to the one before it, those that are there already too."""

from django.conf import settings
from django.db import migrations, models

from readingroom.infra.chain import BEFORE_THE_FIRST, Line, link_after

_CHUNK = 2000
_GUARD_OFF = {
    "sqlite": ["DROP TRIGGER IF EXISTS infra_audit_append_only"],
    "postgresql": ["DROP TRIGGER IF EXISTS infra_audit_append_only ON infra_auditrecord"],
}
_GUARD_ON = {
    "sqlite": [
        "CREATE TRIGGER infra_audit_append_only BEFORE UPDATE ON infra_auditrecord "
        "BEGIN SELECT RAISE(ABORT, 'The audit log is only ever added to.'); END"
    ],
    "postgresql": [
        "CREATE TRIGGER infra_audit_append_only BEFORE UPDATE ON infra_auditrecord "
        "FOR EACH ROW EXECUTE FUNCTION infra_audit_refuse()",
    ],
}


def _run(statements):
    def apply(apps, schema_editor):
        for statement in statements.get(schema_editor.connection.vendor, []):
            schema_editor.execute(statement)

    return apply


def _bind_all(apps, schema_editor):
    record = apps.get_model("infra", "AuditRecord")
    number, link, last = 0, BEFORE_THE_FIRST, 0
    while True:
        rows = list(record.objects.filter(id__gt=last).order_by("id")[:_CHUNK])
        if not rows:
            break
        bound = []
        for row in rows:
            number += 1
            line = Line(
                number, str(row.key), row.action, row.actor, row.subject, row.codes, row.at
            )
            link = link_after(link, line, secret=settings.READINGROOM_AUDIT_SECRET)
            bound.append((number, link, row.id))
        with schema_editor.connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE infra_auditrecord SET number = %s, link = %s WHERE id = %s", bound
            )
        last = rows[-1].id
    apps.get_model("infra", "AuditHead").objects.create(id=1, number=number, link=link)


class Migration(migrations.Migration):
    dependencies = [("infra", "0002_audit_is_append_only")]
    operations = [
        # On SQLite a change of columns makes the table anew, and forgets its trigger.
        migrations.RunPython(_run(_GUARD_OFF), _run(_GUARD_ON)),
        migrations.CreateModel(
            name="AuditHead",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("number", models.BigIntegerField(default=0)),
                ("link", models.CharField(max_length=64)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="audit_head_once")
                ],
            },
        ),
        migrations.AddField("auditrecord", "number", models.BigIntegerField(null=True)),
        migrations.AddField(
            "auditrecord", "link", models.CharField(max_length=64, default=""), preserve_default=False
        ),
        migrations.RunPython(_bind_all, migrations.RunPython.noop),
    ]
