"""What the desk does with a case: take, assign, hand on, close, open again, set aside."""

import datetime

from django.utils.translation import gettext as _

from evenhand.cases.access import WORKERS
from evenhand.cases.actions.contacts import begin_contact, finish_contact, running_contact
from evenhand.cases.actions.mentions import mention
from evenhand.cases.conversation import add_message, locked, open_again
from evenhand.cases.errors import AlreadyTaken, CaseNotOpen
from evenhand.cases.events import CaseClosed, CaseMoved, CaseReopened, CaseSetAside
from evenhand.cases.models import Case, Channel, Closure, Contact, Message, Queue, Snooze
from evenhand.cases.states import stand
from evenhand.core.api import Actor, InvalidInput, action, publish, record
from evenhand.people.api import Account, actor_for
from evenhand.shop.api import Order


@action
def take_case(*, case: Case, actor: Actor, now: datetime.datetime) -> Contact:
    """The agent takes the case up: it is theirs, and their contact begins. Again changes nothing.

    Raises AlreadyTaken where a colleague has it.
    """
    assert actor.account_id is not None
    case = locked(case)
    if case.set_aside_as == Case.SetAsideAs.MERGED:
        raise CaseNotOpen
    if case.assignee and case.assignee_id != actor.account_id:
        raise AlreadyTaken(str(case.assignee))
    if case.assignee_id is None:
        _assign(case, actor.account_id, verb="cases.take_case", actor=actor, now=now)
    return begin_contact(case, actor.account_id, actor=actor, now=now)


@action
def assign_case(*, case: Case, to: Account | None, actor: Actor, now: datetime.datetime) -> Case:
    """Give the case to somebody, or to nobody. Nobody's contact begins or ends by it."""
    case = locked(case)
    if to:
        _require_worker(to)
    if case.assignee_id != (to.pk if to else None):
        _assign(case, to.pk if to else None, verb="cases.assign_case", actor=actor, now=now)
    return case


@action
def transfer_case(
    *,
    case: Case,
    note: str,
    actor: Actor,
    now: datetime.datetime,
    to: Account | None = None,
    queue: Queue | None = None,
) -> Case:
    """Hand the case on to a colleague, a queue or both, with a note on what was done and what is left.

    The giver's contact ends now. On phone and in a live chat the receiver's begins now; else when they take it up.
    Raises CaseNotOpen where the case was merged.
    """
    if not note.strip():
        raise InvalidInput(_("Write a line on what was done and what is left, so that nobody has to ask again."))
    if to is None and queue is None:
        raise InvalidInput(_("Choose a colleague or a queue to hand the case to."))
    if to:
        _require_worker(to)
    case = locked(case)
    if case.set_aside_as == Case.SetAsideAs.MERGED:
        raise CaseNotOpen
    if case.queue_id == (queue.pk if queue else case.queue_id) and to and case.assignee_id == to.pk:
        return case
    giving = running_contact(case, actor.account_id)
    if giving:
        finish_contact(giving, Contact.EndCause.TRANSFERRED, at=now, actor=actor, now=now)
    handing = add_message(
        case,
        Message(
            kind=Message.Kind.NOTE,
            author_kind=Message.AuthorKind.AGENT,
            author_id=actor.account_id,
            from_name=actor.label[:200],
            text=note.strip(),
            at=now,
        ),
    )
    if to:
        mention(handing, [to.pk], now=now)
    case.queue = queue or case.queue
    _assign(case, to.pk if to else None, verb="cases.transfer_case", actor=actor, now=now)
    publish(CaseMoved(case_id=case.pk, at=now))
    if to and giving and (case.is_live or case.channel == Channel.PHONE):
        begin_contact(case, to.pk, actor=actor, now=now)
    return case


@action
def close_case(*, case: Case, actor: Actor, now: datetime.datetime, reason: str = "") -> Case:
    """The matter is settled; the agent's contact ends with it. Closing twice changes nothing."""
    case = locked(case)
    if case.status == Case.Status.SET_ASIDE:
        raise CaseNotOpen
    if not case.is_closed:
        close_locked(case, reason=reason, actor=actor, now=now)
    return case


def close_locked(case: Case, *, reason: str, actor: Actor, now: datetime.datetime) -> None:
    """Close a locked case that is open or waits. For actions of this room."""
    Closure.objects.create(
        case=case, at=now, by_id=actor.account_id, reason=reason[:200], waiting_since=case.waiting_since
    )
    stand(case, Case.Status.CLOSED, at=now)
    case.is_live = False
    case.save()
    record(actor=actor, verb="cases.close_case", subject=case.log_subject, now=now, reason=reason)
    contact = running_contact(case, actor.account_id)
    if contact:
        finish_contact(contact, Contact.EndCause.CLOSED, at=now, actor=actor, now=now)
    publish(CaseClosed(case_id=case.pk, customer_id=case.customer_id, closed_by_id=actor.account_id, at=now))


@action
def undo_close(*, case: Case, actor: Actor, now: datetime.datetime) -> Case:
    """Take a closing back: the case stands as it stood before, in its old place. On an open case, nothing happens.

    One that slept, and would be awake by now, waits for us.
    """
    case = locked(case)
    closure = case.closures.filter(ended_at=None).first()
    if not case.is_closed or closure is None:
        return case
    asleep = _sleep_ended_by(case, closure)
    if asleep and asleep.until <= now:
        stand(case, Case.Status.OPEN, at=now, waiting_since=asleep.waits_since(now))
    elif asleep:
        stand(case, Case.Status.SNOOZED, at=now, snoozed_until=asleep.until)
        case.snoozes.filter(pk=asleep.pk).update(ended_at=None, end_cause="")
    else:
        status = Case.Status.OPEN if closure.waiting_since else Case.Status.WAITING
        stand(case, status, at=now, waiting_since=closure.waiting_since)
    case.save()
    record(actor=actor, verb="cases.undo_close", subject=case.log_subject, now=now)
    publish(CaseReopened(case_id=case.pk, customer_id=case.customer_id, at=now))
    return case


def _sleep_ended_by(case: Case, closure: Closure) -> Snooze | None:
    """The sleep that a closing ended. One that was closed with a reply was woken by that."""
    ours = case.messages.filter(kind=Message.Kind.REPLY, author_kind=Message.AuthorKind.AGENT)
    if ours.filter(at=closure.at, author=closure.by_id).exists():
        return None
    return case.snoozes.filter(ended_at=closure.at).order_by("-id").first()


@action
def reopen_case(*, case: Case, actor: Actor, now: datetime.datetime) -> Case:
    """Open a case again that was closed or set aside. On an open case, nothing happens; for a merged one, undo that."""
    case = locked(case)
    if case.is_open or case.merges.filter(undone_at=None).exists():
        return case
    open_again(case, waiting_since=now)
    case.save()
    record(actor=actor, verb="cases.reopen_case", subject=case.log_subject, now=now)
    publish(CaseReopened(case_id=case.pk, customer_id=case.customer_id, at=now))
    return case


@action
def set_case_aside(*, case: Case, as_what: str, actor: Actor, now: datetime.datetime) -> Case:
    """It is no customer's matter: spam, merged or automatic. `reopen_case` takes it back. Twice changes nothing."""
    if as_what not in Case.SetAsideAs.values:
        raise InvalidInput(f"A case is set aside as one of {', '.join(Case.SetAsideAs.values)}.")
    case = locked(case)
    if case.set_aside_as == as_what or case.merges.filter(undone_at=None).exists():
        return case
    contact = running_contact(case, actor.account_id)
    if contact:
        finish_contact(contact, Contact.EndCause.ENDED, at=now, actor=actor, now=now)
    stand(case, Case.Status.SET_ASIDE, at=now, set_aside_as=as_what)
    case.save()
    record(actor=actor, verb="cases.set_case_aside", subject=case.log_subject, now=now, set_aside_as=as_what)
    publish(CaseSetAside(case_id=case.pk, set_aside_as=as_what, at=now))
    return case


def mark_spam(*, case: Case, actor: Actor, now: datetime.datetime) -> Case:
    """Set the case aside as spam."""
    return set_case_aside(case=case, as_what=Case.SetAsideAs.SPAM, actor=actor, now=now)


@action
def set_priority(*, case: Case, priority: int, actor: Actor, now: datetime.datetime) -> Case:
    """Say how soon the case has to be seen to."""
    if priority not in Case.Priority.values:
        raise InvalidInput(_("Choose one of the four priorities."))
    case = locked(case)
    if case.priority != priority:
        case.priority = priority
        case.save(update_fields=["priority"])
        record(actor=actor, verb="cases.set_priority", subject=case.log_subject, now=now, priority=priority)
        publish(CaseMoved(case_id=case.pk, at=now))
    return case


@action
def move_to_queue(*, case: Case, queue: Queue, actor: Actor, now: datetime.datetime) -> Case:
    """Let the case wait in another queue; whose it is stays. In that queue already, nothing happens."""
    case = locked(case)
    if case.queue_id != queue.pk:
        case.queue = queue
        case.save(update_fields=["queue"])
        record(actor=actor, verb="cases.move_to_queue", subject=case.log_subject, now=now, queue=queue.pk)
        publish(CaseMoved(case_id=case.pk, at=now))
    return case


@action
def link_order(*, case: Case, order: Order | None, actor: Actor, now: datetime.datetime) -> Case:
    """Say which order the case is about. Raises InvalidInput where it is somebody else's order."""
    if order and order.customer.account_id != case.customer_id:
        raise InvalidInput(_("That order belongs to another customer, so it cannot stand beside this case."))
    case = locked(case)
    if case.order_id != (order.pk if order else None):
        case.order = order
        case.save(update_fields=["order"])
        record(
            actor=actor, verb="cases.link_order", subject=case.log_subject, now=now, order=order.pk if order else None
        )
    return case


def _assign(case: Case, agent_id: int | None, *, verb: str, actor: Actor, now: datetime.datetime) -> None:
    case.assignee_id = agent_id
    case.save(update_fields=["assignee", "queue"])
    record(actor=actor, verb=verb, subject=case.log_subject, now=now, assignee=agent_id, queue=case.queue_id)


def can_have_cases(account: Account) -> bool:
    """Whether somebody answers customers, and still works here."""
    return account.is_active and actor_for(account, "").has_role(*WORKERS)


def _require_worker(account: Account) -> None:
    if not can_have_cases(account):
        raise InvalidInput(_("%(name)s does not answer customers. Choose an agent or a lead.") % {"name": account})
