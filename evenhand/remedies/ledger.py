"""The ledger: every amount that a remedy moves, as postings that sum to zero. Append-only."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.core.api import Actor, Money
from evenhand.remedies.models import Dispute, LedgerAccount, LedgerPosting, LedgerTransaction, Remedy

Kind = LedgerAccount.Kind
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
) -> LedgerTransaction:
    """Write one transaction, as part of the action that is open. The same key again answers what was written.

    Raises UnbalancedLedger; the database refuses the same on its own account.
    """
    there = LedgerTransaction.objects.filter(idempotency_key=key).first()
    if there is not None:
        return there
    sums: dict[str, int] = defaultdict(int)
    for entry in entries:
        sums[entry.amount.currency] += entry.amount.minor
    if len(entries) < 2 or any(sums.values()):
        raise UnbalancedLedger(f"{description}: {dict(sums)} is not zero")
    sealed = uuid.uuid4()
    # Postings first: the transaction row seals them, and its trigger looks at what it seals.
    LedgerPosting.objects.bulk_create(
        LedgerPosting(
            transaction_id=sealed,
            account=_account(entry),
            amount_minor=entry.amount.minor,
            currency=entry.amount.currency,
        )
        for entry in entries
    )
    return LedgerTransaction.objects.create(
        id=sealed,
        idempotency_key=key,
        at=now,
        actor_id=actor.account_id,
        actor_label=actor.label[:200],
        description=description,
        remedy=remedy,
        dispute=dispute,
    )


def _account(entry: Entry) -> LedgerAccount:
    account, _ = LedgerAccount.objects.get_or_create(kind=entry.account, owner=entry.owner)
    return account


def balance(kind: LedgerAccount.Kind, owner: str = "") -> dict[str, int]:
    """What stands on an account, debit less credit, in minor units of each currency."""
    postings = LedgerPosting.objects.filter(account__kind=kind, account__owner=owner, transaction__isnull=False)
    sums: dict[str, int] = defaultdict(int)
    for currency, amount in postings.values_list("currency", "amount_minor"):
        sums[currency] += amount
    return dict(sums)
