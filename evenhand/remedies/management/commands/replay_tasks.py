"""`evenhand replay_tasks`: what an agent did, done again by our actions under the retailer's rules."""

import gc
import json
import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from evenhand.core.api import InvalidInput, now, one_transaction, system
from evenhand.policies.api import HOUSE, RETAILER, load_pack
from evenhand.remedies.replay import Replay, Replayed, shop_shapes
from evenhand.remedies.replay_files import Task, read_tasks
from evenhand.remedies.scratch import scratch_database
from evenhand.shop.api import import_shop, read_shop_files

SHOWN_DIFFERENCES = 20


class Command(BaseCommand):
    """Reads everything first, so that nothing is written where something is wrong."""

    help = "Carry out each task of a file, from the untouched shop, and write what was refused and what changed."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """The shop, the tasks, and where to write."""
        parser.add_argument("--shop", type=Path, required=True, metavar="DIR", help="folder of the shop's three files")
        parser.add_argument("--tasks", type=Path, required=True, metavar="FILE", help="the tasks, as a JSON list")
        parser.add_argument("--out", type=Path, required=True, metavar="FILE.json", help="where the results go")

    def handle(self, *, shop: Path, tasks: Path, out: Path, **options: Any) -> None:
        """Read, replay in a database of its own, write, and say how many came out as expected."""
        console = Console(stderr=True, highlight=False, soft_wrap=True)
        try:
            wanted, files = read_tasks(tasks), read_shop_files(shop)
            if not out.resolve().parent.is_dir():
                raise InvalidInput(f"{out}: there is no folder {out.parent} to write to")
            with _bar(console) as bar, scratch_database():
                step = bar.add_task("Taking in the shop", total=len(files))
                actor, at = system("replay_tasks"), now()
                with one_transaction():
                    load_pack(RETAILER, owner=None, actor=actor, now=at)
                    load_pack(HOUSE, owner=None, actor=actor, now=at)
                import_shop(files=files, actor=actor, now=at, progress=lambda done: bar.advance(step, done))
                replay = Replay(actor, at, lambda *what: _tell(bar.console, *what), shop_shapes())
                gc.freeze()  # the untouched shop stays to the end: nobody needs to look for garbage in it
                results = [replay.run(task) for task in bar.track(wanted, description="Replaying the tasks")]
            _write(out, results)
        except (InvalidInput, OSError) as problem:
            raise CommandError(getattr(problem, "message", str(problem)), returncode=1) from None
        self.stdout.write("\n".join(_report(results, out)))


def _bar(console: Console) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console)


def _tell(console: Console, task: Task, place: int, name: str, reason: str) -> None:
    console.print(f"task {task.i}, action {place} ({name}) refused: {reason}", markup=False)


def _write(out: Path, results: list[Replayed]) -> None:
    """All of it or nothing, also when the disk is full."""
    unfinished = out.with_name(f"{out.name}.{os.getpid()}.unfinished")
    try:
        text = json.dumps([result.to_json() for result in results], indent=1, ensure_ascii=False)
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(out)
    finally:
        unfinished.unlink(missing_ok=True)


def _report(results: list[Replayed], out: Path) -> list[str]:
    compared = [result for result in results if result.task.changed is not None]
    wrong = [result for result in compared if result.difference]
    lines = [
        f"{len(results)} tasks, {sum(len(result.refused) for result in results)} actions refused. Written to {out}"
    ]
    if compared:
        lines.append(f"{len(compared) - len(wrong)} of {len(compared)} end as expected.")
    lines += [f"task {result.task.i}: {result.difference}" for result in wrong[:SHOWN_DIFFERENCES]]
    if len(wrong) > SHOWN_DIFFERENCES:
        lines.append(f"… and {len(wrong) - SHOWN_DIFFERENCES} more")
    return lines
