"""`evenhand jobs`: does the jobs that were put off, one after the other."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Do background jobs as they come in."

    def handle(self, **options: Any) -> None:
        call_command("db_worker", interval=0.5, reload=False, startup_delay=False, verbosity=0)
