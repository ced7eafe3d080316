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
        ('policies', '0001_tables'),
        ('standing', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('recognition', 'Recognition'), ('coaching', 'Coaching'), ('improvement_plan', 'Improvement plan'), ('written_warning', 'Written warning'), ('final_warning', 'Final warning'), ('notice', 'Notice'), ('restriction', 'Restriction')], max_length=20)),
                ('state', models.CharField(choices=[('proposed', 'Proposed'), ('withdrawn', 'Withdrawn'), ('declined', 'Not taken'), ('issued', 'Issued'), ('revoked', 'Revoked')], default='proposed', max_length=10)),
                ('proposed_at', models.DateTimeField()),
                ('why', models.TextField(max_length=4000)),
                ('expected', models.TextField(blank=True, max_length=4000)),
                ('evidence', models.JSONField(default=dict)),
                ('known_since', models.DateTimeField(null=True)),
                ('answer_on', models.DateField(help_text='The last day on which the person can answer.', null=True)),
                ('answer_until', models.DateTimeField(null=True)),
                ('answer', models.TextField(blank=True, max_length=8000)),
                ('answered_at', models.DateTimeField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decision', models.TextField(blank=True, max_length=4000)),
                ('gate', models.JSONField(default=list)),
                ('live_from', models.DateField(null=True)),
                ('live_until', models.DateField(help_text='The last day on which it counts.', null=True)),
                ('appeal_on', models.DateField(help_text='The last day on which the person can appeal.', null=True)),
                ('appeal_until', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(help_text='When it was withdrawn or revoked.', null=True)),
                ('ended_why', models.TextField(blank=True, max_length=4000)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.contact')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('policy_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policies.policyversion')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('rests_on', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rest_on_it', to='growth.step')),
                ('result', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='standing.standingresult')),
                ('audience', models.CharField(default='agents', help_text='Whose ladder it is: see rules.LADDERS.', max_length=10)),
                ('scope', models.CharField(blank=True, help_text='What a restriction restricts, and nothing beyond.', max_length=500)),
            ],
            options={
                'ordering': ['-proposed_at', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('proposed_by', models.F('account')), _negated=True), name='nobody_proposes_their_own_step'), models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(models.Q(('decided_by', models.F('account')), _negated=True), models.Q(('decided_by', models.F('proposed_by')), _negated=True)), _connector='OR'), name='a_step_is_decided_by_a_third'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['issued', 'declined']), _negated=True), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='a_step_is_issued_by_a_person'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['revoked', 'withdrawn']), _negated=True), models.Q(('ended_at__isnull', False), models.Q(('ended_why', ''), _negated=True)), _connector='OR'), name='a_step_that_ends_says_why'), models.UniqueConstraint(condition=models.Q(('state', 'proposed')), fields=('account',), name='one_step_is_proposed_at_a_time'), models.UniqueConstraint(condition=models.Q(('state__in', ['proposed', 'issued']), models.Q(('result', None), _negated=True)), fields=('account', 'result'), name='no_step_twice_for_the_same_evidence'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'restriction'), ('state', 'issued'), _negated=True), models.Q(models.Q(('scope', ''), _negated=True), ('live_from__isnull', False), ('live_until__isnull', False)), _connector='OR'), name='a_restriction_has_scope_and_end')],
            },
        ),
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('days', models.PositiveSmallIntegerField()),
                ('sessions_per_week', models.PositiveSmallIntegerField()),
                ('starts_on', models.DateField(help_text='Empty until the step is issued.', null=True)),
                ('unaided', models.JSONField(default=dict)),
                ('assessed_at', models.DateTimeField(null=True)),
                ('ended_on', models.DateField(null=True)),
                ('outcome', models.CharField(blank=True, choices=[('reached', 'reached'), ('not_reached', 'not reached yet'), ('too_few', 'too few answers to say')], max_length=12)),
                ('effect', models.CharField(blank=True, choices=[('more_than_by_itself', 'better than would have come by itself'), ('as_by_itself', 'as would have come by itself'), ('less_than_by_itself', 'less than would have come by itself'), ('not_known', 'cannot be told')], max_length=20)),
                ('words', models.TextField(blank=True, max_length=4000)),
                ('assessed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('result', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='standing.standingresult')),
                ('step', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='plan', to='growth.step')),
                ('goals_confirmed_by', models.ForeignKey(help_text="Who said, where no file of words looks at this language, that each goal is in the person's hands.", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('language', models.CharField(blank=True, help_text='In which the goals were written, as we know it.', max_length=16)),
            ],
        ),
        migrations.CreateModel(
            name='Goal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(max_length=500)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='goals', to='growth.plan')),
                ('measure', models.CharField(choices=[('every_time', 'every time'), ('at_least', 'at least so often in each week'), ('at_most', 'at most so often in the whole plan')], default='every_time', max_length=10)),
                ('target', models.PositiveSmallIntegerField(blank=True, null=True)),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('measure', 'every_time'), ('target', None)), models.Q(models.Q(('measure', 'every_time'), _negated=True), ('target__isnull', False)), _connector='OR'), name='a_goal_is_measurable')],
            },
        ),
        migrations.CreateModel(
            name='Checkpoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_on', models.DateField()),
                ('held_at', models.DateTimeField(null=True)),
                ('words', models.TextField(blank=True, max_length=4000)),
                ('held_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checkpoints', to='growth.plan')),
            ],
            options={
                'ordering': ['due_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('promised_for', models.DateField()),
                ('held_on', models.DateField(null=True)),
                ('notes', models.TextField(blank=True, max_length=8000)),
                ('noted_at', models.DateTimeField(null=True)),
                ('took_place', models.BooleanField(help_text='What the person says.', null=True)),
                ('person_words', models.TextField(blank=True, max_length=4000)),
                ('answered_at', models.DateTimeField(null=True)),
                ('coach', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('contact', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.contact')),
                ('step', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='growth.step')),
                ('mark', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='standing.mark')),
            ],
            options={
                'ordering': ['promised_for', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('noted_at', None), models.Q(('coach__isnull', False), ('held_on__isnull', False), models.Q(('contact__isnull', False), ('mark__isnull', False), _connector='OR'), models.Q(('notes', ''), _negated=True)), _connector='OR'), name='notes_cite_what_they_are_about')],
            },
        ),
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.TextField(max_length=8000)),
                ('opened_at', models.DateTimeField()),
                ('due_on', models.DateField()),
                ('due_at', models.DateTimeField()),
                ('outcome', models.CharField(blank=True, choices=[('upheld', 'The step falls'), ('rejected', 'The step stands'), ('moot', 'The step had fallen already')], max_length=10)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decision', models.TextField(blank=True, max_length=4000)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('first_decider', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('step', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='appeal', to='growth.step')),
            ],
            options={
                'ordering': ['due_at', 'id'],
                'indexes': [models.Index(condition=models.Q(('decided_at', None)), fields=['due_at'], name='appeals_to_decide')],
                'constraints': [models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(models.Q(('decided_by', models.F('account')), _negated=True), models.Q(('decided_by', models.F('proposed_by')), _negated=True), models.Q(('decided_by', models.F('first_decider')), _negated=True)), _connector='OR'), name='an_appeal_is_decided_by_a_fourth'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('outcome', '')), models.Q(('decided_at__isnull', False), models.Q(('outcome', ''), _negated=True), models.Q(('decision', ''), _negated=True)), _connector='OR'), name='an_appeal_is_decided_in_writing')],
            },
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('about', models.CharField(choices=[('proposed', 'What is being considered'), ('withdrawn', 'It is no longer considered'), ('issued', 'What was decided'), ('declined', 'It was not taken'), ('revoked', 'It was taken back'), ('appeal_opened', 'Your appeal has arrived'), ('appeal_rejected', 'Your appeal was decided'), ('plan_ended', 'How the plan ended')], max_length=20)),
                ('language', models.CharField(blank=True, max_length=16)),
                ('title', models.CharField(max_length=200)),
                ('parts', models.JSONField()),
                ('written_at', models.DateTimeField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('step', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='growth.step')),
            ],
            options={
                'ordering': ['-written_at', '-id'],
            },
        ),
    ]
