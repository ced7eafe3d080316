"""Granting: once, with its decision, its ledger and its entry; by two people where the policy asks for it."""

import datetime
import threading
from collections.abc import Callable

import pytest
from django.db import connection

from evenhand.core.api import ActivityEntry, Actor, InvalidInput, Money, NotFound, NotPermitted
from evenhand.core.events import _subscribers, subscribe
from evenhand.core.testing import shared
from evenhand.people.api import Account
from evenhand.remedies import api
from evenhand.remedies.ledger import Kind, balance
from evenhand.remedies.settlement import note_answers
from evenhand.shop.api import Customer, Order, OutOfStock, Payment, Refund, Scan, Shipment, Variant
from evenhand.shop.testing import (
    LAST_SEEN,
    MARCH_2,
    make_card,
    make_gift_card,
    make_order,
    make_variant,
    pressed_at_once,
    scan,
    send,
)

pytestmark = pytest.mark.usefixtures("house_policies")

As = Callable[[Account], Actor]


@shared
def who(agent: Account, actor: As) -> Actor:
    """The cast's agent, acting."""
    return actor(agent)


@shared
def second(lead: Account, actor: As) -> Actor:
    """The cast's lead, acting: the second person."""
    return actor(lead)


@shared
def claim(order: Order, who: Actor) -> api.Claim:
    """That the cast's parcel is lost."""
    return api.open_claim(order=order, kind="lost", customer_words="Where is it?", actor=who, now=MARCH_2)


def grant(claim: api.Claim, kind: str, who: Actor, key: str = "key-1", amount: Money | None = None) -> api.Remedy:
    return api.grant_remedy(claim=claim, kind=kind, key=key, amount=amount, actor=who, now=MARCH_2)


def dollars(minor: int) -> Money:
    return Money(minor, "USD")


class Wavering:
    """A provider that does what it is told to: loses the answer, refuses, or pays, and counts what it paid by key."""

    def __init__(self, *outcomes: api.Outcome) -> None:
        self.outcomes = list(outcomes)
        self.paid: dict[str, Money] = {}

    def refund(self, order: api.RefundOrder) -> api.Answer:
        outcome = self.outcomes.pop(0)
        if outcome is not api.Outcome.REFUSED:
            assert self.paid.setdefault(order.key, order.amount) == order.amount
        return api.Answer(outcome, "card closed" if outcome is api.Outcome.REFUSED else "")

    def outcome_of(self, order: api.RefundOrder) -> api.Answer:
        return api.Answer(api.Outcome.PAID if order.key in self.paid else api.Outcome.UNSEEN)


def test_a_refund_goes_back_whole_with_decision_ledger_and_entry(claim: api.Claim, who: Actor) -> None:
    remedy = grant(claim, "refund", who)
    claim.refresh_from_db()
    payment = Payment.objects.get()
    assert (remedy.state, remedy.amount, claim.state) == ("done", dollars(7220), "settled")
    assert (payment.refunded_minor, payment.refund_pending_minor) == (7220, 0)
    assert remedy.policy_version.policy.key == "refunds-and-claims"
    assert remedy.clauses == [{"number": "2.1", "title": "Lost on the way"}]
    assert remedy.facts["days_after_promise"] == 10
    assert (remedy.granted_by_id, remedy.granted_by_label) == (who.account_id, who.label)
    assert balance(Kind.REFUNDS_GRANTED) == {"USD": 7220}
    assert balance(Kind.PROVIDER_CLEARING) == {"USD": -7220}
    assert balance(Kind.REFUND_PAYABLE, f"order:{claim.order_id}") == {"USD": 0}
    entry = ActivityEntry.objects.get(verb="remedies.grant_remedy")
    assert (entry.actor_id, entry.subject) == (who.account_id, f"order:{claim.order_id}")
    assert api.verify_ledger().problems == ()


def test_the_customer_reads_what_happened_and_when(order: Order, claim: api.Claim, who: Actor) -> None:
    grant(claim, "refund", who)
    grant(claim, "credit", who, "key-2")
    said = {remedy.kind: remedy.sentence for remedy in api.remedies_of(order)}
    assert said == {
        "refund": "$72.20 went back to Visa ending 9212 on 2 March 2026.",
        "credit": "You have $10.00 towards an order, until 2 March 2027.",
    }


def test_pressing_again_with_the_same_page_gives_the_same_remedy(order: Order, who: Actor) -> None:
    given = []
    for _ in range(3):
        claim = api.open_claim(order=order, kind="lost", actor=who, now=MARCH_2)
        given.append(grant(claim, "refund", who))
    assert given[0] == given[1] == given[2]
    assert api.Claim.objects.count() == Refund.objects.count() == 1


def test_a_key_that_was_used_for_something_else_is_refused(claim: api.Claim, who: Actor) -> None:
    grant(claim, "credit", who)
    for kind, amount in (("refund", None), ("credit", dollars(999))):
        with pytest.raises(api.RemedyKeyReused):
            grant(claim, kind, who, amount=amount)


@pytest.mark.parametrize(
    ("first", "second"), [("refund", "refund"), ("refund", "replacement"), ("replacement", "refund")]
)
def test_a_claim_is_made_whole_once(claim: api.Claim, who: Actor, first: str, second: str) -> None:
    grant(claim, first, who)
    with pytest.raises(api.RemedyAlreadyGranted):
        grant(claim, second, who, "key-2")
    assert api.Remedy.objects.count() == 1


def test_the_same_pieces_are_not_put_right_again_by_another_kind_of_claim(
    claim: api.Claim, order: Order, who: Actor
) -> None:
    grant(claim, "refund", who)
    other = api.open_claim(order=order, kind="not_as_described", actor=who, now=MARCH_2)
    for kind in ("refund", "replacement"):
        with pytest.raises(api.RemedyNotAllowed, match="put right already"):
            grant(other, kind, who, f"other {kind}")


def test_a_credit_stands_beside_a_refund_and_is_given_once(claim: api.Claim, who: Actor) -> None:
    grant(claim, "refund", who)
    credit = grant(claim, "credit", who, "key-2")
    account_id = claim.order.customer.account_id
    assert credit.policy_version.policy.key == "goodwill"
    assert api.credit_balance(account_id, MARCH_2) == (dollars(1000),)
    with pytest.raises(api.RemedyAlreadyGranted):
        grant(claim, "credit", who, "key-3")
    [option] = [each for each in api.options_for_claim(claim, who, MARCH_2) if each.kind == "credit"]
    assert option.reason == "A credit was given for this already."


def test_a_customer_who_asks_again_has_one_credit_for_an_order(order: Order, actor: As, who: Actor) -> None:
    me = actor(order.customer.account)
    for number, kind in enumerate(("late", "late", "lost", "not_received")):
        claim = api.open_claim(order=order, kind=kind, actor=me, now=MARCH_2, key=f"press {number}")
        if not number:
            assert grant(claim, "credit", me).state == "done"
        else:
            [offer] = [each for each in api.options_for_claim(claim, me, MARCH_2) if each.kind == "credit"]
            assert (offer.is_allowed, offer.needs_approval) == (False, False)
            assert offer.reason == api.CreditStands.message
            with pytest.raises(api.CreditStands):
                grant(claim, "credit", me, f"press {number}")
        api.withdraw_claim(claim=claim, actor=me, now=MARCH_2)
    assert api.credit_balance(order.customer.account_id, MARCH_2) == (dollars(1000),)


def test_an_agent_may_give_another_credit_for_an_order_and_the_customer_another_order(
    order: Order, shopper: Customer, lamp: Variant, actor: As, who: Actor
) -> None:
    me = actor(order.customer.account)
    for kind, asker in (("late", me), ("lost", who)):
        claim = api.open_claim(order=order, kind=kind, actor=asker, now=MARCH_2)
        assert grant(claim, "credit", asker, kind).state == "done"
    other = make_order(shopper, [lamp])
    scan(send(other), Scan.Kind.COLLECTED, LAST_SEEN)
    claim = api.open_claim(order=other, kind="lost", actor=me, now=MARCH_2)
    assert grant(claim, "credit", me, "other").state == "done"


def test_a_credit_lapses_on_its_day_and_leaves_the_ledger_once(claim: api.Claim, who: Actor) -> None:
    from evenhand.remedies.duties import write_off_lapsed_credits

    expires = grant(claim, "credit", who).expires_at
    assert expires == MARCH_2 + datetime.timedelta(days=365)
    account_id, owner = claim.order.customer.account_id, f"account:{claim.order.customer.account_id}"
    before = expires - datetime.timedelta(seconds=1)
    assert api.credit_balance(account_id, before) == (dollars(1000),)
    assert api.credit_balance(account_id, expires) == ()
    for _ in range(2):
        write_off_lapsed_credits(expires)
        assert balance(Kind.CUSTOMER_CREDIT, owner) == {"USD": 0}
        assert api.credit_balance(account_id, expires) == ()
    assert api.verify_ledger().problems == ()


def test_a_replacement_leaves_stock_and_stands_in_the_ledger(claim: api.Claim, who: Actor, kettle: Variant) -> None:
    remedy = grant(claim, "replacement", who)
    kettle.refresh_from_db()
    assert kettle.stock == 3
    assert remedy.shipment is not None
    assert remedy.shipment.replaces == claim.shipment
    assert balance(Kind.REPLACEMENT_EXPENSE) == {"USD": 6720}
    assert api.verify_ledger().problems == ()


def test_when_the_goods_run_out_nothing_is_left_half_done(
    claim: api.Claim, who: Actor, kettle: Variant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evenhand.remedies.facts._is_in_stock", lambda *_: True)  # sold between look and press
    kettle.stock = 0
    kettle.save()
    with pytest.raises(OutOfStock):
        grant(claim, "replacement", who)
    assert not api.Remedy.objects.exists()
    assert not api.LedgerTransaction.objects.exists()


def test_what_the_policy_does_not_allow_is_refused_in_its_own_words(order: Order, who: Actor) -> None:
    early = datetime.datetime(2026, 2, 21, tzinfo=datetime.UTC)
    claim = api.open_claim(order=order, kind="lost", actor=who, now=early)
    with pytest.raises(api.RemedyNotAllowed, match="Refunds and claims"):
        api.grant_remedy(claim=claim, kind="refund", key="k", actor=who, now=early)
    assert not api.Remedy.objects.exists()


@pytest.mark.parametrize("amount", [dollars(7221), dollars(-1), Money(100, "EUR")])
def test_an_amount_beyond_what_is_concerned_is_refused(claim: api.Claim, who: Actor, amount: Money) -> None:
    with pytest.raises(InvalidInput):
        grant(claim, "refund", who, amount=amount)


def test_a_part_may_be_refunded(claim: api.Claim, who: Actor) -> None:
    grant(claim, "refund", who, amount=dollars(6800))
    remedy = api.Remedy.objects.get()
    assert (remedy.amount_minor, remedy.shipping_minor) == (6800, 80)
    assert Payment.objects.get().refundable == dollars(420)


def test_the_shipping_fee_goes_back_once_however_it_is_asked_for(order: Order, who: Actor) -> None:
    late = api.open_claim(order=order, kind="late", actor=who, now=MARCH_2)
    assert grant(late, "refund", who).amount == dollars(500)
    lost = api.open_claim(order=order, kind="lost", actor=who, now=MARCH_2)
    assert grant(lost, "refund", who, "key-2").amount == dollars(6720)


def test_a_gift_card_is_credited_and_the_ledger_says_so(shopper: Customer, lamp: Variant, who: Actor) -> None:
    card = make_gift_card(shopper, 1800)
    order = make_order(shopper, [lamp], method=card)
    scan(send(order), Scan.Kind.COLLECTED, LAST_SEEN)
    grant(api.open_claim(order=order, kind="lost", actor=who, now=MARCH_2), "refund", who)
    card.refresh_from_db()
    assert card.balance_minor == 1800
    assert balance(Kind.GIFT_CARDS) == {"USD": -1800}


def test_what_needs_a_second_person_waits_and_moves_nothing_until_another_agrees(
    shopper: Customer, who: Actor, lead: Account, second_agent: Account, actor: As
) -> None:
    order = make_order(shopper, [make_variant("Sofa", 90000)])
    scan(send(order), Scan.Kind.COLLECTED, LAST_SEEN)
    claim = api.open_claim(order=order, kind="lost", actor=who, now=MARCH_2)
    proposal = grant(claim, "refund", who)
    assert proposal.state == "proposed"
    assert not Refund.objects.exists()
    assert not api.LedgerTransaction.objects.exists()
    with pytest.raises(api.RemedyAlreadyGranted):
        grant(claim, "replacement", who, "key-2")
    with pytest.raises(api.MayNotApprove):
        api.approve_remedy(remedy=proposal, actor=actor(second_agent), now=MARCH_2)
    for _ in range(2):
        done = api.approve_remedy(remedy=proposal, actor=actor(lead), now=MARCH_2)
        assert (done.state, done.approved_by_id) == ("done", lead.pk)
    assert Payment.objects.get(order=order).refunded_minor == 90000
    assert api.verify_ledger().problems == ()


def test_nobody_agrees_to_what_they_proposed_themselves(shopper: Customer, lead: Account, actor: As) -> None:
    order = make_order(shopper, [make_variant("Sofa", 90000)])
    scan(send(order), Scan.Kind.COLLECTED, LAST_SEEN)
    claim = api.open_claim(order=order, kind="lost", actor=actor(lead), now=MARCH_2)
    proposal = grant(claim, "refund", actor(lead))
    with pytest.raises(api.NeedsAnotherPerson):
        api.approve_remedy(remedy=proposal, actor=actor(lead), now=MARCH_2)
    assert issubclass(api.NeedsAnotherPerson, NotPermitted)


def test_a_declined_proposal_leaves_room_for_another(shopper: Customer, who: Actor, lead: Account, actor: As) -> None:
    order = make_order(shopper, [make_variant("Sofa", 90000)])
    scan(send(order), Scan.Kind.COLLECTED, LAST_SEEN)
    claim = api.open_claim(order=order, kind="lost", actor=who, now=MARCH_2)
    proposal = grant(claim, "refund", who)
    for _ in range(2):
        declined = api.decline_remedy(remedy=proposal, reason="Sent again instead", actor=actor(lead), now=MARCH_2)
        assert declined.state == "cancelled"
    assert grant(claim, "replacement", who, "key-2").state == "proposed"
    with pytest.raises(api.NotWaitingForApproval):
        api.approve_remedy(remedy=proposal, actor=actor(lead), now=MARCH_2)


def test_an_unknown_outcome_stays_unknown_and_is_asked_about_by_its_key(claim: api.Claim, who: Actor) -> None:
    provider = Wavering(api.Outcome.UNKNOWN)
    remedy = api.grant_remedy(claim=claim, kind="refund", key="k", actor=who, now=MARCH_2, provider=provider)
    assert remedy.state == "unknown"
    assert Payment.objects.get().refund_pending_minor == 7220
    assert balance(Kind.REFUND_PAYABLE, f"order:{claim.order_id}") == {"USD": -7220}
    assert api.verify_ledger().problems == ()
    assert api.resolve_due(now=MARCH_2, actor=who, provider=provider) == 0  # a minute has not passed
    later = MARCH_2 + datetime.timedelta(minutes=1)
    api.resolve_due(now=later, actor=who, provider=provider)
    remedy.refresh_from_db()
    assert (remedy.state, Payment.objects.get().refunded_minor) == ("done", 7220)
    assert len(provider.paid) == 1


def test_a_refund_that_the_provider_never_heard_of_is_asked_for_again_by_the_same_key(
    claim: api.Claim, who: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Died(BaseException):
        """The process ends between reserving and asking."""

    def die(**_: object) -> None:
        raise Died

    with monkeypatch.context() as patch:
        patch.setattr("evenhand.remedies.actions.move_money", die)
        with pytest.raises(Died):
            grant(claim, "refund", who)
    remedy = api.Remedy.objects.get()
    assert remedy.state == "reserved"
    provider = Wavering(api.Outcome.PAID)
    assert api.resolve_remedy(remedy=remedy, actor=who, now=MARCH_2, provider=provider).state == "done"
    assert list(provider.paid.values()) == [dollars(7220)]


def test_a_refused_refund_gives_the_reservation_back_and_may_be_tried_otherwise(claim: api.Claim, who: Actor) -> None:
    provider = Wavering(api.Outcome.REFUSED, api.Outcome.PAID)
    failed = api.grant_remedy(claim=claim, kind="refund", key="k", actor=who, now=MARCH_2, provider=provider)
    assert (failed.state, failed.problem) == ("failed", "card closed")
    assert Payment.objects.get().refundable == dollars(7220)
    assert balance(Kind.REFUNDS_GRANTED) == {"USD": 0}
    second = api.grant_remedy(claim=claim, kind="refund", key="k2", actor=who, now=MARCH_2, provider=provider)
    assert second.state == "done"
    assert api.verify_ledger().problems == ()


def test_two_payments_of_which_one_is_refused_keep_what_was_paid_back(
    shopper: Customer, order: Order, claim: api.Claim, who: Actor
) -> None:
    order.payments.update(captured_minor=5000)
    second = order.payments.get().method
    order.payments.create(method=second, captured_minor=2220, currency="USD", position=1)
    provider = Wavering(api.Outcome.PAID, api.Outcome.REFUSED, api.Outcome.PAID)
    failed = api.grant_remedy(claim=claim, kind="refund", key="k", actor=who, now=MARCH_2, provider=provider)
    assert failed.state == "failed"
    assert [payment.refunded_minor for payment in order.payments.order_by("position")] == [5000, 0]
    assert api.verify_ledger().problems == ()
    rest = api.grant_remedy(claim=claim, kind="refund", key="k2", actor=who, now=MARCH_2, provider=provider)
    assert (rest.amount, rest.state) == (dollars(2220), "done")
    assert api.verify_ledger().problems == ()


@shared
def in_two(order: Order, shopper: Customer) -> Order:
    """The cast's order, paid by gift card (20.00) and by card (52.20)."""
    order.payments.update(captured_minor=5220, position=1)
    order.payments.create(method=make_gift_card(shopper, 0), captured_minor=2000, currency="USD", position=0)
    return order


@shared
def lost_kettle(in_two: Order, kettle: Variant, who: Actor) -> api.Claim:
    """That the kettle of that order is lost: 49.20."""
    lines = list(in_two.lines.filter(variant=kettle))
    return api.open_claim(order=in_two, kind="lost", lines=lines, actor=who, now=MARCH_2)


def refund(claim: api.Claim, who: Actor, key: str, *outcomes: api.Outcome) -> api.Remedy:
    provider = Wavering(*outcomes)
    return api.grant_remedy(claim=claim, kind="refund", key=key, actor=who, now=MARCH_2, provider=provider)


def test_of_a_refund_that_failed_in_part_only_the_rest_is_given_again(
    order: Order, lost_kettle: api.Claim, who: Actor
) -> None:
    failed = refund(lost_kettle, who, "one", api.Outcome.REFUSED)
    assert (failed.state, failed.amount, api.part_given(failed)) == ("failed", dollars(4920), dollars(2000))
    assert api.remedies_of(order)[0].sentence == (
        "$20.00 went back to Gift card. $29.20 could not be paid back to Visa ending 9212. We look for another way."
    )
    offered = {option.kind: option for option in api.options_for_claim(lost_kettle, who, MARCH_2)}
    assert (offered["refund"].amount, offered["refund"].is_allowed) == (dollars(2920), True)
    assert not offered["replacement"].is_allowed
    assert "the rest of it follows as money too" in offered["replacement"].reason
    with pytest.raises(api.RemedyAlreadyGranted, match="went back already"):
        grant(lost_kettle, "replacement", who, "instead")
    with pytest.raises(InvalidInput, match=r"\$29.20"):
        grant(lost_kettle, "refund", who, "all again", dollars(4920))
    rest = refund(lost_kettle, who, "two", api.Outcome.PAID)
    assert (rest.state, rest.amount) == ("done", dollars(2920))
    assert sum(order.payments.values_list("refunded_minor", flat=True)) == 4920
    with pytest.raises(api.RemedyAlreadyGranted):
        grant(lost_kettle, "refund", who, "three")
    assert api.verify_ledger().problems == ()


def test_a_part_that_stands_counts_for_another_claim_about_the_same_piece(
    order: Order, lost_kettle: api.Claim, who: Actor
) -> None:
    refund(lost_kettle, who, "one", api.Outcome.REFUSED)
    lines = list(lost_kettle.lines.all())
    other = api.open_claim(order=order, kind="not_received", lines=lines, actor=who, now=MARCH_2)
    amounts = {option.kind: option.amount for option in api.options_for_claim(other, who, MARCH_2)}
    assert amounts["refund"] == dollars(2920)


def test_a_refund_of_the_whole_order_that_failed_in_part_leaves_the_rest_with_its_shipping(
    in_two: Order, claim: api.Claim, who: Actor
) -> None:
    assert refund(claim, who, "one", api.Outcome.REFUSED).amount == dollars(7220)
    rest = refund(claim, who, "two", api.Outcome.PAID)
    assert (rest.amount, rest.shipping_minor, rest.state) == (dollars(5220), 500, "done")


def test_each_part_of_a_refund_that_bounces_is_taken_back_also_when_another_had_failed(
    order: Order, shopper: Customer, lost_kettle: api.Claim, who: Actor
) -> None:
    order.payments.filter(position=0).update(method=make_card(shopper))
    done = refund(lost_kettle, who, "one", api.Outcome.PAID, api.Outcome.PAID)
    for part in [*done.refunds.order_by("pk"), done.refunds.latest("pk")]:
        bounced = {part.pk: api.Answer(api.Outcome.REFUSED, "account closed")}
        done = note_answers(remedy=done, answers=bounced, actor=who, now=MARCH_2)
    assert (done.state, api.part_given(done)) == ("failed", dollars(0))
    assert sum(order.payments.values_list("refunded_minor", flat=True)) == 0
    assert api.verify_ledger().problems == ()


def test_an_ended_claim_asks_for_nothing(claim: api.Claim, who: Actor) -> None:
    for _ in range(2):
        assert api.note_parcel_found(claim=claim, actor=who, now=MARCH_2).state == "found"
    with pytest.raises(api.ClaimHasEnded):
        api.withdraw_claim(claim=claim, actor=who, now=MARCH_2)
    with pytest.raises(api.ClaimHasEnded):
        grant(claim, "refund", who)


def test_a_late_parcel_is_not_sent_again(order: Order, who: Actor) -> None:
    late = api.open_claim(order=order, kind="late", actor=who, now=MARCH_2)
    with pytest.raises(api.RemedyNotOffered):
        grant(late, "replacement", who)


def test_claims_and_remedies_exist_for_the_desk_and_their_customer_only(
    claim: api.Claim, who: Actor, request: pytest.FixtureRequest, actor: As
) -> None:
    remedy = grant(claim, "refund", who)
    for may in (who, actor(request.getfixturevalue("customer"))):
        assert api.claim_for(may, claim.pk) == claim
        assert api.remedy_for(may, remedy.pk) == remedy
    others = [actor(request.getfixturevalue(role)) for role in ("outsider", "seller", "driver")]
    for may_not in (*others, Actor(label="nobody")):
        with pytest.raises(NotFound):
            api.claim_for(may_not, claim.pk)
        with pytest.raises(NotFound):
            api.remedy_for(may_not, remedy.pk)


def test_granting_is_announced_and_opening_is_announced_once(order: Order, who: Actor) -> None:
    heard: list[object] = []
    listen = heard.append
    subscribe(api.ClaimOpened, listen)
    subscribe(api.RemedyGranted, listen)
    try:
        for _ in range(2):
            claim = api.open_claim(order=order, kind="lost", actor=who, now=MARCH_2)
            remedy = grant(claim, "refund", who)
    finally:
        _subscribers[api.ClaimOpened].remove(listen)
        _subscribers[api.RemedyGranted].remove(listen)
    assert heard == [
        api.ClaimOpened(claim_id=claim.pk, order_id=order.pk, shipment_id=claim.shipment_id, kind="lost"),
        api.RemedyGranted(
            remedy_id=remedy.pk,
            order_id=order.pk,
            claim_id=claim.pk,
            case_id=None,
            kind="refund",
            amount_minor=7220,
            currency="USD",
        ),
    ]


def test_what_went_wrong_before_is_told_once_by_claim_or_by_parcel(
    claim: api.Claim, shopper: Customer, lamp: Variant, who: Actor
) -> None:
    late = make_order(shopper, [lamp])
    scan(send(late), Scan.Kind.DELIVERED, MARCH_2)
    api.withdraw_claim(claim=api.open_claim(order=late, kind="damaged", actor=who, now=MARCH_2), actor=who, now=MARCH_2)
    told = api.failures_of(shopper.account_id, MARCH_2)
    assert {(failure.order_number, failure.sentence) for failure in told} == {
        (claim.order.number, "Lost on the way"),
        (late.number, "It was delivered on 2 March. That was 10 days later than promised."),
    }


def test_a_remedy_marks_nobody(claim: api.Claim, who: Actor) -> None:
    grant(claim, "refund", who)
    verbs = set(ActivityEntry.objects.values_list("verb", flat=True))
    assert not [verb for verb in verbs if verb.startswith("standing.") and "mark" in verb]


@pytest.mark.parametrize(("currency", "price"), [("JPY", 1234), ("KWD", 12345), ("USD", 1234)])
def test_money_without_decimals_with_two_and_with_three(
    shopper: Customer, who: Actor, second: Actor, currency: str, price: int
) -> None:
    order = make_order(shopper, [make_variant("Tea", price, currency=currency)] * 3)
    scan(send(order), Scan.Kind.COLLECTED, LAST_SEEN)
    claim = api.open_claim(order=order, kind="lost", actor=who, now=MARCH_2)
    remedy = grant(claim, "refund", who)
    if currency != "USD":  # the house's limits are in dollars, so a second person looks
        remedy = api.approve_remedy(remedy=remedy, actor=second, now=MARCH_2)
    assert remedy.amount == Money(3 * price, currency)
    assert balance(Kind.PROVIDER_CLEARING)[currency] == -3 * price
    assert {"JPY": "¥3,702", "KWD": "KWD\u00a037.035", "USD": "$37.02"}[currency] in api.remedies_of(order)[0].sentence


@pytest.mark.django_db(transaction=True)
def test_twenty_people_who_press_at_once_give_one_refund(claim: api.Claim, who: Actor) -> None:
    results = pressed_at_once(lambda number: grant(claim, "refund", who, f"page {number}"), 20)
    given = [result for result in results if isinstance(result, api.Remedy)]
    told = [result for result in results if isinstance(result, api.RemedyAlreadyGranted)]
    assert (len(given), len(told)) == (1, 19)
    assert Payment.objects.get().refunded_minor == 7220
    assert api.verify_ledger().problems == ()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_hundred_who_press_at_once_get_one_refund_and_199_clear_answers(claim: api.Claim, who: Actor) -> None:
    slots = threading.BoundedSemaphore(60)  # PostgreSQL takes 100 connections; the others wait at the door

    def press(number: int) -> api.Remedy:
        with slots:
            try:
                return grant(claim, "refund", who, f"page {number // 2}")
            finally:
                connection.close()

    results = pressed_at_once(press, 200)
    given = [result for result in results if isinstance(result, api.Remedy)]
    told = [result for result in results if isinstance(result, api.RemedyAlreadyGranted)]
    assert len(given) + len(told) == 200
    assert 1 <= len(given) <= 2  # each page was pressed twice: the same key answers the same remedy
    assert {remedy.pk for remedy in given} == {api.Remedy.objects.get().pk}
    assert (Refund.objects.count(), Payment.objects.get().refunded_minor) == (1, 7220)
    assert api.verify_ledger().problems == ()


@pytest.mark.django_db(transaction=True)
def test_one_page_pressed_twenty_times_at_once_gives_one_refund_and_twenty_answers(order: Order, who: Actor) -> None:
    def press(_: int) -> api.Remedy:
        claim = api.open_claim(order=order, kind="lost", actor=who, now=MARCH_2)
        return grant(claim, "refund", who)

    assert pressed_at_once(press, 20) == [api.Remedy.objects.get()] * 20
    assert Refund.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_refund_and_replacement_pressed_at_once_give_one_of_them(
    claim: api.Claim, who: Actor, kettle: Variant, parcel: Shipment
) -> None:
    kinds = ("refund", "replacement")
    pressed_at_once(lambda number: grant(claim, kinds[number % 2], who, f"page {number}"), 12)
    given = api.Remedy.objects.get()
    kettle.refresh_from_db()
    assert (kettle.stock, Payment.objects.get().refunded_minor) == ((4, 7220) if given.kind == "refund" else (3, 0))
    assert api.verify_ledger().problems == ()
