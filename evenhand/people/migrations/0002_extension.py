"""Whose telephone is whose."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0001_tables'),
    ]

    operations = [
        migrations.AddField(
            model_name='account',
            name='extension',
            field=models.CharField(blank=True, help_text="As the telephone system names this person's telephone; empty: none.", max_length=40),
        ),
        migrations.AddConstraint(
            model_name='account',
            constraint=models.UniqueConstraint(condition=models.Q(('extension', ''), _negated=True), fields=('extension',), name='an_extension_is_one_persons'),
        ),
    ]
