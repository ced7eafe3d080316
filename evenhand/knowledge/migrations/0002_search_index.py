"""The full-text index over ArticleText, by each database's own means."""

from django.db import migrations

from evenhand.core.api import FullTextIndex


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0001_articles")]

    operations = [FullTextIndex("knowledge_search", table="knowledge_articletext", key="edition_id").operation()]
