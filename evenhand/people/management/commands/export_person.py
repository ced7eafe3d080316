"""`evenhand export_person ada@shop.example --out ada.json`: all that is kept about a person."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandParser
from django.core.serializers.json import DjangoJSONEncoder

from evenhand.core.api import now
from evenhand.people.management.person import person_named
from evenhand.people.personal import export_of


class Command(BaseCommand):
    help = "Write everything that is kept about a person, and theirs to read, as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("person", help="the person's e-mail address, or the number of the account")
        parser.add_argument("--out", type=Path, help="the file to write; without it, it is shown")

    def handle(self, *, person: str, out: Path | None, **_: object) -> None:
        found = export_of(person_named(person), now())
        text = json.dumps(found, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1) + "\n"
        if out is None:
            self.stdout.write(text)
            return
        out.write_text(text, encoding="utf-8")
        self.stdout.write(f"{out}: {', '.join(name for name in found if name not in ('person', 'exported_at'))}")
