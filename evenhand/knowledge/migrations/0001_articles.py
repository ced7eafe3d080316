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
            name='Section',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('names', models.JSONField(default=dict)),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'ordering': ['position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Article',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('audience', models.CharField(choices=[('public', 'Everybody'), ('staff', 'Staff only')], default='public', max_length=8)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('key', models.CharField(help_text='By which a second press is known.', max_length=64, unique=True)),
                ('created_at', models.DateTimeField()),
                ('section', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='articles', to='knowledge.section')),
            ],
            options={
                'ordering': ['position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(help_text='As in en or de-at.', max_length=16)),
                ('slug', models.SlugField(max_length=80)),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='knowledge.article')),
            ],
            options={
                'ordering': ['article', 'id'],
                'constraints': [models.UniqueConstraint(fields=('article', 'language'), name='an_article_is_written_once_in_a_language')],
            },
        ),
        migrations.CreateModel(
            name='ArticleText',
            fields=[
                ('edition', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='found_by', serialize=False, to='knowledge.edition')),
                ('language', models.CharField(max_length=16)),
                ('title', models.TextField()),
                ('words', models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name='Address',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=16)),
                ('slug', models.SlugField(max_length=80)),
                ('since', models.DateTimeField()),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='addresses', to='knowledge.edition')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('language', 'slug'), name='an_address_leads_to_one_edition')],
            },
        ),
        migrations.CreateModel(
            name='Version',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=120)),
                ('summary', models.CharField(max_length=300)),
                ('text', models.TextField()),
                ('also_called', models.CharField(blank=True, help_text='Other words by which people ask for it.', max_length=300)),
                ('written_at', models.DateTimeField()),
                ('restored_from', models.PositiveIntegerField(null=True)),
                ('helped', models.PositiveIntegerField(default=0)),
                ('did_not_help', models.PositiveIntegerField(default=0)),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='knowledge.edition')),
            ],
            options={
                'ordering': ['edition', '-number'],
                'constraints': [models.UniqueConstraint(fields=('edition', 'number'), name='an_article_version_has_its_number')],
            },
        ),
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='publications', to='knowledge.edition')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='knowledge.version')),
            ],
            options={
                'ordering': ['edition', '-id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('edition',), name='one_version_of_an_edition_is_read')],
            },
        ),
    ]
