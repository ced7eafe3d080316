"""The ledger: every amount that a remedy moves, as postings that sum to zero. Append-only."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Q

from evenhand.core.api import Actor, Money
from evenhand.remedies.models import Dispute, LedgerAccount, LedgerPosting, LedgerTransaction, Remedy

Kind = LedgerAccount.Kind
_Named = tuple[LedgerAccount.Kind, str]
LAPSE = "credit: lapse"


class UnbalancedLedger(ValueError):
    """What is to be posted does not sum to zero."""


@dataclass(frozen=True)
class Entry:
    """One amount for one account: positive is debit, negative is credit."""

    account: LedgerAccount.Kind
    amount: Money
    owner: str = ""


def post(
    *,
    key: str,
    entries: Sequence[Entry],
    description: str,
    actor: Actor,
    now: datetime.datetime,
    remedy: Remedy | None = None,
    dispute: Dispute | None = None,
) -> None:
    """Write one transaction, as part of the action that is open. The same key again changes nothing.

    Raises UnbalancedLedger; the database refuses the same on its own account.
    """
    if LedgerTransaction.objects.filter(idempotency_key=key).exists():
        return
    sums: dict[str, int] = defaultdict(int)
    for entry in entries:
        sums[entry.amount.currency] += entry.amount.minor
    if len(entries) < 2 or any(sums.values()):
        raise UnbalancedLedger(f"{description}: {dict(sums)} is not zero")
    sealed = uuid.uuid4()
    accounts = _accounts({(entry.account, entry.owner) for entry in entries})
    # Postings first: the transaction row seals them, and its trigger looks at what it seals.
    LedgerPosting.objects.bulk_create(
        LedgerPosting(
            transaction_id=sealed,
            account_id=accounts[entry.account, entry.owner],
            amount_minor=entry.amount.minor,
            currency=entry.amount.currency,
        )
        for entry in entries
    )
    LedgerTransaction.objects.create(
        id=sealed,
        idempotency_key=key,
        at=now,
        actor_id=actor.account_id,
        actor_label=actor.label[:200],
        description=description,
        remedy=remedy,
        dispute=dispute,
    )


def _accounts(wanted: Collection[_Named]) -> dict[_Named, int]:
    """The numbers of these accounts; those that are not there yet are made."""
    there = _there(wanted)
    if missing := sorted(set(wanted) - there.keys()):  # in one order, so that two who make the same never deadlock
        # Made meanwhile by somebody else, it is written as it is: so that its number is answered.
        made = LedgerAccount.objects.bulk_create(
            (LedgerAccount(kind=kind, owner=owner) for kind, owner in missing),
            update_conflicts=True,
            unique_fields=["kind", "owner"],
            update_fields=["owner"],
        )
        there |= {(Kind(account.kind), account.owner): account.pk for account in made}
    return there


def _there(wanted: Collection[_Named]) -> dict[_Named, int]:
    named = Q(*(Q(kind=kind, owner=owner) for kind, owner in wanted), _connector=Q.OR)
    rows = LedgerAccount.objects.filter(named).values_list("kind", "owner", "pk")
    return {(Kind(kind), owner): pk for kind, owner, pk in rows}


def balance(kind: LedgerAccount.Kind, owner: str = "") -> dict[str, int]:
    """What stands on an account, debit less credit, in minor units of each currency."""
    postings = LedgerPosting.objects.filter(account__kind=kind, account__owner=owner, transaction__isnull=False)
    sums: dict[str, int] = defaultdict(int)
    for currency, amount in postings.values_list("currency", "amount_minor"):
        sums[currency] += amount
    return dict(sums)
