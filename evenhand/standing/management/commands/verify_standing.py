"""Recomputes frozen results from their inputs: `evenhand verify_standing [--day 2026-03-02]`."""

import datetime
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from rich.progress import Progress

from evenhand.standing.verification import computations_of, verify


class Command(BaseCommand):
    help = "Compute the results of a past day, or of all, again from their stored inputs, and compare them bit for bit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--day", type=datetime.date.fromisoformat, help="The day of the computation, as 2026-03-02."
        )

    def handle(self, *, day: datetime.date | None = None, **_: object) -> None:
        with Progress(transient=True) as bar:
            task = bar.add_task("Computing again", total=computations_of(day).count())
            looked_at, found = verify(day, lambda: bar.advance(task))
        for difference in found:
            self.stderr.write(str(difference))
        earlier = sum(difference.is_earlier_method for difference in found)
        if len(found) > earlier:
            raise CommandError(
                f"{len(found) - earlier} differences in {looked_at} computations. The lines above say which."
            )
        self.stdout.write(
            f"{looked_at - earlier} computations computed again: each result is, bit for bit, what was stored."
        )
        if earlier:
            self.stdout.write(
                f"{earlier} more are of an earlier method: to compute them again, use the release of then."
            )
