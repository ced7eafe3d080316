"""What happens to a question: invited, sent or withheld, answered, explained, withdrawn."""

import datetime
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from django.db.models import F
from django.utils.translation import gettext as _

from evenhand.cases.api import Case, Channel, Closure, Contact, add_customer_message, sender_for
from evenhand.core.api import (
    Actor,
    DomainError,
    InvalidInput,
    Leaving,
    action,
    one_transaction,
    post_mail,
    publish,
    record,
    system,
)
from evenhand.people.api import Account, is_staff
from evenhand.surveys.circumstances import circumstances_of
from evenhand.surveys.events import ReasonGiven, VoteCast
from evenhand.surveys.mail import can_be_mailed, question_mail
from evenhand.surveys.models import Invitation, PageRequest, Reason, Refusal, Vote, VoteReason
from evenhand.surveys.policy import survey_rules
from evenhand.surveys.queries import due_invitations, last_asked_at, reasons_for, wants_no_questions
from evenhand.surveys.rules import Choice, Owner, PageLook, SendingFacts, Withheld, looks_like_robot, why_withheld

SURVEYS = system("surveys")
TRIED_AGAIN_AFTER = datetime.timedelta(hours=1)
MAX_PAGE_REQUESTS = 100  # kept for each question; a robot may come more often
log = structlog.get_logger(__name__)


class QuestionClosed(DomainError):
    """The question can no longer be answered."""

    status = 410


class VoteFirst(DomainError):
    """A reason belongs to a vote."""


@dataclass(frozen=True)
class Sending:
    """What one round of sending did."""

    sent: int
    withheld: int


@action
def invite(*, contact_id: int, actor: Actor, now: datetime.datetime) -> Invitation | None:
    """Plan a question about a contact that is over; None where there was no answer that it could be about.

    A contact is asked about once, however often this is called.
    """
    contact = Contact.objects.select_related("case").get(pk=contact_id)
    if not _is_an_answer(contact):
        return None
    invitation, is_new = Invitation.objects.get_or_create(
        contact=contact,
        defaults={
            "case": contact.case,
            "customer_id": contact.case.customer_id,
            "yes_first": secrets.randbelow(2) == 0,
            "due_at": now + survey_rules(now).invitation_delay,
        },
    )
    if is_new:
        record(actor=actor, verb="surveys.invite", subject=invitation.log_subject, now=now, contact=contact_id)
    return invitation


def _is_an_answer(contact: Contact) -> bool:
    """Something was written, or said: whoever only handed the case on answered nothing."""
    if contact.reply_id is not None:
        return True
    was_spoken = contact.channel in (Channel.CHAT, Channel.PHONE)
    return was_spoken and contact.end_cause in (Contact.EndCause.CLOSED, Contact.EndCause.ENDED)


def send_due_invitations(*, now: datetime.datetime, limit: int = 500) -> Sending:
    """Send what is due, and withhold what should not be sent. Safe to call twice, and from two processes at once.

    A question that fails is logged and tried again an hour later, so that it holds up no other.
    """
    results = [_send_singly(pk, now) for pk in _due(now, limit)]
    sent = results.count(Invitation.State.SENT)
    return Sending(sent=sent, withheld=results.count(Invitation.State.WITHHELD))


def _due(now: datetime.datetime, limit: int) -> list[int]:
    return list(due_invitations(now).values_list("pk", flat=True)[:limit])


def _send_singly(invitation_id: int, now: datetime.datetime) -> str:
    try:
        with one_transaction():
            return send_or_withhold(invitation_id=invitation_id, actor=SURVEYS, now=now)
    except Exception:
        log.exception("question_not_sent", question=invitation_id)
        failed = Invitation.objects.filter(pk=invitation_id, state=Invitation.State.DUE)
        failed.update(due_at=now + TRIED_AGAIN_AFTER)
        return ""


@action
def send_or_withhold(*, invitation_id: int, actor: Actor, now: datetime.datetime) -> str:
    """Look again at what is true now, then fix the agent and post the mail, or note why not. Answers the state.

    Locks the customer before the question, so that two processes cannot ask one customer twice.
    """
    customer_id = Invitation.objects.values_list("customer_id", flat=True).get(pk=invitation_id)
    Account.objects.select_for_update(no_key=True).filter(pk=customer_id).first()
    with_facts = Invitation.objects.select_related("case", "contact__case", "contact__reply", "customer")
    invitation = with_facts.select_for_update(of=("self",)).get(pk=invitation_id)
    if invitation.state != Invitation.State.DUE:
        return ""
    rules = survey_rules(now)
    reason = why_withheld(_facts(invitation), cap=rules.cap, now=now)
    if reason is not None:
        return _withhold(invitation, reason, actor, now)
    invitation.agent_id = _answerable(invitation.contact)
    invitation.circumstances = circumstances_of(invitation.contact)
    invitation.state, invitation.sent_at, invitation.expires_at = Invitation.State.SENT, now, now + rules.open_for
    invitation.save(update_fields=["agent", "circumstances", "state", "sent_at", "expires_at"])
    sender = sender_for(invitation.case)
    leaving = Leaving(returns_to=sender.reply_address, route=sender.route)
    post_mail(question_mail(invitation, sender, now), about=f"case:{invitation.case_id}", now=now, leaving=leaving)
    record(
        actor=actor, verb="surveys.send_question", subject=invitation.log_subject, now=now, agent=invitation.agent_id
    )
    return invitation.state


def _answerable(contact: Contact) -> int | None:
    """Whose answer is asked about: who wrote the reply, else who held the contact."""
    return (contact.reply.author_id if contact.reply else None) or contact.agent_id


def _facts(invitation: Invitation) -> SendingFacts:
    case, contact, customer = invitation.case, invitation.contact, invitation.customer
    ended_at = contact.ended_at or invitation.due_at
    closures = Closure.objects.filter(case=case)
    return SendingFacts(
        is_set_aside=case.status == Case.Status.SET_ASIDE,
        was_reopened=closures.filter(ended_at__gte=ended_at).exists(),
        is_settled_or_answered=case.status in (Case.Status.CLOSED, Case.Status.WAITING),
        closed_by_system=closures.filter(ended_at=None, by=None).exists(),
        has_agent=_answerable(contact) is not None,
        customer_is_staff=customer is not None and is_staff(customer),
        customer_declined=customer is not None and wants_no_questions(customer.pk),
        has_address=customer is not None and can_be_mailed(customer),
        last_asked_at=last_asked_at(customer.pk) if customer else None,
    )


def _withhold(invitation: Invitation, reason: Withheld, actor: Actor, now: datetime.datetime) -> str:
    invitation.state, invitation.withheld_reason = Invitation.State.WITHHELD, reason.value
    invitation.save(update_fields=["state", "withheld_reason"])
    record(actor=actor, verb="surveys.withhold_question", subject=invitation.log_subject, now=now, why=reason.value)
    return invitation.state


@action
def withhold_for_case(*, case_id: int, reason: Withheld, actor: Actor, now: datetime.datetime) -> None:
    """Ask nothing that was still planned in this case."""
    due = Invitation.objects.select_for_update().filter(case_id=case_id, state=Invitation.State.DUE)
    for invitation in due:
        _withhold(invitation, reason, actor, now)


@action
def withdraw_for_case(*, case_id: int, actor: Actor, now: datetime.datetime) -> None:
    """The case was no customer's matter, or went into another: what is planned or open in it is asked no more.

    What was answered before stays and counts, so that nobody makes a "no" go away by setting its case aside.
    """
    withhold_for_case(case_id=case_id, reason=Withheld.SET_ASIDE, actor=actor, now=now)
    unanswered = Invitation.objects.filter(case_id=case_id, state=Invitation.State.SENT, choice="")
    for invitation in unanswered.select_for_update():
        invitation.state, invitation.withheld_reason = Invitation.State.WITHDRAWN, Withheld.SET_ASIDE.value
        invitation.save(update_fields=["state", "withheld_reason"])
        record(actor=actor, verb="surveys.withdraw_question", subject=invitation.log_subject, now=now)


@action
def follow_contacts(*, case_ids: Sequence[int], actor: Actor, now: datetime.datetime) -> None:
    """Each question that stands in one of these cases goes where the contact is that it asks about."""
    strayed = Invitation.objects.filter(case_id__in=case_ids).exclude(case_id=F("contact__case_id"))
    for invitation in strayed.select_related("contact").select_for_update(of=("self",)):
        invitation.case_id = invitation.contact.case_id
        invitation.save(update_fields=["case"])
        record(actor=actor, verb="surveys.follow_contact", subject=invitation.log_subject, now=now)


@action
def ask_the_customer(*, case_id: int, customer_id: int, unknown_id: int, actor: Actor, now: datetime.datetime) -> None:
    """Who the customer of a case is, is known now: a question that has not left yet goes to them."""
    waiting = Invitation.objects.filter(case_id=case_id, customer_id=unknown_id, state=Invitation.State.DUE)
    for invitation in waiting.select_for_update(of=("self",)):
        invitation.customer_id = customer_id
        invitation.save(update_fields=["customer"])
        record(actor=actor, verb="surveys.ask_the_customer", subject=invitation.log_subject, now=now)


@action
def cast_vote(*, invitation: Invitation, choice: Choice, actor: Actor, now: datetime.datetime) -> Invitation:
    """Store the answer. The latest before expiry counts; the same one again changes nothing, save after a slip.

    Raises QuestionClosed.
    """
    asked = _open_question(invitation, now)
    if asked.choice == choice and not asked.is_void:
        return asked
    Vote.objects.create(invitation=asked, choice=choice, at=now)
    asked.choice, asked.answered_at, asked.reason = choice.value, now, None
    asked.save(update_fields=["choice", "answered_at", "reason"])
    record(actor=actor, verb="surveys.cast_vote", subject=asked.log_subject, now=now, choice=choice.value)
    publish(
        VoteCast(
            invitation_id=asked.pk,
            contact_id=asked.contact_id,
            case_id=asked.case_id,
            agent_id=asked.agent_id,
            choice=choice.value,
            at=now,
        )
    )
    return asked


@action
def give_reason(
    *,
    invitation: Invitation,
    reason_code: str,
    comment: str,
    actor: Actor,
    now: datetime.datetime,
    pass_on: bool = False,
) -> Invitation:
    """Store why, after the vote. A reason belongs to a "no"; a comment to either. Saying the same again is harmless.

    With `pass_on`, which belongs to a "yes", whoever helped may read the comment at once.

    Raises VoteFirst before a vote, InvalidInput for a reason that is not offered, QuestionClosed.
    """
    asked = _open_question(invitation, now)
    vote = asked.votes.order_by("-id").first()
    if vote is None:
        raise VoteFirst(_("Please answer Yes or No first. Then tell us why, if you like."))
    offered = reasons_for(asked) if vote.choice == Choice.NO else []
    codes = [reason.code for reason in offered]
    if reason_code and reason_code not in codes:
        raise InvalidInput(_("That reason is not among those on the page. Please choose one that is."))
    reason = offered[codes.index(reason_code)] if reason_code else None
    said = vote.reasons.order_by("-id").first()
    pass_on = pass_on and bool(comment) and vote.choice == Choice.YES
    same = (reason and reason.pk, comment, pass_on)
    if (said.reason_id, said.comment, said.pass_on) == same if said else not (reason or comment):
        return asked
    position = codes.index(reason_code) if reason_code else None
    VoteReason.objects.create(vote=vote, reason=reason, position=position, comment=comment, pass_on=pass_on, at=now)
    was_void, asked.reason = asked.is_void, reason
    asked.save(update_fields=["reason"])
    record(actor=actor, verb="surveys.give_reason", subject=asked.log_subject, now=now, reason_code=reason_code)
    if reason or was_void:  # a "no" that was called a slip counts again where the latest word gives no reason
        owner = reason.owner if reason else Owner.UNKNOWN.value
        publish(
            ReasonGiven(invitation_id=asked.pk, case_id=asked.case_id, reason_code=reason_code, owner=owner, at=now)
        )
    return asked


def _open_question(invitation: Invitation, now: datetime.datetime) -> Invitation:
    asked = Invitation.objects.select_for_update(of=("self",)).select_related("reason").get(pk=invitation.pk)
    if not asked.is_open(now):
        raise QuestionClosed(_("This question is closed, so nothing was changed. You can always write to us."))
    return asked


@action
def write_again(*, invitation: Invitation, words: str, key: str, actor: Actor, now: datetime.datetime) -> None:
    """The customer's own press: their words go into the case, which opens again where it was closed.

    A `key` that was used before changes nothing.
    """
    add_customer_message(case=invitation.case, text=words, key=key, actor=actor, now=now)
    record(actor=actor, verb="surveys.write_again", subject=invitation.log_subject, now=now)


@action
def ask_no_more(*, customer: Account, actor: Actor, now: datetime.datetime) -> None:
    """The customer wants no more questions. What is planned for them is withheld."""
    _refusal, is_new = Refusal.objects.get_or_create(customer=customer, defaults={"at": now})
    if not is_new:
        return
    for planned in Invitation.objects.select_for_update().filter(customer=customer, state=Invitation.State.DUE):
        _withhold(planned, Withheld.CUSTOMER_DECLINED, actor, now)
    record(actor=actor, verb="surveys.ask_no_more", subject=f"customer:{customer.pk}", now=now)


@action
def retire_reason(*, reason: Reason, actor: Actor, now: datetime.datetime) -> None:
    """Offer it no more. What was said with it stays readable."""
    if Reason.objects.filter(pk=reason.pk, retired_at=None).update(retired_at=now):
        record(actor=actor, verb="surveys.retire_reason", subject=f"survey_reason:{reason.code}", now=now)


@action
def offer_reason(*, reason: Reason, actor: Actor, now: datetime.datetime) -> None:
    """Offer it again."""
    if Reason.objects.filter(pk=reason.pk, retired_at__isnull=False).update(retired_at=None):
        record(actor=actor, verb="surveys.offer_reason", subject=f"survey_reason:{reason.code}", now=now)


def note_page_request(
    *, invitation: Invitation, method: str, choice: str, is_decoy: bool, user_agent: str, now: datetime.datetime
) -> None:
    """Keep a raw note that something fetched the page, apart from votes and from the activity log. Never counted."""
    earlier = list(invitation.page_requests.order_by("-id").values_list("at", "choice", "is_decoy")[:MAX_PAGE_REQUESTS])
    if len(earlier) == MAX_PAGE_REQUESTS:
        return
    this = PageLook(at=now, choice=choice, is_decoy=is_decoy)
    PageRequest.objects.create(
        invitation=invitation,
        at=now,
        method=method,
        choice=choice,
        is_decoy=is_decoy,
        agent_hash=hashlib.sha256(user_agent.encode()).hexdigest()[:16],
        looks_like_robot=looks_like_robot([PageLook(*look) for look in earlier], this),
    )
