"""The tables of this room."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from evenhand.core.first_tables import FirstTables


class Migration(FirstTables):

    initial = True

    dependencies = [
        ('cases', '0001_tables'),
        ('people', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Taker',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField()),
                ('seen_at', models.DateTimeField()),
                ('account', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Chat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nonce', models.CharField(max_length=43, unique=True)),
                ('start_key', models.CharField(max_length=64, unique=True)),
                ('opened_at', models.DateTimeField()),
                ('is_verified', models.BooleanField(default=False, help_text='The shop has signed who the customer is.')),
                ('visitor_seen_at', models.DateTimeField()),
                ('visitor_read', models.BigIntegerField(default=0, help_text='The last line that their page has.')),
                ('agent_read', models.BigIntegerField(default=0, help_text='The last line that an agent at work had on the page.')),
                ('gone_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_by', models.CharField(blank=True, choices=[('visitor', 'The customer ended it'), ('agent', 'We ended it'), ('quiet', 'Nothing was said for a while'), ('mail', 'It goes on by mail'), ('merged', 'It went on in another case')], max_length=7)),
                ('copy_wanted_at', models.DateTimeField(null=True)),
                ('copy_sent_at', models.DateTimeField(null=True)),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cases.case')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('ended_at', None)), fields=['visitor_seen_at'], name='chat_running')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', '')), models.Q(('ended_at__isnull', False), models.Q(('ended_by', ''), _negated=True)), _connector='OR'), name='a_chat_that_ended_says_how'), models.CheckConstraint(condition=models.Q(('copy_sent_at', None), ('copy_wanted_at__isnull', False), _connector='OR'), name='no_copy_that_nobody_wanted')],
            },
        ),
    ]
