"""`evenhand load_articles`: put the starting set of help articles on its shelves, once."""

from typing import Any

from django.core.management.base import BaseCommand

from evenhand.core.api import now, system
from evenhand.knowledge.starting import load_starting_articles


class Command(BaseCommand):
    help = "Load the starting set of help articles, published at once. What is here already stays as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say how many came."""
        came = load_starting_articles(actor=system("load_articles"), now=now())
        self.stdout.write(f"{came} articles came. Read them over before customers do: Desk, Help articles.")
