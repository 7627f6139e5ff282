import django.db.models.deletion
from django.db import migrations, models

import readingroom.kernel.ids


class Migration(migrations.Migration):

    dependencies = [
        ('teaching', '0002_playlists'),
    ]

    operations = [
        migrations.CreateModel(
            name='SetPlaylist',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=readingroom.kernel.ids.new_key, editable=False, unique=True)),
                ('set_at', models.DateTimeField()),
                ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='set_playlists', to='teaching.cohort')),
                ('playlist', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='set_for_classes', to='teaching.playlist')),
            ],
            options={
                'ordering': ['set_at', 'id'],
                'constraints': [models.UniqueConstraint(fields=('cohort', 'playlist'), name='set_playlist_once')],
            },
        ),
    ]
