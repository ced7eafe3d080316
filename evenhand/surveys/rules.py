"""Who is asked, which vote counts, and what fetched the page. Plain values only."""

import datetime
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

ROBOT_SECONDS = 2  # nobody opens "yes" and then "no" more quickly than this


class Choice(StrEnum):
    """What can be answered."""

    YES = "yes"
    NO = "no"


class Owner(StrEnum):
    """Who in the business has to act on a reason. `void`: the answer does not count; `unknown`: it does not say."""

    PROCESS = "process"
    CAPACITY = "capacity"
    POLICY = "policy"
    PRODUCT = "product"
    SELLER = "seller"
    DELIVERY = "delivery"
    AGENT = "agent"
    VOID = "void"
    UNKNOWN = "unknown"


class Withheld(StrEnum):
    """Why somebody is not asked."""

    SET_ASIDE = "set_aside"
    REOPENED = "reopened"
    STILL_OPEN = "still_open"
    CLOSED_BY_ITSELF = "closed_by_itself"
    NO_AGENT = "no_agent"
    CUSTOMER_IS_STAFF = "customer_is_staff"
    CUSTOMER_DECLINED = "customer_declined"
    NO_ADDRESS = "no_address"
    ASKED_LATELY = "asked_lately"


@dataclass(frozen=True)
class SendingFacts:
    """What is true of a contact and its customer at the moment of sending.

    `is_set_aside`: spam or merged into another case. `was_reopened`: since the contact ended.
    """

    is_set_aside: bool
    was_reopened: bool
    is_settled_or_answered: bool
    closed_by_system: bool
    has_agent: bool
    customer_is_staff: bool
    customer_declined: bool
    has_address: bool
    last_asked_at: datetime.datetime | None


def why_withheld(facts: SendingFacts, *, cap: datetime.timedelta, now: datetime.datetime) -> Withheld | None:
    """The first reason not to ask, the weightiest first; None where the question may go out."""
    asked_lately = facts.last_asked_at is not None and now - facts.last_asked_at < cap
    reasons = [
        (facts.is_set_aside, Withheld.SET_ASIDE),
        (facts.customer_is_staff, Withheld.CUSTOMER_IS_STAFF),
        (facts.customer_declined, Withheld.CUSTOMER_DECLINED),
        (facts.was_reopened, Withheld.REOPENED),
        (not facts.is_settled_or_answered, Withheld.STILL_OPEN),
        (facts.closed_by_system, Withheld.CLOSED_BY_ITSELF),
        (not facts.has_agent, Withheld.NO_AGENT),
        (not facts.has_address, Withheld.NO_ADDRESS),
        (asked_lately, Withheld.ASKED_LATELY),
    ]
    return next((reason for holds, reason in reasons if holds), None)


def in_shown_order(codes: Sequence[str], *, seed: str, last: str) -> list[str]:
    """The reasons in an order that is random between customers, the same for one, with `last` at the end."""
    order = sorted(code for code in codes if code != last)
    random.Random(seed).shuffle(order)  # noqa: S311 - evens out the order; nothing secret
    return [*order, *(code for code in codes if code == last)]


@dataclass(frozen=True)
class PageLook:
    """That something fetched a page: with which answer preselected, and whether it was the hidden link."""

    at: datetime.datetime
    choice: str = ""
    is_decoy: bool = False


def looks_like_robot(earlier: Iterable[PageLook], this: PageLook) -> bool:
    """Whether `this` fetch is one that no person makes: the hidden link, or both answers within two seconds."""
    if this.is_decoy:
        return True
    if not this.choice:
        return False
    others = [look for look in earlier if look.choice and look.choice != this.choice]
    return any(abs((this.at - look.at).total_seconds()) < ROBOT_SECONDS for look in others)
