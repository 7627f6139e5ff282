"""No line without its number from here on; and the database refuses changes again."""

from importlib import import_module

from django.db import migrations, models

_chain = import_module("readingroom.infra.migrations.0003_audit_chain")


class Migration(migrations.Migration):
    dependencies = [("infra", "0003_audit_chain")]
    operations = [
        migrations.AlterField("auditrecord", "number", models.BigIntegerField(unique=True)),
        migrations.RunPython(_chain._run(_chain._GUARD_ON), _chain._run(_chain._GUARD_OFF)),
    ]
