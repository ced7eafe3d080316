"""`evenhand create_administrator`: the first person, who lets all others in."""

import getpass
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.urls import reverse

from evenhand.core.api import DomainError, environment, now, system
from evenhand.people.actions import create_account
from evenhand.people.models import Account, Role


class Command(BaseCommand):
    help = "Make an administrator, who signs in with a password and invites everybody else."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--email", help="the administrator's address; asked for where it is not given")
        parser.add_argument("--name", help="the administrator's name; asked for where it is not given")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask for what is missing, make the account, and say what comes next."""
        email = self._email(options["email"] or input("E-mail address: "))
        name = (options["name"] or input("Name: ")).strip()
        password = self._password(Account(email=email, name=name))
        try:
            create_account(
                email=email,
                name=name,
                roles=[Role.ADMINISTRATOR],
                password=password,
                actor=system("create_administrator"),
                now=now(),
            )
        except DomainError as problem:
            raise CommandError(problem.message) from None
        public = environment().effective_public_url
        self.stdout.write(f"{name} is an administrator now.")
        self.stdout.write(f"Next: sign in at {public}{reverse('account_login')},")
        self.stdout.write(f"then invite the others at {public}{reverse('people:invitations')}.")

    def _email(self, given: str) -> str:
        try:
            validate_email(given.strip())
        except ValidationError:
            raise CommandError(f"{given!r} is no e-mail address.") from None
        return given.strip()

    def _password(self, account: Account) -> str:
        while True:
            password = getpass.getpass("Password (at least 12 characters): ")
            try:
                validate_password(password, account)
            except ValidationError as problem:
                self.stderr.write(" ".join(problem.messages))
                continue
            if password == getpass.getpass("Once more: "):
                return password
            self.stderr.write("The two are not the same. Please type it again.")
