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
            name='Calendar',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True)),
                ('text', models.TextField(help_text='The hours as they were typed, as opening.text_of writes them.')),
                ('follows_site', models.BooleanField(default=False)),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='CalendarVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('text', models.TextField(help_text='The hours, as opening.text_of writes them.')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('calendar', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='promises.calendar')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('calendar', 'number'), name='a_calendar_numbers_its_versions')],
            },
        ),
        migrations.CreateModel(
            name='LevelsVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(unique=True)),
                ('text', models.TextField(help_text='The levels, as levels.text_of writes them.')),
                ('why', models.CharField(blank=True, max_length=300)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-number'],
            },
        ),
        migrations.CreateModel(
            name='Promise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=40, unique=True)),
                ('kind', models.CharField(choices=[('first', 'First reply'), ('next', 'Next reply'), ('resolution', 'Resolution')], max_length=10)),
                ('made_place', models.PositiveSmallIntegerField()),
                ('place', models.PositiveSmallIntegerField()),
                ('target_minutes', models.PositiveIntegerField()),
                ('made_at', models.DateTimeField()),
                ('counted', models.DurationField()),
                ('since', models.DateTimeField(null=True)),
                ('pause', models.CharField(blank=True, choices=[('customer', 'we wait for the customer'), ('asleep', 'the case is asleep'), ('hold', 'we wait for somebody else'), ('set_aside', 'the case is set aside')], max_length=10)),
                ('paused_at', models.DateTimeField(null=True)),
                ('due_at', models.DateTimeField(null=True)),
                ('soon_at', models.DateTimeField(null=True)),
                ('warned_at', models.DateTimeField(null=True)),
                ('broken_at', models.DateTimeField(null=True)),
                ('settled_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(blank=True, choices=[('kept', 'Kept'), ('broken', 'Broken'), ('released', 'No longer needed')], max_length=8)),
                ('reply_number', models.BigIntegerField(help_text='The message that kept it, which can be taken back.', null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cases.case')),
                ('hours', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='promises.calendarversion')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='promises.levelsversion')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('settled_at', None), ('warned_at', None)), fields=['soon_at'], name='promise_soon'), models.Index(condition=models.Q(('broken_at', None), ('settled_at', None)), fields=['due_at'], name='promise_due'), models.Index(fields=['made_at', 'kind'], name='promise_made')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('outcome', ''), ('settled_at', None)), models.Q(('settled_at__isnull', False), ('since', None), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='a_settled_promise_says_how'), models.CheckConstraint(condition=models.Q(('since', None), models.Q(('pause', ''), ('paused_at', None)), _connector='OR'), name='a_running_clock_is_not_paused')],
            },
        ),
        migrations.CreateModel(
            name='GoalsVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(unique=True)),
                ('text', models.TextField(help_text='The goals, as goals.text_of writes them.')),
                ('why', models.CharField(blank=True, max_length=300)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-number'],
            },
        ),
        migrations.CreateModel(
            name='ServiceRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(unique=True)),
                ('formula', models.CharField(choices=[('all_who_came', 'answered in time, of all who came'), ('without_early_leavers', 'answered in time, of all but those who gave up early'), ('early_leavers_count', 'answered in time or gave up early, of all who came'), ('short_calls_count', 'answered in time or gave up at once, of all who came'), ('answered_only', 'answered in time, of those answered (hides who gave up; not recommended)')], max_length=24)),
                ('within_seconds', models.PositiveIntegerField()),
                ('short_seconds', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-number'],
            },
        ),
        migrations.CreateModel(
            name='BookedTime',
            fields=[
                ('contact', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='cases.contact')),
                ('channel', models.CharField(max_length=12)),
                ('ended_at', models.DateTimeField()),
                ('talk', models.FloatField(default=0)),
                ('hold', models.FloatField(default=0)),
                ('after', models.FloatField(default=0)),
                ('booked_at', models.DateTimeField(null=True)),
                ('queue', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.queue')),
            ],
            options={
                'indexes': [models.Index(fields=['ended_at'], name='booked_by_end'), models.Index(condition=models.Q(('booked_at', None)), fields=['contact'], name='to_be_booked')],
            },
        ),
        migrations.CreateModel(
            name='ServiceFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('answered_in_time', models.PositiveIntegerField()),
                ('answered_late', models.PositiveIntegerField()),
                ('left_short', models.PositiveIntegerField()),
                ('left_in_time', models.PositiveIntegerField()),
                ('left_late', models.PositiveIntegerField()),
                ('part', models.PositiveIntegerField()),
                ('whole', models.PositiveIntegerField()),
                ('published_at', models.DateTimeField()),
                ('queue', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.queue')),
                ('rule', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='promises.servicerule')),
            ],
            options={
                'ordering': ['-day', 'queue_id'],
                'constraints': [models.UniqueConstraint(fields=('day', 'queue'), name='a_day_is_published_once_for_a_queue'), models.CheckConstraint(condition=models.Q(('part__lte', models.F('whole'))), name='a_share_is_a_part_of_its_whole')],
            },
        ),
    ]
