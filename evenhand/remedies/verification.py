"""Reads: whether the ledger balances, and whether it says the same as the remedies and payments it is about."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from evenhand.remedies.disputes import on_the_books
from evenhand.remedies.ledger import LAPSE, Kind
from evenhand.remedies.models import Dispute, LedgerPosting, LedgerTransaction, Remedy
from evenhand.shop.api import Payment, Refund

# The accounts that say what a remedy gave, each of its own kind.
GIVEN_ON = (Kind.REFUNDS_GRANTED, Kind.GOODWILL_EXPENSE, Kind.REPLACEMENT_EXPENSE)


@dataclass(frozen=True)
class LedgerReport:
    """What a look through the whole ledger found. `totals`: kind of account, currency, debit less credit."""

    transactions: int
    postings: int
    totals: tuple[tuple[str, str, int], ...]
    problems: tuple[str, ...]


def verify_ledger(progress: Callable[[str], None] = lambda _: None) -> LedgerReport:
    """Read everything and compare; `progress` hears what is looked at next."""
    problems: list[str] = []
    for words, find in (
        ("each transaction sums to zero", _unbalanced),
        ("each remedy stands in the ledger with its amount", _untold),
        ("each payment says what its refunds say", _contradictions),
        ("each chargeback stands in the ledger and on its payment", _undisputed),
    ):
        progress(words)
        problems.extend(find())
    totals = LedgerPosting.objects.values_list("account__kind", "currency").annotate(total=Sum("amount_minor"))
    return LedgerReport(
        transactions=LedgerTransaction.objects.count(),
        postings=LedgerPosting.objects.count(),
        totals=tuple(totals.order_by("account__kind", "currency")),
        problems=tuple(problems),
    )


def _unbalanced() -> Iterator[str]:
    sums = LedgerPosting.objects.values("transaction_id", "currency").annotate(total=Sum("amount_minor"))
    for row in sums.exclude(total=0).order_by("transaction_id"):
        yield f"transaction {row['transaction_id']} is off by {row['total']} {row['currency']}"
    for transaction in LedgerTransaction.objects.filter(postings=None):
        yield f"transaction {transaction.pk} has no postings"


def _untold() -> Iterator[str]:
    said: dict[int, int] = defaultdict(int)
    postings = LedgerPosting.objects.exclude(transaction__remedy=None).exclude(transaction__description=LAPSE)
    for remedy_id, account, amount in postings.values_list("transaction__remedy", "account__kind", "amount_minor"):
        if account in GIVEN_ON:
            said[remedy_id] += amount
    going_back = Coalesce(Sum("refunds__amount_minor", filter=~Q(refunds__state=Refund.State.RELEASED)), 0)
    for remedy in Remedy.objects.annotate(going_back=going_back).order_by("pk").iterator():
        given = remedy.amount_minor if remedy.state == Remedy.State.DONE else 0
        expected = given if remedy.kind in (Remedy.Kind.CREDIT, Remedy.Kind.REPLACEMENT) else remedy.going_back
        if said[remedy.pk] != expected:
            yield f"remedy {remedy.pk} comes to {expected} {remedy.currency}; the ledger says {said[remedy.pk]}"
        if remedy.state == Remedy.State.DONE and expected != remedy.amount_minor:
            yield f"remedy {remedy.pk} is done with {expected} of {remedy.amount_minor} {remedy.currency}"


def _contradictions() -> Iterator[str]:
    payments = Payment.objects.annotate(
        settled=Coalesce(Sum("refunds__amount_minor", filter=Q(refunds__state=Refund.State.SETTLED)), 0),
        pending=Coalesce(Sum("refunds__amount_minor", filter=Q(refunds__state=Refund.State.PENDING)), 0),
    )
    for payment in payments.exclude(settled=F("refunded_minor"), pending=F("refund_pending_minor")).order_by("pk"):
        yield (
            f"payment {payment.pk} says {payment.refunded_minor} back and {payment.refund_pending_minor} on its way; "
            f"its refunds say {payment.settled} and {payment.pending} {payment.currency}"
        )


def _undisputed() -> Iterator[str]:
    said: dict[int, dict[str, int]] = defaultdict(dict)
    postings = LedgerPosting.objects.exclude(transaction__dispute=None).order_by("account__kind")
    by_dispute = postings.values_list("transaction__dispute", "account__kind").annotate(total=Sum("amount_minor"))
    for dispute_id, kind, total in by_dispute.exclude(total=0):
        said[dispute_id][kind] = total
    held: dict[int, int] = defaultdict(int)
    for dispute in Dispute.objects.order_by("pk").iterator():
        held[dispute.payment_id] += dispute.holds_minor
        if said[dispute.pk] != on_the_books(dispute):
            words = f"dispute {dispute.pk} is {dispute.state} with {dispute.amount}"
            yield f"{words}; the ledger says {said[dispute.pk]}"
    for payment in Payment.objects.filter(Q(held_back_minor__gt=0) | Q(pk__in=held)).order_by("pk"):
        if payment.held_back_minor != held[payment.pk]:
            yield f"payment {payment.pk} says {payment.held_back_minor} held back; its disputes say {held[payment.pk]}"
