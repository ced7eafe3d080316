"""The mail that asks the one question, in the conversation it is about."""

import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from evenhand.cases.api import CannotBeAnswered, Message, Sender, mailbox
from evenhand.core.api import environment, language_of_words
from evenhand.people.api import Account
from evenhand.surveys.links import address_of
from evenhand.surveys.models import Invitation
from evenhand.surveys.rules import Choice

MAX_REFERENCES = 20


def can_be_mailed(customer: Account) -> bool:
    """Whether a question can reach them: an account in use, with an address that a mail can carry."""
    if not (customer.is_active and customer.has_address):
        return False
    try:
        mailbox(customer.name, customer.email)
    except CannotBeAnswered:
        return False
    return True


def question_mail(invitation: Invitation, sender: Sender, now: datetime.datetime) -> EmailMessage:
    """The question as a finished mail, in the customer's language. Its links only open a page; they answer nothing."""
    customer = invitation.customer
    if customer is None:
        raise ValueError(f"question {invitation.pk} has nobody to ask")
    mail = EmailMessage()
    with translation.override(language_of_words(customer.language)):
        words = {
            "greeting": _("Hello %(name)s,") % {"name": customer.first_name} if customer.first_name else _("Hello,"),
            "shop": environment().shop_name,
            "subject": invitation.case.subject,
            "links": [(label, address_of(invitation, choice)) for label, choice in _choices(invitation)],
            "decoy": address_of(invitation, page="surveys:more"),
            "expires_at": invitation.expires_at,
        }
        mail["Subject"] = _as_answer(invitation.case.subject)
        mail.set_content(render_to_string("surveys/mail.txt", words))
        mail.add_alternative(render_to_string("surveys/mail.html", words), subtype="html")
    mail["From"] = mailbox(environment().shop_name, sender.reply_address)
    mail["To"] = mailbox(customer.name, customer.email)
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<question.{invitation.pk}.{invitation.nonce[:8]}@{sender.domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    _thread(mail, invitation)
    return mail


def _choices(invitation: Invitation) -> list[tuple[str, Choice]]:
    both = [(pgettext("answer", "Yes"), Choice.YES), (pgettext("answer", "No"), Choice.NO)]
    return both if invitation.yes_first else both[::-1]


def _as_answer(subject: str) -> str:
    one_line = " ".join(subject.split())
    return one_line if one_line.lower().startswith("re:") else f"Re: {one_line}"


def _thread(mail: EmailMessage, invitation: Invitation) -> None:
    """Name the mails before it, so that it stands in their conversation."""
    messages = Message.objects.filter(case_id=invitation.case_id, kind=Message.Kind.REPLY).exclude(message_id="")
    newest_first = list(messages.order_by("-id").values_list("message_id", flat=True)[:MAX_REFERENCES])
    rated = invitation.contact.reply
    parent = (rated.message_id if rated else "") or next(iter(newest_first), "")
    if not parent:
        return
    mail["In-Reply-To"] = _in_angles(parent)
    mail["References"] = " ".join(_in_angles(each) for each in dict.fromkeys([*reversed(newest_first), parent]))


def _in_angles(message_id: str) -> str:
    return f"<{message_id.strip('<> ')}>"
