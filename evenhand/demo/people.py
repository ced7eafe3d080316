"""Who works at the marketplace: hired in the past, told of the policies, most of them having read them."""

import datetime
import re
import unicodedata
from dataclasses import dataclass, field
from random import Random

from evenhand.cases.api import Queue
from evenhand.core.api import Actor, system
from evenhand.demo.material import AgentCard, Part, TeamCard, the_goods, the_house
from evenhand.demo.notices import reads_soon
from evenhand.demo.world import DAY, HOUR, MINUTE, Steps, Story, World
from evenhand.people.api import Account, Role, Team, actor_for, create_account, create_team, join_team
from evenhand.policies.api import Policy, load_pack, tell_audience
from evenhand.shop.api import Driver, Seller

FOUNDER = system("demo")
NEWCOMER_DAYS = 24
OF_THE_DELIVERY = frozenset({"lost", "late"})


@dataclass
class Worker:
    """An agent at work: who, since when, and until when they have their hands full."""

    account: Account
    actor: Actor
    weight: int
    part: Part
    since: datetime.datetime
    busy_until: datetime.datetime

    def weight_for(self, kind: str) -> float:
        """How readily such a matter comes to this agent: one of them sees to most of what carriers do wrong."""
        if self.part != "carriers":
            return self.weight
        return self.weight * (2.5 if kind in OF_THE_DELIVERY else 0.5)


@dataclass
class Desk:
    """A team with its queue and its hours."""

    card: TeamCard
    team: Team
    queue: Queue
    lead: Actor
    workers: list[Worker] = field(default_factory=list)

    def somebody(
        self, world: World, after: datetime.datetime, dice: Random, kind: str
    ) -> tuple[Worker, datetime.datetime]:
        """Who takes a matter up that came at `after`, and when: in the team's hours, one thing after another."""
        here = [worker for worker in self.workers if worker.since <= after]
        worker = dice.choices(here, [each.weight_for(kind) for each in here])[0]
        at = self.in_hours(world, max(after, worker.busy_until))
        worker.busy_until = at + 25 * MINUTE
        return worker, at

    def in_hours(self, world: World, at: datetime.datetime) -> datetime.datetime:
        """This moment, or the next one at which the team is there; teams work on all days of the week."""
        days_ago = (world.end.date() - at.date()).days + 1
        for ago in range(days_ago, days_ago - 4, -1):
            opens, closes = world.clock_time(ago, self.card.opens), world.clock_time(ago, self.card.closes)
            if at < closes - 30 * MINUTE:
                return max(at, opens + (at.minute * MINUTE if at < opens else 0 * MINUTE))
        return at


@dataclass
class Cast:
    """Everybody who works at the marketplace, or for it."""

    desks: list[Desk] = field(default_factory=list)
    reviewers: list[Actor] = field(default_factory=list)
    sellers: list[Seller] = field(default_factory=list)
    drivers: list[Driver] = field(default_factory=list)

    def desk(self, slug: str) -> Desk:
        """The desk of one queue."""
        return next(desk for desk in self.desks if desk.card.slug == slug)

    def worker(self, name: str) -> Worker:
        """One agent, by name."""
        return next(worker for desk in self.desks for worker in desk.workers if worker.account.name == name)


def address_of(name: str, domain: str) -> str:
    """The mail address that belongs to a name, as in luis.miguel@domain."""
    plain = unicodedata.normalize("NFKD", name.replace("ı", "i").replace("ø", "o").replace("ß", "ss"))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter)).lower()
    return f"{'.'.join(re.findall(r'[a-z]+', letters))}@{domain}"


def staff_address(name: str) -> str:
    """The address of somebody who works here."""
    return address_of(name, the_house().domain)


def found_house(world: World, cast: Cast) -> Story:
    """The first days: policies, then people, who are told of them as they come."""
    keepers = {each.role: _account(world, each.name, each.role) for each in the_house().others if each.role in _KEEPERS}
    load_pack(owner=keepers[Role.POLICY_OWNER], actor=FOUNDER, now=world.now)
    for policy in Policy.objects.order_by("key"):
        tell_audience(version=policy.versions.get(), now=world.now)
    for account in keepers.values():
        reads_soon(world, account)
    yield world.now + DAY
    for each in the_house().others:
        if each.role not in _KEEPERS:
            cast.reviewers.append(actor_for(_hired(world, each.name, each.role), "demo"))
    for card in the_house().teams:
        yield world.now + 9 * HOUR
        cast.desks.append(_desk(world, card))
        for agent in card.agents:
            yield from _joins(world, cast.desks[-1], agent)
    yield world.now + DAY
    _trading_partners(world, cast)


_KEEPERS = (Role.POLICY_OWNER, Role.ADMINISTRATOR)


def _desk(world: World, card: TeamCard) -> Desk:
    team = create_team(
        name=card.name, channel=card.channel, kind_of_work=card.kind_of_work, actor=FOUNDER, now=world.now
    )
    queue = Queue.objects.create(name=card.queue, slug=card.slug, channel=card.channel, address=card.address, team=team)
    lead = _hired(world, card.lead, Role.LEAD)
    join_team(account=lead, team=team, is_lead=True, actor=FOUNDER, now=world.now)
    return Desk(card, team, queue, actor_for(lead, "demo"))


def _joins(world: World, desk: Desk, card: AgentCard) -> Steps[None]:
    if card.part == "newcomer":
        world.begin(world.clock_time(NEWCOMER_DAYS, 9), _comes_later(world, desk, card))
        return
    yield world.now + 20 * MINUTE
    _starts_work(world, desk, card)


def _comes_later(world: World, desk: Desk, card: AgentCard) -> Story:
    _starts_work(world, desk, card)
    yield from ()


def _starts_work(world: World, desk: Desk, card: AgentCard) -> None:
    account = _hired(world, card.name, Role.AGENT)
    join_team(account=account, team=desk.team, actor=FOUNDER, now=world.now)
    actor = actor_for(account, "demo")
    desk.workers.append(Worker(account, actor, card.weight, card.part, world.now, world.now))


def _trading_partners(world: World, cast: Cast) -> None:
    for card in the_goods().sellers:
        account = _hired(world, card.person, Role.SELLER)
        cast.sellers.append(Seller.objects.create(name=card.name, account=account))
    for name in the_house().drivers.names:
        cast.drivers.append(Driver.objects.create(name=name, account=_hired(world, name, Role.DRIVER)))


def _account(world: World, name: str, role: str) -> Account:
    return create_account(email=staff_address(name), name=name, roles=[role], actor=FOUNDER, now=world.now)


def _hired(world: World, name: str, role: str) -> Account:
    account = _account(world, name, role)
    reads_soon(world, account)
    return account
