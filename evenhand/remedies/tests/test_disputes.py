"""Chargebacks and inquiries: the customer's bank, a refund and a replacement never pay together."""

import datetime
from collections.abc import Callable

import pytest

from evenhand.core.api import ActivityEntry, Actor, DomainError, InvalidInput, Money, NotPermitted, system
from evenhand.core.testing import shared
from evenhand.people.api import Account
from evenhand.remedies import api
from evenhand.remedies.disputes import Told, end_dispute, note_dispute
from evenhand.remedies.errors import ChargebackStandsInTheWay, DisputeHasEnded
from evenhand.remedies.ledger import Kind, balance
from evenhand.remedies.models import Dispute
from evenhand.remedies.settlement import note_answers
from evenhand.shop.api import Order, Payment, Shipment
from evenhand.shop.testing import MARCH_2, pressed_at_once

pytestmark = pytest.mark.usefixtures("house_policies")
BANK = system("bank")


@shared
def who(agent: Account, actor: Callable[[Account], Actor]) -> Actor:
    return actor(agent)


@shared
def keeper(finance: Account, actor: Callable[[Account], Actor]) -> Actor:
    return actor(finance)


@shared
def claim(order: Order, who: Actor) -> api.Claim:
    return api.open_claim(order=order, kind="lost", actor=who, now=MARCH_2)


def say(
    kind: str = "chargeback", state: str = "open", minor: int = 7220, minutes: int = 0, key: str = "dp_1"
) -> Dispute:
    at = MARCH_2 + datetime.timedelta(minutes=minutes)
    told = Told(kind=kind, state=state, amount=Money(minor, "USD"), at=at)
    return note_dispute(payment=Payment.objects.get(), key=key, told=told, actor=BANK, now=at)


def grant(claim: api.Claim, kind: str, who: Actor, key: str = "key-1", **more: object) -> api.Remedy:
    return api.grant_remedy(claim=claim, kind=kind, key=key, actor=who, now=MARCH_2, **more)


def books() -> dict[str, int]:
    kinds = {Kind.CHARGEBACKS_LOST: "", Kind.PROVIDER_CLEARING: ""}
    held = {"held": balance(Kind.CHARGEBACKS_HELD, f"order:{Order.objects.get().pk}").get("USD", 0)}
    return held | {kind.value: balance(kind, owner).get("USD", 0) for kind, owner in kinds.items()}


def test_a_chargeback_takes_the_money_and_is_told_to_the_policy(claim: api.Claim, who: Actor) -> None:
    say()
    payment = Payment.objects.get()
    assert (payment.held_back_minor, payment.refundable.minor) == (7220, 0)
    assert books() == {"held": 7220, "chargebacks_lost": 0, "provider_clearing": -7220}
    for kind in ("refund", "replacement"):
        with pytest.raises(api.RemedyNotAllowed):
            grant(claim, kind, who, key=kind)
    assert [entry.facts["state"] for entry in ActivityEntry.objects.filter(verb="remedies.note_dispute")] == ["open"]
    assert api.verify_ledger().problems == ()


@pytest.mark.parametrize(
    ("state", "books_after", "refundable"),
    [
        ("won", {"held": 0, "chargebacks_lost": 0, "provider_clearing": 0}, 7220),
        ("lost", {"held": 0, "chargebacks_lost": 7220, "provider_clearing": -7220}, 0),
    ],
)
def test_a_chargeback_ends_won_or_lost(
    order: Order, keeper: Actor, state: str, books_after: dict[str, int], refundable: int
) -> None:
    dispute = say()
    for _ in range(2):
        end_dispute(dispute=dispute, state=state, actor=keeper, now=MARCH_2)
    assert books() == books_after
    assert Payment.objects.get().refundable.minor == refundable
    with pytest.raises(DisputeHasEnded):
        end_dispute(dispute=dispute, state="won" if state == "lost" else "lost", actor=keeper, now=MARCH_2)
    assert api.verify_ledger().problems == ()


def test_a_chargeback_that_was_won_lets_the_claim_be_put_right(claim: api.Claim, who: Actor) -> None:
    say()
    say(state="won", minutes=5)
    assert grant(claim, "refund", who).state == "done"


def test_a_chargeback_of_a_part_leaves_the_rest(order: Order) -> None:
    say(minor=5000)
    assert Payment.objects.get().refundable == Money(2220, "USD")


def test_news_come_twice_and_in_any_order(order: Order) -> None:
    say(state="lost", minutes=9)
    for minutes in (1, 5, 9):
        say(state="open", minutes=minutes)
    assert [dispute.state for dispute in Dispute.objects.all()] == ["lost"]
    say(state="won", minutes=20)  # a bank may change its mind
    assert books() == {"held": 0, "chargebacks_lost": 0, "provider_clearing": 0}
    assert api.verify_ledger().problems == ()


def test_an_inquiry_takes_nothing_and_becomes_a_chargeback(order: Order) -> None:
    say(kind="inquiry")
    assert books() == {"held": 0, "chargebacks_lost": 0, "provider_clearing": 0}
    say(kind="chargeback", minutes=5)
    assert books()["held"] == 7220
    assert Dispute.objects.count() == 1


def test_a_refund_closes_an_inquiry(claim: api.Claim, who: Actor) -> None:
    say(kind="inquiry")
    assert grant(claim, "refund", who).state == "done"
    inquiry = Dispute.objects.get()
    assert (inquiry.state, inquiry.closed_at) == ("closed", MARCH_2)
    assert api.verify_ledger().problems == ()


def test_a_part_that_goes_back_leaves_an_inquiry_open(claim: api.Claim, who: Actor) -> None:
    say(kind="inquiry")
    grant(claim, "refund", who, amount=Money(2000, "USD"))
    assert Dispute.objects.get().state == "open"


def test_what_was_refunded_before_stays_and_is_our_answer_to_the_bank(claim: api.Claim, who: Actor) -> None:
    grant(claim, "refund", who)
    say()
    payment = Payment.objects.get()
    assert (payment.refunded_minor, payment.held_back_minor, payment.refundable.minor) == (7220, 7220, 0)
    assert api.verify_ledger().problems == ()


class Silent:
    """A provider whose line is broken; it counts who asks it to pay."""

    def __init__(self) -> None:
        self.asked = 0

    def refund(self, order: api.RefundOrder) -> api.Answer:
        self.asked += 1
        return api.Answer(api.Outcome.UNKNOWN)

    def outcome_of(self, order: api.RefundOrder) -> api.Answer:
        return api.Answer(api.Outcome.UNSEEN)


def test_a_chargeback_stops_a_refund_that_did_not_leave_yet(claim: api.Claim, who: Actor) -> None:
    line = Silent()
    remedy = grant(claim, "refund", who, provider=line)
    say()
    resolved = api.resolve_remedy(remedy=remedy, actor=who, now=MARCH_2, provider=line)
    assert (resolved.state, line.asked) == ("failed", 1)
    assert "bank took this payment back" in resolved.problem
    assert Payment.objects.get().refund_pending_minor == 0
    assert api.verify_ledger().problems == ()


def test_a_refund_that_bounces_is_taken_back_from_the_books(claim: api.Claim, who: Actor) -> None:
    remedy = grant(claim, "refund", who)
    [refund] = remedy.refunds.all()
    bounced = {refund.pk: api.Answer(api.Outcome.REFUSED, "account closed")}
    for _ in range(2):
        remedy = note_answers(remedy=remedy, answers=bounced, actor=BANK, now=MARCH_2)
    assert (remedy.state, remedy.problem, remedy.done_at) == ("failed", "account closed", None)
    assert Payment.objects.get().refundable.minor == 7220
    assert balance(Kind.REFUNDS_GRANTED) == balance(Kind.PROVIDER_CLEARING) == {"USD": 0}
    assert grant(claim, "refund", who, key="another way").state == "done"
    assert api.verify_ledger().problems == ()


def test_only_finance_and_the_provider_may_note_it(order: Order, who: Actor) -> None:
    told = Told(kind="chargeback", state="open", amount=Money(100, "USD"), at=MARCH_2)
    with pytest.raises(NotPermitted):
        note_dispute(payment=Payment.objects.get(), key="k", told=told, actor=who, now=MARCH_2)
    dispute = say()
    with pytest.raises(NotPermitted):
        end_dispute(dispute=dispute, state="won", actor=who, now=MARCH_2)


@pytest.mark.parametrize(
    ("kind", "state", "minor"), [("inquiry", "won", 1), ("chargeback", "closed", 1), ("chargeback", "open", 0)]
)
def test_what_cannot_be_is_refused(order: Order, kind: str, state: str, minor: int) -> None:
    with pytest.raises(InvalidInput):
        say(kind=kind, state=state, minor=minor)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["refund", "replacement"])
def test_a_chargeback_and_a_remedy_at_the_same_moment_never_pay_twice(
    claim: api.Claim, who: Actor, parcel: Shipment, kind: str
) -> None:
    line = Silent()

    def press(number: int) -> object:
        if number == 0:
            return say()
        return grant(claim, kind, who, key=f"page {number}", provider=line)

    results = pressed_at_once(press, 6)
    given = [each for each in results if isinstance(each, api.Remedy)]
    assert all(isinstance(each, (api.Remedy, Dispute, DomainError)) for each in results)
    assert len(given) <= 1
    payment = Payment.objects.get()
    assert payment.held_back_minor == 7220
    if given and kind == "refund":  # it was quicker: nothing leaves any more
        resolved = api.resolve_remedy(remedy=given[0], actor=who, now=MARCH_2, provider=line)
        assert resolved.state == "failed"
    assert Payment.objects.get().refunded_minor == 0
    assert api.verify_ledger().problems == ()


def test_no_policy_can_send_goods_beside_a_chargeback(claim: api.Claim, who: Actor, monkeypatch) -> None:
    say()
    monkeypatch.setattr("evenhand.remedies.facts.was_taken_back", lambda order: False)
    with pytest.raises(ChargebackStandsInTheWay):
        grant(claim, "replacement", who)
