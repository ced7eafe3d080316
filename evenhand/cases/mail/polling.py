"""Looking into every mailbox in its turn, and writing down how that went, so that a page can say it."""

import datetime
import socket
import ssl
from imaplib import IMAP4

import structlog
from django.db.models import F, Q, QuerySet
from imap_tools.errors import ImapToolsError, MailboxFolderSelectError, MailboxLoginError

from evenhand.cases.mail.mailbox import MailboxAddress, how_many_unread, take_in_new
from evenhand.cases.mail.tokens import TokenRefused, forget_token_of
from evenhand.cases.models import Mailbox
from evenhand.core.api import CannotBeOpened, environment

LEASE = datetime.timedelta(minutes=10)
LONGEST_PAUSE = datetime.timedelta(minutes=15)
TRY_SECONDS = 10
PROBLEMS = (OSError, IMAP4.error, ImapToolsError, TokenRefused, CannotBeOpened, UnicodeError)
_KNOWN: dict[type[Exception], str] = {
    MailboxFolderSelectError: "There is no such folder in the mailbox.",
    socket.gaierror: "No server of this name can be found.",
    ConnectionRefusedError: "Nothing answers there. Is the port right?",
    TimeoutError: "The server did not answer in time.",
    UnicodeEncodeError: "The server takes no letters beyond a to z in a user name or password. Choose others.",
    UnicodeDecodeError: "The server said something that makes no sense to us.",
    UnicodeError: "No server of this name can be found.",  # what is left: it is no name at all
}
log = structlog.get_logger(__name__)


def poll_due(*, now: datetime.datetime) -> int:
    """Look into each mailbox whose turn it is; answers how many mails came. One out of reach holds up no other.

    A mailbox is leased for the time of the poll, so that several processes never look into one at once.
    """
    taken = 0
    for mailbox in _due(now):
        if _due(now).filter(pk=mailbox.pk).update(next_poll_at=now + LEASE):
            taken += look_into(mailbox, now=now)
    return taken


def look_into(mailbox: Mailbox, *, now: datetime.datetime) -> int:
    """Take in what is new there, and write down how it went."""
    try:
        taken = take_in_new(MailboxAddress.from_row(mailbox), now=now)
    except PROBLEMS as problem:
        forget_token_of(mailbox)  # it may have been revoked
        _note_failure(mailbox, in_words(problem), now)
        return 0
    _note_success(mailbox, taken, now)
    return taken


def try_mailbox(mailbox: Mailbox) -> str:
    """Open it and take nothing. Answers what is wrong; empty where all is well."""
    try:
        how_many_unread(MailboxAddress.from_row(mailbox), timeout_seconds=TRY_SECONDS)
    except PROBLEMS as problem:
        return in_words(problem)
    return ""


def mailbox_of_settings() -> Mailbox | None:
    """The row of the mailbox that EVENHAND_IMAP_URL names, made where it is missing; None where none is named."""
    url = environment().imap_url
    rows = Mailbox.objects.filter(from_settings=True)
    if not url:
        rows.update(is_active=False)
        return None
    address = MailboxAddress.from_url(url)
    where = {"imap_host": address.host, "imap_port": address.port, "user": address.user, "is_active": True}
    row, _ = Mailbox.objects.update_or_create(
        from_settings=True,
        defaults={**where, "imap_folder": address.folder, "imap_security": address.security},
        create_defaults={
            **where,
            "name": address.user or address.host,
            "address": _own_address(),
            "imap_folder": address.folder,
            "imap_security": address.security,
        },
    )
    return row


def in_words(problem: Exception) -> str:
    """What went wrong, for somebody who can mend it."""
    if isinstance(problem, MailboxLoginError) or "AUTHENTICAT" in str(problem):
        return f"The server did not accept the user name and its password or token: {_said(problem)}"
    if isinstance(problem, ssl.SSLError):
        return f"No encrypted connection came about: {getattr(problem, 'verify_message', '') or problem.reason}."
    known = next((words for kind, words in _KNOWN.items() if isinstance(problem, kind)), "")
    return known or _said(problem) or f"The connection broke ({type(problem).__name__})."


def _due(now: datetime.datetime) -> QuerySet[Mailbox]:
    return Mailbox.objects.filter(Q(next_poll_at=None) | Q(next_poll_at__lte=now), is_active=True)


def _own_address() -> str:
    """That of the settings; where a row has it already, one that only names this one."""
    wanted = environment().mail_from.lower()
    return wanted if not Mailbox.objects.filter(address=wanted).exists() else f"settings+{wanted}"


def _note_success(mailbox: Mailbox, taken: int, now: datetime.datetime) -> None:
    Mailbox.objects.filter(pk=mailbox.pk).update(
        next_poll_at=now + _pause(failures=0),
        last_polled_at=now,
        last_mail_at=now if taken else F("last_mail_at"),
        mails_taken=F("mails_taken") + taken,
        failures=0,
        failing_since=None,
        last_error="",
    )


def _note_failure(mailbox: Mailbox, words: str, now: datetime.datetime) -> None:
    log.warning("mailbox_not_reached", mailbox=mailbox.pk, problem=words)
    Mailbox.objects.filter(pk=mailbox.pk).update(
        next_poll_at=now + _pause(failures=mailbox.failures + 1),
        last_polled_at=now,
        failures=F("failures") + 1,
        failing_since=mailbox.failing_since or now,
        last_error=words[:300],
    )


def _pause(*, failures: int) -> datetime.timedelta:
    """Until the next look: longer while a mailbox fails."""
    interval = datetime.timedelta(seconds=environment().imap_poll_seconds)
    return min(interval * (1 << min(failures, 10)), max(LONGEST_PAUSE, interval))


def _said(problem: Exception) -> str:
    """The server's own words, without what the library says around them."""
    _status, answered = getattr(problem, "command_result", ("", []))
    words = " ".join(part.decode("utf-8", "replace") for part in answered if isinstance(part, bytes)) or str(problem)
    return " ".join(words.replace("b'", "'").split())[:200]
