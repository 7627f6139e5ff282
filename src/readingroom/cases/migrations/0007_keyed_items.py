"""Items in working copies stand in their stages, each entry of theirs with an id of its own."""

from django.db import migrations

KEYED = ("options", "accepted", "targets", "rubric", "entries")


def _keyed(entry, numbers):
    told = {"text": entry} if isinstance(entry, str) else dict(entry)
    return {"_id": f"item{next(numbers)}", **told}


def _within(item, numbers):
    told = {name: value for name, value in item.items() if name != "stage"}
    for name in KEYED:
        if isinstance(told.get(name), list):
            told[name] = [_keyed(entry, numbers) for entry in told[name]]
    return _keyed(told, numbers)


def move_items(apps, schema_editor):
    for draft in apps.get_model("cases", "Draft").objects.all():
        items, stages = draft.copy.pop("items", None), draft.copy.get("stages")
        if not items or not stages:
            continue
        numbers = iter(range(1, 1_000_000))
        for item in items:
            home = next((one for one in stages if one.get("id") == item.get("stage")), stages[-1])
            home.setdefault("items", []).append(_within(item, numbers))
        draft.save(update_fields=["copy"])


class Migration(migrations.Migration):

    dependencies = [("cases", "0006_review_in_place")]

    operations = [migrations.RunPython(move_items, migrations.RunPython.noop)]
