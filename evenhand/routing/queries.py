"""Reads: who is there with what in hand, which cases wait, and how one stands oneself."""

import datetime
import operator
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import reduce

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from evenhand.cases.api import WORKERS, Case, Queue
from evenhand.core.api import Actor, Prepared, site_day
from evenhand.people.api import Account, accounts_with_role, away_on, members_on
from evenhand.routing.access import GIVEN_CASES
from evenhand.routing.models import Ability, Arrival, Availability, Handback
from evenhand.routing.rules import EVERY, Hands, Kind, Waiting, able_among


def serving(queue: Queue, day: datetime.date) -> list[int]:
    """Who works on a queue: its team, or everybody where it has none."""
    able = accounts_with_role(GIVEN_CASES)
    if queue.team_id is None:
        return list(able.values_list("pk", flat=True))
    members = [member.account_id for member in members_on(queue.team_id, day)]
    return list(able.filter(pk__in=members).values_list("pk", flat=True))


def hands_of(account_ids: Collection[int], now: datetime.datetime) -> list[Hands]:
    """What these people have in hand and can, and whether they are there: said so, and on no leave.

    Four queries, and what the rooms of live channels ask.
    """
    there = {each.account_id: each for each in Availability.objects.filter(account__in=account_ids)}
    able = {each.account_id: each for each in Ability.objects.filter(account__in=account_ids)}
    away = away_on(site_day(now))
    in_hand = _in_hand(account_ids)
    live = {channel: frozenset(takes_part(now)) for channel, takes_part in _live.items()}
    return [
        replace(
            _hands(account_id, there.get(account_id), able.get(account_id), in_hand[account_id], account_id in away),
            live={channel: account_id in taking_part for channel, taking_part in live.items()},
        )
        for account_id in sorted(account_ids)
    ]


TakesPart = Callable[[datetime.datetime], Collection[int]]
_live: dict[str, TakesPart] = {}


def register_live(channel: str, takes_part: TakesPart) -> None:
    """From now on cases of this channel come only to who takes part there at the moment; another room knows who."""
    _live[channel] = takes_part


def able_for(case_ids: Collection[int], account_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """To whom of these people each of these cases goes, for its skill and language. Three queries."""
    able = {each.account_id: each for each in Ability.objects.filter(account__in=account_ids)}
    people = [_hands(account_id, None, able.get(account_id), {}, False) for account_id in account_ids]
    cases = _waiting(Case.objects.filter(pk__in=case_ids))
    return {case.id: frozenset(each.id for each in able_among(case, people)) for case in cases}


def _hands(
    account_id: int, there: Availability | None, able: Ability | None, in_hand: dict[str, int], is_on_leave: bool
) -> Hands:
    return Hands(
        id=account_id,
        is_here=bool(there and there.is_here) and not is_on_leave,
        languages=frozenset(able.languages if able else ()),
        skills=frozenset(able.skills if able else ()),
        capacity=dict(able.capacity) if able else {},
        in_hand=in_hand,
        last_given_at=there.last_given_at if there else None,
    )


def _in_hand(account_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """Open cases by person and channel: those that wait for us. What waits for the customer weighs nothing."""
    counted = (
        Case.objects.filter(status=Case.Status.OPEN, assignee__in=account_ids)
        .values_list("assignee", "channel")
        .annotate(Count("pk"))
        .order_by()
    )
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for account_id, channel, count in counted:
        found[account_id or 0][channel] = count
    return found


def waiting_in(queue_ids: Collection[int], kinds: Sequence[Kind], most: int) -> list[Waiting]:
    """Cases of these kinds that nobody has in these queues, with the skill that they ask for, those that matter first.

    At most so many; two queries, whatever waits before them. None where there are no kinds.
    """
    if not kinds:
        return []
    fitting = reduce(operator.or_, map(_of_kind, kinds))
    return _waiting(_unassigned(queue_ids).filter(fitting).order_by("-priority", "waiting_since", "id")[:most])


def does_any_wait(queue_ids: Collection[int], channels: Collection[str] | None = None) -> bool:
    """Whether a case that nobody has waits in these queues; with `channels`, on one of those."""
    waiting = _unassigned(queue_ids)
    return (waiting if channels is None else waiting.filter(channel__in=channels)).exists()


def _unassigned(queue_ids: Collection[int]) -> QuerySet[Case]:
    return Case.objects.filter(status=Case.Status.OPEN, assignee=None, queue__in=queue_ids)


def _of_kind(kind: Kind) -> Q:
    of_kind = Q(channel=kind.channel)
    if kind.languages != EVERY:
        named = [Q(language__iexact=word) | Q(language__istartswith=f"{word}-") for word in kind.languages.words]
        spoken = reduce(operator.or_, named)
        of_kind &= ~spoken if kind.languages.is_all_but else spoken
    if kind.skills != EVERY:
        asked = Q(Exists(Arrival.objects.filter(case=OuterRef("pk"), skill__in=kind.skills.words)))
        of_kind &= ~asked if kind.skills.is_all_but else asked
    return of_kind


def as_it_waits(case: Case, queue_ids: Collection[int]) -> Waiting | None:
    """A held case as it waits after it was sorted; None where that is in another queue. Two queries."""
    return next(iter(_waiting(Case.objects.filter(pk=case.pk, queue__in=queue_ids))), None)


def _waiting(cases: QuerySet[Case]) -> list[Waiting]:
    rows = list(cases.values_list("pk", "channel", "language"))
    asked = Arrival.objects.filter(case__in=[row[0] for row in rows]).exclude(skill="")
    skills = dict(asked.values_list("case", "skill"))
    return [Waiting(pk, channel, language, skills.get(pk, "")) for pk, channel, language in rows]


def queues_served_by(actor: Actor) -> QuerySet[Queue]:
    """The queues of the actor's teams, and those of no team."""
    return Queue.objects.filter(team__in=actor.team_ids) | Queue.objects.filter(team=None)


@dataclass(frozen=True)
class Colleague:
    """Somebody who answers customers, and how they stand."""

    id: int
    name: str
    state: str
    back_at: datetime.datetime | None

    @property
    def is_here(self) -> bool:
        """Whether cases come to them."""
        return self.state == Availability.State.HERE

    @property
    def words(self) -> str:
        """How they stand, in words; "" where they have not said."""
        return str(Availability.State(self.state).label) if self.state else ""

    @property
    def away_words(self) -> str:
        """How they are away, in words; "" where they are here, or have not said."""
        return "" if self.is_here else self.words


def colleagues() -> tuple[Colleague, ...]:
    """Everybody who answers customers, by name, with how they stand. One query."""
    return tuple(
        Colleague(pk, name or email, state or "", back_at) for pk, name, email, state, back_at in _COLLEAGUES.rows()
    )


_COLLEAGUES = Prepared(
    lambda: accounts_with_role(sorted(WORKERS)).values_list(
        "pk", "name", "email", "availability__state", "availability__back_at"
    )
)


def handback_of(colleague: Colleague) -> int | None:
    """What somebody who is away gave back last, and can take back. One query where they are."""
    if colleague.state != Availability.State.AWAY:
        return None
    return (
        Handback.objects.filter(account=colleague.id, undone_at=None)
        .order_by("-id")
        .values_list("pk", flat=True)
        .first()
    )


@dataclass(frozen=True)
class PersonLine:
    """One person as leads see them: where they are, what they can, what they have in hand of how much."""

    account: Account
    state: str
    state_words: str
    back_at: datetime.datetime | None
    is_on_leave: bool
    hands: Hands
    loads: tuple[tuple[str, int, int], ...]


def people_lines(account_ids: Collection[int], channels: Collection[str], now: datetime.datetime) -> list[PersonLine]:
    """Everybody named, by name. Six queries."""
    accounts = Account.objects.filter(pk__in=account_ids).order_by("name", "id")
    there = {each.account_id: each for each in Availability.objects.filter(account__in=account_ids)}
    hands = {each.id: each for each in hands_of(account_ids, now)}
    away = away_on(site_day(now))
    lines = []
    for account in accounts:
        known, held = there.get(account.pk), hands[account.pk]
        loads = tuple((channel, held.in_hand.get(channel, 0), held.most(channel)) for channel in channels)
        words = str(Availability.State(known.state).label) if known else ""
        lines.append(
            PersonLine(
                account,
                known.state if known else "",
                words,
                known.back_at if known else None,
                account.pk in away,
                held,
                loads,
            )
        )
    return lines
