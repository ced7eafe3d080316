"""`evenhand score`: how everybody stands, from a file of answers. Needs no database of ours."""

from argparse import ArgumentTypeError
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from evenhand.fairness.api import Columns, Standing, TalliesError, gather_asked, gather_file, stand
from evenhand.standing.report import score_report
from evenhand.standing.score_file import write_csv, write_json
from evenhand.standing.unanswered import Silence, silence_of

WRONG_INPUT = 2  # the exit code


class Command(BaseCommand):
    """Arguments in, file out; the work is done by fairness."""

    help = "Say how each person stands, and how sure that is, from a file, database table or warehouse of answers."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """The columns to read, how to judge, and where to write."""
        parser.add_argument(
            "source", metavar="FILE", help="CSV, Parquet, SQLite or DuckDB file, or postgres:// address"
        )
        parser.add_argument("--table", help="the table to read, where FILE is a database")
        parser.add_argument("--person", required=True, metavar="COLUMN", help="who was rated")
        parser.add_argument(
            "--no", required=True, metavar="COLUMN", help='1 for a "no", 0 for a "yes"; or how many "no"'
        )
        parser.add_argument("--answers", metavar="COLUMN", help="how many answers a row stands for (otherwise one)")
        parser.add_argument(
            "--asked", metavar="COLUMN", help="how many customers were asked, beside --answers: what silence could mean"
        )
        parser.add_argument(
            "--circumstance",
            action="append",
            default=[],
            metavar="COLUMN",
            help="something fixed before the person acted, such as the channel; may be given several times",
        )
        parser.add_argument("--group", metavar="COLUMN", help="people are compared within their group only")
        parser.add_argument(
            "--spread",
            choices=("auto", "normal", "beta", "flexible"),
            default="auto",
            help="how people's true effects are distributed (default: normal, unless the answers show otherwise)",
        )
        parser.add_argument("--nodes", type=int, default=15, help="of the quadrature (default 15; 1 is Laplace)")
        parser.add_argument("--share", type=_share, default=0.15, help="what counts as the worst part (default 0.15)")
        parser.add_argument(
            "--false-discovery", type=_share, default=0.1, help="of those named, wrongly at most (default 0.1)"
        )
        parser.add_argument("--level", type=_share, default=0.95, help="of the intervals (default 0.95)")
        parser.add_argument("--standard", type=_share, help='a written share of "no", judged beside the peers')
        parser.add_argument("--engine", choices=("duckdb", "spark"), default="duckdb")
        parser.add_argument("--out", required=True, type=_out, metavar="FILE", help="FILE.json, FILE.csv or FILE.html")

    def handle(self, **options: Any) -> None:
        """Gather, judge and write, or end with what is wrong and exit code 2."""
        try:
            standing = self._judged(options)
        except (TalliesError, ValueError, OSError) as error:
            raise CommandError(str(error), returncode=WRONG_INPUT) from error
        self.stdout.write(self._summary(standing, options["out"]))

    def _judged(self, options: dict[str, Any]) -> Standing:
        if Path(options["source"]).absolute() == options["out"].absolute():
            raise ValueError(f"{options['out']} holds the answers: name another file to write to")
        columns = Columns(
            person=options["person"],
            no=options["no"],
            answers=options["answers"],
            group=options["group"],
            circumstances=tuple(options["circumstance"]),
        )
        judging = ("spread", "nodes", "share", "false_discovery", "level", "standard")
        with _progress() as progress:
            step = progress.add_task("Reading the answers", total=None)
            tallies = gather_file(options["source"], columns, table=options["table"], engine=options["engine"])
            progress.update(step, description=f"Judging {len(tallies.person_names):,} people")
            standing = stand(
                tallies,
                **{name: options[name] for name in judging},
                progress=lambda part: progress.update(step, total=1.0, completed=part),
            )
            silence = silence_of(standing, _asked(columns, options)) if options["asked"] else None
            progress.update(step, description=f"Writing {options['out']}", total=None)
            parameters = {"source": options["source"], **asdict(columns), "asked": options["asked"]}
            _write(standing, silence, options["out"], parameters)
        return standing

    def _summary(self, standing: Standing, out: Path) -> str:
        worse = sum(group.clearly_worse for group in standing.groups)
        better = sum(group.clearly_better for group in standing.groups)
        answers = sum(group.answers for group in standing.groups)
        return (
            f"People: {len(standing.columns.person):,}, with {answers:,.10g} answers. "
            f"Clearly worse: {worse:,}, clearly better: {better:,}. Written to {out}"
        )


def _asked(columns: Columns, options: dict[str, Any]) -> dict[tuple[str, str], float]:
    return gather_asked(
        options["source"], columns, asked=options["asked"], table=options["table"], engine=options["engine"]
    )


def _write(standing: Standing, silence: Silence | None, out: Path, parameters: dict[str, Any]) -> None:
    if out.suffix == ".json":
        write_json(standing, out, parameters, silence)
    elif out.suffix == ".csv":
        write_csv(standing, out, silence)
    else:
        read = {name: parameters[name] for name in ("source", "circumstances")}
        page = score_report(standing, **read, now=timezone.now(), silence=silence)
        out.write_text(page, encoding="utf-8")


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = float("nan")
    if not 0 < share < 1:
        raise ArgumentTypeError(f"{text!r} is no share between 0 and 1, as in 0.15")
    return share


def _out(text: str) -> Path:
    path = Path(text)
    if path.suffix not in (".json", ".csv", ".html"):
        raise ArgumentTypeError(f"{text!r} must end in .json, .csv or .html")
    if not path.parent.is_dir():
        raise ArgumentTypeError(f"there is no folder {str(path.parent)!r}")
    return path
