"""`evenhand simulate_year`: a year of a centre under the bare lower-share rule and under ours, on the same luck."""

from argparse import ArgumentTypeError
from dataclasses import replace
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandParser
from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from evenhand.growth.year import Centre, Figure, Mean, Rules, simulated
from evenhand.policies.api import packed_figures

DAYS_IN_A_PERIOD = 28
GIVEN_UNDER_BARE = 4  # of two promised sessions a week one is given


class Command(BaseCommand):
    """Arguments in, a table out; needs no database. The figures of our rules are those of the house's own policy."""

    help = "Say how many wrongful warnings, and how much help, a year brings under the bare lower-share rule and ours."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """The centre, and how long to simulate."""
        parser.add_argument("--people", type=int, default=200, help="in teams of 20 (default 200)")
        parser.add_argument("--answers", type=int, default=40, help="each, in four weeks (default 40)")
        parser.add_argument("--years", type=_some, default=8, help="to simulate (default 8, about a minute)")
        parser.add_argument("--seed", type=int, default=1, help="of the simulation (default 1)")
        parser.add_argument("--equal", action="store_true", help="everybody is truly equally good")

    def handle(self, *, people: int, answers: int, years: int, seed: int, equal: bool, **_: Any) -> None:
        """Work it out and show the table."""
        centre = Centre(people=20 * max(1, people // 20), answers=answers)
        centre = replace(centre, own_sd=0.0) if equal else centre
        columns = (TextColumn("Living years"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("", total=years)
            found = simulated(centre, house_rules(), years=years, seed=seed, progress=lambda: bar.advance(task))
        console = Console(file=cast(IO[str], self.stdout), width=None if self.stdout.isatty() else 120)
        console.print(_table(centre, found, years, seed))
        console.print(
            "In brackets: where the true mean lies with 95 %. Truly among the worst: whose own share lies in the worst "
            "part of the spread that people come from. Both rules see the same draws; a session lessens somebody's own "
            f"“no” by {1 - centre.session_effect:.0%}."
        )


def house_rules() -> Rules:
    """Our rules as the house's policy has them."""
    figures = packed_figures("standing-and-steps")
    return Rules(
        share=int(figures["share"]) / 100,
        false_discovery=int(figures["false_discovery"]) / 100,
        minimum_answers=int(figures["minimum_answers"]),
        minimum_reliability=int(figures["minimum_reliability"]) / 100,
        plan_sessions=int(figures["plan_sessions_per_week"]) * int(figures["plan_days"]) // 7,
        coaching_sessions=int(figures["coaching_sessions"]),
        warning_periods=int(figures["written_warning_days"]) // DAYS_IN_A_PERIOD,
        given_under_bare=GIVEN_UNDER_BARE,
    )


def _table(centre: Centre, found: list[Figure], years: int, seed: int) -> Table:
    differ = "who truly differ" if centre.own_sd else "who are truly equal"
    table = Table(
        title=f"A year of {centre.people} people {differ}, {centre.answers} answers each in four weeks "
        f"({years} years, seed {seed})",
        title_justify="left",
        box=box.SIMPLE_HEAD,
    )
    table.add_column("in a year, on average")
    table.add_column("bare lower 15 %", justify="right")
    table.add_column("ours", justify="right")
    for figure in found:
        table.add_row(figure.name, _words(figure.bare, figure.is_share), _words(figure.ours, figure.is_share))
    return table


def _words(mean: Mean, is_share: bool) -> str:
    if mean.value is None:
        return "–"
    if is_share:
        return f"{mean.value:.0%} ({mean.low:.0%} – {min(1, mean.high):.0%})"
    return f"{mean.value:.1f} ({mean.low:.1f} – {mean.high:.1f})"


def _some(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} is no number of years")
    return int(text)
