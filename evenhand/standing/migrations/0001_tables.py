"""The tables of this room."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from evenhand.core.first_tables import FirstTables


class Migration(FirstTables):

    initial = True

    dependencies = [
        ('people', '0001_tables'),
        ('policies', '0001_tables'),
        ('remedies', '0001_tables'),
        ('surveys', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='SampleDraw',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True)),
                ('at', models.DateTimeField()),
                ('until', models.DateTimeField(help_text='Decided before this moment, and not before the last drawing.')),
                ('seed', models.BigIntegerField()),
                ('percent', models.PositiveSmallIntegerField()),
                ('considered', models.JSONField(default=list)),
                ('drawn', models.JSONField(default=list)),
            ],
            options={
                'ordering': ['-day'],
            },
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cause', models.CharField(choices=[('agent', 'the person who answered'), ('policy', 'our policy'), ('carrier', 'the carrier'), ('driver', 'the driver'), ('seller', 'the seller'), ('product', 'the product'), ('system', 'how we work'), ('unknown', 'not known')], max_length=10)),
                ('proposed_cause', models.CharField(choices=[('agent', 'the person who answered'), ('policy', 'our policy'), ('carrier', 'the carrier'), ('driver', 'the driver'), ('seller', 'the seller'), ('product', 'the product'), ('system', 'how we work'), ('unknown', 'not known')], max_length=10)),
                ('clause', models.CharField(blank=True, help_text='As in refunds-and-claims 4, clause 3.2.', max_length=120)),
                ('policy_key', models.CharField(blank=True, help_text='Where the cause is a policy: which.', max_length=60)),
                ('evidence', models.JSONField(default=list)),
                ('state', models.CharField(choices=[('proposed', 'Proposed'), ('decided', 'Decided'), ('superseded', 'Superseded')], default='proposed', max_length=10)),
                ('proposed_by', models.CharField(help_text='A rule with its version, or a person.', max_length=200)),
                ('proposed_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('words', models.TextField(blank=True, max_length=2000)),
                ('claim', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='remedies.claim')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('vote', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='surveys.invitation')),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(condition=models.Q(('state', 'proposed')), fields=['proposed_at'], name='finding_to_decide')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('claim', None), ('vote__isnull', False)), models.Q(('claim__isnull', False), ('vote', None)), _connector='OR'), name='a_finding_is_about_one_thing'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'decided'), _negated=True), ('decided_at__isnull', False), _connector='OR'), name='a_decision_has_its_time'), models.UniqueConstraint(condition=models.Q(('state', 'superseded'), _negated=True), fields=('vote',), name='one_finding_holds_per_vote'), models.UniqueConstraint(condition=models.Q(('state', 'superseded'), _negated=True), fields=('claim',), name='one_finding_holds_per_claim')],
            },
        ),
        migrations.CreateModel(
            name='SecondLook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_cause', models.CharField(choices=[('agent', 'agent'), ('policy', 'policy'), ('carrier', 'carrier'), ('driver', 'driver'), ('seller', 'seller'), ('product', 'product'), ('system', 'system'), ('unknown', 'unknown')], max_length=10)),
                ('cause', models.CharField(blank=True, choices=[('agent', 'agent'), ('policy', 'policy'), ('carrier', 'carrier'), ('driver', 'driver'), ('seller', 'seller'), ('product', 'product'), ('system', 'system'), ('unknown', 'unknown')], max_length=10)),
                ('words', models.TextField(blank=True, max_length=2000)),
                ('at', models.DateTimeField(null=True)),
                ('settled_cause', models.CharField(blank=True, choices=[('agent', 'agent'), ('policy', 'policy'), ('carrier', 'carrier'), ('driver', 'driver'), ('seller', 'seller'), ('product', 'product'), ('system', 'system'), ('unknown', 'unknown')], max_length=10)),
                ('settled_words', models.TextField(blank=True, max_length=2000)),
                ('settled_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('draw', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='looks', to='standing.sampledraw')),
                ('finding', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='second_look', to='standing.finding')),
                ('first_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('by', None), ('first_by', None), models.Q(('by', models.F('first_by')), _negated=True), _connector='OR'), name='a_second_look_is_anothers'), models.CheckConstraint(condition=models.Q(('settled_by', None), models.Q(models.Q(('settled_by', models.F('by')), _negated=True), models.Q(('first_by', None), models.Q(('settled_by', models.F('first_by')), _negated=True), _connector='OR')), _connector='OR'), name='a_third_person_settles'), models.CheckConstraint(condition=models.Q(models.Q(('at', None), ('cause', '')), models.Q(('at__isnull', False), models.Q(('cause', ''), _negated=True)), _connector='OR'), name='a_second_look_has_its_time')],
            },
        ),
        migrations.CreateModel(
            name='Mark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(help_text='When what it is about happened.')),
                ('set_at', models.DateTimeField()),
                ('first_seen_at', models.DateTimeField(blank=True, help_text='When the person first saw it.', null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_why', models.CharField(blank=True, max_length=500)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('finding', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='mark', to='standing.finding')),
                ('policy_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policies.policyversion')),
                ('revoked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-at'],
                'indexes': [models.Index(fields=['account', 'at'], name='marks_of_account')],
                'constraints': [models.CheckConstraint(condition=models.Q(('revoked_at', None), models.Q(('revoked_why', ''), _negated=True), _connector='OR'), name='a_revocation_says_why')],
            },
        ),
        migrations.CreateModel(
            name='Contest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.TextField(max_length=4000)),
                ('opened_at', models.DateTimeField()),
                ('due_on', models.DateField(help_text='The last day on which it is to be decided.')),
                ('due_at', models.DateTimeField(help_text='The first moment at which it is overdue.')),
                ('outcome', models.CharField(blank=True, choices=[('upheld', 'The mark falls'), ('rejected', 'The mark stands'), ('moot', 'The mark had fallen already')], max_length=10)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decision', models.TextField(blank=True, max_length=4000)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('first_decider', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('mark', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='contest', to='standing.mark')),
            ],
            options={
                'ordering': ['due_at', 'id'],
                'indexes': [models.Index(condition=models.Q(('decided_at', None)), fields=['due_at'], name='contests_to_decide')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('outcome', '')), models.Q(('decided_at__isnull', False), models.Q(('outcome', ''), _negated=True), models.Q(('decision', ''), _negated=True)), _connector='OR'), name='a_contest_is_decided_in_writing'), models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(('decided_by', models.F('account')), _negated=True), _connector='OR'), name='nobody_decides_their_own_contest'), models.CheckConstraint(condition=models.Q(('decided_by', None), ('first_decider', None), models.Q(('decided_by', models.F('first_decider')), _negated=True), _connector='OR'), name='a_contest_is_decided_by_another')],
            },
        ),
        migrations.CreateModel(
            name='ContestFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('content_type', models.CharField(blank=True, max_length=100)),
                ('size', models.PositiveIntegerField()),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('problem', models.CharField(blank=True, max_length=200)),
                ('contest', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='standing.contest')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Computation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('window_start', models.DateTimeField()),
                ('window_end', models.DateTimeField()),
                ('method_version', models.CharField(max_length=40)),
                ('inputs', models.JSONField()),
                ('inputs_sha256', models.CharField(max_length=64)),
                ('peer_share', models.FloatField(null=True)),
                ('is_regular', models.BooleanField(default=True)),
                ('look', models.PositiveIntegerField(default=1, help_text='The how many-eth computation of this window it is.')),
                ('computed_at', models.DateTimeField()),
                ('policy_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policies.policyversion')),
                ('team', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.team')),
                ('audience', models.CharField(choices=[('agents', 'Agents'), ('sellers', 'Sellers'), ('drivers', 'Drivers')], default='agents', max_length=10)),
            ],
            options={
                'ordering': ['-window_end', '-id'],
                'constraints': [models.UniqueConstraint(fields=('team', 'window_start', 'window_end', 'inputs_sha256', 'method_version', 'is_regular', 'look'), name='the_same_inputs_are_computed_once'), models.UniqueConstraint(condition=models.Q(('team', None)), fields=('audience', 'window_start', 'window_end', 'inputs_sha256', 'method_version', 'is_regular', 'look'), name='the_same_orders_are_computed_once'), models.CheckConstraint(condition=models.Q(models.Q(('audience', 'agents'), ('team__isnull', False)), models.Q(models.Q(('audience', 'agents'), _negated=True), ('team', None)), _connector='OR'), name='agents_are_computed_by_team')],
            },
        ),
        migrations.CreateModel(
            name='StandingResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sent', models.PositiveIntegerField()),
                ('yes', models.PositiveIntegerField()),
                ('no', models.PositiveIntegerField()),
                ('marks', models.PositiveIntegerField()),
                ('fair_share', models.FloatField(null=True)),
                ('low', models.FloatField(null=True)),
                ('high', models.FloatField(null=True)),
                ('reliability', models.FloatField(null=True)),
                ('verdict', models.CharField(max_length=30)),
                ('answers_needed', models.PositiveIntegerField(help_text='More of them, for a verdict. Empty: not known.', null=True)),
                ('may_be_shown', models.BooleanField(default=True, help_text='To the person: no answer can be told apart by it.')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('computation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='results', to='standing.computation')),
            ],
            options={
                'ordering': ['computation', 'account'],
                'constraints': [models.UniqueConstraint(fields=('computation', 'account'), name='one_result_per_person_and_computation')],
            },
        ),
    ]
