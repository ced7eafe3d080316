"""Cases that were answered and the questions about them, for the tests of this room and of those above."""

import datetime

from evenhand.cases.api import Case, open_case, reply, take_case
from evenhand.people.api import Account, actor_for
from evenhand.shop.api import Order
from evenhand.surveys.api import Choice, Invitation, cast_vote, give_reason, send_due_invitations

MONDAY = datetime.datetime(2026, 3, 2, 9, 0, tzinfo=datetime.UTC)
MINUTE, HOUR, DAY = datetime.timedelta(minutes=1), datetime.timedelta(hours=1), datetime.timedelta(days=1)


def answered_case(
    customer: Account,
    agent: Account,
    *,
    at: datetime.datetime = MONDAY,
    subject: str = "My parcel",
    order: Order | None = None,
    then_close: bool = True,
) -> Case:
    """`customer` writes at `at`; `agent` takes the case up, answers, and closes it twenty minutes later."""
    writer, worker = actor_for(customer, "test"), actor_for(agent, "test")
    key = f"{customer.pk} {at.isoformat()} {subject}"
    case = open_case(
        customer=customer,
        subject=subject,
        text="Where is it?",
        channel="mail",
        key=key,
        order=order,
        actor=writer,
        now=at,
    )
    take_case(case=case, actor=worker, now=at + 10 * MINUTE)
    seen = case.messages.latest("id").pk
    reply(
        case=case,
        text="It is on its way.",
        seen_message_id=seen,
        key=f"reply {case.pk}",
        actor=worker,
        now=at + 20 * MINUTE,
        then_close=then_close,
    )
    return Case.objects.get(pk=case.pk)


def question_about(case: Case) -> Invitation:
    """The question about the case's only contact, as it is now."""
    return Invitation.objects.select_related("case", "customer", "agent", "reason").get(case=case)


def sent_question(
    customer: Account, agent: Account, *, at: datetime.datetime = MONDAY, order: Order | None = None
) -> Invitation:
    """A question about an answer given at `at`, sent a day later."""
    case = answered_case(customer, agent, at=at, order=order)
    send_due_invitations(now=at + DAY + HOUR)
    return question_about(case)


def vote(
    question: Invitation, choice: str, *, reason: str = "", comment: str = "", at: datetime.datetime | None = None
) -> Invitation:
    """The customer answers, and says why where a reason or a comment is given."""
    assert question.customer is not None
    assert question.sent_at is not None
    when, writer = at or question.sent_at + HOUR, actor_for(question.customer, "test")
    asked = cast_vote(invitation=question, choice=Choice(choice), actor=writer, now=when)
    if reason or comment:
        asked = give_reason(invitation=asked, reason_code=reason, comment=comment, actor=writer, now=when + MINUTE)
    return asked
