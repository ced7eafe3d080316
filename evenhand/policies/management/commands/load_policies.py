"""`evenhand load_policies`: put a pack's policies into the house, once."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evenhand.core.api import now, system
from evenhand.policies.packs import HOUSE, BrokenPack, load_pack


class Command(BaseCommand):
    help = "Load the house policies, or those of another folder. Policies that are here already stay as they are."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=HOUSE, help="a folder of TOML files")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say what became of each."""
        try:
            loaded = load_pack(options["folder"], owner=None, actor=system("load_policies"), now=now())
        except BrokenPack as problem:
            raise CommandError(f"Nothing was loaded.\n{problem.message}") from None
        for key, is_new in loaded.items():
            self.stdout.write(f"{key}: {'loaded, in force now' if is_new else 'is here already and stays as it is'}")
