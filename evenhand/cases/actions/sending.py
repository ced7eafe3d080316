"""Taking a reply back in the seconds before it leaves."""

import datetime
from typing import Any

from evenhand.cases.actions.contacts import switch_segment
from evenhand.cases.actions.draft_files import bring_back_files
from evenhand.cases.actions.drafts import add_to_draft
from evenhand.cases.actions.joining import recount
from evenhand.cases.conversation import locked_survivor
from evenhand.cases.errors import TooLateToTakeBack
from evenhand.cases.events import CaseReopened, ReplyTakenBack
from evenhand.cases.models import Case, Contact, HeldReply, Message, Segment
from evenhand.cases.states import as_it_stands, restore_status
from evenhand.core.api import Actor, action, publish, record, take_back_mail

State = dict[str, Any]


@action
def take_back_reply(*, case: Case, message_id: int, actor: Actor, now: datetime.datetime) -> Case:
    """Take the actor's reply back before it leaves: the case stands as before, words and files are their draft.

    Where another reply of ours was written after it, the case stands as that one left it, until that is taken back too.
    Raises TooLateToTakeBack once it has left. A reply that was taken back already changes nothing.
    """
    case = locked_survivor(case)
    theirs = case.messages.filter(pk=message_id, author_id=actor.account_id).select_related("outgoing")
    message = theirs.first()
    if message is None:
        return case
    held = HeldReply.objects.filter(message=message).first()
    if held is None or not held.is_held(now) or message.outgoing is None or not take_back_mail(message.outgoing):
        raise TooLateToTakeBack
    contact = _without_reply(held, actor, now)
    text, was_closed = message.text, case.is_closed
    before, is_here = held.before["case"], message.outgoing.about == case.log_subject
    files = list(message.attachments.order_by("id"))
    later = _later_reply(case, message)
    message.delete()
    if later:
        _hand_on(before, is_here, later)
    else:
        restore_status(case, _without(as_it_stands(case), before, is_here), at=now)
    recount(case)
    add_to_draft(case, text, actor=actor, now=now)
    bring_back_files(case, files, actor, now)
    record(actor=actor, verb="cases.take_back_reply", subject=case.log_subject, now=now, message=message_id)
    if was_closed and not case.is_closed:
        publish(CaseReopened(case_id=case.pk, customer_id=case.customer_id, at=now))
    publish(
        ReplyTakenBack(
            case_id=case.pk,
            message_id=message_id,
            contact_id=contact.pk,
            later_id=later.pk if later else None,
            at=now,
        )
    )
    return case


def _without_reply(held: HeldReply, actor: Actor, now: datetime.datetime) -> Contact:
    """The contact as it was before; the agent is at work on the words again where it still runs."""
    contact = Contact.objects.select_related("case").get(pk=held.before["contact"])
    earlier = held.before["earlier_reply"]
    if contact.reply_id == held.message_id:
        contact.reply_id = earlier
        contact.save(update_fields=["reply"])
    for later in HeldReply.objects.filter(message_id__gt=held.message_id, before__earlier_reply=held.message_id):
        later.before["earlier_reply"] = earlier
        later.save(update_fields=["before"])
    if contact.ended_at is None:
        switch_segment(contact, Segment.Kind.TALK, actor=actor, now=now)
    return contact


def _later_reply(case: Case, message: Message) -> Message | None:
    """The next reply of ours after a message, whoever wrote it."""
    ours = case.messages.filter(kind=Message.Kind.REPLY, author_kind=Message.AuthorKind.AGENT)
    return ours.filter(pk__gt=message.pk).order_by("pk").first()


def _hand_on(before: State, is_here: bool, later: Message) -> None:
    """Let a later reply, where it is held, give the case back as it would be without the one that is gone."""
    held = HeldReply.objects.filter(message=later).first()
    if held:
        held.before["case"] = _without(held.before["case"], before, is_here)
        held.save(update_fields=["before"])


def _without(stands: State, before: State, is_here: bool) -> State:
    """How a case that `stands` so would stand without a reply which found it, or the case it came from, as `before`.

    One that was opened by a message since waits for us still. Where the reply came along from another case, that one's
    closing or sleep is none of this one's; but whoever waited for us there does so here, since then.
    """
    was_open = before["status"] == Case.Status.OPEN
    if not was_open and (stands["status"] == Case.Status.OPEN or not is_here):
        return stands
    if is_here:
        return before
    since = min(each["waiting_since"] for each in (stands, before) if each["waiting_since"])
    return {**before, "waiting_since": since}
