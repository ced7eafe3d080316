"""`evenhand import_shop DIR`: take in a shop's products, customers and orders."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from evenhand.core.api import now, system
from evenhand.shop.importing import ImportCounts, import_shop
from evenhand.shop.shape import BrokenFiles, read_shop_files


class Command(BaseCommand):
    """Takes in the files, or says what has to be mended in them."""

    help = "Take in products.json, users.json and orders.json from a folder. Everything or nothing; safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        """The folder."""
        parser.add_argument("folder", type=Path, help="the folder that holds the three files")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        """Read, check, take in, and say what changed."""
        console = Console(stderr=True)
        try:
            files = read_shop_files(folder)
            with _bar(console) as bar:
                task = bar.add_task("Taking in the shop", total=len(files))
                counts = import_shop(
                    files=files,
                    actor=system("import_shop"),
                    now=now(),
                    progress=lambda done: bar.advance(task, done),
                )
        except BrokenFiles as broken:
            raise CommandError(broken.message) from None
        self.stdout.write("\n".join(_report(counts)))


def _bar(console: Console) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console)


def _report(counts: tuple[ImportCounts, ...]) -> list[str]:
    if not any(each.new or each.changed for each in counts):
        return ["There is nothing to change: every record stands as it stood."]
    return [f"{each.kind}s: {each.new} new, {each.changed} changed, {each.same} as before" for each in counts]
