"""`evenhand erase_person ada@shop.example --yes`: remove a person's names, words and files."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evenhand.core.api import now, system
from evenhand.people.erasures import erase_person
from evenhand.people.management.person import person_named
from evenhand.people.personal import holds_of


class Command(BaseCommand):
    help = "Remove a person's names, words and files from every room. Counts and decisions stay. It cannot be undone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("person", help="the person's e-mail address, or the number of the account")
        parser.add_argument("--yes", action="store_true", help="do it; without this, only say what would hold it")

    def handle(self, *, person: str, yes: bool, **_: object) -> None:
        account = person_named(person)
        if not yes:
            holds = holds_of(account, now())
            self.stdout.write("\n".join(f"It would be held: {each}" for each in holds) or "Nothing holds it.")
            raise CommandError("Nothing was done. It cannot be undone: say --yes to do it.", returncode=1)
        done = erase_person(account=account, actor=system("command erase_person"), now=now())
        if done.done_at is None:
            self.stdout.write("\n".join(["Noted. It is erased as soon as nothing holds it any more:", *done.held_by]))
            return
        self.stdout.write("Erased. Removed:")
        for room, counts in done.removed.items():
            self.stdout.write(f"  {room}: {', '.join(f'{n} {what}' for what, n in counts.items() if n)}")
