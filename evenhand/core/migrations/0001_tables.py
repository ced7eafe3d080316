"""The tables of this room."""

from django.db import migrations, models

from evenhand.core.first_tables import FirstTables


class Migration(FirstTables):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='ActivityEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('actor_id', models.BigIntegerField(null=True)),
                ('actor_label', models.CharField(max_length=200)),
                ('verb', models.CharField(max_length=100)),
                ('subject', models.CharField(max_length=100)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('source', models.CharField(blank=True, max_length=200)),
                ('facts', models.JSONField(default=dict)),
                ('previous_hash', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64, unique=True)),
                ('salt', models.CharField(blank=True, default='', help_text='Goes with the words: their digest alone tells nothing of them.', max_length=32)),
                ('words_sha256', models.CharField(default='', max_length=64)),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(fields=['subject', 'id'], name='activity_by_subject')],
            },
        ),
        migrations.CreateModel(
            name='OutgoingMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('message_id', models.CharField(max_length=255, unique=True)),
                ('about', models.CharField(db_index=True, max_length=100)),
                ('sender', models.CharField(max_length=320)),
                ('recipient', models.CharField(db_index=True, max_length=320)),
                ('subject', models.CharField(max_length=998)),
                ('raw', models.BinaryField()),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('handed_over', 'Handed over'), ('kept', 'Kept here'), ('failed', 'Failed')], default='waiting', max_length=12)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('problem', models.CharField(blank=True, max_length=500)),
                ('posted_at', models.DateTimeField()),
                ('next_attempt_at', models.DateTimeField()),
                ('handed_over_at', models.DateTimeField(null=True)),
                ('returns_to', models.CharField(blank=True, help_text='Where a failure is told; empty: the sender.', max_length=320)),
                ('route', models.CharField(blank=True, help_text='How it leaves; empty: by the settings.', max_length=40)),
            ],
            options={
                'ordering': ['-id'],
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['next_attempt_at'], name='mail_due_to_leave')],
            },
        ),
    ]
