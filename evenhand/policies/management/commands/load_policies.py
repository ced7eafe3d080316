"""`evenhand load_policies`: put a pack's policies into the house, once."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evenhand.core.api import now, system
from evenhand.policies.packs import HOUSE, PACKS, BrokenPack, load_pack


class Command(BaseCommand):
    help = "Load the house policies, or first those of another pack. Policies that are here already stay as they are."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=None, help="a folder of TOML files, and no other")
        parser.add_argument(
            "--pack", choices=sorted(PACKS), default="house", help="what it does not say, the house says"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say what became of each."""
        folders = [options["folder"]] if options["folder"] else [PACKS[options["pack"]], HOUSE]
        loaded: dict[str, bool] = {}
        try:
            for folder in folders:
                loaded = load_pack(folder, owner=None, actor=system("load_policies"), now=now()) | loaded
        except BrokenPack as problem:
            raise CommandError(f"Nothing was loaded.\n{problem.message}") from None
        for key, is_new in loaded.items():
            self.stdout.write(f"{key}: {'loaded, in force now' if is_new else 'is here already and stays as it is'}")
