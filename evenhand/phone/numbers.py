"""Customers' telephone numbers, and those who call from a number that nobody knows."""

import datetime
import hashlib

from evenhand.core.api import Actor, action, environment, record, system
from evenhand.people.api import NO_ADDRESS, Account, Role, accounts_by_id, customer_for_address
from evenhand.phone.errors import NotANumber
from evenhand.phone.models import Call, KnownNumber
from evenhand.phone.rules import full_number, shown_number
from evenhand.shop.api import NumbersImported

UNKNOWN = f"phone{NO_ADDRESS}"
MOST_CANDIDATES = 10
IMPORT = system("shop import")


def customer_of_number(number: str) -> Account | None:
    """Whose number this is, where it is exactly one customer's."""
    if not number:
        return None
    known = KnownNumber.objects.filter(number=number, account__is_active=True).select_related("account")[:2]
    return known[0].account if len(known) == 1 else None


def candidates_of(case_id: int) -> list[Account]:
    """Who shares the number from which somebody called in a case: a family, a firm. By name, ten at most."""
    numbers = Call.objects.filter(case_id=case_id).exclude(number="").values("number")
    known = KnownNumber.objects.filter(number__in=numbers, account__is_active=True)
    return list(Account.objects.filter(pk__in=known.values("account_id")).order_by("name", "id")[:MOST_CANDIDATES])


def caller_account(call: Call, *, actor: Actor, now: datetime.datetime) -> Account:
    """The customer of a call; for a number that nobody knows, somebody who stands for it until they are named."""
    if call.customer:
        return call.customer
    by = call.number or f"{call.line_id} {call.reference}"
    local = hashlib.sha256(by.encode()).hexdigest()[:24]
    name = f"Caller {shown_number(call.number)}" if call.number else "Caller without a number"
    return customer_for_address(f"caller-{local}@{UNKNOWN}", name, actor=actor, now=now)


def is_unknown(account: Account) -> bool:
    """Whether an account only stands for a caller whom we do not know."""
    return account.email.endswith(f"@{UNKNOWN}")


def link_to(number: str) -> str:
    """What the house's telephones are called up with, for a full number."""
    return environment().call_link.replace("{number}", number)


@action
def note_number(*, account: Account, written: str, actor: Actor, now: datetime.datetime) -> KnownNumber:
    """A customer can be called, and calls, from this number. Noted already, nothing changes. Raises NotANumber."""
    number = full_number(written)
    if not number:
        raise NotANumber(written)
    known, is_new = KnownNumber.objects.get_or_create(
        number=number, account=account, defaults={"noted_at": now, "noted_by_id": actor.account_id}
    )
    if is_new:
        record(actor=actor, verb="phone.note_number", subject=f"account:{account.pk}", now=now, known=known.pk)
    return known


def note_imported(event: NumbersImported) -> None:
    """Numbers that the shop's files name are known; one that makes no sense without its country is left out."""
    accounts = accounts_by_id([account_id for account_id, _written in event.numbers])
    for account_id, written in event.numbers:
        if account_id in accounts and full_number(written):
            note_number(account=accounts[account_id], written=written, actor=IMPORT, now=event.at)


@action
def forget_number(*, number: KnownNumber, actor: Actor, now: datetime.datetime) -> None:
    """It is not this customer's number. Forgotten already, nothing happens."""
    if KnownNumber.objects.filter(pk=number.pk).delete()[0]:
        record(actor=actor, verb="phone.forget_number", subject=f"account:{number.account_id}", now=now)


def numbers_of(account_id: int) -> list[KnownNumber]:
    """The numbers that we know of a customer, the oldest first."""
    return list(KnownNumber.objects.filter(account_id=account_id).order_by("id"))


def customers_with_role(account: Account) -> bool:
    """Whether somebody is a customer, so that a call can be theirs."""
    return account.role_grants.filter(role=Role.CUSTOMER, ended_at=None).exists()
