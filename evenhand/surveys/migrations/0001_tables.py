"""The tables of this room."""

import django.db.models.deletion
import evenhand.surveys.models
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
            name='Reason',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40, unique=True)),
                ('owner', models.CharField(choices=[('process', 'how we work'), ('capacity', 'too few hands'), ('policy', 'our policy'), ('product', 'the product'), ('seller', 'the seller'), ('delivery', 'the delivery'), ('agent', 'the person who answered'), ('void', 'does not count'), ('unknown', 'not known')], max_length=10)),
                ('own_words', models.CharField(blank=True, help_text='Empty: our own words for this code.', max_length=120)),
                ('place', models.PositiveSmallIntegerField(default=0)),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['place', 'code'],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('circumstances', models.JSONField(default=dict)),
                ('nonce', models.CharField(default=evenhand.surveys.models.new_nonce, max_length=32, unique=True)),
                ('yes_first', models.BooleanField()),
                ('state', models.CharField(choices=[('due', 'Due'), ('sent', 'Sent'), ('withheld', 'Not sent'), ('withdrawn', 'Withdrawn')], default='due', max_length=10)),
                ('withheld_reason', models.CharField(blank=True, max_length=20)),
                ('due_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('choice', models.CharField(blank=True, choices=[('yes', 'Yes'), ('no', 'No')], max_length=3)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('agent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('contact', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.contact')),
                ('customer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reason', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='surveys.reason')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'due')), fields=['due_at'], name='survey_due'), models.Index(fields=['agent', 'sent_at'], name='survey_by_agent'), models.Index(fields=['customer', 'sent_at'], name='survey_by_customer'), models.Index(fields=['sent_at'], name='survey_by_sent_at')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'sent'), _negated=True), models.Q(('agent__isnull', False), ('expires_at__isnull', False), ('sent_at__isnull', False)), _connector='OR'), name='sent_means_agent_and_dates_are_fixed'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('choice', '')), models.Q(models.Q(('choice', ''), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='an_answer_has_its_time')],
            },
        ),
        migrations.CreateModel(
            name='Vote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('choice', models.CharField(choices=[('yes', 'Yes'), ('no', 'No')], max_length=3)),
                ('at', models.DateTimeField()),
                ('invitation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='votes', to='surveys.invitation')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='VoteReason',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('comment', models.TextField(blank=True, max_length=2000)),
                ('at', models.DateTimeField()),
                ('reason', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='surveys.reason')),
                ('vote', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reasons', to='surveys.vote')),
                ('pass_on', models.BooleanField(default=False)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Refusal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('customer', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='PageRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('method', models.CharField(max_length=7)),
                ('choice', models.CharField(blank=True, max_length=3)),
                ('is_decoy', models.BooleanField(default=False)),
                ('agent_hash', models.CharField(help_text='A short hash of the user agent; no address is kept.', max_length=16)),
                ('looks_like_robot', models.BooleanField(default=False)),
                ('invitation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='page_requests', to='surveys.invitation')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
    ]
