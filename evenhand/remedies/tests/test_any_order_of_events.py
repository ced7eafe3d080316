"""Whatever agents, leads, banks and the payment provider do, in whatever order, wherever it dies: the money adds up."""

import datetime
import itertools
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from evenhand.core.api import Actor, DomainError, Money, system, verify_chain
from evenhand.people.api import Account
from evenhand.people.testing import make_account
from evenhand.remedies import api, carrying, settlement
from evenhand.remedies.duties import write_off_lapsed_credits
from evenhand.remedies.models import LIVE, WHOLE_MAKING
from evenhand.shop.api import Address, Customer, Line, Order, Payment, PaymentMethod, Refund, Scan, Shipment, Variant
from evenhand.shop.testing import (
    LAST_SEEN,
    MARCH_2,
    make_card,
    make_customer,
    make_gift_card,
    make_order,
    make_variant,
    pressed_at_once,
    scan,
    send,
)

KINDS = st.sampled_from(["refund", "replacement", "credit"])
CLAIMS = st.sampled_from(["lost", "late", "not_received"])
WISHES = st.sampled_from(["cancel", "address", "payment", "items", "return", "exchange", "adjust", "repay", "credit"])
KEYS = st.sampled_from([f"page {number}" for number in range(8)])
OUTCOMES = st.lists(st.sampled_from(list(api.Outcome)), min_size=4, max_size=4)
AMOUNTS = st.none() | st.integers(-5, 40_000)
DEATHS = ("before the provider", "after the provider", "while it is written down")
BANK = system("bank")
ELSEWHERE = Address("4 Quay Street", "", "Hull", "", "HU1 1AA", "GB")
STEPS_DONE = itertools.count()


class Killed(BaseException):
    """The process ends here."""


class Provider:
    """Moves each key at most once, and says of it whatever it is told to say. Several may ask it at once."""

    def __init__(self) -> None:
        self.one_at_a_time = threading.Lock()
        self.paid: dict[str, int] = {}
        self.taken: dict[str, int] = {}
        self.refused: set[str] = set()
        self.script: list[api.Outcome] = []
        self.dies = ""

    def refund(self, order: api.RefundOrder) -> api.Answer:
        return self._move(self.paid, order.key, order.amount)

    def outcome_of(self, order: api.RefundOrder) -> api.Answer:
        return self._known(self.paid, order.key)

    def charge(self, order: api.ChargeOrder) -> api.Answer:
        return self._move(self.taken, order.key, order.amount)

    def charge_outcome_of(self, order: api.ChargeOrder) -> api.Answer:
        return self._known(self.taken, order.key)

    def _move(self, moved: dict[str, int], key: str, amount: Money) -> api.Answer:
        self._die("before the provider")
        with self.one_at_a_time:
            outcome = self.script.pop(0) if self.script else api.Outcome.PAID
            if key in self.refused or (outcome is api.Outcome.REFUSED and key not in moved):
                self.refused.add(key)
                return api.Answer(api.Outcome.REFUSED)
            if outcome is api.Outcome.UNSEEN:
                return api.Answer(api.Outcome.UNKNOWN)  # lost on the way there
            assert moved.setdefault(key, amount.minor) == amount.minor
        self._die("after the provider")
        return api.Answer(api.Outcome.PAID if outcome is api.Outcome.PAID else api.Outcome.UNKNOWN)

    def _known(self, moved: dict[str, int], key: str) -> api.Answer:
        if key in self.refused:
            return api.Answer(api.Outcome.REFUSED)
        return api.Answer(api.Outcome.PAID if key in moved else api.Outcome.UNSEEN)

    def _die(self, where: str) -> None:
        if self.dies == where:
            self.dies = ""
            raise Killed


@contextmanager
def dying(provider: Provider, where: str) -> Iterator[None]:
    """What is done within may end at `where`, once; everybody goes on afterwards."""
    provider.dies = where
    real = settlement.finish

    def finish(*args: object, **kwargs: object) -> None:
        provider._die("while it is written down")
        real(*args, **kwargs)

    settlement.finish = carrying.finish = finish
    try:
        with suppress(Killed, DomainError):
            yield
    finally:
        provider.dies, settlement.finish, carrying.finish = "", real, real


def machine_for(agents: list[Actor], leads: list[Actor], new_shopper: Callable[[], Customer], *, at_once: bool) -> type:
    """A machine over a shop with one customer. Without threads each run is rolled back; with them it is committed."""

    class Desk(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.run = transaction.atomic()
            if not at_once:
                self.run.__enter__()
            self.now = MARCH_2
            self.provider = Provider()
            self.shopper = new_shopper()
            self.card = make_gift_card(self.shopper, 3000)
            self.visa = make_card(self.shopper)
            cup = make_variant("Cup", 1250, stock=6)
            other = make_variant("Other", 1900, stock=2)
            other.product, other.options = cup.product, {"colour": "blue"}
            other.save()
            self.variants = [cup, make_variant("Sofa", 25_000, stock=2), other]
            self.parcels: list[Shipment] = []
            self.orders: list[Order] = []
            self.before = set(api.Remedy.objects.values_list("pk", flat=True)) if at_once else set()

        def teardown(self) -> None:
            try:
                self.everything_ends()
            finally:
                if not at_once:
                    transaction.set_rollback(True)
                    self.run.__exit__(None, None, None)

        def everything_ends(self) -> None:
            """The provider answers at last: nothing is left on its way, and what it moved is what we wrote down."""
            self.provider.script = []
            for _ in range(4):
                self.now += datetime.timedelta(minutes=2)
                api.resolve_due(now=self.now, actor=agents[0], provider=self.provider)
            assert not self.mine().filter(state__in=("reserved", "unknown")).exists()
            settled = Refund.objects.filter(payment__order__in=self.orders, state="settled")
            by_provider = settled.exclude(method__kind=PaymentMethod.Kind.GIFT_CARD)
            assert sum(by_provider.values_list("amount_minor", flat=True)) == sum(self.provider.paid.values())
            charges = api.Charge.objects.filter(remedy__in=self.mine(), state__in=("paid", "returned"))
            by_provider = charges.exclude(method__kind=PaymentMethod.Kind.GIFT_CARD)
            assert sum(by_provider.values_list("amount_minor", flat=True)) == sum(self.provider.taken.values())
            self.the_money_adds_up()
            assert verify_chain().problem == ""

        def mine(self):
            return api.Remedy.objects.filter(order__in=self.orders)

        @initialize(with_sofa=st.booleans(), by_card=st.booleans(), in_parts=st.booleans())
        def orders_that_were_sent_and_that_wait(self, with_sofa: bool, by_card: bool, in_parts: bool) -> None:
            bought, sold = (self.variants[:2] if with_sofa else self.variants[:1]), self.variants[:1]
            for pieces, method in ((sold, self.card if by_card else None), (bought, None)):
                order = make_order(self.shopper, pieces, method=method)
                parcel = send(order)
                scan(parcel, Scan.Kind.COLLECTED, LAST_SEEN)
                self.parcels.append(parcel)
                self.orders.append(order)
            if in_parts:
                self.paid_by_card_and_gift_card(self.orders[1])
            self.orders += [make_order(self.shopper, sold), make_order(self.shopper, sold, method=self.visa)]

        def paid_by_card_and_gift_card(self, order: Order) -> None:
            whole = order.payments.get()
            order.payments.update(captured_minor=whole.captured_minor - 400, position=1)
            order.payments.create(method=self.card, captured_minor=400, currency="USD", position=0)

        def press(self, which: int, what: tuple[str, str, int | None], key: str, *, first: bool = False) -> None:
            claim, kind, minor = what
            amount = None if minor is None else Money(minor, "USD")
            who = agents[which % 2]
            with suppress(DomainError):
                pieces = list(self.orders[which].lines.order_by("position")[: int(first)])
                told = api.open_claim(order=self.orders[which], kind=claim, lines=pieces, actor=who, now=self.now)
                api.options_for_claim(told, who, self.now)
                api.grant_remedy(
                    claim=told, kind=kind, key=key, amount=amount, actor=who, now=self.now, provider=self.provider
                )

        def wish(self, kind: str, order: Order, minor: int) -> api.Wish:
            lines = list(order.lines.values_list("pk", flat=True))
            methods = [self.card.pk, self.visa.pk]
            method = methods[minor % 2]
            swaps = (api.Replacing(lines[0], self.variants[2 - 2 * (minor % 2)].pk),)
            return {
                "cancel": api.Cancel(reason=("no longer needed", "ordered by mistake")[minor % 2]),
                "address": api.ChangeAddress(address=ELSEWHERE),
                "payment": api.ChangePayment(method_id=method),
                "items": api.ChangeItems(swaps=swaps, method_id=method),
                "return": api.Return(line_ids=tuple(lines[: 1 + minor % 2]), method_id=method),
                "exchange": api.Exchange(swaps=swaps, method_id=method),
                "adjust": api.AdjustPrice(line_id=lines[0], new_price=Money(max(0, minor % 1300), "USD")),
                "repay": api.Repay(amount=Money(max(1, minor), "USD")),
                "credit": api.Credit(amount=Money(max(1, minor), "USD")),
            }[kind]

        def change(self, which: int, kind: str, key: str, minor: int) -> None:
            with suppress(DomainError):
                order = Order.objects.get(pk=self.orders[which].pk)
                api.change_order(
                    order=order,
                    wish=self.wish(kind, order, minor),
                    key=key,
                    actor=agents[which % 2],
                    now=self.now,
                    provider=self.provider,
                )

        def say(self, which: int, kind: str, state: str) -> None:
            payment = Payment.objects.filter(order=self.orders[which]).order_by("pk")[0]
            if payment.method_id == self.card.pk or not payment.captured_minor:
                return
            told = api.Told(kind=kind, state=state, amount=payment.captured, at=self.now)
            with suppress(DomainError):
                api.note_dispute(payment=payment, key=f"bank {payment.pk}", told=told, actor=BANK, now=self.now)

        @rule(
            what=st.tuples(CLAIMS, KINDS, AMOUNTS),
            which=st.integers(0, 1),
            key=KEYS,
            says=OUTCOMES,
            first=st.booleans(),
        )
        def grant(
            self, what: tuple[str, str, int | None], which: int, key: str, says: list[api.Outcome], first: bool
        ) -> None:
            self.provider.script = list(says)
            self.press(which, what, key, first=first)

        @rule(kind=WISHES, which=st.integers(0, 3), key=KEYS, minor=st.integers(0, 3000), says=OUTCOMES)
        def change_an_order(self, kind: str, which: int, key: str, minor: int, says: list[api.Outcome]) -> None:
            self.provider.script = list(says)
            self.change(which, kind, key, minor)

        @rule(
            where=st.sampled_from(DEATHS),
            kind=st.none() | WISHES,
            what=st.tuples(CLAIMS, KINDS, AMOUNTS),
            which=st.integers(0, 3),
            key=KEYS,
            minor=st.integers(0, 3000),
        )
        def dies_in_the_middle(
            self, where: str, kind: str | None, what: tuple[str, str, int | None], which: int, key: str, minor: int
        ) -> None:
            self.provider.script = []
            with dying(self.provider, where):
                if kind is None:
                    self.press(which % 2, what, key)
                else:
                    self.change(which, kind, key, minor)

        def answer_proposals(self, lead: int, agrees: bool) -> None:
            for remedy in self.mine().filter(state="proposed"):
                with suppress(DomainError):
                    if agrees:
                        api.approve_remedy(remedy=remedy, actor=leads[lead], now=self.now, provider=self.provider)
                    else:
                        api.decline_remedy(remedy=remedy, reason="no", actor=leads[lead], now=self.now)

        @rule(lead=st.integers(0, 1), agrees=st.booleans(), says=OUTCOMES)
        def look_at_proposals(self, lead: int, agrees: bool, says: list[api.Outcome]) -> None:
            self.provider.script = list(says)
            self.answer_proposals(lead, agrees)

        def end_returns(self, comes: bool, sold: bool, key: str) -> None:
            for remedy in self.mine().filter(state="requested"):
                with suppress(DomainError):
                    if comes:
                        api.receive_goods(
                            remedy=remedy,
                            key=f"{key} back",
                            can_be_sold_again=sold,
                            actor=agents[0],
                            now=self.now,
                            provider=self.provider,
                        )
                    else:
                        api.call_off(remedy=remedy, actor=agents[0], now=self.now)

        @rule(comes=st.booleans(), sold=st.booleans(), key=KEYS, says=OUTCOMES)
        def goods_come_back_or_not(self, comes: bool, sold: bool, key: str, says: list[api.Outcome]) -> None:
            self.provider.script = list(says)
            self.end_returns(comes, sold, key)

        @rule(says=OUTCOMES)
        def exchanges_are_given_up(self, says: list[api.Outcome]) -> None:
            self.provider.script = list(says)
            for remedy in self.mine().filter(kind="exchange", state="requested"):
                with suppress(DomainError):
                    api.refund_instead(remedy=remedy, actor=agents[0], now=self.now, provider=self.provider)

        @rule(found=st.booleans(), which=st.integers(0, 1))
        def a_claim_ends(self, found: bool, which: int) -> None:
            for claim in api.Claim.objects.filter(order=self.orders[which], state="open"):
                with suppress(DomainError):
                    end = api.note_parcel_found if found else api.withdraw_claim
                    end(claim=claim, actor=agents[which], now=self.now)

        @rule(which=st.integers(0, 3), what=st.sampled_from(["inquiry open", "chargeback open", "chargeback won",
                                                             "chargeback lost", "inquiry closed"]))  # fmt: skip
        def a_bank_says(self, which: int, what: str) -> None:
            self.now += datetime.timedelta(seconds=1)
            self.say(which, *what.split())

        @rule(days=st.sampled_from([0, 1, 400]))
        def time_passes(self, days: int) -> None:
            self.now += datetime.timedelta(days=days, minutes=2)
            api.resolve_due(now=self.now, actor=agents[0], provider=self.provider)
            write_off_lapsed_credits(self.now)

        @rule(which=st.integers(0, 1))
        def parcel_turns_up(self, which: int) -> None:
            with suppress(DomainError):
                scan(self.parcels[which], Scan.Kind.DELIVERED, self.now)

        if at_once:

            @rule(
                which=st.integers(0, 3),
                kinds=st.tuples(WISHES, WISHES),
                what=st.tuples(CLAIMS, KINDS, AMOUNTS),
                keys=st.tuples(KEYS, KEYS, KEYS),
                minor=st.integers(0, 3000),
                says=OUTCOMES,
                where=st.none() | st.sampled_from(DEATHS),
            )
            def all_at_once(
                self,
                which: int,
                kinds: tuple[str, str],
                what: tuple[str, str, int | None],
                keys: tuple[str, str, str],
                minor: int,
                says: list[api.Outcome],
                where: str | None,
            ) -> None:
                """The provider says what it likes, asks about what is unknown run beside, and somebody may die."""
                self.now += datetime.timedelta(minutes=2)
                self.provider.script = list(says)
                presses: list[Callable[[], object]] = [
                    lambda: self.change(which, kinds[0], keys[0], minor),
                    lambda: self.change(which, kinds[1], keys[1], minor),
                    lambda: self.press(which % 2, what, keys[2]),
                    lambda: self.say(which, "chargeback", "open"),
                    lambda: self.answer_proposals(lead=which % 2, agrees=minor % 3 > 0),
                    lambda: self.end_returns(comes=minor % 3 > 0, sold=minor % 2 > 0, key=keys[0]),
                    lambda: api.resolve_due(now=self.now, actor=agents[0], provider=self.provider),
                ]

                def pressed(number: int) -> None:
                    with suppress(Killed):
                        presses[number]()

                with dying(self.provider, where or "nowhere"):
                    problems = [each for each in pressed_at_once(pressed, len(presses)) if each]
                assert problems == []

        @invariant()
        def the_money_adds_up(self) -> None:
            next(STEPS_DONE)
            assert api.verify_ledger().problems == ()
            settled = Refund.objects.filter(payment__order__in=self.orders, state="settled")
            by_provider = settled.exclude(method__kind=PaymentMethod.Kind.GIFT_CARD)
            assert sum(by_provider.values_list("amount_minor", flat=True)) <= sum(self.provider.paid.values())

        @invariant()
        def nothing_is_below_nothing(self) -> None:
            assert not Variant.objects.filter(stock__lt=0).exists()
            assert not PaymentMethod.objects.filter(balance_minor__lt=0).exists()

        @invariant()
        def every_remedy_is_once_by_somebody_under_a_version(self) -> None:
            live = self.mine().filter(state__in=LIVE)
            whole = list(live.filter(kind__in=WHOLE_MAKING, claim__isnull=False).values_list("claim_id", flat=True))
            assert len(whole) == len(set(whole))
            of_the_goods = live.filter(kind__in=WHOLE_MAKING, claim__kind__in=("lost", "not_received"))
            # By parcel: what was sent again may be lost too, and is put right then. After a part was paid back, a lead
            # may send it again; after the whole, nobody.
            for parcel in {remedy.claim.shipment_id for remedy in of_the_goods.select_related("claim")}:
                said = of_the_goods.filter(claim__shipment=parcel)
                again = said.filter(kind="replacement").count()
                repaid = self.refunded(claim__shipment=parcel)
                paid = Line.objects.filter(order__in=said.values("order")).aggregate(all=Sum("price_minor"))
                what = list(said.values_list("kind", "amount_minor", "state"))
                assert not again or (again == 1 and repaid < paid["all"]), f"both: {what}"
            assert not live.filter(granted_by=None).exists()
            assert not live.filter(policy_version=None).exists()
            cancelled = list(live.filter(kind="cancel").values_list("order_id", flat=True))
            assert len(cancelled) == len(set(cancelled))

        def refunded(self, **about: object) -> int:
            """What really went back for claims about the goods, or is on its way, whatever became of the remedy."""
            remedies = self.mine().filter(kind="refund", claim__kind__in=("lost", "not_received"), **about)
            refunds = Refund.objects.filter(pk__in=remedies.values("refunds")).exclude(state="released")
            return sum(refunds.values_list("amount_minor", flat=True))

        @invariant()
        def no_piece_is_paid_back_twice(self) -> None:
            for order in self.orders[:2]:
                first = order.lines.order_by("position")[0]
                about_first = api.Claim.objects.filter(order=order, pieces=str(first.pk))
                most = first.price_minor if order.lines.count() > 1 else first.price_minor + order.shipping_fee_minor
                assert self.refunded(claim__in=about_first) <= most

        @invariant()
        def nothing_is_refunded_twice_over(self) -> None:
            for payment in Payment.objects.filter(order__in=self.orders):
                assert payment.refunded_minor + payment.refund_pending_minor <= payment.captured_minor

    return Desk


def run(machine: type, examples: int, steps: int) -> int:
    """Let it run; answers how many steps were looked at."""
    begun = next(STEPS_DONE)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        ),
    )
    return next(STEPS_DONE) - begun - 1


@pytest.fixture
def both(agent: Account, lead: Account, actor: Callable[[Account], Actor]) -> list[Actor]:
    return [actor(agent), actor(lead)]


@pytest.mark.slow
def test_the_money_adds_up_whatever_happens(house_policies: object, shopper: Customer, both: list[Actor]) -> None:
    machine = machine_for(both, both[::-1], lambda: shopper, at_once=False)
    assert run(machine, 8, 12) > 50
    assert not Order.objects.exists()


@pytest.fixture
def several(both: list[Actor]) -> type:
    """The machine in which several press at once, each run with a customer of its own."""
    names = itertools.count()
    return machine_for(
        both, both[::-1], lambda: make_customer(make_account(f"Shopper {next(names)}", "customer")), at_once=True
    )


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_money_adds_up_when_several_press_at_once(house_policies: object, several: type) -> None:
    assert run(several, 3, 8) > 15


STEPS = int(os.environ.get("EVENHAND_SOAK_STEPS", "100000"))
PORTIONS = 10


@pytest.mark.soak
def test_the_money_adds_up_for_a_hundred_thousand_steps(
    house_policies: object, shopper: Customer, both: list[Actor], capsys: pytest.CaptureFixture[str]
) -> None:
    soak(machine_for(both, both[::-1], lambda: shopper, at_once=False), STEPS, capsys)


@pytest.mark.soak
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("portion", range(PORTIONS))
def test_the_money_adds_up_for_thousands_of_steps_of_several_at_once(
    portion: int, house_policies: object, several: type, capsys: pytest.CaptureFixture[str]
) -> None:
    """Fewer, and in portions: what several do is committed, and all books are checked at each step."""
    soak(several, STEPS // 20 // PORTIONS, capsys)


def soak(machine: type, steps: int, capsys: pytest.CaptureFixture[str]) -> None:
    done = 0
    while done < steps:
        done += run(machine, 10, 50)
        with capsys.disabled():
            sys.stdout.write(f"  {done} of {steps} steps: all adds up\n")
            sys.stdout.flush()
