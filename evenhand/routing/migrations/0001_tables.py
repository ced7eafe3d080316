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
            name='Ability',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('skills', models.JSONField(blank=True, default=list)),
                ('languages', models.JSONField(blank=True, default=list)),
                ('capacity', models.JSONField(blank=True, default=dict, help_text='By channel; those not named as usual.')),
                ('account', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'abilities',
            },
        ),
        migrations.CreateModel(
            name='QueueMode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mode', models.CharField(choices=[('pull', 'Agents take the next one'), ('round_robin', 'Round robin: each in turn'), ('least_busy', 'To whoever has least in hand')], default='pull', max_length=11)),
                ('queue', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cases.queue')),
            ],
        ),
        migrations.CreateModel(
            name='Rule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('position', models.PositiveIntegerField()),
                ('channel', models.CharField(blank=True, choices=[('mail', 'Mail'), ('chat', 'Chat'), ('phone', 'Phone'), ('form', 'Form'), ('order_page', 'Order page')], max_length=12)),
                ('language', models.CharField(blank=True, max_length=16)),
                ('words', models.JSONField(blank=True, default=list, help_text='One of them has to stand in the subject or text.')),
                ('priority', models.SmallIntegerField(blank=True, choices=[(0, 'Low'), (1, 'Normal'), (2, 'High'), (3, 'Urgent')], null=True)),
                ('reason', models.CharField(blank=True, help_text='A tag that says what it is about.', max_length=40)),
                ('skill', models.CharField(blank=True, max_length=40)),
                ('from_queue', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cases.queue')),
                ('to_queue', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cases.queue')),
            ],
            options={
                'ordering': ['position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Arrival',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('skill', models.CharField(blank=True, max_length=40)),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cases.case')),
                ('rule', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='routing.rule')),
            ],
        ),
        migrations.CreateModel(
            name='Availability',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('here', 'Here'), ('break', 'Back soon'), ('away', 'Away')], default='here', max_length=5)),
                ('since', models.DateTimeField()),
                ('back_at', models.DateTimeField(blank=True, null=True)),
                ('last_given_at', models.DateTimeField(blank=True, null=True)),
                ('account', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='availability', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'availabilities',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('back_at__isnull', False), ('state', 'break')), models.Q(models.Q(('state', 'break'), _negated=True), ('back_at', None)), _connector='OR'), name='a_break_says_until_when')],
            },
        ),
        migrations.CreateModel(
            name='Handback',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('case_ids', models.JSONField(default=list)),
                ('undone_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('undone_at', None)), fields=['account', '-id'], name='handback_of_account')],
            },
        ),
    ]
