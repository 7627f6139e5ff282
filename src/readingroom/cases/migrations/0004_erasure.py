"""Tombstones of erased cases; and which revisions readers saw."""

import readingroom.cases.models.erasure
from django.db import migrations, models


def _note_published(apps, schema_editor):
    """What is known to have been published: what readers see now, and what editors let pass."""
    case, review = apps.get_model("cases", "Case"), apps.get_model("cases", "Review")
    revision = apps.get_model("cases", "Revision")
    shown = case.objects.filter(published_revision__isnull=False, published_at__isnull=False)
    for pk, at in shown.values_list("published_revision_id", "published_at"):
        revision.objects.filter(pk=pk, published_at=None).update(published_at=at)
    passed = review.objects.filter(outcome="published", decided_at__isnull=False)
    for pk, at in passed.values_list("revision_id", "decided_at"):
        revision.objects.filter(pk=pk, published_at=None).update(published_at=at)


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0003_keyed_annotations'),
    ]

    operations = [
        migrations.AddField(
            model_name='revision',
            name='published_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunPython(_note_published, migrations.RunPython.noop),
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case_key', models.UUIDField(editable=False, unique=True)),
                ('number', models.PositiveIntegerField(unique=True)),
                ('reason', models.CharField(choices=[('consent', 'Consent was withdrawn'), ('identity', 'Something in it could tell who the patient is'), ('request', 'The patient, or who speaks for them, asked for it'), ('order', 'An authority or a court ordered it'), ('rule', 'A rule of the institution says so, or its time was over'), ('mistake', 'It should never have been put in'), ('restored', 'It was erased before, and a backup brought it back')], max_length=16)),
                ('actor', models.CharField(blank=True, max_length=36)),
                ('stage', models.CharField(choices=[('asked', 'Asked for'), ('taken', 'Out of the library; its files are being destroyed'), ('noted', 'In the ledger; its files are being destroyed'), ('destroyed', 'Files destroyed; copies are being destroyed'), ('copied', 'Copies destroyed; the database is being written anew'), ('done', 'Done')], db_index=True, default='asked', max_length=16)),
                ('leftovers', models.JSONField(default=dict)),
                ('asked_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-asked_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason__in', readingroom.cases.models.erasure.ErasureReason)), name='erasure_reason_known'), models.CheckConstraint(condition=models.Q(('stage__in', readingroom.cases.models.erasure.ErasureStage)), name='erasure_stage_known'), models.CheckConstraint(condition=models.Q(models.Q(('finished_at__isnull', False), ('leftovers', {}), ('stage', 'done')), models.Q(models.Q(('stage', 'done'), _negated=True), ('finished_at', None)), _connector='OR'), name='erasure_done_has_time')],
            },
        ),
    ]
