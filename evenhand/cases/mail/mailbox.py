"""Polling a mailbox by IMAP: a mail is on disk, and our place in the mailbox with it, before the next is fetched."""

import datetime
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.parser import BytesHeaderParser
from email.policy import compat32
from urllib.parse import unquote, urlsplit

import structlog
from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted, MailMessageFlags
from imap_tools.errors import ImapToolsError

from evenhand.cases.mail.accepting import ArrivedMail, on_disk, store_mails
from evenhand.cases.mail.headers import header_lines
from evenhand.cases.mail.oversize import answer_too_large, note_too_large
from evenhand.cases.mail.tokens import access_token
from evenhand.cases.models import IncomingMail, Mailbox, MailboxPosition
from evenhand.core.api import environment, unseal

TIMEOUT_SECONDS = 30
Security = Mailbox.Security
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class MailboxAddress:
    """Where a mailbox is and how to open it, as imaps://user:password@host:993/INBOX says it, or a row.

    With `token`, that is asked for and shown instead of the password.
    """

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str
    security: str
    token: Callable[[], str] | None = None
    mailbox_id: int | None = None

    @classmethod
    def from_url(cls, url: str, mailbox_id: int | None = None) -> "MailboxAddress":
        parts = urlsplit(url)
        is_encrypted = parts.scheme == "imaps"
        return cls(
            host=parts.hostname or "localhost",
            port=parts.port or (993 if is_encrypted else 143),
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            folder=unquote(parts.path.strip("/")) or "INBOX",
            security=Security.TLS if is_encrypted else Security.NONE,
            mailbox_id=mailbox_id,
        )

    @classmethod
    def from_row(cls, mailbox: Mailbox) -> "MailboxAddress":
        """Raises CannotBeOpened where its secrets were sealed under another key."""
        if mailbox.from_settings:
            return cls.from_url(environment().imap_url, mailbox.pk)
        by_password = mailbox.sign_in == Mailbox.SignIn.PASSWORD
        return cls(
            host=mailbox.imap_host,
            port=mailbox.imap_port,
            user=mailbox.user,
            password=unseal(mailbox.sealed_password) if by_password else "",
            folder=mailbox.imap_folder,
            security=mailbox.imap_security,
            token=None if by_password else lambda: access_token(mailbox),
            mailbox_id=mailbox.pk,
        )

    @property
    def name(self) -> str:
        """The mailbox without its password, by which its position is kept."""
        return f"{self.user}@{self.host}/{self.folder}"[:300]


def poll_mailbox_once(url: str, *, now: datetime.datetime) -> int:
    """Take in what is new in the mailbox at `url`; answers how many mails."""
    return take_in_new(MailboxAddress.from_url(url), now=now)


def take_in_new(address: MailboxAddress, *, now: datetime.datetime) -> int:
    """Take in what is new in the mailbox; answers how many mails. A poll cut off goes on where it stopped.

    What is new: mails above the last number that we took. In a mailbox seen for the first time, or numbered anew by
    its server (UIDVALIDITY), the unread ones; a mail taken twice by that is found out when it lands. A mail is marked
    as read once it is on disk. One that is too large stays where it is, unread; its head goes into quarantine.
    """
    taken = 0
    with opened(address) as mailbox:
        validity = mailbox.folder.status(address.folder, ["UIDVALIDITY"])["UIDVALIDITY"]
        position, _ = MailboxPosition.objects.get_or_create(mailbox=address.name, defaults={"uid_validity": validity})
        if position.uid_validity != validity:
            position.uid_validity, position.last_uid = validity, 0
        for uid in _new_uids(mailbox, position.last_uid):
            taken += _take_in(mailbox, uid, address, position, now)
    return taken


def how_many_unread(address: MailboxAddress, *, timeout_seconds: int) -> int:
    """How many unread mails lie there: proof that it can be opened. Takes nothing."""
    with opened(address, timeout_seconds) as mailbox:
        return len(mailbox.uids("UNSEEN"))


@contextmanager
def opened(address: MailboxAddress, timeout_seconds: int = TIMEOUT_SECONDS) -> Iterator[BaseMailBox]:
    """The mailbox, signed in to."""
    token = address.token() if address.token else ""
    server = _connected(address, timeout_seconds)
    try:
        signed_in = _shown(server, address, token) if token else _by_password(server, address)
    except Exception:
        server.client.shutdown()
        raise
    with signed_in as mailbox:
        yield mailbox


def _by_password(server: BaseMailBox, address: MailboxAddress) -> BaseMailBox:
    """Signed in to by a password: LOGIN, which takes ASCII alone; else AUTHENTICATE PLAIN (RFC 4616), where offered.

    Raises UnicodeEncodeError where the server has no way to take the letters.
    """
    is_plain = f"{address.user}{address.password}".isascii()
    by = server.login if is_plain or "AUTH=PLAIN" not in server.client.capabilities else server.login_utf8
    return by(address.user, address.password, initial_folder=address.folder)


def _shown(server: BaseMailBox, address: MailboxAddress, token: str) -> BaseMailBox:
    """Signed in by a token: XOAUTH2, which most want, or OAUTHBEARER (RFC 7628) where that alone is offered."""
    offered = server.client.capabilities
    if "AUTH=XOAUTH2" in offered or "AUTH=OAUTHBEARER" not in offered:
        return server.xoauth2(address.user, token, initial_folder=address.folder)
    user = address.user.replace("=", "=3D").replace(",", "=2C")
    words = f"n,a={user},\1host={address.host}\1port={address.port}\1auth=Bearer {token}\1\1"
    server.client.authenticate("OAUTHBEARER", lambda refusal: b"\1" if refusal else words.encode())
    server.folder.set(address.folder)
    return server


def _connected(address: MailboxAddress, timeout_seconds: int) -> BaseMailBox:
    """A line to the server, encrypted as asked for; then only to the one that its certificate names."""
    if address.security == Security.NONE:
        return MailBoxUnencrypted(address.host, address.port, timeout=timeout_seconds)
    kind = MailBoxStartTls if address.security == Security.STARTTLS else MailBox
    return kind(address.host, address.port, timeout=timeout_seconds, ssl_context=ssl.create_default_context())


def _new_uids(mailbox: BaseMailBox, last_uid: int) -> list[int]:
    """The numbers of new mails, in order. "n:*" always names the last mail, even one below n."""
    found = mailbox.uids(f"UID {last_uid + 1}:*" if last_uid else "UNSEEN")
    return sorted(int(uid) for uid in found if int(uid) > last_uid)


def _take_in(
    mailbox: BaseMailBox, uid: int, address: MailboxAddress, position: MailboxPosition, now: datetime.datetime
) -> bool:
    size = _size(mailbox, uid)
    if size > environment().mail_max_bytes:
        head = _fetch(mailbox, uid, "BODY.PEEK[HEADER]") or b""
        with on_disk():
            _leave_there(head, size, address, now)
            _move_on(position, uid)
        return True
    raw = _fetch(mailbox, uid, "BODY.PEEK[]")
    if raw is None:
        return False
    _keep(raw, uid, position, now, address.mailbox_id)
    _mark_as_read(mailbox, uid)
    return True


def _size(mailbox: BaseMailBox, uid: int) -> int:
    """How large the server says that a mail is; 0 where it does not say."""
    _, answer = mailbox.client.uid("fetch", str(uid), "(RFC822.SIZE)")
    for part in answer:
        words = part if isinstance(part, bytes) else b""
        _, found, size = words.partition(b"RFC822.SIZE ")
        if found:
            return int(size.split()[0].rstrip(b")") or 0)
    return 0


def _fetch(mailbox: BaseMailBox, uid: int, what: str) -> bytes | None:
    """A mail's bytes as the server has them; None where somebody has removed it meanwhile."""
    _, answer = mailbox.client.uid("fetch", str(uid), f"({what})")
    return next((bytes(part[1]) for part in answer if isinstance(part, tuple)), None)


def _keep(
    raw: bytes, uid: int, position: MailboxPosition, now: datetime.datetime, mailbox_id: int | None = None
) -> None:
    with on_disk():
        store_mails([ArrivedMail(raw, _return_path(raw), (), IncomingMail.Source.IMAP, mailbox_id)], now=now)
        _move_on(position, uid)


def _move_on(position: MailboxPosition, uid: int) -> None:
    position.last_uid = uid
    position.save()


def _leave_there(head: bytes, size: int, address: MailboxAddress, now: datetime.datetime) -> None:
    arrived = ArrivedMail(head, _return_path(head), (), IncomingMail.Source.IMAP, address.mailbox_id)
    mail = store_mails([arrived], now=now)[0]
    note_too_large(mail, size=size, lies_in=address.name)
    answer_too_large(mail, now=now)


def _return_path(raw: bytes) -> str:
    """The envelope's sender, as the server that delivered the mail wrote it down; "<>" stands for none."""
    lines = header_lines(BytesHeaderParser(policy=compat32).parsebytes(raw[:100_000]), "Return-Path")
    return (lines[0].strip("<> ") or "<>") if lines else ""


def _mark_as_read(mailbox: BaseMailBox, uid: int) -> None:
    """For people who look into the mailbox; we go by numbers. So a mailbox that refuses is no failure."""
    try:
        mailbox.flag(str(uid), MailMessageFlags.SEEN, True)
    except ImapToolsError as problem:
        log.warning("mail_not_marked_as_read", uid=uid, problem=str(problem))
