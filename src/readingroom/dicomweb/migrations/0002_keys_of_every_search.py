"""Every key that QIDO-RS requires; what was noted before is noted anew at the next search."""

from typing import Any

from django.db import migrations, models


def forget(apps: Any, _editor: Any) -> None:
    """Rows are made of what lies on the shelf, whenever there is none."""
    apps.get_model("dicomweb", "StudyKeys").objects.all().delete()


def _plain(name: str, length: int) -> migrations.AlterField:
    field = models.CharField(blank=True, max_length=length)
    return migrations.AlterField("studykeys", name, field)


class Migration(migrations.Migration):
    """Searches look in memory: no index of the database is asked."""

    dependencies = [("dicomweb", "0001_initial")]

    operations = [
        migrations.RunPython(forget, migrations.RunPython.noop),
        migrations.AddField(
            "studykeys", "referrer", models.CharField(blank=True, default="", max_length=324),
            preserve_default=False,
        ),
        migrations.AddField(
            "studykeys", "study_number", models.CharField(blank=True, default="", max_length=64),
            preserve_default=False,
        ),
        _plain("date", 8),
        _plain("accession", 64),
        _plain("patient_id", 64),
        _plain("patient_name", 324),
    ]  # fmt: skip
