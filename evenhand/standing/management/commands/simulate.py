"""`evenhand simulate`: what rules for naming the worst do by luck alone. Needs no database of ours."""

import csv
import json
from argparse import ArgumentTypeError
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from evenhand.fairness.api import BeyondDoubt, BeyondFunnel, LowestShare, Outcome, Rule, Running, Team, outcomes

WRONG_INPUT = 2  # the exit code


class Command(BaseCommand):
    """Arguments in, a table out; the work is done by fairness."""

    help = "Say how many people each rule names, how many of them wrongly, and how many of the worst it misses."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """The team, the rules, and how long to simulate."""
        parser.add_argument("--people", type=int, default=100, help="in the team (default 100)")
        parser.add_argument(
            "--answers", type=_range, default=(40, 40), metavar="N or N-M", help="each, in one period (default 40)"
        )
        parser.add_argument("--mean", type=float, default=0.15, help='the true share of "no" on average (default 0.15)')
        parser.add_argument(
            "--sd", type=float, default=0.05, help="of the true shares; 0: all are equal (default 0.05)"
        )
        parser.add_argument("--share", type=float, default=0.15, help="what counts as the worst part (default 0.15)")
        parser.add_argument(
            "--minimum", type=int, default=30, help="answers, for the minimum-answers rule (default 30)"
        )
        parser.add_argument("--false-discovery", type=float, default=0.1, help="for our rule (default 0.1)")
        parser.add_argument(
            "--spread", choices=("auto", "normal", "beta", "flexible"), default="normal", help="for our rule"
        )
        parser.add_argument(
            "--teams", type=int, default=1000, help="to simulate where no formula is known (default 1000)"
        )
        parser.add_argument("--seed", type=int, default=1, help="of the simulation (default 1)")
        parser.add_argument("--out", type=_out, metavar="FILE", help="also write FILE.json or FILE.csv")

    def handle(self, **options: Any) -> None:
        """Work out each rule and show the table, or end with what is wrong and exit code 2."""
        try:
            team, found = _worked_out(options)
            if options["out"]:
                _write(found, options["out"])
        except (ValueError, OSError) as error:
            raise CommandError(str(error), returncode=WRONG_INPUT) from error
        console = Console(file=cast(IO[str], self.stdout), width=None if self.stdout.isatty() else 140)
        console.print(_table(team, found))
        console.print(_footnote(found, options["seed"]))


def _worked_out(options: dict[str, Any]) -> tuple[Team, list[Outcome]]:
    fewest, most = options["answers"]
    team = Team(options["people"], fewest, most, options["mean"], options["sd"], options["share"])
    bare = LowestShare(team.share)
    rules: list[Rule] = [
        bare,
        *([LowestShare(team.share, options["minimum"])] if fewest < options["minimum"] <= most else []),
        Running(bare),
        BeyondFunnel(0.95),
        BeyondFunnel(0.998),
        BeyondDoubt(team.share, options["false_discovery"], options["spread"]),
    ]
    columns = (TextColumn("Simulating teams"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=options["teams"])
        found = outcomes(
            rules,
            team,
            teams=options["teams"],
            seed=options["seed"],
            progress=lambda teams: progress.advance(task, teams),
        )
    return team, found


def _table(team: Team, found: list[Outcome]) -> Table:
    each = f"{team.fewest_answers}" + (f" to {team.most_answers}" if team.most_answers > team.fewest_answers else "")
    differ = f"true shares differ by {team.sd:.1%}" if team.sd else "everybody equally good"
    table = Table(
        title=f"{team.people} people, {each} answers each, {team.mean:.0%} “no” on average, {differ}",
        title_justify="left",
        box=box.SIMPLE_HEAD,
    )
    table.add_column("rule")
    for heading in ("people named", "of them wrongly", "better than the middle", "truly worst missed", "nobody named"):
        table.add_column(heading, justify="right")
    for outcome in found:
        table.add_row(
            outcome.rule + ("" if outcome.teams else " *"),
            f"{outcome.named.value:.1f}",
            _part(outcome.wrongly.value, outcome.named.value),
            _part(outcome.better_than_middle.value, outcome.named.value),
            _part(outcome.missed.value, outcome.truly_worst),
            f"{outcome.nobody_named.value:.0%}",
        )
    return table


def _part(part: float, whole: float) -> str:
    return f"{part:.1f} ({part / whole:.0%})" if whole else "–"


def _footnote(found: list[Outcome], seed: int) -> str:
    lines = ["Truly worst: whose true share lies in the worst part of the spread that people come from."]
    if any(outcome.teams == 0 for outcome in found):
        lines.append("* exact, by formula.")
    if simulated := next((outcome for outcome in found if outcome.teams), None):
        error = max(outcome.named.error for outcome in found)
        lines.append(f"The rest: {simulated.teams:,} teams, seed {seed}; people named are right to ± {2 * error:.2f}.")
    return " ".join(lines)


def _write(found: list[Outcome], out: Path) -> None:
    if out.suffix == ".json":
        out.write_text(json.dumps([asdict(outcome) for outcome in found], ensure_ascii=False, indent=1) + "\n")
        return
    measures = ("named", "wrongly", "better_than_middle", "missed", "nobody_named")
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["rule", "teams", *(f"{name}{kind}" for name in measures for kind in ("", "_error"))])
        for outcome in found:
            estimates = [getattr(outcome, name) for name in measures]
            figures = [figure for estimate in estimates for figure in (estimate.value, estimate.error)]
            writer.writerow([outcome.rule, outcome.teams, *figures])


def _range(text: str) -> tuple[int, int]:
    fewest, _, most = text.partition("-")
    try:
        return int(fewest), int(most or fewest)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no number of answers, as in 40 or 10-80") from None


def _out(text: str) -> Path:
    path = Path(text)
    if path.suffix not in (".json", ".csv"):
        raise ArgumentTypeError(f"{text!r} must end in .json or .csv")
    if not path.parent.is_dir():
        raise ArgumentTypeError(f"there is no folder {str(path.parent)!r}")
    return path
