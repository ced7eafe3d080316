"""A queue of the team, customers who write, and two agents at the desk."""

import datetime
from collections.abc import Callable
from itertools import count

import pytest

from evenhand.cases.api import Case, Queue, open_case
from evenhand.core.api import Actor, system
from evenhand.core.testing import shared
from evenhand.people.api import Account, Team
from evenhand.routing.actions import set_queue_mode
from evenhand.routing.posts import be_here
from evenhand.routing.sorting import sort_due

TEST = system("test")
NOON = datetime.datetime(2026, 3, 2, 12, 0, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)
_numbers = count(1)

Writes = Callable[..., Case]


@shared
def queue(team: Team) -> Queue:
    return Queue.objects.create(name="Help", slug="help", channel="mail", team=team)


@pytest.fixture
def lands(customer: Account, queue: Queue, house_policies: object) -> Writes:
    """A new case in the queue that no rule has seen; `minute` after noon."""

    def landed(text: str = "Where is it?", minute: int = 0, channel: str = "mail", language: str = "") -> Case:
        case = open_case(
            customer=customer,
            subject=text[:40],
            text=text,
            channel=channel,
            key=f"case {next(_numbers)}",
            queue=queue,
            actor=TEST,
            now=NOON + minute * MINUTE,
        )
        if language:
            Case.objects.filter(pk=case.pk).update(language=language)
        return case

    return landed


@pytest.fixture
def write(lands: Writes) -> Writes:
    """A new case in the queue, sorted; `minute` after noon."""

    def written(text: str = "Where is it?", minute: int = 0, **others: str) -> Case:
        case = lands(text, minute, **others)
        sort_due(now=NOON + minute * MINUTE)
        return case

    return written


@shared
def ada(agent: Account, actor) -> Actor:
    be_here(actor=actor(agent), now=NOON)
    return actor(agent)


@shared
def amir(second_agent: Account, actor) -> Actor:
    be_here(actor=actor(second_agent), now=NOON)
    return actor(second_agent)


@pytest.fixture
def round_robin(queue: Queue) -> Queue:
    set_queue_mode(queue=queue, mode="round_robin", actor=TEST, now=NOON)
    return queue
