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
from evenhand.cases.mail.headers import (
    addresses,
    clean_text,
    decode_bytes,
    decoded,
    header,
    header_lines,
    message_ids,
    sent_at,
)
from evenhand.cases.mail.loops import why_automatic
from evenhand.cases.mail.quotes import fold_history

MOST_PARTS = 400
DEEPEST_NESTING = 40
LONGEST_TEXT = 200_000
_RECIPIENT_HEADERS = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")
_SIGNATURES = frozenset({"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"})

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
    """The readable parts of a mail, in the order they stand, and its files."""

    texts: list[str] = field(default_factory=list)
    htmls: list[str] = field(default_factory=list)
    files: list[IncomingFile] = field(default_factory=list)
    parts_seen: int = 0


def message_id_of(raw: bytes) -> str:
    """The Message-ID of a mail without reading the rest of it."""
    found = message_ids(header_lines(_HEADER_PARSER.parsebytes(raw[:100_000]), "Message-ID"))
    return found[0] if found else ""


def subject_of(raw: bytes) -> str:
    """The subject of a mail that otherwise makes no sense."""
    return header(_HEADER_PARSER.parsebytes(raw[:100_000]), "Subject")[:255]


def parse_mail(raw: bytes, envelope_from: str = "") -> ParsedMail:
    """What the mail `raw` says. Raises CannotBeRead, and nothing else."""
    if not raw.strip():
        raise CannotBeRead("The mail is empty.")
    try:
        return _parsed(_PARSER.parsebytes(raw), envelope_from)
    except CannotBeRead:
        raise
    except RecursionError:
        raise CannotBeRead("Its parts are nested too deeply.") from None
    except Exception as problem:  # a stranger's bytes: any failure means that a person has to look
        raise CannotBeRead(f"We could not make sense of it ({type(problem).__name__}).") from problem


def _parsed(mail: Part, envelope_from: str) -> ParsedMail:
    bounce = bounce_in(mail)
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
        for child in _children(part):
            _read_part(child, body, depth + 1)
    elif kind.startswith("multipart/") and not part.is_multipart():  # its boundary is nowhere: what is there is text
        body.texts.append(_text_of(part))
        body.htmls.append("")
    elif kind in ("text/plain", "text/html") and not _is_file(part):
        text = _text_of(part)
        body.texts.append(text if kind == "text/plain" else text_of_html(text))
        body.htmls.append(text if kind == "text/html" else "")
    elif kind not in _SIGNATURES:
        body.files.append(_file_of(part))


def _read_alternatives(part: Part, body: _Body, depth: int) -> None:
    """Of several ways to say one thing: the text of the plain one, the HTML of the rich one, the files of all."""
    said = _Body(parts_seen=body.parts_seen)
    plain = ""
    for child in _children(part):
        _read_part(child, said, depth + 1)
        if child.get_content_type() == "text/plain" and not plain:
            plain = said.texts[-1] if said.texts else ""
    body.parts_seen = said.parts_seen
    body.texts.append(plain if plain.strip() else next((text for text in reversed(said.texts) if text.strip()), ""))
    body.htmls.append(next((html for html in reversed(said.htmls) if html), ""))
    body.files += said.files


def _children(part: Part) -> list[Part]:
    children = part.get_payload()
    return [child for child in children if isinstance(child, Part)] if isinstance(children, list) else []


def _text_and_html(body: _Body) -> tuple[str, str]:
    text = clean_text("\n\n".join(text.strip("\n") for text in body.texts if text.strip()))
    html = ""
    if any(body.htmls):
        pieces = zip(body.texts, body.htmls, strict=True)
        html = sanitised("\n".join(rich or f"<pre>{escape(plain)}</pre>" for plain, rich in pieces))
    return text[:LONGEST_TEXT], clean_text(html)


def _text_of(part: Part) -> str:
    content = part.get_payload(decode=True)
    charset = part.get_param("charset")
    name = charset[2] if isinstance(charset, tuple) else charset
    text = decode_bytes(content if isinstance(content, bytes) else b"", name)
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


def _is_file(part: Part) -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def _file_of(part: Part) -> IncomingFile:
    kind = part.get_content_type()
    if kind.startswith("message/") and part.is_multipart():
        content = b"\n\n".join(child.as_bytes() for child in _children(part))
    else:
        payload = part.get_payload(decode=True)
        content = payload if isinstance(payload, bytes) else b""
    name = decoded(str(part.get_filename() or "")) or _name_for(kind)
    return IncomingFile(_bare_name(name), clean_text(kind)[:100], content)


def _name_for(kind: str) -> str:
    known = {"text/calendar": "invitation.ics", "message/rfc822": "mail.eml", "text/plain": "text.txt"}
    return known.get(kind, "file")


def _bare_name(name: str) -> str:
    """A file's name without any path or unprintable character in it."""
    bare = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in bare if c.isprintable()).strip(". ")[:200] or "file"
