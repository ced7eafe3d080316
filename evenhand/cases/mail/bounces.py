"""Delivery reports (RFC 3464): which of our mails did not arrive, and why."""

import re
from dataclasses import dataclass
from email.message import Message as Part
from email.parser import HeaderParser
from email.policy import compat32

from evenhand.cases.mail.headers import clean_text, header, message_ids

_MESSAGE_ID_LINE = re.compile(r"^message-id:\s*(<[^<>\s]{1,900}>)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class Bounce:
    """That a mail of ours was not delivered. `is_final`: it will not be tried again."""

    message_ids: tuple[str, ...]
    recipient: str
    status: str
    reason: str
    is_final: bool


def bounce_in(mail: Part) -> Bounce | None:
    """The delivery report that `mail` is, if it is one about a mail that was not, or not yet, delivered."""
    if mail.get_content_type() != "multipart/report" or not mail.is_multipart():
        return None
    parts = [part for part in mail.get_payload() if isinstance(part, Part)]
    report = next((part for part in parts if part.get_content_type() == "message/delivery-status"), None)
    if report is None:
        return None
    fields = _recipient_fields(report)
    action = header(fields, "Action").lower()
    if action not in ("failed", "delayed"):
        return None
    recipient = header(fields, "Final-Recipient") or header(fields, "Original-Recipient")
    return Bounce(
        message_ids=tuple(dict.fromkeys(found for part in parts for found in _original_ids(part))),
        recipient=recipient.rpartition(";")[2].strip()[:320],
        status=header(fields, "Status")[:20],
        reason=header(fields, "Diagnostic-Code").partition(";")[2].strip()[:300],
        is_final=action == "failed",
    )


def _recipient_fields(report: Part) -> Part:
    """The first block of fields about a recipient; the block before it is about the mail server."""
    payload = report.get_payload()
    blocks = [block for block in payload if isinstance(block, Part)] if isinstance(payload, list) else []
    if not blocks:
        text = report.get_payload(decode=True)
        readable = clean_text(text.decode("utf-8", "replace")) if isinstance(text, bytes) else ""
        blocks = [HeaderParser(policy=compat32).parsestr(block) for block in readable.split("\n\n")]
    return next((block for block in blocks if header(block, "Action")), Part())


def _original_ids(part: Part) -> list[str]:
    """The identifiers of the mail that is returned in `part`, whole or as its headers only."""
    kind = part.get_content_type()
    payload = part.get_payload()
    if kind == "message/rfc822" and isinstance(payload, list) and payload and isinstance(payload[0], Part):
        return message_ids([header(payload[0], "Message-ID")])
    if kind in ("text/rfc822-headers", "message/rfc822"):
        content = part.get_payload(decode=True)
        text = content.decode("utf-8", "replace") if isinstance(content, bytes) else ""
        return message_ids(_MESSAGE_ID_LINE.findall(text))
    return []
