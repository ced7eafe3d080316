"""Writes: many customers at once, as an import brings them."""

import datetime
from collections.abc import Iterable, Mapping

from django.contrib.auth.hashers import make_password
from django.db.models.functions import Lower

from evenhand.core.api import Actor, action, publish, record
from evenhand.people.events import RoleGranted
from evenhand.people.models import Account, Role, RoleGrant


@action
def customers_for_addresses(*, names: Mapping[str, str], actor: Actor, now: datetime.datetime) -> dict[str, Account]:
    """The account of each address, made as a customer's where there is none: a few queries for any number.

    `names` holds a name for each address; a name fills in a missing one and never replaces one that is there. Answers
    by the address in small letters.
    """
    wanted = {address.strip().lower(): name.strip()[:200] for address, name in names.items()}
    known = _accounts(wanted)
    unnamed = [account for address, account in known.items() if not account.name and wanted[address]]
    for account in unnamed:
        account.name = wanted[account.email.lower()]
    Account.objects.bulk_update(unnamed, ["name"])
    missing = [address for address in wanted if address not in known]
    # Somebody who writes to us at this moment is made only once: what is there already is left as it is.
    Account.objects.bulk_create(
        [
            Account(email=address, name=wanted[address], password=make_password(None), created_at=now)
            for address in missing
        ],
        ignore_conflicts=True,
    )
    made = _accounts(missing)
    _grant(list(made.values()), actor, now)
    return known | made


def _accounts(addresses: Iterable[str]) -> dict[str, Account]:
    found = Account.objects.annotate(address=Lower("email")).filter(address__in=list(addresses))
    return {account.email.lower(): account for account in found}


def _grant(accounts: list[Account], actor: Actor, now: datetime.datetime) -> None:
    granted = RoleGrant.objects.filter(account__in=accounts, role=Role.CUSTOMER, ended_at=None)
    holders = set(granted.values_list("account_id", flat=True))
    new = [account for account in accounts if account.pk not in holders]
    RoleGrant.objects.bulk_create(
        RoleGrant(account=account, role=Role.CUSTOMER, granted_at=now, granted_by_id=actor.account_id)
        for account in new
    )
    for account in new:
        subject = f"account:{account.pk}"
        record(actor=actor, verb="people.create_account", subject=subject, now=now)
        record(actor=actor, verb="people.grant_role", subject=subject, now=now, role=Role.CUSTOMER.value)
        publish(RoleGranted(account_id=account.pk, role=Role.CUSTOMER, at=now))
