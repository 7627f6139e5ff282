from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('teaching', '0003_set_playlists'),
    ]

    operations = [
        migrations.AddField(
            model_name='setplaylist',
            name='ended_at',
            field=models.DateTimeField(null=True),
        ),
    ]
