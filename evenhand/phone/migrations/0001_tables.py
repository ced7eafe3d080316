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
            name='Line',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('key', models.SlugField(max_length=40, unique=True)),
                ('country_code', models.CharField(blank=True, max_length=3)),
                ('after_call_goal_seconds', models.PositiveIntegerField(blank=True, null=True)),
                ('is_active', models.BooleanField(default=True)),
                ('queue', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.queue')),
            ],
            options={
                'ordering': ['name', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Call',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=100)),
                ('direction', models.CharField(choices=[('inbound', 'They called'), ('outbound', 'We called')], max_length=8)),
                ('number', models.CharField(blank=True, max_length=60)),
                ('state', models.CharField(choices=[('ringing', 'Ringing'), ('talking', 'Speaking'), ('ended', 'Over'), ('abandoned', 'They hung up before anybody answered'), ('missed', 'Nobody answered')], default='ringing', max_length=9)),
                ('began_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('last_event_at', models.DateTimeField()),
                ('wait_seconds', models.FloatField(default=0)),
                ('forgotten_at', models.DateTimeField(null=True)),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cases.case')),
                ('customer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='phone.line')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('ended_at', None)), fields=['last_event_at'], name='call_running'), models.Index(fields=['-began_at'], name='call_newest')],
                'constraints': [models.UniqueConstraint(fields=('line', 'reference'), name='a_line_has_a_call_once'), models.CheckConstraint(condition=models.Q(('ended_at', None), ('ended_at__gte', models.F('began_at')), _connector='OR'), name='a_call_ends_after_it_began'), models.CheckConstraint(condition=models.Q(('wait_seconds__gte', 0)), name='nobody_waits_less_than_no_time')],
            },
        ),
        migrations.CreateModel(
            name='CallLeg',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('extension', models.CharField(max_length=40)),
                ('place', models.PositiveSmallIntegerField()),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('seen_at', models.DateTimeField()),
                ('sign_given_at', models.DateTimeField()),
                ('agent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='legs', to='phone.call')),
                ('contact', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cases.contact')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('call', 'extension', 'place'), name='a_leg_is_kept_once')],
            },
        ),
        migrations.CreateModel(
            name='AfterCall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_at', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('leg', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='after', to='phone.callleg')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('ended_at', None)), fields=['until'], name='after_call_running')],
            },
        ),
        migrations.CreateModel(
            name='AfterCallExtension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cause', models.CharField(choices=[('waiting on carrier', 'Waiting on the carrier'), ('slow system', 'A slow system'), ('policy look-up', 'Looking up a policy'), ('writing up', 'Writing it up'), ('other', 'Something else')], max_length=20)),
                ('at', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('key', models.CharField(max_length=60, unique=True)),
                ('after', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='extensions', to='phone.aftercall')),
            ],
        ),
        migrations.CreateModel(
            name='CallRing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rings', to='phone.call')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('call', 'agent'), name='a_call_rings_once_for_somebody')],
            },
        ),
        migrations.CreateModel(
            name='KnownNumber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20)),
                ('noted_at', models.DateTimeField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('noted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('number', 'account'), name='a_number_is_noted_once')],
            },
        ),
        migrations.CreateModel(
            name='KeptRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64)),
                ('raw', models.TextField()),
                ('problem', models.CharField(max_length=500)),
                ('received_at', models.DateTimeField()),
                ('times', models.PositiveIntegerField(default=1)),
                ('seen_at', models.DateTimeField(null=True)),
                ('seen_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='phone.line')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('seen_at', None)), fields=['-id'], name='kept_unseen')],
                'constraints': [models.UniqueConstraint(fields=('line', 'digest'), name='a_request_is_kept_once')],
            },
        ),
        migrations.CreateModel(
            name='CallEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event_id', models.CharField(max_length=100)),
                ('kind', models.CharField(choices=[('ringing', 'ringing'), ('answered', 'answered'), ('hold', 'hold'), ('resumed', 'resumed'), ('transferred', 'transferred'), ('ended', 'ended')], max_length=12)),
                ('at', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('extension', models.CharField(blank=True, max_length=40)),
                ('to', models.CharField(blank=True, max_length=40)),
                ('outcome', models.CharField(blank=True, max_length=12)),
                ('sequence', models.PositiveBigIntegerField(default=0)),
                ('raw', models.TextField()),
                ('agent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='phone.call')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='phone.line')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('agent', None), models.Q(('extension', ''), _negated=True)), fields=['extension'], name='event_of_nobody')],
                'constraints': [models.UniqueConstraint(fields=('line', 'event_id'), name='an_event_is_taken_once')],
            },
        ),
        migrations.CreateModel(
            name='LineSecret',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nonce', models.CharField(max_length=40, unique=True)),
                ('made_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='secrets', to='phone.line')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
    ]
