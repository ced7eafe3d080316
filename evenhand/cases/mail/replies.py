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
from evenhand.cases.files import KeptFile, content_of
from evenhand.cases.mail.senders import Sender
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
POLICY = SMTP.clone(header_factory=_HEADERS)
_LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")
_ALREADY_A_REPLY = re.compile(r"^\s*(re|aw|sv|antw|odp|rif)\s*:", re.IGNORECASE)


def build_reply(
    case: Case, text: str, *, sender: Sender, references: Sequence[str], in_reply_to: str, now: datetime.datetime
) -> EmailMessage:
    """The mail that answers in `case` with `text`. What the customer sends back finds the case by its address.

    From, Reply-To and Message-ID are of one domain, that of `sender`, so that a signature for it (DKIM) covers them.
    """
    if not case.customer.has_address:
        raise CannotBeAnswered
    mail = EmailMessage(policy=POLICY)
    mail["From"] = mailbox(environment().shop_name, sender.address)
    mail["To"] = mailbox(case.customer.name, case.customer.email)
    mail["Reply-To"] = mailbox(environment().shop_name, sender.reply_address)
    mail["Subject"] = case.subject if _ALREADY_A_REPLY.match(case.subject) else f"Re: {case.subject}"
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<c{case.pk}.{uuid4().hex}@{sender.domain}>"
    if in_reply_to:
        mail["In-Reply-To"] = in_reply_to
    if references:
        mail["References"] = " ".join(references)
    mail.set_content(text)
    mail.add_alternative(html_of(text), subtype="html")
    return mail


def add_files(mail: EmailMessage, files: Sequence[KeptFile]) -> None:
    """Let kept files go with a mail, under their own names in any alphabet (RFC 2231)."""
    for file in files:
        kind, _, what = file.content_type.partition("/")
        mail.add_attachment(content_of(file.sha256), maintype=kind, subtype=what, filename=file.name)


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


def mailbox(name: str, address: str) -> Address:
    """A name with its address, as headers have it. Raises CannotBeAnswered."""
    try:
        return Address(display_name=" ".join(name.split()), addr_spec=address)
    except (ValueError, MessageError):
        raise CannotBeAnswered(address) from None
