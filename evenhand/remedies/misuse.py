"""Reads: where claims that only the customer could see come more often than by chance, one by one and under one roof.

Nothing here is asked by an option, a decision, a case, a greeting or a survey: tests hold that. What comes of it is a
proposal to a person about parcels that have not left yet.
"""

import datetime
import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import TypeVar

from evenhand.policies.api import NoVersionInForce, parameters
from evenhand.remedies.facts import REFUNDS
from evenhand.remedies.misuse_rules import (
    MOST_IN_A_HOUSEHOLD,
    CareTerms,
    ClaimRate,
    claim_rate,
    is_noticeable,
    same_place,
    usual_share,
)
from evenhand.remedies.models import Claim
from evenhand.shop.api import Order

# What the scans show themselves is no word of the customer's, and what was taken back or turned up is no claim.
ONLY_THE_CUSTOMER_SAW = (
    Claim.Kind.NOT_RECEIVED,
    Claim.Kind.DAMAGED,
    Claim.Kind.WRONG_ITEM,
    Claim.Kind.MISSING_PART,
    Claim.Kind.NOT_AS_DESCRIBED,
)
COUNTS = (Claim.State.OPEN, Claim.State.SETTLED, Claim.State.CHARGEBACK)

K = TypeVar("K", int, str)


@dataclass(frozen=True)
class Noticed:
    """Who, on which figures. `is_household`: the claims of several accounts under one roof are taken together."""

    key: str
    account_ids: tuple[int, ...]
    rate: ClaimRate
    is_household: bool
    window_days: int

    @property
    def figures(self) -> dict[str, int | float | bool]:
        """What is kept with a proposal."""
        return {**asdict(self.rate), "is_household": self.is_household, "window_days": self.window_days}


@dataclass(frozen=True)
class _Tally:
    orders: Mapping[int, frozenset[int]]
    claimed: Mapping[int, frozenset[int]]
    places: Mapping[str, frozenset[int]]

    def rate(self, account_ids: frozenset[int], terms: CareTerms) -> ClaimRate:
        """Of these accounts together, against everybody else."""
        orders = sum(len(self.orders[each]) for each in account_ids)
        claims = sum(len(self.claimed.get(each, ())) for each in account_ids)
        all_orders, all_claims = sum(map(len, self.orders.values())), sum(map(len, self.claimed.values()))
        return claim_rate(claims, orders, usual_share(all_claims - claims, all_orders - orders), terms)


def noticed(now: datetime.datetime) -> tuple[Noticed, ...]:
    """Whose claims come more often than by chance, the surest first. Two queries, and one for the policy."""
    try:
        written = parameters(REFUNDS, now)
    except NoVersionInForce:
        return ()
    if "care_window_days" not in written.by_name:
        return ()
    window = written.integer("care_window_days")
    terms = CareTerms(
        prior_orders=written.integer("care_prior_orders"),
        times_percent=written.integer("care_times_percent"),
        certainty_percent=written.integer("care_certainty_percent"),
        least_claims=written.integer("care_least_claims"),
    )
    tally = _tally(now - datetime.timedelta(days=window))
    found = [each for each in _groups(tally, terms, window) if is_noticeable(each.rate, terms)]
    return tuple(sorted(found, key=lambda each: -each.rate.sure))


def _groups(tally: _Tally, terms: CareTerms, window: int) -> Iterator[Noticed]:
    """Each household with claims from more than one account as one; everybody else by themselves."""
    together: set[int] = set()
    for place, accounts in tally.places.items():
        claiming = {each for each in accounts if tally.claimed.get(each)}
        if len(claiming) > 1 and len(accounts) <= MOST_IN_A_HOUSEHOLD:
            together |= accounts
            yield Noticed(_hashed(place), tuple(sorted(accounts)), tally.rate(accounts, terms), True, window)
    for account_id in sorted(tally.claimed.keys() - together):
        rate = tally.rate(frozenset({account_id}), terms)
        yield Noticed(_hashed(f"account {account_id}"), (account_id,), rate, False, window)


def _hashed(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()


def _tally(since: datetime.datetime) -> _Tally:
    orders, places = defaultdict[int, set[int]](set), defaultdict[str, set[int]](set)
    for order in Order.objects.filter(placed_at__gte=since).select_related("customer"):
        orders[order.customer.account_id].add(order.pk)
        if place := same_place(order.ships_to):
            places[place].add(order.customer.account_id)
    claimed = defaultdict[int, set[int]](set)
    claims = Claim.objects.filter(kind__in=ONLY_THE_CUSTOMER_SAW, state__in=COUNTS, order__placed_at__gte=since)
    for account_id, order_id in claims.values_list("order__customer__account_id", "order_id").distinct():
        claimed[account_id].add(order_id)
    return _Tally(_frozen(orders), _frozen(claimed), _frozen(places))


def _frozen(sets: Mapping[K, set[int]]) -> dict[K, frozenset[int]]:
    return {key: frozenset(members) for key, members in sets.items()}
