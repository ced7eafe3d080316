"""How a hard mail is written down: its bytes, and beside them what must come of it."""

import base64
from dataclasses import dataclass

OURS = "<ours.1@localhost>"
"""The Message-ID of our reply in the case that stands already when a hard mail comes."""
REPLY_TO = "@@the-reply-address-of-the-case@@"
"""Put in place by the test: an address that is signed cannot be written down."""
ANN = "Ann Ames <ann@mail.example>"


@dataclass(frozen=True)
class HardMail:
    """One mail. What is None or empty is not looked at; `files` always are."""

    name: str
    raw: bytes
    state: str = "landed"
    text: str | None = None
    has: str = ""
    lacks: tuple[str, ...] = ()
    quoted: str = ""
    subject: str | None = None
    sender: str = ""
    sender_name: str | None = None
    files: tuple[str, ...] = ()
    reason: str = ""
    in_case: bool = False
    is_note: bool = False
    bounce_reason: str | None = None
    envelope_from: str = "ann@mail.example"


def head(*lines: str, sender: str = ANN, subject: str = "My parcel") -> str:
    """The lines that every mail has, and further ones."""
    usual = (f"From: {sender}", "To: help@localhost", f"Subject: {subject}", "Date: Mon, 2 Mar 2026 12:00:00 +0000")
    return "\r\n".join([*usual, "MIME-Version: 1.0", *lines]) + "\r\n"


def plain(text: str | bytes, charset: str = "utf-8", *lines: str, encoding: str = "8bit", **of_head: str) -> bytes:
    """A mail with one text."""
    kind = (f"Content-Type: text/plain; charset={charset}", f"Content-Transfer-Encoding: {encoding}")
    body = text if isinstance(text, bytes) else text.encode()
    return head(*lines, *kind, **of_head).encode() + b"\r\n" + body.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def page(html: str | bytes, *lines: str, kind: str = "text/html; charset=utf-8") -> bytes:
    """A mail with one page of HTML."""
    body = html if isinstance(html, bytes) else html.encode()
    return head(*lines, f"Content-Type: {kind}").encode() + b"\r\n" + body


def part(kind: str, content: str | bytes, *lines: str) -> bytes:
    """A part of a mail."""
    top = "\r\n".join([f"Content-Type: {kind}", *lines])
    return top.encode() + b"\r\n\r\n" + (content if isinstance(content, bytes) else content.encode())


def packed(kind: str, content: bytes, *lines: str) -> bytes:
    """A part in base64."""
    return part(kind, base64.encodebytes(content), "Content-Transfer-Encoding: base64", *lines)


def nest(kind: str, *parts: bytes, boundary: str = "b1", ends: bool = True) -> bytes:
    """A part that holds others."""
    inner = b"".join(f"--{boundary}\r\n".encode() + each + b"\r\n" for each in parts)
    last = f"--{boundary}--\r\n".encode() if ends else b""
    return f'Content-Type: {kind}; boundary="{boundary}"\r\n\r\n'.encode() + inner + last


def mixed(*parts: bytes, kind: str = "multipart/mixed", lines: tuple[str, ...] = (), **of_head: str) -> bytes:
    """A mail of several parts."""
    return head(*lines, **of_head).encode() + nest(kind, *parts, boundary="outer")
