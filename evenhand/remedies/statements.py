"""Reads: the ledger as finance reads it: what stands on each account, and every transaction with its reason."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Prefetch, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from evenhand.core.api import Actor, InvalidInput, Money, NotFound, site_calendar
from evenhand.people.api import Role
from evenhand.remedies.models import (
    Dispute,
    LedgerAccount,
    LedgerPosting,
    LedgerTransaction,
    Reconciliation,
    ReconciliationLine,
    Remedy,
)
from evenhand.shop.api import Payment, PaymentMethod

MAY_READ = (Role.FINANCE, Role.ADMINISTRATOR)
ROWS_AT_ONCE = 2000


@dataclass(frozen=True)
class LedgerFilter:
    """Which part of the ledger is meant; days are the site's, both included. Empty: all of it."""

    since: datetime.date | None = None
    until: datetime.date | None = None
    account: str = ""
    order_number: str = ""

    def transactions(self) -> QuerySet[LedgerTransaction]:
        """Those that are meant, the latest first."""
        found = LedgerTransaction.objects.filter(self._times())
        if self.account:
            found = found.filter(
                Exists(LedgerPosting.objects.filter(transaction=OuterRef("pk"), account__kind=self.account))
            )
        if self.order_number:
            found = found.filter(
                _has_number("remedy__order", self.order_number)
                | _has_number("dispute__payment__order", self.order_number)
            )
        return found.order_by("-at", "-id")

    def postings(self) -> QuerySet[LedgerPosting]:
        """The postings that are meant: of an account where one is named."""
        found = LedgerPosting.objects.filter(transaction__in=self.transactions().order_by())
        return found.filter(account__kind=self.account) if self.account else found

    def _times(self) -> Q:
        calendar, times = site_calendar(), Q()
        if self.since:
            times &= Q(at__gte=calendar.start_of(self.since))
        if self.until:
            times &= Q(at__lt=calendar.start_of(self.until + datetime.timedelta(days=1)))
        return times


def _has_number(order: str, number: str) -> Q:
    """With or without the sign that shops put before it."""
    return Q(**{f"{order}__number__iexact": number}) | Q(**{f"{order}__number__iexact": f"#{number}"})


@dataclass(frozen=True)
class AccountBalance:
    """One kind of account in one currency: debit, credit, and what stands, debit less credit."""

    kind: str
    words: str
    debit: Money
    credit: Money

    @property
    def balance(self) -> Money:
        """Debit less credit."""
        return self.debit - self.credit


@dataclass(frozen=True)
class PostingView:
    """One amount on one account: positive is debit."""

    account: str
    account_words: str
    owner: str
    amount: Money


@dataclass(frozen=True)
class TransactionView:
    """One transaction, with the remedy or the dispute that it is for."""

    id: str
    at: datetime.datetime
    description: str
    actor: str
    key: str
    order_number: str
    order_id: int | None
    case_id: int | None
    remedy_id: int | None
    remedy_words: str
    postings: tuple[PostingView, ...]


def ledger_balances(actor: Actor, wanted: LedgerFilter) -> tuple[AccountBalance, ...]:
    """What stands on each kind of account, by currency. One query. Raises NotFound."""
    refuse_outsiders(actor)
    sums = (
        wanted.postings()
        .values_list("account__kind", "currency")
        .annotate(
            debit=Sum("amount_minor", filter=Q(amount_minor__gt=0), default=0),
            credit=Sum("amount_minor", filter=Q(amount_minor__lt=0), default=0),
        )
    )
    order = list(LedgerAccount.Kind.values)
    rows = sorted(sums, key=lambda row: (row[1], order.index(row[0])))
    return tuple(
        AccountBalance(kind, str(LedgerAccount.Kind(kind).label), Money(debit, currency), Money(-credit, currency))
        for kind, currency, debit, credit in rows
    )


def ledger_transactions(actor: Actor, wanted: LedgerFilter) -> QuerySet[LedgerTransaction]:
    """What is meant, the latest first, with all that a page shows of it. Raises NotFound."""
    refuse_outsiders(actor)
    postings = LedgerPosting.objects.select_related("account").order_by("pk")
    return (
        wanted.transactions()
        .select_related("remedy__order", "dispute__payment__order")
        .prefetch_related(Prefetch("postings", queryset=postings))
    )


def transaction_view(transaction: LedgerTransaction) -> TransactionView:
    """One transaction in plain values."""
    remedy, dispute = transaction.remedy, transaction.dispute
    order = remedy.order if remedy else dispute.payment.order if dispute else None
    return TransactionView(
        id=str(transaction.pk),
        at=transaction.at,
        description=transaction.description,
        actor=transaction.actor_label,
        key=transaction.idempotency_key,
        order_number=order.number if order else "",
        order_id=order.pk if order else None,
        case_id=remedy.case_id if remedy else None,
        remedy_id=transaction.remedy_id,
        remedy_words=_for_what(remedy, dispute),
        postings=tuple(
            PostingView(
                each.account.kind,
                str(each.account.get_kind_display()),
                each.account.owner,
                Money(each.amount_minor, each.currency),
            )
            for each in transaction.postings.all()
        ),
    )


def _for_what(remedy: Remedy | None, dispute: Dispute | None) -> str:
    if remedy is not None:
        return str(remedy.get_kind_display())
    return str(dispute.get_kind_display()) if dispute is not None else ""


@dataclass(frozen=True)
class ExportRow:
    """One posting with its transaction, for a file."""

    transaction: TransactionView
    posting: PostingView


def ledger_rows(actor: Actor, wanted: LedgerFilter) -> Iterator[ExportRow]:
    """Every posting that is meant, the latest first, read in small portions. Raises NotFound at once."""
    found = ledger_transactions(actor, wanted)
    return (
        ExportRow(view, posting)
        for transaction in found.iterator(chunk_size=ROWS_AT_ONCE)
        for view in (transaction_view(transaction),)
        for posting in view.postings
        if wanted.account in ("", posting.account)
    )


def refuse_outsiders(actor: Actor) -> None:
    """The ledger is finance's and the administrators'; for all others it does not exist."""
    if not actor.has_role(*MAY_READ):
        raise NotFound


def disputes_seen(actor: Actor) -> QuerySet[Dispute]:
    """Every dispute, the open ones first, then the latest. Raises NotFound."""
    refuse_outsiders(actor)
    is_open = Q(state=Dispute.State.OPEN)
    known = Dispute.objects.select_related("payment__order", "payment__method")
    return known.annotate(is_open=ExpressionWrapper(is_open, BooleanField())).order_by("-is_open", "-opened_at", "-pk")


def dispute_for(actor: Actor, dispute_id: int) -> Dispute:
    """One dispute, to those who look after the money. Raises NotFound."""
    found = disputes_seen(actor).filter(pk=dispute_id).first()
    if found is None:
        raise NotFound
    return found


def payment_disputed(actor: Actor, order_number: str) -> Payment:
    """The payment that a bank can ask back: the largest of the order that did not come from a gift card of ours.

    Raises NotFound, InvalidInput.
    """
    refuse_outsiders(actor)
    payments = Payment.objects.filter(_has_number("order", order_number.strip()))
    found = payments.exclude(method__kind=PaymentMethod.Kind.GIFT_CARD).order_by("-captured_minor", "pk").first()
    if found is None:
        raise InvalidInput(_("There is no order with this number that was paid through a bank."))
    return found


def made_reconciliations(actor: Actor) -> QuerySet[Reconciliation]:
    """What was compared, the latest first. Raises NotFound."""
    refuse_outsiders(actor)
    return Reconciliation.objects.defer("report")


def reconciliation_lines(made: Reconciliation, outcome: str) -> QuerySet[ReconciliationLine]:
    """The lines that came out so, the earliest first, each with its remedy."""
    lines = made.lines.filter(outcome=outcome).order_by("at", "pk")
    return lines.select_related("remedy__order", "dispute__payment__order")
