"""A team in which one person's answers are clearly worse, for tests of what follows from that.

Rows are written at once rather than lived through one by one: three hundred customers take a while otherwise.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.core.api import Actor
from evenhand.people.api import Account, Role, Team, actor_for
from evenhand.people.testing import make_account, make_member
from evenhand.policies.api import acknowledge, notices_of, version_binding
from evenhand.remedies.api import Claim
from evenhand.shop.api import Address, Customer, Driver, Order, Seller, Shipment
from evenhand.standing.api import Computation, Finding, Mark, compute_results
from evenhand.standing.testing import answers_as_rows
from evenhand.surveys.api import Invitation

MONDAY = datetime.datetime(2026, 4, 6, tzinfo=datetime.UTC)
"""The end of a window of eight weeks in which everybody told on the cast's first day was bound throughout."""
NOW = datetime.datetime(2026, 4, 9, 9, 0, tzinfo=datetime.UTC)
DAY, HOUR = datetime.timedelta(days=1), datetime.timedelta(hours=1)
PEERS = 7


@dataclass(frozen=True)
class Told:
    """What customers said about one person: how many yes, no with a mark, and no that say nothing about them."""

    yes: int
    marked: int = 0
    bare: int = 0


WORSE, FINE = Told(yes=27, marked=13), Told(yes=38, marked=2)


def acknowledge_all(account: Account) -> None:
    """The person reads all that they were told of an hour later."""
    for notice in notices_of(account.pk):
        acknowledge(notice=notice, actor=actor_for(account, "test"), now=notice.given_at + HOUR)


def peers_of(team: Team, second_agent: Account) -> list[Account]:
    """Seven who work in the same team."""
    return [second_agent, *(make_member(team, f"Peer {number}") for number in range(1, PEERS))]


def answers_about(
    agent: Account, told: Told, *, since: datetime.datetime, until: datetime.datetime, decider: Account
) -> None:
    """Customers' answers about contacts spread from `since` on, all asked before `until`; causes found by `decider`."""
    kinds = ["yes"] * told.yes + ["marked"] * told.marked + ["bare"] * told.bare
    step = (until - since - 2 * DAY) / max(1, len(kinds))
    times = [since + number * step for number in range(len(kinds))]
    asked = answers_as_rows(agent, ["yes" if kind == "yes" else "no" for kind in kinds], times)
    _mark([each for each, kind in zip(asked, kinds, strict=True) if kind == "marked"], agent, decider)


def _mark(asked: list[Invitation], agent: Account, decider: Account) -> None:
    found = Finding.objects.bulk_create(
        Finding(
            vote=each,
            cause="agent",
            proposed_cause="unknown",
            person=agent,
            state=Finding.State.DECIDED,
            proposed_by="rule",
            proposed_at=each.answered_at or each.due_at,
            decided_by=decider,
            decided_at=(each.answered_at or each.due_at) + HOUR,
            words="“Read the manual” answers nothing that was asked.",
        )
        for each in asked
    )
    marks = []
    for finding in found:
        version = version_binding("survey-and-marks", agent.pk, finding.happened_at)
        assert version is not None, "nobody is marked without a policy that bound them"
        at, set_at = finding.happened_at, finding.decided_at or finding.proposed_at
        marks.append(Mark(finding=finding, account=agent, at=at, set_at=set_at, policy_version_id=version.id))
    Mark.objects.bulk_create(marks)


def weeks_of_answers(
    agent: Account, peers: list[Account], team: Team, lead: Account, told: Told = WORSE, *, computes: Actor
) -> Computation:
    """Eight weeks of answers about all of the team, computed up to MONDAY; about `agent` as `told`."""
    since = MONDAY - 55 * DAY
    answers_about(agent, told, since=since, until=MONDAY, decider=lead)
    for peer in peers:
        acknowledge_all(peer)
        answers_about(peer, FINE, since=since, until=MONDAY, decider=lead)
    return compute_results(team=team, window_end=MONDAY, actor=computes, now=MONDAY + HOUR)


def orders_of_seller(
    account: Account, *, marked: int, plain: int, since: datetime.datetime, decider: Account
) -> Seller:
    """Orders placed an hour apart from `since` on, the first `marked` with a claim found to be the seller's doing."""
    seller = Seller.objects.filter(account=account).first() or Seller.objects.create(name="Kitchens", account=account)
    placed = _orders(seller, None, marked + plain, since)
    _claim_marks(placed[:marked], {}, account, "seller", decider)
    return seller


def parcels_of_driver(
    account: Account, *, doors: Sequence[str], plain: int, since: datetime.datetime, decider: Account
) -> Driver:
    """Parcels sent an hour apart; one to each of `doors` has a mark, and `plain` others have none."""
    driver = Driver.objects.filter(account=account).first() or Driver.objects.create(name="Dana", account=account)
    placed = _orders(None, driver, len(doors) + plain, since)
    sent = Shipment.objects.bulk_create(
        Shipment(
            order=order,
            driver=driver,
            shipped_at=order.placed_at,
            address=Address(door, postal_code="LS1 4AB", country="GB").to_json(),
        )
        for order, door in zip(placed, [*doors, *(f"{number} Lane" for number in range(plain))], strict=True)
    )
    parcels = {parcel.order_id: parcel for parcel in sent}
    _claim_marks(placed[: len(doors)], parcels, account, "driver", decider)
    return driver


def _orders(seller: Seller | None, driver: Driver | None, count: int, since: datetime.datetime) -> list[Order]:
    buyer = Account.objects.filter(email="many@cast.example").first() or make_account("Many", Role.CUSTOMER)
    customer = Customer.objects.filter(account=buyer).first() or Customer.objects.create(account=buyer)
    return Order.objects.bulk_create(
        Order(
            number=f"#{'S' if seller else 'D'}{since:%y%m%d}-{number}",
            customer=customer,
            seller=seller,
            placed_at=since + number * HOUR,
            currency="USD",
        )
        for number in range(count)
    )


def _claim_marks(
    orders: list[Order], parcels: dict[int, Shipment], account: Account, cause: str, decider: Account
) -> None:
    for order in orders:
        at = (order.placed_at or NOW) + DAY
        claim = Claim.objects.create(order=order, shipment=parcels.get(order.pk), kind="damaged", opened_at=at)
        finding = Finding.objects.create(
            claim=claim,
            cause=cause,
            proposed_cause="unknown",
            person=account,
            state=Finding.State.DECIDED,
            proposed_by="rule",
            proposed_at=at,
            decided_by=decider,
            decided_at=at + HOUR,
            words="Packed without any padding.",
        )
        version = version_binding("survey-and-marks", account.pk, at)
        assert version is not None, "nobody is marked without a policy that bound them"
        Mark.objects.create(finding=finding, account=account, at=at, set_at=at, policy_version_id=version.id)
