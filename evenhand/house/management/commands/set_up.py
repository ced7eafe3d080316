"""`evenhand set_up`: brings an installation to the state that this version needs. Safe to repeat."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from evenhand.house.database import demand_no_other_version

STEPS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("Preparing the database", "migrate", {"interactive": False}),
    ("Gathering styles and icons", "collectstatic", {"interactive": False}),
    ("Loading the house's policies, where they are not there yet", "load_policies", {}),
    ("Letting the database look at its tables", "refresh_statistics", {}),
)


class Command(BaseCommand):
    help = "Prepare the database, gather static files and load the house's policies. Run it after each update."

    def handle(self, **options: Any) -> None:
        demand_no_other_version()
        for number, (title, command, settings) in enumerate(STEPS, start=1):
            self.stdout.write(f"[{number}/{len(STEPS)}] {title}")
            call_command(command, verbosity=0, **settings)
        self.stdout.write("Ready.")
