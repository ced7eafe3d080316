"""Reads: what was done for an order, where we failed a customer, and what credit they have."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils.translation import gettext

from evenhand.core.api import Money, site_day
from evenhand.policies.api import Verdict
from evenhand.remedies.ledger import LAPSE, Kind, balance
from evenhand.remedies.models import LIVE, WHOLE_MAKING, Charge, Claim, LedgerTransaction, Remedy
from evenhand.remedies.past import Past, past_of
from evenhand.remedies.words import OWED, UNPAID, part_sentence, remedy_sentence
from evenhand.shop.api import Order, PaymentMethod, Refund

# Money that a bank shows only some days after it left us.
SLOW = (PaymentMethod.Kind.CREDIT_CARD, PaymentMethod.Kind.BANK_TRANSFER)


@dataclass(frozen=True)
class RemedyView:
    """One remedy, as agent and customer read it. `sentence` is for the customer; the rest is why."""

    id: int
    claim_id: int | None
    claim_words: str
    kind: str
    kind_words: str
    state: str
    state_words: str
    amount: Money
    sentence: str
    granted_at: datetime.datetime
    granted_by_id: int | None
    granted_by: str
    approved_by: str
    done_at: datetime.datetime | None
    expires_at: datetime.datetime | None
    policy: str
    clauses: tuple[str, ...]
    reason: str
    verdict: Verdict
    problem: str
    goes_to_bank: bool = False
    tries: int = 0

    @property
    def waits_for_goods(self) -> bool:
        """Whether the customer sends something back first."""
        return self.state == Remedy.State.REQUESTED

    @property
    def waits_for_other_means(self) -> bool:
        """Whether what was sent back is here, and the customer's money for dearer pieces did not come."""
        return self.waits_for_goods and bool(self.problem)

    @property
    def waits_for_approval(self) -> bool:
        """Whether a second person has to look at it."""
        return self.state == Remedy.State.PROPOSED


def remedies_of(order: Order) -> tuple[RemedyView, ...]:
    """Everything done or proposed for an order, the latest first. Three queries."""
    return tuple(_view(remedy) for remedy in _whole(Remedy.objects.filter(order=order)))


def remedies_of_customer(account_id: int, at_most: int) -> tuple[tuple[str, RemedyView], ...]:
    """What was done or proposed for a customer, each with its order's number, the latest first. Three queries."""
    theirs = _whole(Remedy.objects.filter(order__customer__account_id=account_id))
    return tuple((remedy.order.number, _view(remedy)) for remedy in theirs[:at_most])


def _whole(remedies: QuerySet[Remedy]) -> QuerySet[Remedy]:
    """The same with all that a view of one says, the latest first."""
    return (
        remedies.select_related("claim", "policy_version__policy", "approved_by", "order")
        .prefetch_related("charges", Prefetch("refunds", Refund.objects.select_related("method").order_by("pk")))
        .order_by("-granted_at", "-pk")
    )


def _view(remedy: Remedy) -> RemedyView:
    return RemedyView(
        id=remedy.pk,
        claim_id=remedy.claim_id,
        claim_words=remedy.claim.get_kind_display() if remedy.claim else "",
        kind=remedy.kind,
        kind_words=remedy.get_kind_display(),
        state=remedy.state,
        state_words=gettext("Waits for the payment") if _is_unpaid(remedy) else remedy.get_state_display(),
        amount=remedy.amount,
        sentence=_sentence(remedy),
        granted_at=remedy.granted_at,
        granted_by_id=remedy.granted_by_id,
        granted_by=remedy.granted_by_label,
        approved_by=str(remedy.approved_by or ""),
        done_at=remedy.done_at,
        expires_at=remedy.expires_at,
        policy=str(remedy.policy_version),
        clauses=tuple(f"{clause['number']} {clause['title']}" for clause in remedy.clauses),
        reason=" ".join(remedy.reasons),
        verdict=Verdict(remedy.verdict),
        problem=remedy.problem,
        tries=len(remedy.charges.all()),
        goes_to_bank=any(refund.method.kind in SLOW for refund in remedy.refunds.all()),
    )


def _sentence(remedy: Remedy) -> str:
    refunds = remedy.refunds.all()
    back = [refund for refund in refunds if refund.state != Refund.State.RELEASED]
    is_failed = remedy.state == Remedy.State.FAILED and not _was_charged_in_vain(remedy)
    owed = [refund for refund in refunds if refund not in back] if is_failed else []
    sentence = remedy_sentence(
        remedy.kind,
        OWED if owed else UNPAID if _is_unpaid(remedy) else remedy.state,
        _sum_of(owed, remedy.currency) if owed else remedy.amount,
        _labels(owed or refunds),
        done_on=site_day(remedy.done_at) if remedy.done_at else None,
        until=site_day(remedy.expires_at) if remedy.expires_at else None,
    )
    is_parted = bool(owed and back)
    return f"{part_sentence(_sum_of(back, remedy.currency), _labels(back))} {sentence}" if is_parted else sentence


def _is_unpaid(remedy: Remedy) -> bool:
    """Whether what was sent back is here, and what the customer pays for dearer pieces did not come."""
    return remedy.state == Remedy.State.REQUESTED and bool(remedy.problem)


def _labels(refunds: Iterable[Refund]) -> list[str]:
    return [refund.method.label for refund in refunds]


def _sum_of(refunds: Sequence[Refund], currency: str) -> Money:
    return sum((Money(refund.amount_minor, currency) for refund in refunds), Money(0, currency))


def _was_charged_in_vain(remedy: Remedy) -> bool:
    """Whether what went back is what the customer had paid for a change that could not be made."""
    return any(charge.state == Charge.State.RETURNED for charge in remedy.charges.all())


def part_given(remedy: Remedy) -> Money:
    """What of a remedy's money went back, or is on its way, where another part of it may have failed."""
    back = remedy.refunds.exclude(state=Refund.State.RELEASED)
    return _sum_of([] if _was_charged_in_vain(remedy) else list(back), remedy.currency)


def pieces_put_right(order: Order) -> frozenset[tuple[int | None, int]]:
    """Parcel and piece of all that was refunded or sent again, or waits for a second person."""
    whole = Remedy.objects.filter(order=order, kind__in=WHOLE_MAKING, state__in=LIVE)
    pairs = whole.exclude(claim__kind=Claim.Kind.LATE).values_list("claim__shipment_id", "claim__lines")
    return frozenset(pairs)


def claims_of(order: Order) -> tuple[Claim, ...]:
    """Every claim about an order, the latest first."""
    return tuple(Claim.objects.filter(order=order).order_by("-opened_at", "-pk"))


@dataclass(frozen=True)
class Failure:
    """One time that we let a customer down: a parcel that the scans show, or a claim of theirs."""

    order_id: int
    order_number: str
    on: datetime.date | None
    sentence: str


def failures_of(account_id: int, now: datetime.datetime) -> tuple[Failure, ...]:
    """What went wrong for this customer, the latest first. A claim says it where there is one; else the parcel does."""
    return failures_in(past_of(account_id, now))


def failures_in(past: Past) -> tuple[Failure, ...]:
    """The same from what was read already."""
    found = [
        Failure(claim.order_id, claim.order.number, site_day(claim.opened_at), claim.get_kind_display())
        for claim in past.claims
    ]
    told_of = {claim.shipment_id for claim in past.claims}
    found += [
        Failure(parcel.order_id, parcel.order_number, parcel.on, parcel.sentence)
        for parcel in past.failures
        if parcel.shipment_id not in told_of
    ]
    return tuple(sorted(found, key=lambda failure: failure.on or datetime.date.min, reverse=True))


def credit_balance(account_id: int, now: datetime.datetime) -> tuple[Money, ...]:
    """What a customer may use on an order at `now`, one amount for each currency, none that is nothing."""
    sums: dict[str, int] = defaultdict(int)
    for currency, debit_less_credit in balance(Kind.CUSTOMER_CREDIT, f"account:{account_id}").items():
        sums[currency] -= debit_less_credit
    for lapsed in lapsed_credits(now).filter(order__customer__account_id=account_id):
        sums[lapsed.currency] -= lapsed.amount_minor
    return tuple(Money(minor, currency) for currency, minor in sorted(sums.items()) if minor)


def lapsed_credits(now: datetime.datetime) -> QuerySet[Remedy]:
    """Credits whose time is over and which the ledger still carries."""
    carried = ~Exists(LedgerTransaction.objects.filter(remedy=OuterRef("pk"), description=LAPSE))
    return Remedy.objects.filter(carried, kind=Remedy.Kind.CREDIT, state=Remedy.State.DONE, expires_at__lte=now)
