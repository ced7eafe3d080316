"""Stripe's own client against a small Stripe on loopback: paid once, refused only where they refuse, else unknown."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from evenhand.core.api import Money
from evenhand.remedies.providers import Answer, ChargeOrder, Outcome, RefundOrder
from evenhand.remedies.stripe import StripeProvider
from evenhand.remedies.tests.stripe_server import SmallStripe, small_stripe

pytestmark = pytest.mark.slow

AFTER_WHICH_NOBODY_KNOWS = [
    "drop before",
    "drop after",
    "hang before",
    "hang after",
    "500 before",
    "500 after",
    "409",
    "429",
]
DONE_NEVERTHELESS = {"drop after", "hang after", "500 after"}
REMEMBERED_FOR_A_DAY = {"500 before"}


@pytest.fixture
def there() -> Iterator[SmallStripe]:
    """A Stripe where somebody paid 100 dollars, and keeps a card."""
    with small_stripe() as small:
        small.pay("pi_paid", 10_000)
        small.methods["pm_card"] = "cus_cleo"
        yield small


@pytest.fixture
def provider(there: SmallStripe) -> StripeProvider:
    return StripeProvider(secret_key="sk_test_small", api_base=there.address, timeout_seconds=0.3)


def dollars(minor: int) -> Money:
    return Money(minor, "USD")


def back(minor: int = 4000, key: str = "remedy-1:7", reference: str = "pi_paid", currency: str = "USD") -> RefundOrder:
    return RefundOrder(
        key=key,
        amount=Money(minor, currency),
        method_kind="credit_card",
        method_id="pm_card",
        order_number="#W1",
        payment_reference=reference,
    )


def taken(minor: int = 4000, key: str = "remedy-2:charge", method_id: str = "pm_card") -> ChargeOrder:
    return ChargeOrder(
        key=key, amount=dollars(minor), method_kind="credit_card", method_id=method_id, order_number="#W1"
    )


def test_a_refund_is_paid_with_their_reference(there: SmallStripe, provider: StripeProvider) -> None:
    answer = provider.refund(back())
    assert answer == Answer(Outcome.PAID, "", there.refunds[0]["id"])
    assert there.refunds[0]["metadata"] == {"evenhand_key": "remedy-1:7", "evenhand_order": "#W1"}
    assert provider.outcome_of(back()) == answer


def test_money_meant_for_another_card_never_goes_to_the_one_that_paid(
    there: SmallStripe, provider: StripeProvider
) -> None:
    answer = provider.refund(replace(back(), goes_elsewhere=True))
    assert (answer.outcome, there.refunds) == (Outcome.REFUSED, [])
    assert "the means that paid" in answer.problem


def test_the_same_key_again_pays_nothing_more(there: SmallStripe, provider: StripeProvider) -> None:
    assert {provider.refund(back()).reference for _ in range(3)} == {there.refunds[0]["id"]}
    assert there.refunded("pi_paid") == 4000


def test_two_parts_of_one_payment_are_two_refunds(there: SmallStripe, provider: StripeProvider) -> None:
    provider.refund(back(key="a"))
    provider.refund(back(key="b"))
    assert there.refunded("pi_paid") == 8000


@pytest.mark.parametrize("trouble", AFTER_WHICH_NOBODY_KNOWS)
def test_without_an_answer_the_outcome_is_unknown_and_asking_again_pays_once(
    there: SmallStripe, provider: StripeProvider, trouble: str
) -> None:
    there.troubles = [trouble]
    assert provider.refund(back()).outcome is Outcome.UNKNOWN
    assert there.refunded("pi_paid") == (4000 if trouble in DONE_NEVERTHELESS else 0)
    told = provider.outcome_of(back()).outcome
    assert told is (Outcome.PAID if trouble in DONE_NEVERTHELESS else Outcome.UNSEEN)
    if trouble in REMEMBERED_FOR_A_DAY:
        assert provider.refund(back()).outcome is Outcome.UNKNOWN
        there.forget_keys()
    if told is Outcome.UNSEEN:
        assert provider.refund(back()).outcome is Outcome.PAID
    assert there.refunded("pi_paid") == 4000


def test_stripe_that_cannot_be_reached_leaves_it_unknown(there: SmallStripe) -> None:
    nobody = StripeProvider(secret_key="sk_test_small", api_base="http://127.0.0.1:9", timeout_seconds=0.3)
    for ask in (nobody.refund, nobody.outcome_of):
        assert ask(back()).outcome is Outcome.UNKNOWN
    for ask_charge in (nobody.charge, nobody.charge_outcome_of):
        assert ask_charge(taken()).outcome is Outcome.UNKNOWN


def test_a_wrong_key_of_ours_refuses_nothing(there: SmallStripe) -> None:
    wrong = StripeProvider(secret_key="sk_test_old", api_base=there.address, timeout_seconds=0.3)
    assert wrong.outcome_of(back()) == Answer(Outcome.UNKNOWN, "Invalid API Key provided.")


def test_what_stripe_refuses_is_refused_in_its_words(there: SmallStripe, provider: StripeProvider) -> None:
    assert provider.refund(back(10_001)).problem.startswith("Refund amount (10001) is greater than unrefunded")
    assert provider.refund(back(10_000, key="all")).outcome is Outcome.PAID
    assert provider.refund(back(1, key="more")) == Answer(Outcome.REFUSED, "Charge has already been refunded.")
    assert provider.refund(back(reference="pi_gone", key="k")).problem == "No such payment_intent: 'pi_gone'"
    there.pay("pi_disputed", 5000, disputed=True)
    assert provider.refund(back(reference="pi_disputed", key="d")).outcome is Outcome.REFUSED
    assert there.refunded("pi_disputed") == 0


def test_already_refunded_by_us_is_no_refusal(there: SmallStripe, provider: StripeProvider) -> None:
    there.troubles = ["drop after"]
    assert provider.refund(back(10_000)).outcome is Outcome.UNKNOWN
    there.forget_keys()  # a day later, their memory of the key is gone, and the payment is refunded whole
    assert provider.refund(back(10_000)) == Answer(Outcome.PAID, "", there.refunds[0]["id"])
    assert len(there.refunds) == 1


def test_one_key_with_two_amounts_is_never_taken_for_a_refusal(there: SmallStripe, provider: StripeProvider) -> None:
    provider.refund(back(4000))
    answer = provider.refund(back(5000))
    assert answer.outcome is Outcome.UNKNOWN
    assert "same parameters" in answer.problem
    assert there.refunded("pi_paid") == 4000


def test_a_pending_refund_stays_unknown_until_the_bank_has_settled_it(
    there: SmallStripe, provider: StripeProvider
) -> None:
    there.troubles = ["pending"]
    assert provider.refund(back()) == Answer(Outcome.UNKNOWN, "", there.refunds[0]["id"])
    assert provider.outcome_of(back()).outcome is Outcome.UNKNOWN
    there.refunds[0]["status"] = "succeeded"
    assert provider.outcome_of(back()).outcome is Outcome.PAID
    there.refunds[0] |= {"status": "failed", "failure_reason": "lost_or_stolen_card"}
    assert provider.outcome_of(back()) == Answer(Outcome.REFUSED, "lost or stolen card", there.refunds[0]["id"])


def test_a_refund_is_found_however_many_others_the_payment_has(there: SmallStripe, provider: StripeProvider) -> None:
    for number in range(8):
        provider.refund(back(100, key=f"key-{number}"))
    there.asked.clear()
    assert provider.outcome_of(back(100, key="key-0")).outcome is Outcome.PAID
    assert len(there.asked) == 3


def test_an_older_payment_is_known_by_its_charge(there: SmallStripe, provider: StripeProvider) -> None:
    there.pay("ch_old", 500)
    assert provider.refund(back(500, reference="ch_old")).outcome is Outcome.PAID
    assert provider.outcome_of(back(500, reference="ch_old")).outcome is Outcome.PAID


def test_a_payment_that_stripe_never_saw_is_refused_without_asking(
    there: SmallStripe, provider: StripeProvider
) -> None:
    assert provider.refund(back(reference="")).outcome is Outcome.REFUSED
    assert provider.outcome_of(back(reference="")).outcome is Outcome.UNSEEN
    assert there.asked == []


@pytest.mark.parametrize(
    ("minor", "currency", "theirs"),
    [(1234, "EUR", 1234), (1234, "JPY", 1234), (1230, "KWD", 1230), (500, "ISK", 50_000), (70, "RSD", 7000)],
)
def test_amounts_are_written_as_stripe_counts_them(
    there: SmallStripe, provider: StripeProvider, minor: int, currency: str, theirs: int
) -> None:
    there.pay("pi_far", 100_000, currency.lower())
    assert provider.refund(back(minor, reference="pi_far", currency=currency)).outcome is Outcome.PAID
    assert there.refunded("pi_far") == theirs


def test_a_thousandth_that_stripe_cannot_move_is_refused_not_rounded(
    there: SmallStripe, provider: StripeProvider
) -> None:
    there.pay("pi_kwd", 5000, "kwd")
    answer = provider.refund(back(1234, reference="pi_kwd", currency="KWD"))
    assert answer == Answer(Outcome.REFUSED, "Stripe moves KWD in steps of 0.010.")
    assert (provider.step("KWD"), provider.step("JPY"), provider.step("EUR")) == (10, 1, 1)


def test_a_charge_is_taken_once_from_the_customers_own_card(there: SmallStripe, provider: StripeProvider) -> None:
    answers = {provider.charge(taken()) for _ in range(2)}
    [(reference, intent)] = [item for item in there.payments.items() if item[0] != "pi_paid"]
    assert answers == {Answer(Outcome.PAID, "", reference)}
    assert (intent["customer"], intent["amount"], intent["currency"]) == ("cus_cleo", 4000, "usd")
    assert provider.charge_outcome_of(taken()).outcome is Outcome.PAID
    assert provider.charge_outcome_of(taken(key="other")).outcome is Outcome.UNSEEN


@pytest.mark.parametrize("trouble", AFTER_WHICH_NOBODY_KNOWS)
def test_a_charge_without_an_answer_is_unknown_and_taken_once(
    there: SmallStripe, provider: StripeProvider, trouble: str
) -> None:
    there.troubles = [trouble]
    assert provider.charge(taken()).outcome is Outcome.UNKNOWN
    told = provider.charge_outcome_of(taken()).outcome
    assert told is (Outcome.PAID if trouble in DONE_NEVERTHELESS else Outcome.UNSEEN)
    there.forget_keys()
    if told is Outcome.UNSEEN:
        assert provider.charge(taken()).outcome is Outcome.PAID
    assert len(there.payments) == 2


def test_a_card_that_is_declined_is_refused_and_stays_so(there: SmallStripe, provider: StripeProvider) -> None:
    there.troubles = ["decline"]
    assert provider.charge(taken()).outcome is Outcome.REFUSED
    declined = provider.charge_outcome_of(taken())
    assert (declined.outcome, declined.problem) == (Outcome.REFUSED, "Your card was declined.")


def test_a_means_that_belongs_to_nobody_cannot_be_charged(there: SmallStripe, provider: StripeProvider) -> None:
    there.methods["pm_loose"] = None
    assert provider.charge(taken(method_id="pm_loose")).outcome is Outcome.REFUSED
    assert provider.charge(taken(method_id="pm_gone")).problem == "No such PaymentMethod: 'pm_gone'"


def test_a_card_taken_away_after_it_was_charged_is_still_known_to_be_charged(
    there: SmallStripe, provider: StripeProvider
) -> None:
    there.troubles = ["drop after"]
    provider.charge(taken())
    there.methods["pm_card"] = None
    assert provider.charge_outcome_of(taken()).outcome is Outcome.PAID
