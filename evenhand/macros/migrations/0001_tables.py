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
        ('remedies', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Macro',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('tags', models.JSONField(blank=True, default=list)),
                ('priority', models.SmallIntegerField(blank=True, null=True)),
                ('assign', models.CharField(blank=True, choices=[('me', 'me'), ('nobody', 'nobody')], max_length=6)),
                ('note', models.TextField(blank=True)),
                ('sleep_days', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('closes', models.BooleanField(default=False)),
                ('claim_kind', models.CharField(blank=True, max_length=20)),
                ('remedy_kind', models.CharField(blank=True, max_length=20)),
                ('edition', models.PositiveIntegerField(default=1)),
                ('changed_at', models.DateTimeField()),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('uses_count', models.PositiveIntegerField(default=0)),
                ('hand_queue', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cases.queue')),
                ('hand_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.team')),
            ],
            options={
                'ordering': ['name', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('owner', None), ('team', None), _connector='OR'), name='a_macro_is_own_or_of_a_team'), models.CheckConstraint(condition=models.Q(('closes', False), ('sleep_days', None), _connector='OR'), name='a_macro_closes_or_puts_to_sleep'), models.CheckConstraint(condition=models.Q(models.Q(('claim_kind', ''), ('remedy_kind', '')), models.Q(models.Q(('claim_kind', ''), _negated=True), models.Q(('remedy_kind', ''), _negated=True)), _connector='OR'), name='a_macros_remedy_rests_on_a_claim'), models.UniqueConstraint(condition=models.Q(('owner__isnull', False), ('retired_at', None)), fields=('owner', 'name'), name='own_macros_by_name'), models.UniqueConstraint(condition=models.Q(('retired_at', None), ('team__isnull', False)), fields=('team', 'name'), name='team_macros_by_name'), models.UniqueConstraint(condition=models.Q(('owner', None), ('retired_at', None), ('team', None)), fields=('name',), name='shop_macros_by_name')],
            },
        ),
        migrations.CreateModel(
            name='MacroEdition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
                ('by_label', models.CharField(max_length=200)),
                ('kept', models.JSONField(default=dict)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('macro', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='editions', to='macros.macro')),
            ],
            options={
                'ordering': ['-number'],
                'constraints': [models.UniqueConstraint(fields=('macro', 'number'), name='editions_are_numbered')],
            },
        ),
        migrations.CreateModel(
            name='MacroUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('edition', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
                ('key', models.CharField(max_length=80, unique=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cases.case')),
                ('macro', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='macros.macro')),
                ('message', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cases.message')),
                ('remedy', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='remedies.remedy')),
            ],
            options={
                'indexes': [models.Index(fields=['macro', 'at'], name='macro_uses_lately')],
            },
        ),
        migrations.CreateModel(
            name='MacroWords',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=16)),
                ('text', models.TextField()),
                ('macro', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='words', to='macros.macro')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('macro', 'language'), name='a_macro_says_it_once_per_language')],
            },
        ),
    ]
