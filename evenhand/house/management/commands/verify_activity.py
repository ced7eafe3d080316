"""`evenhand verify_activity`: whether the activity log is whole."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.progress import Progress

from evenhand.core.api import ActivityEntry, verify_chain


class Command(BaseCommand):
    help = "Read the whole activity log and say whether an entry was changed, removed or slipped in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--head", default="", help="a hash noted earlier, which the log must still hold")

    def handle(self, *, head: str, **options: Any) -> None:
        with Progress(transient=True) as progress:
            bar = progress.add_task("Reading the activity log", total=ActivityEntry.objects.count())
            report = verify_chain(lambda done: progress.update(bar, completed=done) if done % 500 == 0 else None)
        if report.broken_at is not None:
            raise CommandError(f"The log is broken at entry {report.broken_at}: {report.problem}.", returncode=1)
        if head and not ActivityEntry.objects.filter(hash=head).exists():
            raise CommandError(f"No entry carries the hash {head}: entries were cut off the end.", returncode=1)
        self.stdout.write(f"{report.entries} entries, each follows from the one before it. Head: {report.head}")
