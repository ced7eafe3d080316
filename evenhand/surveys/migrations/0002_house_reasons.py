"""Puts in the reasons that customers are offered first; they can be retired and added to afterwards."""

from django.db import migrations

HOUSE_REASONS = [
    ("not_solved", "process"),
    ("too_slow", "capacity"),
    ("wrote_again", "process"),
    ("policy", "policy"),
    ("product", "product"),
    ("seller", "seller"),
    ("delivery", "delivery"),
    ("unclear", "agent"),
    ("not_listened", "agent"),
    ("mistake", "void"),
    ("other", "unknown"),
]


def put_in(apps, schema_editor):
    reasons = apps.get_model("surveys", "Reason")
    for place, (code, owner) in enumerate(HOUSE_REASONS):
        reasons.objects.update_or_create(code=code, defaults={"owner": owner, "place": place})


class Migration(migrations.Migration):
    dependencies = [("surveys", "0001_initial")]
    operations = [migrations.RunPython(put_in, migrations.RunPython.noop)]
