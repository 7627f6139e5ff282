"""Annotations in working copies are entries of their own, each with its id."""

from django.db import migrations


def _key(value, numbers):
    """Give every annotation below ``value`` an id, where it has none."""
    if isinstance(value, list):
        for entry in value:
            _key(entry, numbers)
    elif isinstance(value, dict):
        for mark in value.get("annotations") or ():
            if isinstance(mark, dict):
                mark.setdefault("_id", f"mark{next(numbers)}")
        for entry in value.values():
            _key(entry, numbers)


def key_annotations(apps, schema_editor):
    for draft in apps.get_model("cases", "Draft").objects.all():
        _key(draft.copy, iter(range(1, 1_000_000)))
        draft.save(update_fields=["copy"])


class Migration(migrations.Migration):

    dependencies = [("cases", "0002_editing")]

    operations = [migrations.RunPython(key_annotations, migrations.RunPython.noop)]
