"""Who may see a case or work on it. What you may not see does not exist."""

import datetime
from typing import Literal

from evenhand.cases.models import Attachment, Case, DraftFile, HeldReply, IncomingMail, Mailbox, Message
from evenhand.core.api import Actor, NotFound, NotPermitted, Prepared
from evenhand.people.api import STAFF_ROLES, Role

WORKERS = frozenset({Role.AGENT, Role.LEAD, Role.ADMINISTRATOR})
"""Who answers customers. Reviewers and policy owners read only."""


def case_for(actor: Actor, case_id: int, to: Literal["see", "work"] = "see") -> Case:
    """Case `case_id` with its customer, order, queue and assignee, for somebody who may see it or work on it.

    Staff see every case; a customer sees their own. Raises NotFound, or NotPermitted to those who may only look.
    """
    case = _CASE.first(case_id)
    if case is None or not _may_see(actor, case):
        raise NotFound
    if to == "work" and not actor.has_role(*WORKERS):
        raise NotPermitted
    return case


_CASE = Prepared(lambda key: Case.objects.select_related("customer", "order", "queue", "assignee").filter(pk=key))


def attachment_for(actor: Actor, attachment_id: int, now: datetime.datetime) -> Attachment:
    """A file, for somebody who may see its message: customers see no notes, and nothing that has not left yet.

    Raises NotFound.
    """
    attachment = Attachment.objects.select_related("message__case").filter(pk=attachment_id).first()
    if attachment is None or not attachment.sha256 or not _may_see(actor, attachment.message.case):
        raise NotFound
    is_held = HeldReply.objects.filter(message=attachment.message_id, until__gt=now).exists()
    if (is_held or attachment.message.kind == Message.Kind.NOTE) and not actor.has_role(*STAFF_ROLES):
        raise NotFound
    return attachment


def draft_file_for(actor: Actor, case: Case, file_id: int) -> DraftFile:
    """A file at the actor's own draft in a case. Raises NotFound."""
    file = DraftFile.objects.filter(pk=file_id, draft__case=case, draft__agent=actor.account_id or 0).first()
    if file is None:
        raise NotFound
    return file


def incoming_mail_for(actor: Actor, mail_id: int, to: Literal["see", "work"] = "see") -> IncomingMail:
    """A mail that did not land, for staff. Raises NotFound, or NotPermitted to those who may only look."""
    stranded = (IncomingMail.State.QUARANTINED, IncomingMail.State.IGNORED)
    mail = IncomingMail.objects.filter(pk=mail_id, state__in=stranded).first()
    if mail is None or not actor.has_role(*STAFF_ROLES):
        raise NotFound
    if to == "work" and not actor.has_role(*WORKERS):
        raise NotPermitted
    return mail


def mailbox_for(actor: Actor, mailbox_id: int) -> Mailbox:
    """A mailbox, for an administrator. Raises NotFound."""
    mailbox = Mailbox.objects.select_related("queue").filter(pk=mailbox_id).first()
    if mailbox is None or not actor.has_role(Role.ADMINISTRATOR):
        raise NotFound
    return mailbox


def _may_see(actor: Actor, case: Case) -> bool:
    return actor.has_role(*STAFF_ROLES) or (actor.account_id is not None and actor.account_id == case.customer_id)
