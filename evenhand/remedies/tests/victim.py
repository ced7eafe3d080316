"""Presses a button for each line that it reads, and is killed where the line says so. Its argument: who presses.

A line is JSON: which order, what is wished for, by which key, and at which of its moments it dies, if at all. A child
of its own presses, names each moment that it passes (a statement, a commit, a question to the payment provider, its
answer) and ends itself there with SIGKILL: nothing is rolled back, closed or tidied by us. Then how it ended is said.
"""

# ruff: noqa: E402 - Django must be set up before its models are imported

import json
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.db import connections

from evenhand.core.api import Actor
from evenhand.people.api import Account, actor_for
from evenhand.remedies import api
from evenhand.shop.api import Order
from evenhand.shop.testing import MARCH_2


class Moments:
    """Where a press is. The one at which it dies is its last."""

    def __init__(self, dies_at: int | None) -> None:
        self.left = dies_at

    def come(self, name: str) -> None:
        _say(name)
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        if self.left is not None:
            self.left -= 1

    def around(self, begins: str, ends: str, real: Callable[..., Any]) -> Callable[..., Any]:
        """`real`, with a moment before it and one after."""

        def run(*args: Any) -> Any:
            self.come(begins)
            answer = real(*args)
            self.come(ends)
            return answer

        return run


def press(line: dict[str, Any], account_id: int) -> None:
    """What a page does when its button is pressed."""
    moments, connection, provider = Moments(line["dies_at"]), connections["default"], api.chosen_provider()
    order, actor = Order.objects.get(pk=line["order"]), actor_for(Account.objects.get(pk=account_id), "victim")
    connection._commit = moments.around("commit", "committed", connection._commit)
    for verb in ("refund", "charge", "outcome_of", "charge_outcome_of"):
        setattr(provider, verb, moments.around(verb, f"{verb} answered", getattr(provider, verb)))

    def statement(execute: Callable[..., Any], *args: Any) -> Any:
        moments.come("statement")
        return execute(*args)

    with connection.execute_wrapper(statement):
        _do(line["wish"], order, line["key"], actor)


def _do(wish: str, order: Order, key: str, actor: Actor) -> None:
    if wish == "refund":
        claim = api.Claim.objects.get(order=order)
        api.grant_remedy(claim=claim, kind="refund", key=key, actor=actor, now=MARCH_2)
    elif wish == "cancel":
        api.change_order(order=order, wish=api.Cancel("no longer needed"), key=key, actor=actor, now=MARCH_2)
    else:
        other = order.customer.payment_methods.get(external_id="pm_other")
        api.change_order(order=order, wish=api.ChangePayment(other.pk), key=key, actor=actor, now=MARCH_2)


def _say(word: object) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def main() -> None:
    for line in sys.stdin:
        child = os.fork()
        if not child:
            press(json.loads(line), int(sys.argv[1]))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        _say(f"ended {os.waitstatus_to_exitcode(status)}")


if __name__ == "__main__":
    main()
