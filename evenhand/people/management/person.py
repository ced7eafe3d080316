"""Finds the person whom a command is about."""

from django.core.management.base import CommandError

from evenhand.people.models import Account
from evenhand.people.queries import account_with_address


def person_named(given: str) -> Account:
    """By e-mail address or by number. Raises CommandError."""
    account = Account.objects.filter(pk=int(given)).first() if given.isdecimal() else account_with_address(given)
    if account is None:
        raise CommandError(f"There is nobody with the address or number {given!r}.", returncode=2)
    return account
