"""The outbox: mail that leaves is written with the change that causes it, and handed over afterwards."""

import datetime
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

from django.db.models import F

from evenhand.core.environment import environment
from evenhand.core.models import OutgoingMail

# Lines as long as the standard allows: folded shorter, a long Message-ID in References is encoded, its thread lost.
_ON_THE_WIRE = SMTP.clone(max_line_length=998)
MAX_ATTEMPTS = 8
LEASE = datetime.timedelta(minutes=5)
TIMEOUT_SECONDS = 30


def post_mail(mail: EmailMessage, *, about: str, now: datetime.datetime) -> OutgoingMail:
    """Put a finished mail into the outbox, in the transaction that is open; it leaves after the commit.

    `mail` must carry From, To, Subject, Date and a Message-ID; a Message-ID that is there already is answered as it
    stands, so that posting twice sends once. `about` is the subject it belongs to, as in "case:41".
    """
    missing = [name for name in ("From", "To", "Subject", "Date", "Message-ID") if not mail[name]]
    if missing:
        raise ValueError(f"a mail to post lacks {', '.join(missing)}")
    has_server = bool(environment().smtp_url)
    posted, _ = OutgoingMail.objects.get_or_create(
        message_id=mail["Message-ID"],
        defaults={
            "about": about,
            "sender": mail["From"],
            "recipient": mail["To"],
            "subject": mail["Subject"],
            "raw": mail.as_bytes(policy=_ON_THE_WIRE),
            "state": OutgoingMail.State.WAITING if has_server else OutgoingMail.State.KEPT,
            "posted_at": now,
            "next_attempt_at": now,
        },
    )
    return posted


def hand_over_due(*, now: datetime.datetime, limit: int = 50) -> int:
    """Hand due mail to the mail server, oldest first, over one connection; answers how many left.

    Each mail is leased for five minutes before it is sent, so that several workers never send one at once and none is
    lost with a worker. A process that dies between the server's yes and our note of it sends that mail again, under
    the same Message-ID. A failure is tried again after 1, 2, 4 … minutes and kept, with its reason, after the eighth.
    """
    due = OutgoingMail.objects.filter(state=OutgoingMail.State.WAITING, next_attempt_at__lte=now)
    keys = list(due.order_by("id").values_list("pk", flat=True)[:limit])
    if not keys or not environment().smtp_url:
        return 0
    left = 0
    try:
        with _mail_server() as server:
            for key in keys:
                if due.filter(pk=key).update(next_attempt_at=now + LEASE, attempts=F("attempts") + 1):
                    left += _hand_over(OutgoingMail.objects.get(pk=key), server, now)
    except (OSError, smtplib.SMTPException) as problem:
        for key in keys:
            if due.filter(pk=key).update(attempts=F("attempts") + 1):
                _note_failure(OutgoingMail.objects.get(pk=key), str(problem), now)
    return left


def _hand_over(mail: OutgoingMail, server: smtplib.SMTP, now: datetime.datetime) -> bool:
    try:
        server.sendmail(parseaddr(mail.sender)[1], [parseaddr(mail.recipient)[1]], bytes(mail.raw))
    except (OSError, smtplib.SMTPException) as problem:
        _note_failure(mail, str(problem), now)
        return False
    OutgoingMail.objects.filter(pk=mail.pk).update(state=OutgoingMail.State.HANDED_OVER, handed_over_at=now, problem="")
    return True


def _note_failure(mail: OutgoingMail, problem: str, now: datetime.datetime) -> None:
    given_up = mail.attempts >= MAX_ATTEMPTS
    OutgoingMail.objects.filter(pk=mail.pk).update(
        state=OutgoingMail.State.FAILED if given_up else OutgoingMail.State.WAITING,
        problem=problem[:500],
        next_attempt_at=now + datetime.timedelta(minutes=2 ** (mail.attempts - 1)),
    )


@contextmanager
def _mail_server() -> Iterator[smtplib.SMTP]:
    url = urlsplit(environment().smtp_url)
    host, port = url.hostname or "localhost", url.port or {"smtps": 465, "smtp+tls": 587}.get(url.scheme, 25)
    tls = ssl.create_default_context()
    server: smtplib.SMTP
    if url.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=tls)
    else:
        server = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
    with server:
        if url.scheme == "smtp+tls":
            server.starttls(context=tls)
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        yield server
