"""Sellers and drivers are computed by audience, not by team. Changing the table on SQLite drops its guard: set anew."""

import django.db.models.deletion
from django.db import migrations, models

from evenhand.core.vendor_sql import vendor_sql

GUARD = """CREATE TRIGGER standing_computation_never_changes BEFORE UPDATE ON standing_computation
    BEGIN SELECT RAISE(ABORT, 'a computed result never changes'); END"""
AGAIN = {
    "sqlite": ["DROP TRIGGER IF EXISTS standing_computation_never_changes", GUARD],
    "postgresql": [],
}


class Migration(migrations.Migration):
    dependencies = [("standing", "0002_results_never_change")]
    operations = [
        vendor_sql({"sqlite": [], "postgresql": []}, AGAIN),
        migrations.AddField(
            model_name="computation",
            name="audience",
            field=models.CharField(
                choices=[("agents", "Agents"), ("sellers", "Sellers"), ("drivers", "Drivers")],
                default="agents",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="computation",
            name="team",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.team"
            ),
        ),
        migrations.AddConstraint(
            model_name="computation",
            constraint=models.UniqueConstraint(
                condition=models.Q(team=None),
                fields=(
                    "audience",
                    "window_start",
                    "window_end",
                    "inputs_sha256",
                    "method_version",
                    "is_regular",
                    "look",
                ),
                name="the_same_orders_are_computed_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="computation",
            constraint=models.CheckConstraint(
                condition=models.Q(("audience", "agents"), ("team__isnull", False))
                | models.Q(models.Q(("audience", "agents"), _negated=True), ("team", None)),
                name="agents_are_computed_by_team",
            ),
        ),
        vendor_sql(AGAIN, {"sqlite": [], "postgresql": []}),
    ]
