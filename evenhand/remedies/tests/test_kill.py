"""SIGKILL in the middle of a press, at every kind of moment: asked again, it was done once, and the money adds up."""

import datetime
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import Sum

from evenhand.core.api import Actor, system, verify_chain
from evenhand.people.api import Account
from evenhand.remedies import api
from evenhand.remedies.stripe import StripeProvider
from evenhand.remedies.tests.stripe_server import SmallStripe, small_stripe
from evenhand.shop.api import Customer, Order, Payment, Refund, Scan, Variant
from evenhand.shop.testing import LAST_SEEN, MARCH_2, make_card, make_order, scan, send

VICTIM = "evenhand.remedies.tests.victim"
WISHES = ("refund", "cancel", "payment") if connection.vendor == "sqlite" else ("payment",)
"""On PostgreSQL only the one that passes the most moments: it charges and pays back."""
CHARGING = {"charge", "charge answered"}
STATEMENTS_TO_DIE_AT = 4
A_MINUTE_LATER = MARCH_2 + datetime.timedelta(minutes=2)


@dataclass
class Victim:
    """Somebody who presses in a process of its own. Each press answers the moments that it passed."""

    process: "subprocess.Popen[str]"

    def press(self, wish: str, order: Order, key: str, dies_at: int | None = None) -> list[str]:
        said, heard = self.process.stdin, self.process.stdout
        assert said is not None
        assert heard is not None
        said.write(f"{json.dumps({'wish': wish, 'order': order.pk, 'key': key, 'dies_at': dies_at})}\n")
        said.flush()
        moments = [heard.readline().strip()]
        while not moments[-1].startswith("ended"):
            assert moments[-1], "the victim is gone"
            moments.append(heard.readline().strip())
        assert moments.pop() == f"ended {0 if dies_at is None else -signal.SIGKILL}"
        return moments


@pytest.fixture
def there(shopper: Customer) -> Iterator[SmallStripe]:
    """The customer's bank, so to say: it outlives whoever asks it. It keeps a second card."""
    make_card(shopper)
    shopper.payment_methods.update(external_id="pm_other")
    with small_stripe() as small:
        small.methods["pm_other"] = "cus_cleo"
        yield small


@pytest.fixture
def victim(there: SmallStripe, agent: Account, house_policies: object, tmp_path: Path) -> Iterator[Victim]:
    surroundings = {
        **os.environ,
        "EVENHAND_DATABASE_URL": _address(),
        "EVENHAND_DATA_DIR": str(tmp_path),
        "EVENHAND_MODE": "test",
        "EVENHAND_LOG_LEVEL": "ERROR",
        "EVENHAND_PAYMENT_PROVIDER": "stripe",
        "EVENHAND_STRIPE_SECRET_KEY": "sk_test_small",
        "EVENHAND_STRIPE_API_BASE": there.address,
        "DJANGO_SETTINGS_MODULE": "evenhand.house.settings",
    }
    command = [sys.executable, "-m", VICTIM, str(agent.pk)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, env=surroundings, text=True, **pipes) as process:
        yield Victim(process)


def _address() -> str:
    """The test's own database, for another process."""
    there = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{there['NAME']}"
    login = f"{there['USER']}:{there['PASSWORD']}" if there["PASSWORD"] else there["USER"]
    return f"postgres://{login}@{there['HOST'] or '127.0.0.1'}:{there['PORT'] or 5432}/{there['NAME']}"


@pytest.fixture
def ordered(
    there: SmallStripe, shopper: Customer, kettle: Variant, lamp: Variant, agent: Account, actor: Callable[..., Actor]
) -> Callable[[str], Order]:
    """An order, paid at the small Stripe, of which this can be wished for."""
    Variant.objects.filter(pk=kettle.pk).update(stock=50)

    def make(wish: str) -> Order:
        order = make_order(shopper, [kettle, lamp])
        payment = order.payments.get()
        Payment.objects.filter(pk=payment.pk).update(reference=f"pi_{order.pk}")
        there.pay(f"pi_{order.pk}", payment.captured_minor)
        if wish == "refund":
            scan(send(order), Scan.Kind.COLLECTED, LAST_SEEN)
            api.open_claim(order=order, kind="lost", actor=actor(agent), now=MARCH_2)
        return order

    return make


def worth_dying_at(moments: list[str]) -> list[int]:
    """Each commit, question and answer, and some of the statements between them, from the first to the last."""
    statements = [place for place, moment in enumerate(moments) if moment == "statement"]
    some = statements[:: -(-len(statements) // STATEMENTS_TO_DIE_AT)]
    return sorted({*some, *(place for place, moment in enumerate(moments) if moment != "statement")})


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("wish", WISHES)
def test_a_press_that_is_killed_anywhere_is_done_once_when_it_is_asked_for_again(
    wish: str, victim: Victim, there: SmallStripe, ordered: Callable[[str], Order], agent: Account, kettle: Variant
) -> None:
    provider = StripeProvider(secret_key="sk_test_small", api_base=there.address, timeout_seconds=10)
    for whole in ("the first ever", "like all that follow"):
        moments = victim.press(wish, ordered(wish), whole)
    deaths = worth_dying_at(moments)
    assert {"statement", "commit", "committed", "refund", "refund answered"} == {
        moments[at] for at in deaths
    } - CHARGING
    assert ("charge" in moments) == (wish == "payment")
    for number, place in enumerate(deaths):
        order, key = ordered(wish), f"page {number}"
        passed = victim.press(wish, order, key, dies_at=place)
        assert passed == moments[: place + 1]
        assert api.Remedy.objects.filter(idempotency_key=key).exists() == ("committed" in passed), "half of it is true"
        assert api.verify_ledger().problems == ()
        if number % 2:  # the clockwork comes first, else the customer does
            api.resolve_due(now=A_MINUTE_LATER, actor=system("clockwork"), provider=provider)
            assert not api.Remedy.objects.exclude(state="done").exists()
        victim.press(wish, order, key)
        assert api.Remedy.objects.get(order=order).state == "done"
    assert api.Remedy.objects.count() == len(deaths) + 2
    assert Refund.objects.aggregate(all=Sum("amount_minor"))["all"] == sum(each["amount"] for each in there.refunds)
    paid = api.Charge.objects.aggregate(all=Sum("amount_minor"))["all"] or 0
    assert paid == sum(each["amount"] for each in there.payments.values() if "object" in each)
    kettle.refresh_from_db()
    assert kettle.stock == (50 if wish == "cancel" else 50 - len(deaths) - 2)
    assert api.verify_ledger().problems == ()
    assert verify_chain().problem == ""
