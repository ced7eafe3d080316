"""Polling a mailbox by IMAP: a mail is on disk, and our place in the mailbox with it, before the next is fetched."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from email.policy import compat32
from urllib.parse import unquote, urlsplit

import structlog
from imap_tools import BaseMailBox, MailBox, MailBoxUnencrypted, MailMessageFlags
from imap_tools.errors import ImapToolsError

from evenhand.cases.mail.accepting import ArrivedMail, on_disk, store_mails
from evenhand.cases.mail.headers import header_lines
from evenhand.cases.models import IncomingMail, MailboxPosition

TIMEOUT_SECONDS = 30
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class MailboxAddress:
    """Where a mailbox is and how to open it: imaps://user:password@host:993/INBOX."""

    host: str
    port: int
    user: str
    password: str
    folder: str
    is_encrypted: bool

    @classmethod
    def from_url(cls, url: str) -> "MailboxAddress":
        parts = urlsplit(url)
        is_encrypted = parts.scheme == "imaps"
        return cls(
            host=parts.hostname or "localhost",
            port=parts.port or (993 if is_encrypted else 143),
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            folder=unquote(parts.path.strip("/")) or "INBOX",
            is_encrypted=is_encrypted,
        )

    @property
    def name(self) -> str:
        """The mailbox without its password, by which its position is kept."""
        return f"{self.user}@{self.host}/{self.folder}"[:300]


def poll_mailbox_once(url: str, *, now: datetime.datetime) -> int:
    """Take in what is new in the mailbox; answers how many mails. A poll cut off goes on where it stopped.

    What is new: mails above the last number that we took. In a mailbox seen for the first time, or numbered anew by
    its server (UIDVALIDITY), the unread ones; a mail taken twice by that is found out when it lands. A mail is marked
    as read once it is on disk.
    """
    address = MailboxAddress.from_url(url)
    taken = 0
    with _opened(address) as mailbox:
        validity = mailbox.folder.status(address.folder, ["UIDVALIDITY"])["UIDVALIDITY"]
        position, _ = MailboxPosition.objects.get_or_create(mailbox=address.name, defaults={"uid_validity": validity})
        if position.uid_validity != validity:
            position.uid_validity, position.last_uid = validity, 0
        for uid in _new_uids(mailbox, position.last_uid):
            raw = _fetch(mailbox, uid)
            if raw is not None:
                _keep(raw, uid, position, now)
                _mark_as_read(mailbox, uid)
                taken += 1
    return taken


@contextmanager
def _opened(address: MailboxAddress) -> Iterator[BaseMailBox]:
    kind = MailBox if address.is_encrypted else MailBoxUnencrypted
    with kind(address.host, address.port, timeout=TIMEOUT_SECONDS).login(
        address.user, address.password, initial_folder=address.folder
    ) as mailbox:
        yield mailbox


def _new_uids(mailbox: BaseMailBox, last_uid: int) -> list[int]:
    """The numbers of new mails, in order. "n:*" always names the last mail, even one below n."""
    found = mailbox.uids(f"UID {last_uid + 1}:*" if last_uid else "UNSEEN")
    return sorted(int(uid) for uid in found if int(uid) > last_uid)


def _fetch(mailbox: BaseMailBox, uid: int) -> bytes | None:
    """A mail's bytes as the server has them; None where somebody has removed it meanwhile."""
    _, answer = mailbox.client.uid("fetch", str(uid), "(BODY.PEEK[])")
    return next((bytes(part[1]) for part in answer if isinstance(part, tuple)), None)


def _keep(raw: bytes, uid: int, position: MailboxPosition, now: datetime.datetime) -> None:
    with on_disk():
        store_mails([ArrivedMail(raw, _return_path(raw), (), IncomingMail.Source.IMAP)], now=now)
        position.last_uid = uid
        position.save()


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
