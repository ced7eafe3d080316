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
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField(db_index=True)),
                ('text', models.TextField(blank=True)),
                ('clauses', models.JSONField(default=list)),
                ('made_up', models.JSONField(default=list)),
                ('gaps', models.JSONField(default=list)),
                ('problem', models.CharField(blank=True, max_length=300)),
                ('agent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cases.case')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('case', 'agent'), name='one_proposal_per_agent_and_case')],
            },
        ),
    ]
