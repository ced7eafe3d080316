"""Mail that is larger than we take in: its head is kept for a person, and whoever wrote it is told kindly."""

import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from uuid import uuid4

from django.utils.translation import gettext as _

from evenhand.cases.mail.addresses import without_token
from evenhand.cases.mail.belonging import own_addresses
from evenhand.cases.mail.parsing import CannotBeRead, ParsedMail, parse_mail
from evenhand.cases.models import IncomingMail, Queue
from evenhand.core.api import Leaving, environment, post_mail

_MEGABYTE = 1024 * 1024
ONCE_WITHIN = datetime.timedelta(days=1)


def note_too_large(mail: IncomingMail, *, size: int, lies_in: str) -> None:
    """Put the head of a mail, whose rest was not fetched, in front of a person. Within a transaction."""
    said = _said(mail)
    mail.state = IncomingMail.State.QUARANTINED
    mail.sender, mail.subject = (said.from_address.lower(), said.subject) if said else ("", "")
    mail.size = size
    mail.problem = (
        f"It has {size / _MEGABYTE:.0f} MB, more than the {environment().mail_max_bytes / _MEGABYTE:.0f} MB that we "
        f"take in. Here is its head only; the whole mail lies unread in {lies_in}."
    )[:300]
    mail.save()


def answer_too_large(mail: IncomingMail, *, now: datetime.datetime) -> None:
    """Ask the writer for smaller files, once a day at most; no machine is answered. Within the same transaction."""
    said = _said(mail)
    if said is None or said.automatic or said.bounce or _is_ours(said.from_address) or _was_told(mail, now):
        return
    answer = EmailMessage(policy=SMTP)
    answer["From"] = formataddr((environment().shop_name, _address(mail)))
    answer["To"] = said.from_address
    answer["Subject"] = f"Re: {said.subject}" if said.subject else _("Your mail")
    answer["Date"] = format_datetime(now)
    answer["Message-ID"] = f"<large.{uuid4().hex}@{_address(mail).rpartition('@')[2]}>"
    answer["Auto-Submitted"] = "auto-replied"
    answer["X-Auto-Response-Suppress"] = "All"
    if said.message_id:
        answer["In-Reply-To"] = answer["References"] = said.message_id
    answer.set_content(_words())
    post_mail(answer, about=f"mail:{mail.pk}", now=now, leaving=Leaving(returns_to="<>"))


def _words() -> str:
    return _(
        "Hello,\n\nthank you for your mail. It is too large for us to take in: with its files it may have up to "
        "%(size)d MB.\n\nPlease send it again with smaller pictures, or in several mails. We are sorry for the "
        "trouble.\n\n%(shop)s\n"
    ) % {"size": environment().mail_max_bytes // _MEGABYTE, "shop": environment().shop_name}


def _said(mail: IncomingMail) -> ParsedMail | None:
    try:
        return parse_mail(bytes(mail.raw), mail.envelope_from)
    except CannotBeRead:
        return None


def _is_ours(address: str) -> bool:
    return without_token(address) in own_addresses(list(Queue.objects.all())).addresses


def _was_told(mail: IncomingMail, now: datetime.datetime) -> bool:
    """Whether another mail of the same sender was too large lately, and was answered then."""
    before = IncomingMail.objects.filter(sender=mail.sender, received_at__gt=now - ONCE_WITHIN).exclude(pk=mail.pk)
    return before.filter(state=IncomingMail.State.QUARANTINED, size__gt=environment().mail_max_bytes).exists()


def _address(mail: IncomingMail) -> str:
    return mail.mailbox.address if mail.mailbox else environment().mail_from
