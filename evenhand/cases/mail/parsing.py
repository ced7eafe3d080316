"""From the bytes of a mail to what it says. Whatever the bytes, the answer is a ParsedMail or CannotBeRead."""

import datetime
from dataclasses import dataclass, field
from email.message import Message as Part
from email.parser import BytesHeaderParser, BytesParser
from email.policy import compat32
from html import escape

from evenhand.cases.files import IncomingFile
from evenhand.cases.mail.bodies import sanitised, text_of_html
from evenhand.cases.mail.bounces import Bounce, bounce_in
from evenhand.cases.mail.charsets import charset_in_html, decode_bytes
from evenhand.cases.mail.headers import (
    addresses,
    clean_text,
    header,
    header_lines,
    inner_parts,
    message_ids,
    sent_at,
)
from evenhand.cases.mail.loops import is_going_in_circles, why_automatic
from evenhand.cases.mail.partfiles import attached_files, is_signature, name_of
from evenhand.cases.mail.quotes import fold_history

MOST_PARTS = 400
DEEPEST_NESTING = 40
LONGEST_TEXT = 200_000
_RECIPIENT_HEADERS = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")
# Ways to say the same once more, made for some mail programs only.
_FOR_PROGRAMS = frozenset({"text/x-amp-html", "text/watch-html"})
_ENCRYPTED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
CANNOT_OPEN = "(This mail is encrypted or sealed, and we have no key to open it. It is attached as it came.)"
CUT_HERE = "(It goes on for long; the rest is in the mail as it came.)"
_BEFORE_THE_HEAD = b"\r\n\t \xef\xbb\xbf"

# compat32 is the one policy whose parser is made never to raise; see headers.py for the rest of the reason.
_PARSER = BytesParser(policy=compat32)
_HEADER_PARSER = BytesHeaderParser(policy=compat32)


class CannotBeRead(Exception):
    """The mail makes no sense as one; the message says, in plain words, why."""


@dataclass(frozen=True)
class ParsedMail:
    """What a mail says, in plain values. `automatic` says why no person wrote it; empty where one did."""

    message_id: str
    references: tuple[str, ...]
    from_name: str
    from_address: str
    recipients: tuple[str, ...]
    subject: str
    sent_at: datetime.datetime | None
    text: str
    quoted_text: str
    html: str
    language: str
    files: tuple[IncomingFile, ...]
    automatic: str
    bounce: Bounce | None


@dataclass
class _Body:
    """The readable parts of a mail, in the order they stand, and its files.

    `packed` is text out of a winmail.dat: mostly the same as a text beside it, so it counts only where there is none.
    """

    texts: list[str] = field(default_factory=list)
    htmls: list[str] = field(default_factory=list)
    files: list[IncomingFile] = field(default_factory=list)
    packed: list[str] = field(default_factory=list)
    parts_seen: int = 0
    is_sealed: bool = False


def message_id_of(raw: bytes) -> str:
    """The Message-ID of a mail without reading the rest of it."""
    found = message_ids(header_lines(_HEADER_PARSER.parsebytes(without_prelude(raw)[:100_000]), "Message-ID"))
    return found[0] if found else ""


def subject_of(raw: bytes) -> str:
    """The subject of a mail that otherwise makes no sense."""
    return header(_HEADER_PARSER.parsebytes(without_prelude(raw)[:100_000]), "Subject")[:255]


def without_prelude(raw: bytes) -> bytes:
    """The mail without what some programs put before its head: empty lines, a byte order mark, a mailbox's own line."""
    raw = raw.lstrip(_BEFORE_THE_HEAD)
    return raw.partition(b"\n")[2] if raw.startswith(b">From ") else raw


def parse_mail(raw: bytes, envelope_from: str = "") -> ParsedMail:
    """What the mail `raw` says. Raises CannotBeRead, and nothing else."""
    if not raw.strip():
        raise CannotBeRead("The mail is empty.")
    try:
        return _parsed(_PARSER.parsebytes(without_prelude(raw)), envelope_from)
    except CannotBeRead:
        raise
    except RecursionError:
        raise CannotBeRead("Its parts are nested too deeply.") from None
    except Exception as problem:  # a stranger's bytes: any failure means that a person has to look
        raise CannotBeRead(f"We could not make sense of it ({type(problem).__name__}).") from problem


def _parsed(mail: Part, envelope_from: str) -> ParsedMail:
    if is_going_in_circles(mail):
        raise CannotBeRead("So many servers have passed it on that it seems to be going in circles.")
    if mail.get_content_type() == "message/partial":
        raise CannotBeRead("It is one piece of a mail that was cut up on its way; its other pieces come on their own.")
    bounce = bounce_in(mail, envelope_from)
    senders = addresses(header_lines(mail, "From")) or addresses(header_lines(mail, "Sender"))
    if not senders and not bounce:
        raise CannotBeRead("It does not say, in a readable way, which address it came from.")
    from_name, from_address = senders[0] if senders else ("", envelope_from)
    body = _Body()
    _read_part(mail, body, depth=0)
    text, html = _text_and_html(body)
    visible, quoted = fold_history(text)
    own_ids = message_ids(header_lines(mail, "Message-ID"))
    return ParsedMail(
        message_id=own_ids[0] if own_ids else "",
        references=tuple(reversed(_references(mail))),
        from_name=from_name[:200],
        from_address=from_address,
        recipients=tuple(address for name in _RECIPIENT_HEADERS for _, address in addresses(header_lines(mail, name))),
        subject=header(mail, "Subject")[:255],
        sent_at=sent_at(mail),
        text=visible,
        quoted_text=quoted,
        html=html,
        language=header(mail, "Content-Language").split(",")[0].strip().lower()[:16],
        files=tuple(body.files),
        automatic=why_automatic(mail, envelope_from, from_address),
        bounce=bounce,
    )


def _references(mail: Part) -> list[str]:
    """What it answers, oldest first: the last is the nearest."""
    ids = message_ids(header_lines(mail, "References")) + message_ids(header_lines(mail, "In-Reply-To"))
    return list(dict.fromkeys(ids))[-50:]


def _read_part(part: Part, body: _Body, depth: int) -> None:
    body.parts_seen += 1
    if depth > DEEPEST_NESTING or body.parts_seen > MOST_PARTS:
        raise CannotBeRead("It has too many parts, or they are nested too deeply.")
    kind = part.get_content_type()
    if kind == "multipart/alternative" and part.is_multipart():
        _read_alternatives(part, body, depth)
    elif part.is_multipart() and not kind.startswith("message/"):
        body.is_sealed |= kind == "multipart/encrypted"
        for child in inner_parts(part):
            _read_part(child, body, depth + 1)
    elif kind.startswith("multipart/") and not part.is_multipart():  # its boundary is nowhere: what is there is text
        body.texts.append(_text_of(part))
        body.htmls.append("")
    elif kind in ("text/plain", "text/html") and not _is_file(part, depth):
        text = _text_of(part)
        body.texts.append(text if kind == "text/plain" else text_of_html(text))
        body.htmls.append(text if kind == "text/html" else "")
    elif kind not in _FOR_PROGRAMS and not is_signature(part):
        text, files = attached_files(part)
        body.files += files
        body.packed.append(text)
        body.texts.append("")
        body.htmls.append("")
        body.is_sealed |= kind in _ENCRYPTED


def _read_alternatives(part: Part, body: _Body, depth: int) -> None:
    """Of several ways to say one thing: the text of the plain one, the HTML of the rich one, the files of all."""
    said = _Body(parts_seen=body.parts_seen)
    plain = ""
    for child in inner_parts(part):
        _read_part(child, said, depth + 1)
        if child.get_content_type() == "text/plain" and not plain:
            plain = said.texts[-1] if said.texts else ""
    body.parts_seen = said.parts_seen
    body.texts.append(plain if plain.strip() else next((text for text in reversed(said.texts) if text.strip()), ""))
    body.htmls.append(next((html for html in reversed(said.htmls) if html), ""))
    body.files += said.files
    body.packed += said.packed
    body.is_sealed |= said.is_sealed


def _text_and_html(body: _Body) -> tuple[str, str]:
    text = _joined(body.texts) or _joined(body.packed)
    html = ""
    if any(body.htmls):
        pieces = [each for each in zip(body.texts, body.htmls, strict=True) if any(each)]
        html = sanitised("\n".join(rich or f"<pre>{escape(plain)}</pre>" for plain, rich in pieces))
    if not text and body.is_sealed:
        text = CANNOT_OPEN
    if len(text) > LONGEST_TEXT:
        text = f"{text[:LONGEST_TEXT]}\n\n{CUT_HERE}"
    return text, clean_text(html)


def _joined(texts: list[str]) -> str:
    return clean_text("\n\n".join(text.strip("\n") for text in texts if text.strip()))


def _text_of(part: Part) -> str:
    content = part.get_payload(decode=True)
    content = content if isinstance(content, bytes) else b""
    charset = part.get_param("charset")
    name = charset[2] if isinstance(charset, tuple) else charset
    if not name and part.get_content_type() == "text/html":
        name = charset_in_html(content)
    text = decode_bytes(content, name)
    return _unflowed(clean_text(text)) if part.get_param("format") == "flowed" else clean_text(text)


def _unflowed(text: str) -> str:
    """Paragraphs put together again that `format=flowed` (RFC 3676) had broken into lines ending in a space."""
    lines: list[str] = []
    joins = False
    for line in text.split("\n"):
        is_quoted = line.startswith(">")
        if joins and lines and not is_quoted and line != "-- ":
            lines[-1] += line.removeprefix(" ")
        else:
            lines.append(line.removeprefix(" ") if not is_quoted else line)
        joins = line.endswith(" ") and line != "-- " and not is_quoted
    return "\n".join(lines)


def _is_file(part: Part, depth: int) -> bool:
    """Text with a name is a file, unless it is all that there is and says that it is to be shown."""
    disposition = part.get_content_disposition()
    return disposition == "attachment" or (bool(name_of(part)) and not (depth == 0 and disposition == "inline"))
