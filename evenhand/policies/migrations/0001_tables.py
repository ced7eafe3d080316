"""The tables of this room."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from evenhand.core.first_tables import FirstTables


class Migration(FirstTables):

    initial = True

    dependencies = [
        ('people', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Policy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=60, unique=True)),
                ('title', models.CharField(max_length=120)),
                ('purpose', models.CharField(max_length=300)),
                ('audiences', models.JSONField(default=list)),
                ('created_at', models.DateTimeField()),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'policies',
                'ordering': ['title'],
            },
        ),
        migrations.CreateModel(
            name='PolicyVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('text', models.TextField(blank=True)),
                ('changes', models.CharField(blank=True, max_length=500)),
                ('parameters', models.JSONField(default=list)),
                ('notice_days', models.PositiveSmallIntegerField(default=0)),
                ('audience_days', models.JSONField(blank=True, help_text='Other notice for some, as in {"sellers": 15}.', null=True)),
                ('needs_acknowledgement', models.BooleanField(default=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('drafted_at', models.DateTimeField()),
                ('effective_from', models.DateTimeField(null=True)),
                ('published_at', models.DateTimeField(null=True)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('policy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='policies.policy')),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['policy', 'number'],
                'indexes': [models.Index(fields=['policy', '-effective_from'], name='versions_in_force')],
                'constraints': [models.UniqueConstraint(fields=('policy', 'number'), name='a_version_has_its_number'), models.UniqueConstraint(condition=models.Q(('published_at', None)), fields=('policy',), name='a_policy_has_one_draft'), models.CheckConstraint(condition=models.Q(('published_at', None), models.Q(('effective_from__isnull', False), models.Q(('sha256', ''), _negated=True)), _connector='OR'), name='published_means_dated_and_sealed')],
            },
        ),
        migrations.CreateModel(
            name='Clause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('number', models.CharField(max_length=12)),
                ('title', models.CharField(max_length=120)),
                ('text', models.TextField()),
                ('questions', models.CharField(blank=True, max_length=300)),
                ('effect', models.CharField(blank=True, choices=[('', 'says how we work; decides nothing'), ('keep', 'lets earlier orders keep what they were promised'), ('allow', 'allows'), ('needs_approval', 'asks for a second person'), ('refuse', 'does not allow')], max_length=16)),
                ('condition', models.CharField(blank=True, max_length=1000)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='clauses', to='policies.policyversion')),
            ],
            options={
                'ordering': ['version', 'position'],
                'constraints': [models.UniqueConstraint(fields=('version', 'number'), name='a_clause_has_its_number')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('given_at', models.DateTimeField()),
                ('days', models.PositiveSmallIntegerField(help_text="Promised to this person. Empty: the version's own.", null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='policies.policyversion')),
            ],
            options={
                'ordering': ['-given_at', '-id'],
                'constraints': [models.UniqueConstraint(fields=('version', 'account'), name='told_of_a_version_once')],
            },
        ),
        migrations.CreateModel(
            name='Acknowledgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('notice', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='acknowledgement', to='policies.notice')),
            ],
        ),
        migrations.CreateModel(
            name='OwnerQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.TextField(max_length=2000)),
                ('asked_at', models.DateTimeField()),
                ('due_on', models.DateField()),
                ('answer', models.TextField(blank=True, max_length=4000)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('policy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='policies.policy')),
            ],
            options={
                'ordering': ['due_on', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None)), models.Q(('answered_at__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='an_answer_to_a_question_is_written')],
            },
        ),
    ]
