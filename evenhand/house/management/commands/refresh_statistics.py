"""`evenhand refresh_statistics`: lets the database look at its tables anew, as after a big import."""

from typing import Any

from django.core.management.base import BaseCommand

from evenhand.core.api import refresh_statistics


class Command(BaseCommand):
    help = "Tell the database how its rows are spread, as after a big import. `set_up` does it, and SQLite daily."

    def handle(self, **options: Any) -> None:
        refresh_statistics()
