"""Reports that a mail of ours did not arrive: in the standard's form (RFC 3464), and in those of older servers."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import Message as Part
from email.parser import HeaderParser
from email.policy import compat32

from evenhand.cases.mail.headers import addresses, clean_text, header, header_lines, inner_parts, message_ids

LONGEST_REPORT = 100_000
MOST_PARTS = 50
_MESSAGE_ID_LINE = re.compile(r"^[ \t>|]{0,8}message-id:\s{0,3}(<[^<>\s]{1,900}>)", re.IGNORECASE | re.MULTILINE)
_BY_A_SERVER = re.compile(r"^(mailer-daemon|postmaster|mail-?daemon|maildelivery|mailadmin)\b", re.IGNORECASE)
_ABOUT_DELIVERY = re.compile(
    r"undeliver|not be delivered|delivery (status|failure|failed|has failed|problem|report)|failure notice"
    r"|returned mail|mail delivery|delayed|unzustellbar|nicht zugestellt|non remis|non distribu|échec de (la )?remise"
    r"|no se ha podido entregar|no entregado|mancato recapito|onbestelbaar|não entregue|olevererbart|kunne ikke leveres"
    r"|niedostarczon|nedoručiteln|не доставлен|недоставлен|配信不能|退信|配信できません",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"delayed|will be retried|will keep trying|still trying|has not yet been delivered|warning message", re.IGNORECASE
)
_RECIPIENT = re.compile(r"<([^<>\s@]{1,64}@[^<>\s@]{1,190})>")
_CODE = re.compile(r"\b[45]\.\d{1,3}\.\d{1,3}\b")
_REASON = re.compile(r"\b(?:[45]\d\d[ \-#]|[45]\.\d{1,3}\.\d{1,3}\b)")
_MEANINGS = {  # what the last two numbers of a status say: RFC 3463
    "1.1": "there is no such address",
    "1.2": "there is no such mail domain",
    "1.10": "their domain takes no mail",
    "2.1": "the mailbox is shut",
    "2.2": "the mailbox is full",
    "3.4": "the mail is too large for them",
    "7.1": "their server refused it",
}


@dataclass(frozen=True)
class Bounce:
    """That a mail of ours was not delivered. `is_final`: it will not be tried again."""

    message_ids: tuple[str, ...]
    recipient: str
    status: str
    reason: str
    is_final: bool

    @property
    def in_words(self) -> str:
        """Why, plainly where the status is a usual one, and as the other server said it."""
        said = self.reason if self.status in self.reason else f"{self.status} {self.reason}".strip()
        meaning = _MEANINGS.get(self.status.partition(".")[2])
        return f"{meaning} ({said})" if meaning and said else said or "no reason given"


def bounce_in(mail: Part, envelope_from: str = "") -> Bounce | None:
    """The report that `mail` is, if it is one about a mail that was not, or not yet, delivered."""
    parts = _parts(mail)
    report = next((part for part in parts if part.get_content_type() == "message/delivery-status"), None)
    return _other_report(mail, parts, envelope_from) if report is None else _standard_report(parts, report)


def _standard_report(parts: Sequence[Part], report: Part) -> Bounce | None:
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
    blocks = inner_parts(report)
    if not blocks:
        text = report.get_payload(decode=True)
        readable = clean_text(text.decode("utf-8", "replace")) if isinstance(text, bytes) else ""
        blocks = [HeaderParser(policy=compat32).parsestr(block) for block in readable.split("\n\n")]
    return next((block for block in blocks if header(block, "Action")), Part())


def _original_ids(part: Part) -> list[str]:
    """The identifiers of the mail that is returned in `part`, whole or as its headers only."""
    kind, returned = part.get_content_type(), inner_parts(part)
    if kind == "message/rfc822" and returned:
        return message_ids([header(returned[0], "Message-ID")])
    if kind in ("text/rfc822-headers", "message/rfc822"):
        return message_ids(_MESSAGE_ID_LINE.findall(_content(part)))
    return []


def _other_report(mail: Part, parts: Sequence[Part], envelope_from: str) -> Bounce | None:
    """A report in words only, as qmail, Exim and many others send: by its sender and subject.

    Whether a mail of ours is meant is asked before anything is done about it.
    """
    failed = header(mail, "X-Failed-Recipients")
    if not failed and not (_is_by_a_server(mail, envelope_from) and _ABOUT_DELIVERY.search(_head(mail))):
        return None
    said = "\n".join(_content(part) for part in parts if part.get_content_maintype() == "text")[:LONGEST_REPORT]
    ids = [found for part in parts for found in _original_ids(part)] + _MESSAGE_ID_LINE.findall(said)
    ids += message_ids(header_lines(mail, "In-Reply-To") + header_lines(mail, "References"))
    own_words = _MESSAGE_ID_LINE.split(said, maxsplit=1)[0]
    recipient = failed.split(",")[0].strip() or next(iter(_RECIPIENT.findall(own_words)), "")
    status = _CODE.search(own_words)
    is_late = bool(_LATER.search(f"{header(mail, 'Subject')}\n{own_words}")) or (status or [""])[0].startswith("4")
    return Bounce(
        message_ids=tuple(dict.fromkeys(ids)),
        recipient=recipient[:320],
        status=status[0] if status else "",
        reason=_reason_in(own_words, status[0] if status else ""),
        is_final=not is_late,
    )


def _is_by_a_server(mail: Part, envelope_from: str) -> bool:
    senders = addresses(header_lines(mail, "From"))
    by_name = any(_BY_A_SERVER.match(address) for _, address in senders) or not senders
    return by_name or envelope_from == "<>"


def _head(mail: Part) -> str:
    return f"{header(mail, 'Subject')}\n{header(mail, 'From')}"


def _parts(mail: Part) -> list[Part]:
    """The parts of the report itself, and the mails that it returns unopened."""
    found: list[Part] = []
    waiting: list[Part] = [mail]
    while waiting and len(found) < MOST_PARTS:
        part = waiting.pop(0)
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            waiting[:0] = inner_parts(part)
        else:
            found.append(part)
    return found


def _content(part: Part) -> str:
    content = part.get_payload(decode=True)
    return clean_text(content[:LONGEST_REPORT].decode("utf-8", "replace")) if isinstance(content, bytes) else ""


def _reason_in(said: str, status: str) -> str:
    """The line that says why, without the code that stands beside it anyway."""
    return next((" ".join(line.replace(status, "").split()) for line in _lines(said) if _REASON.search(line)), "")[:300]


def _lines(said: str) -> Iterator[str]:
    return (line.strip() for line in said.split("\n") if line.strip())
