"""Answers for many members of a team at once, for tests of pages and figures.

An answer of which nothing follows is written as a row rather than lived through: to open a case, answer it and ask
about it takes a hundred queries and more, and tests want dozens of answers.
"""

import datetime
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.cases.api import Case, Channel, Contact, Queue
from evenhand.core.api import Actor
from evenhand.people.api import Account, Role
from evenhand.people.testing import make_account
from evenhand.standing.api import Cause, Finding, decide_finding
from evenhand.surveys.api import Invitation
from evenhand.surveys.testing import DAY, HOUR, sent_question, vote


@dataclass(frozen=True)
class Given:
    """What an agent's customers answered: how many yes, no with a decided cause, and no that nobody has looked at."""

    yes: int = 0
    marked: int = 0
    carrier: int = 0
    bare: int = 0


def answer_about(agent: Account, given: Given, *, since: datetime.datetime, decider: Actor) -> list[Invitation]:
    """Answers some hours apart from `since` on, a "no" from a customer of its own; causes are decided by `decider`."""
    kinds = ["yes"] * given.yes + ["agent"] * given.marked + ["carrier"] * given.carrier + ["no"] * given.bare
    times = [since + 3 * HOUR * number for number in range(len(kinds))]
    said_no = [_answer(agent, kinds[number], times[number], number, decider) for number in range(given.yes, len(kinds))]
    return [*answers_as_rows(agent, kinds[: given.yes], times[: given.yes]), *said_no]


def answers_as_rows(agent: Account, choices: Sequence[str], times: Sequence[datetime.datetime]) -> list[Invitation]:
    """One customer's answers ("yes", "no", "" for none yet) about contacts at `times`, each asked a day later."""
    queue = Queue.objects.order_by("id").first() or Queue.objects.create(name="Mail", slug="mail", channel=Channel.MAIL)
    customer = Account.objects.filter(email="many@cast.example").first() or make_account("Many", Role.CUSTOMER)
    cases = Case.objects.bulk_create(
        Case(
            subject=f"Where is parcel {number}?",
            customer=customer,
            queue=queue,
            channel=Channel.MAIL,
            opened_at=at,
            last_message_at=at,
            status=Case.Status.CLOSED,
        )
        for number, at in enumerate(times)
    )
    contacts = Contact.objects.bulk_create(
        Contact(case=case, channel=Channel.MAIL, agent=agent, opened_at=at, last_sign_at=at, ended_at=at + HOUR)
        for case, at in zip(cases, times, strict=True)
    )
    return Invitation.objects.bulk_create(
        Invitation(
            contact=contact,
            case=contact.case,
            customer=customer,
            agent=agent,
            yes_first=True,
            state=Invitation.State.SENT,
            nonce=f"{zlib.crc32(f'{agent.pk} {contact.pk}'.encode()):08x}{contact.pk}",
            due_at=contact.opened_at + DAY,
            sent_at=contact.opened_at + DAY,
            expires_at=contact.opened_at + 29 * DAY,
            circumstances={"channel": "mail", "matter": "none", "earlier_failures": "no"},
            choice=choice,
            answered_at=contact.opened_at + DAY + HOUR if choice else None,
        )
        for contact, choice in zip(contacts, choices, strict=True)
    )


def _answer(agent: Account, kind: str, at: datetime.datetime, number: int, decider: Actor) -> Invitation:
    customer = make_account(f"Customer {agent.pk} {number} {at:%j%H}", Role.CUSTOMER)
    question = sent_question(customer, agent, at=at)
    answered = vote(question, "no")
    if kind in ("agent", "carrier"):
        decide_finding(
            finding=Finding.objects.get(vote=answered, state=Finding.State.PROPOSED),
            cause=Cause(kind),
            words="“Read the manual” answers nothing that was asked.",
            actor=decider,
            now=at + 2 * DAY,
        )
    return answered
