"""The database itself refuses to change a line of the audit log."""

from django.db import migrations

_FORWARD = {
    "sqlite": [
        "CREATE TRIGGER infra_audit_append_only BEFORE UPDATE ON infra_auditrecord "
        "BEGIN SELECT RAISE(ABORT, 'The audit log is only ever added to.'); END"
    ],
    "postgresql": [
        "CREATE FUNCTION infra_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION 'The audit log is only ever added to.'; END $$",
        "CREATE TRIGGER infra_audit_append_only BEFORE UPDATE ON infra_auditrecord "
        "FOR EACH ROW EXECUTE FUNCTION infra_audit_refuse()",
    ],
}
_BACKWARD = {
    "sqlite": ["DROP TRIGGER infra_audit_append_only"],
    "postgresql": [
        "DROP TRIGGER infra_audit_append_only ON infra_auditrecord",
        "DROP FUNCTION infra_audit_refuse()",
    ],
}


def _run(statements):
    def apply(apps, schema_editor):
        for statement in statements.get(schema_editor.connection.vendor, []):
            schema_editor.execute(statement)

    return apply


class Migration(migrations.Migration):
    dependencies = [("infra", "0001_initial")]
    operations = [migrations.RunPython(_run(_FORWARD), _run(_BACKWARD))]
