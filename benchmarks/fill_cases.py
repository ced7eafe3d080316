"""Fills the database with many cases, quickly and always the same: what `make bench` measures on.

    python benchmarks/fill_cases.py [--cases 100000] [--seed 1]

100,000 cases (30 % open, 10 % waiting, 60 % closed) with 300,000 messages, 5,000 customers, 50 agents and 5 queues.
Refuses a database that has cases already. Writes the tables directly, past the actions: there are no activity entries.
"""

# ruff: noqa: E402, SIM905 - Django must be set up before models are imported; a list of words reads best as a text

import argparse
import datetime
import os
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenhand.house.settings")
os.environ.setdefault("EVENHAND_MODE", "test")

import django

django.setup()

from django.db import connection, transaction

from evenhand.cases.models import Case, Closure, Contact, Message, Queue, SearchText, Segment
from evenhand.core.api import system
from evenhand.core.words import plain_words
from evenhand.people.api import Account, Role, create_account, create_team, join_team
from evenhand.people.models import RoleGrant

CUSTOMERS, AGENTS, QUEUES, MESSAGES_PER_CASE = 5_000, 50, 5, 3
CHUNK = 10_000
END = datetime.datetime(2026, 3, 2, 12, 0, tzinfo=datetime.UTC)
MINUTES_BETWEEN_CASES = 0.8
SUBJECTS = [
    "Where is my parcel",
    "Refund for my order",
    "Wrong size arrived",
    "Damaged on arrival",
    "Change my address",
]
WORDS = (
    "parcel order refund late delivery driver neighbour lamp shirt kettle broken box street number week Monday card "
    "charged twice promise photo carrier scanned delivered nobody home please thank kind hello again still waiting "
    "answer size colour blue green return label exchange credit voucher invoice address phone mail letter account "
    "bicycle backpack speaker mouse garden hose jigsaw puzzle bottle watch boots jacket keyboard tablet luggage"
).split()


@dataclass(frozen=True)
class _World:
    """Who there is, and the dice."""

    cases: int
    dice: random.Random
    customers: Sequence[Account]
    agents: Sequence[Account]
    queues: Sequence[Queue]


@dataclass(frozen=True)
class Filled:
    """What stands in the database now."""

    cases: int
    messages: int
    seconds: float


def fill(cases: int = 100_000, seed: int = 1, say: Callable[[str], None] = lambda _: None) -> Filled:
    """Fill the database. The same seed makes the same rows."""
    if Case.objects.exists():
        raise SystemExit("There are cases in this database already; fill an empty one.")
    started, dice = time.perf_counter(), random.Random(seed)
    _hurry()
    with transaction.atomic():
        agents = _agents()
        world = _World(cases, dice, _customers(dice), agents, _queues(agents))
    for first in range(0, cases, CHUNK):
        with transaction.atomic():
            _write_chunk(range(first, min(first + CHUNK, cases)), world)
        say(f"{min(first + CHUNK, cases):,} of {cases:,} cases")
    _note_statistics()
    return Filled(cases, cases * MESSAGES_PER_CASE, time.perf_counter() - started)


def _hurry() -> None:
    """For this connection only: a filling that a crash cuts off is begun again, so nothing has to be durable yet."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET synchronous_commit = off")
        else:
            cursor.execute("PRAGMA synchronous = OFF")


def _agents() -> list[Account]:
    return [
        create_account(
            email=f"agent{number}@bench.example",
            name=f"Agent {number}",
            roles=[Role.AGENT],
            actor=system("bench"),
            now=END - datetime.timedelta(days=400),
        )
        for number in range(AGENTS)
    ]


def _customers(dice: random.Random) -> list[Account]:
    since = END - datetime.timedelta(days=400)
    made = Account.objects.bulk_create(
        Account(
            email=f"customer{number}@bench.example",
            name=f"{dice.choice(['Ann', 'Bo', 'Cem', 'Dia', 'Eli'])} Customer{number}",
            password="!",
            created_at=since,
        )
        for number in range(CUSTOMERS)
    )
    RoleGrant.objects.bulk_create(RoleGrant(account=each, role=Role.CUSTOMER, granted_at=since) for each in made)
    return made


def _queues(agents: Sequence[Account]) -> list[Queue]:
    queues, bench = [], system("bench")
    for number in range(QUEUES):
        team = create_team(name=f"Team {number}", channel="mail", kind_of_work="bench", actor=bench, now=END)
        for agent in agents[number::QUEUES]:
            join_team(account=agent, team=team, actor=bench, now=END)
        queues.append(Queue.objects.create(name=f"Queue {number}", slug=f"queue-{number}", channel="mail", team=team))
    return queues


def _write_chunk(numbers: range, world: _World) -> None:
    cases = [_case(number, world) for number in numbers]
    Case.objects.bulk_create(cases, batch_size=500)
    messages = [message for case in cases for message in _messages(case, world.dice)]
    Message.objects.bulk_create(messages, batch_size=500)
    SearchText.objects.bulk_create(
        [SearchText(message=each, case_id=each.case_id, words=_words(each)) for each in messages], batch_size=500
    )
    closed = [case for case in cases if case.status == Case.Status.CLOSED]
    Closure.objects.bulk_create(
        [Closure(case=case, at=case.last_message_at, by_id=case.assignee_id) for case in closed], batch_size=500
    )
    _write_contacts([case for case in cases if case.assignee_id and case.status != Case.Status.OPEN])


def _case(number: int, world: _World) -> Case:
    dice = world.dice
    opened_at = END - datetime.timedelta(minutes=(world.cases - number) * MINUTES_BETWEEN_CASES)
    status = dice.choices(["open", "waiting", "closed"], [30, 10, 60])[0]
    last = opened_at + datetime.timedelta(minutes=dice.randint(30, 600))
    is_taken = status != "open" or dice.random() < 0.7
    return Case(
        subject=f"{dice.choice(SUBJECTS)} {number}",
        customer=dice.choice(world.customers),
        queue=dice.choice(world.queues),
        channel="mail",
        assignee=dice.choice(world.agents) if is_taken else None,
        status=status,
        priority=dice.choices([0, 1, 2, 3], [5, 85, 8, 2])[0],
        language="en",
        opened_at=opened_at,
        last_message_at=last,
        waiting_since=last if status == "open" else None,
        messages_count=MESSAGES_PER_CASE,
        last_preview=" ".join(dice.choices(WORDS, k=20))[:200],
    )


def _messages(case: Case, dice: random.Random) -> Iterator[Message]:
    step = (case.last_message_at - case.opened_at) / (MESSAGES_PER_CASE - 1)
    for place in range(MESSAGES_PER_CASE):
        is_ours = place == 1
        yield Message(
            case=case,
            author_kind="agent" if is_ours else "customer",
            author_id=(case.assignee_id if is_ours else case.customer_id),
            from_name="" if is_ours else case.customer.name,
            from_address="" if is_ours else case.customer.email,
            text=" ".join(dice.choices(WORDS, k=60)) + f". Reference X{dice.randrange(10**7):07}.",
            at=case.opened_at + step * place,
            message_id=f"<{dice.getrandbits(64):x}@bench.example>",
        )


def _words(message: Message) -> str:
    customer = message.case.customer
    return plain_words(f"{message.case.subject}\n{customer.name} {customer.email}\n{message.text}")


def _write_contacts(cases: Sequence[Case]) -> None:
    minutes = datetime.timedelta(minutes=6)
    contacts = Contact.objects.bulk_create(
        [
            Contact(
                case=case,
                channel=case.channel,
                agent_id=case.assignee_id,
                opened_at=case.last_message_at - minutes,
                last_sign_at=case.last_message_at,
                ended_at=case.last_message_at,
                end_cause=Contact.EndCause.CLOSED,
            )
            for case in cases
        ],
        batch_size=500,
    )
    Segment.objects.bulk_create(
        [
            Segment(contact=each, kind=Segment.Kind.TALK, started_at=each.opened_at, ended_at=each.ended_at)
            for each in contacts
        ],
        batch_size=500,
    )


def _note_statistics() -> None:
    """Let the database know what it holds, as it would by itself after a while."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def main() -> None:
    """Fill the database and say how long it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    filled = fill(chosen.cases, chosen.seed, say=lambda line: print(line, end="\r", flush=True))
    print(f"{filled.cases:,} cases with {filled.messages:,} messages in {filled.seconds:.0f} s")


if __name__ == "__main__":
    main()
