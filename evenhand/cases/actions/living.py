"""Whether the customer is there now, in a chat, or is answered by mail, and what that does to lines they missed."""

import datetime
from collections.abc import Sequence

from evenhand.cases.actions.contacts import begin_segment
from evenhand.cases.actions.messages import post_to_customer
from evenhand.cases.conversation import locked
from evenhand.cases.models import Case, Channel, Message, Segment
from evenhand.core.api import Actor, action, record


@action
def leave_live(*, case: Case, actor: Actor, now: datetime.datetime) -> Case:
    """The customer has left the chat: from now on answers go by mail, and what is still done is after-contact work.

    Where they have left already, nothing happens.
    """
    case = locked(case)
    if case.is_live:
        case.is_live = False
        case.save(update_fields=["is_live"])
        record(actor=actor, verb="cases.leave_live", subject=case.log_subject, now=now)
        for contact in case.contacts.filter(ended_at=None):
            begin_segment(contact, Segment.Kind.AFTER, actor=actor, now=now)
    return case


@action
def come_back_live(*, case: Case, actor: Actor, now: datetime.datetime) -> Case:
    """The customer is in the chat again: lines are read at once, and whoever is at work talks again."""
    case = locked(case)
    if not case.is_live and case.channel == Channel.CHAT and not case.is_closed:
        case.is_live = True
        case.save(update_fields=["is_live"])
        record(actor=actor, verb="cases.come_back_live", subject=case.log_subject, now=now)
        for contact in case.contacts.filter(ended_at=None):
            begin_segment(contact, Segment.Kind.TALK, actor=actor, now=now)
    return case


@action
def mail_lines(*, case: Case, message_ids: Sequence[int], actor: Actor, now: datetime.datetime) -> Message | None:
    """Send lines of a chat by mail that their reader did not see, all in one; a line that was sent is not sent again.

    Answers the line that carries the mail; None where nobody can be reached, or nothing is left to send.
    """
    case = locked(case)
    of_agents = case.messages.filter(kind=Message.Kind.REPLY, author_kind=Message.AuthorKind.AGENT)
    lines = list(of_agents.filter(pk__in=message_ids, outgoing=None, message_id="").order_by("id"))
    if not lines or not case.customer.has_address:
        return None
    posted, _answered = post_to_customer(case, "\n\n".join(line.text for line in lines), now=now)
    carrier = lines[-1]
    carrier.outgoing = posted
    for line in lines:
        line.message_id = posted.message_id
        line.save(update_fields=["outgoing", "message_id"])
    record(
        actor=actor, verb="cases.mail_lines", subject=case.log_subject, now=now, messages=[line.pk for line in lines]
    )
    return carrier
