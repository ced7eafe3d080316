"""The mail that carries a reply: threaded, in plain text with simple HTML beside it."""

import datetime
import re
from collections.abc import Sequence
from email.errors import MessageError
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime
from html import escape
from uuid import uuid4

from evenhand.cases.errors import CannotBeAnswered
from evenhand.cases.mail.addresses import reply_address
from evenhand.cases.models import Case
from evenhand.core.api import environment


class _Identifiers(UnstructuredHeader, BaseHeader):
    """Message identifiers, one a line. Python would encode those too long for a line, which breaks threads."""

    def fold(self, *, policy: Policy) -> str:
        """The lines of the header."""
        return f"{self.name}: " + f"{policy.linesep} ".join(str(self).split()) + policy.linesep


_HEADERS = HeaderRegistry()
for _name in ("message-id", "in-reply-to", "references"):
    _HEADERS.map_to_type(_name, _Identifiers)
_POLICY = SMTP.clone(header_factory=_HEADERS)
_LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")
_ALREADY_A_REPLY = re.compile(r"^\s*(re|aw|sv|antw|odp|rif)\s*:", re.IGNORECASE)


def build_reply(
    case: Case, text: str, *, references: Sequence[str], in_reply_to: str, now: datetime.datetime
) -> EmailMessage:
    """The mail that answers in `case` with `text`. What the customer sends back finds the case by its address."""
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = _mailbox(environment().shop_name, environment().mail_from)
    mail["To"] = _mailbox(case.customer.name, case.customer.email)
    mail["Reply-To"] = _mailbox(environment().shop_name, reply_address(case.pk))
    mail["Subject"] = case.subject if _ALREADY_A_REPLY.match(case.subject) else f"Re: {case.subject}"
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<c{case.pk}.{uuid4().hex}@{environment().mail_domain}>"
    if in_reply_to:
        mail["In-Reply-To"] = in_reply_to
    if references:
        mail["References"] = " ".join(references)
    mail.set_content(text)
    mail.add_alternative(html_of(text), subtype="html")
    return mail


def html_of(text: str) -> str:
    """`text` in paragraphs, its links made to press."""
    paragraphs = [f"<p>{_linked(each)}</p>" for each in re.split(r"\n\s*\n", text.strip())]
    return "<!doctype html><html><body>\n" + "\n".join(paragraphs) + "\n</body></html>\n"


def _linked(paragraph: str) -> str:
    pieces, position = [], 0
    for link in _LINK.finditer(paragraph):
        pieces.append(escape(paragraph[position : link.start()]))
        pieces.append(f'<a href="{escape(link.group())}">{escape(link.group())}</a>')
        position = link.end()
    pieces.append(escape(paragraph[position:]))
    return "".join(pieces).replace("\n", "<br>\n")


def _mailbox(name: str, address: str) -> Address:
    try:
        return Address(display_name=" ".join(name.split()), addr_spec=address)
    except (ValueError, MessageError):
        raise CannotBeAnswered(address) from None
