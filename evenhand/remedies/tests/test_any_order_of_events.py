"""Whatever agents, leads and the payment provider do, in whatever order: the money adds up."""

import datetime
from collections.abc import Callable
from contextlib import suppress

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from evenhand.core.api import Actor, DomainError, Money
from evenhand.people.api import Account
from evenhand.remedies import api
from evenhand.remedies.duties import write_off_lapsed_credits
from evenhand.remedies.models import LIVE, WHOLE_MAKING
from evenhand.shop.api import Customer, Order, Payment, PaymentMethod, Scan, Shipment, Variant
from evenhand.shop.testing import (
    LAST_SEEN,
    MARCH_2,
    make_gift_card,
    make_order,
    make_variant,
    scan,
    send,
)

KINDS = st.sampled_from(["refund", "replacement", "credit"])
CLAIMS = st.sampled_from(["lost", "late", "not_received"])
KEYS = st.sampled_from([f"page {number}" for number in range(6)])
OUTCOMES = st.lists(st.sampled_from(list(api.Outcome)), min_size=4, max_size=4)
AMOUNTS = st.none() | st.integers(-5, 40_000)


class Provider:
    """Pays each key at most once, and says of it whatever it is told to say."""

    def __init__(self) -> None:
        self.paid: dict[str, int] = {}
        self.refused: set[str] = set()
        self.script: list[api.Outcome] = []

    def refund(self, order: api.RefundOrder) -> api.Answer:
        outcome = self.script.pop(0) if self.script else api.Outcome.PAID
        if order.key in self.refused or (outcome is api.Outcome.REFUSED and order.key not in self.paid):
            self.refused.add(order.key)
            return api.Answer(api.Outcome.REFUSED)
        if outcome is api.Outcome.UNSEEN:
            return api.Answer(api.Outcome.UNKNOWN)  # lost on the way there
        self.paid[order.key] = order.amount.minor
        return api.Answer(api.Outcome.PAID if outcome is api.Outcome.PAID else api.Outcome.UNKNOWN)

    def outcome_of(self, order: api.RefundOrder) -> api.Answer:
        if order.key in self.refused:
            return api.Answer(api.Outcome.REFUSED)
        return api.Answer(api.Outcome.PAID if order.key in self.paid else api.Outcome.UNSEEN)


def machine_for(agents: list[Actor], leads: list[Actor], shopper: Customer) -> type[RuleBasedStateMachine]:
    """A machine over a shop with one customer; each run of it is rolled back at its end."""

    class Desk(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.run = transaction.atomic()
            self.run.__enter__()
            self.now = MARCH_2
            self.provider = Provider()
            self.card = make_gift_card(shopper, 3000)
            self.variants = [make_variant("Cup", 1250, stock=3), make_variant("Sofa", 25_000, stock=1)]
            self.parcels: list[Shipment] = []

        def teardown(self) -> None:
            transaction.set_rollback(True)
            self.run.__exit__(None, None, None)

        @initialize(with_sofa=st.booleans(), by_card=st.booleans())
        def one_order_of_each(self, with_sofa: bool, by_card: bool) -> None:
            for bought, method in ((self.variants[:1], self.card if by_card else None), (self.variants, None)):
                order = make_order(shopper, bought if with_sofa else self.variants[:1], method=method)
                parcel = send(order)
                scan(parcel, Scan.Kind.COLLECTED, LAST_SEEN)
                self.parcels.append(parcel)

        @rule(what=st.tuples(CLAIMS, KINDS, AMOUNTS), which=st.integers(0, 1), key=KEYS, says=OUTCOMES)
        def grant(self, what: tuple[str, str, int | None], which: int, key: str, says: list[api.Outcome]) -> None:
            claim, kind, minor = what
            self.provider.script = list(says)
            order, who = self.parcels[which].order, agents[which]
            amount = None if minor is None else Money(minor, "USD")
            with suppress(DomainError):
                told = api.open_claim(order=order, kind=claim, actor=who, now=self.now)
                api.grant_remedy(
                    claim=told, kind=kind, key=key, amount=amount, actor=who, now=self.now, provider=self.provider
                )

        @rule(lead=st.integers(0, 1), agrees=st.booleans())
        def look_at_proposals(self, lead: int, agrees: bool) -> None:
            for remedy in api.Remedy.objects.filter(state="proposed"):
                with suppress(DomainError):
                    if agrees:
                        api.approve_remedy(remedy=remedy, actor=leads[lead], now=self.now, provider=self.provider)
                    else:
                        api.decline_remedy(remedy=remedy, reason="no", actor=leads[lead], now=self.now)

        @rule(days=st.sampled_from([0, 1, 400]))
        def time_passes(self, days: int) -> None:
            self.now += datetime.timedelta(days=days, minutes=2)
            api.resolve_due(now=self.now, actor=agents[0], provider=self.provider)
            write_off_lapsed_credits(self.now)

        @rule(which=st.integers(0, 1))
        def parcel_turns_up(self, which: int) -> None:
            scan(self.parcels[which], Scan.Kind.DELIVERED, self.now)

        @invariant()
        def the_money_adds_up(self) -> None:
            assert api.verify_ledger().problems == ()
            settled = Payment.objects.exclude(method=self.card).values_list("refunded_minor", flat=True)
            assert sum(settled) <= sum(self.provider.paid.values())

        @invariant()
        def nothing_is_below_nothing(self) -> None:
            assert not Variant.objects.filter(stock__lt=0).exists()
            assert not PaymentMethod.objects.filter(balance_minor__lt=0).exists()

        @invariant()
        def every_claim_is_made_whole_once_by_somebody_under_a_version(self) -> None:
            live = api.Remedy.objects.filter(state__in=LIVE)
            whole = list(live.filter(kind__in=WHOLE_MAKING).values_list("claim_id", flat=True))
            assert len(whole) == len(set(whole))
            assert not live.filter(granted_by=None).exists()

        @invariant()
        def nothing_is_refunded_twice_over(self) -> None:
            for payment in Payment.objects.all():
                assert payment.refunded_minor + payment.refund_pending_minor <= payment.captured_minor

    return Desk


@pytest.mark.slow
def test_the_money_adds_up_whatever_happens(
    house_policies: object, shopper: Customer, agent: Account, lead: Account, actor: Callable[[Account], Actor]
) -> None:
    both = [actor(agent), actor(lead)]
    run_state_machine_as_test(
        machine_for(both, both[::-1], shopper),
        settings=settings(
            max_examples=15, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
    assert not Order.objects.exists()
