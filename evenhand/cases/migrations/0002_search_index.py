"""The full-text index over SearchText, by each database's own means."""

from django.db import migrations

from evenhand.core.api import FullTextIndex


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_tables")]
    operations = [FullTextIndex("cases_search", table="cases_searchtext", key="message_id").operation()]
