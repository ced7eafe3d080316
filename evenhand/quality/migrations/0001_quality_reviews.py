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
            name='Scorecard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(unique=True)),
                ('items', models.JSONField()),
                ('why', models.CharField(blank=True, max_length=500)),
                ('published_at', models.DateTimeField(help_text='Empty: it came with the house.', null=True)),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-version'],
            },
        ),
        migrations.CreateModel(
            name='Draw',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('week_start', models.DateTimeField(unique=True)),
                ('week_end', models.DateTimeField()),
                ('at', models.DateTimeField()),
                ('seed', models.BigIntegerField()),
                ('per_agent', models.PositiveSmallIntegerField()),
                ('second_percent', models.PositiveSmallIntegerField()),
                ('considered', models.JSONField(default=dict, help_text='By agent, as in {"7": [11, 12]}.')),
                ('scorecard', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='quality.scorecard')),
            ],
            options={
                'ordering': ['-week_start'],
            },
        ),
        migrations.CreateModel(
            name='Sample',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('done_at', models.DateTimeField(null=True)),
                ('first_seen_at', models.DateTimeField(help_text='When the person first opened it.', null=True)),
                ('agent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('contact', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.contact')),
                ('draw', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='samples', to='quality.draw')),
                ('scorecard', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='quality.scorecard')),
            ],
            options={
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['agent', 'done_at'], name='samples_of_agent')],
            },
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seat', models.PositiveSmallIntegerField()),
                ('taken_at', models.DateTimeField(null=True)),
                ('given_at', models.DateTimeField(null=True)),
                ('answers', models.JSONField(default=dict)),
                ('words', models.TextField(blank=True, max_length=4000)),
                ('agent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reviewer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sample', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='quality.sample')),
            ],
            options={
                'ordering': ['sample', 'seat'],
                'indexes': [models.Index(condition=models.Q(('given_at', None)), fields=['id'], name='reviews_to_give')],
                'constraints': [models.UniqueConstraint(fields=('sample', 'seat'), name='one_review_per_seat'), models.UniqueConstraint(condition=models.Q(('reviewer', None), _negated=True), fields=('sample', 'reviewer'), name='nobody_reviews_a_contact_twice'), models.CheckConstraint(condition=models.Q(('reviewer', None), models.Q(('reviewer', models.F('agent')), _negated=True), _connector='OR'), name='nobody_reviews_their_own_contact'), models.CheckConstraint(condition=models.Q(('given_at', None), ('reviewer__isnull', False), _connector='OR'), name='a_review_is_given_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='Dispute',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('items', models.JSONField(help_text='The keys of the items in question.')),
                ('words', models.TextField(max_length=4000)),
                ('opened_at', models.DateTimeField()),
                ('due_on', models.DateField(help_text='The last day on which it is to be decided.')),
                ('due_at', models.DateTimeField(help_text='The first moment at which it is overdue.')),
                ('granted', models.JSONField(default=list, help_text='The keys of the items decided for the person.')),
                ('decided_at', models.DateTimeField(null=True)),
                ('decision', models.TextField(blank=True, max_length=4000)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sample', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='dispute', to='quality.sample')),
            ],
            options={
                'ordering': ['due_at', 'id'],
                'indexes': [models.Index(condition=models.Q(('decided_at', None)), fields=['due_at'], name='disputes_to_decide')],
                'constraints': [models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(('decided_by', models.F('account')), _negated=True), _connector='OR'), name='nobody_decides_their_own_dispute'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None)), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), models.Q(('decision', ''), _negated=True)), _connector='OR'), name='a_dispute_is_decided_in_writing')],
            },
        ),
    ]
