"""`evenhand fill_demo`: fills an empty installation with the demo marketplace. `evenhand demo` does that by itself."""

import gc
import io
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from evenhand.core.api import environment, now
from evenhand.demo.filling import AlreadyFilled, fill


class Command(BaseCommand):
    help = "Fill an empty installation in demo mode with the demo marketplace. See also: evenhand demo."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--share", type=float, default=1.0, help="how much of the history, from 0 to 1")

    def handle(self, *, share: float, **options: Any) -> None:
        if environment().mode == "production":
            raise CommandError("This installation is in production; the demo is never put there.")
        console = Console()
        console.print("[bold]1[/] of 3  Preparing the database")
        call_command("migrate", interactive=False, verbosity=0)
        console.print("[bold]2[/] of 3  Playing the shop's past, week by week")
        with _unhurried_disk(), _bar(console) as bar:
            task = bar.add_task("", total=1.0)
            try:
                fill(
                    now=now(), share=share, progress=lambda day, done: bar.update(task, completed=done, description=day)
                )
            except AlreadyFilled as problem:
                raise CommandError(f"Nothing was changed: {problem}.") from None
            except KeyboardInterrupt:
                raise SystemExit(130) from None
        console.print("[bold]3[/] of 3  Gathering styles, icons and rules")
        with redirect_stdout(io.StringIO()):
            call_command("set_up")


@contextmanager
def _unhurried_disk() -> Iterator[None]:
    """Do not wait for the disk while filling: whoever is stopped here begins anew. At the end, all is on disk."""
    if connection.vendor != "sqlite":
        yield
        return
    gc.disable()  # nearly everything made here is let go at once; looking for cycles would cost a tenth of the time
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous = OFF")
        yield
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous = FULL")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        gc.enable()


def _bar(console: Console) -> Progress:
    return Progress(
        BarColumn(), TextColumn("{task.percentage:>3.0f} %  {task.description}"), TimeElapsedColumn(), console=console
    )
