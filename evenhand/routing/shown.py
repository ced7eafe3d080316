"""What the page of routing shows, in few queries however many queues and people there are."""

import datetime
from dataclasses import dataclass

from evenhand.cases.api import Case, Channel, Queue
from evenhand.core.api import Actor, site_day
from evenhand.people.api import Role, accounts_with_role, members_on
from evenhand.routing.access import GIVEN_CASES
from evenhand.routing.models import QueueMode, Rule
from evenhand.routing.queries import PersonLine, people_lines


@dataclass(frozen=True)
class QueueLine:
    """A queue: how it gives out, and how many cases wait there for somebody."""

    queue: Queue
    mode: str
    unassigned: int


@dataclass(frozen=True)
class RoutingPage:
    """Queues, people, rules, and the channels of the people's columns."""

    queues: tuple[QueueLine, ...]
    people: tuple[PersonLine, ...]
    rules: tuple[Rule, ...]
    channels: tuple[tuple[str, str], ...]
    modes: tuple[tuple[str, str], ...]


def routing_page(actor: Actor, now: datetime.datetime) -> RoutingPage:
    """Everything that `actor` looks after."""
    queues = list(Queue.objects.select_related("team").order_by("name", "id"))
    modes = dict(QueueMode.objects.values_list("queue", "mode"))
    used = {queue.channel for queue in queues} or {str(Channel.MAIL)}
    channels = [(value, str(words)) for value, words in Channel.choices if value in used]
    people = people_lines(_looked_after(actor, now), [value for value, _words in channels], now)
    return RoutingPage(
        queues=tuple(QueueLine(queue, modes.get(queue.pk, QueueMode.Mode.PULL), _free_in(queue)) for queue in queues),
        people=tuple(people),
        rules=tuple(Rule.objects.select_related("from_queue", "to_queue")),
        channels=tuple(channels),
        modes=tuple((value, str(words)) for value, words in QueueMode.Mode.choices),
    )


def _free_in(queue: Queue) -> int:
    return Case.objects.filter(queue=queue, status=Case.Status.OPEN, assignee=None).count()


def _looked_after(actor: Actor, now: datetime.datetime) -> list[int]:
    able = accounts_with_role(GIVEN_CASES)
    if actor.has_role(Role.ADMINISTRATOR):
        return list(able.values_list("pk", flat=True)[:300])
    members = {member.account_id for team_id in actor.team_ids for member in members_on(team_id, site_day(now))}
    return list(able.filter(pk__in=members).values_list("pk", flat=True))
