"""The outbox: mail that leaves is written with the change that causes it, and handed over afterwards."""

import datetime
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

import idna
from django.db.models import F, QuerySet

from evenhand.core.environment import environment
from evenhand.core.errors import DomainError
from evenhand.core.models import OutgoingMail

# Lines as long as the standard allows: folded shorter, a long Message-ID in References is encoded, its thread lost.
_ON_THE_WIRE = SMTP.clone(max_line_length=998)
MAX_ATTEMPTS = 8
LEASE = datetime.timedelta(minutes=5)
TIMEOUT_SECONDS = 30
_WITH_ADDRESSES = ("From", "Sender", "Reply-To", "To", "Cc")


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed over, as `smtp_url` names it; with `access_token`, that is shown instead of a password."""

    url: str
    access_token: Callable[[], str] | None = None


_finders: dict[str, Callable[[str], MailServer]] = {}


def register_mail_route(kind: str, find: Callable[[str], MailServer]) -> None:
    """Mail posted with a route "kind:…" leaves over the server that `find` answers for that route, or raises."""
    _finders[kind] = find


@dataclass(frozen=True)
class Leaving:
    """How a mail leaves. `returns_to`: where a failure is told ("<>": nowhere); `route`: over which server."""

    leaves_at: datetime.datetime | None = None
    returns_to: str = ""
    route: str = ""


def post_mail(
    mail: EmailMessage, *, about: str, now: datetime.datetime, leaving: Leaving | None = None
) -> OutgoingMail:
    """Put a finished mail into the outbox, in the transaction that is open; it leaves after the commit.

    `mail` must carry From, To, Subject, Date and a Message-ID; a Message-ID that is there already is answered as it
    stands, so that posting twice sends once. `about` is the subject it belongs to, as in "case:41". With `leaves_at`
    it is held until then, and `take_back_mail` takes it out again. Domains beyond ASCII leave as servers know them
    ("xn--…"); the outbox shows the addresses as they were given, and by that they are found when somebody is erased.
    """
    missing = [name for name in ("From", "To", "Subject", "Date", "Message-ID") if not mail[name]]
    if missing:
        raise ValueError(f"a mail to post lacks {', '.join(missing)}")
    leaving = leaving or Leaving()
    sender, recipient = mail["From"], mail["To"]
    _write_domains_for_servers(mail)
    has_server = bool(leaving.route or environment().smtp_url)
    posted, _ = OutgoingMail.objects.get_or_create(
        message_id=mail["Message-ID"],
        defaults={
            "about": about,
            "sender": sender,
            "recipient": recipient,
            "returns_to": leaving.returns_to,
            "route": leaving.route,
            "subject": mail["Subject"],
            "raw": mail.as_bytes(policy=_ON_THE_WIRE),
            "state": OutgoingMail.State.WAITING if has_server else OutgoingMail.State.KEPT,
            "posted_at": now,
            "next_attempt_at": leaving.leaves_at or now,
        },
    )
    return posted


def _write_domains_for_servers(mail: EmailMessage) -> None:
    """In the headers of `mail`. One that cannot be written so stays; the handing over says why it did not leave."""
    for name in _WITH_ADDRESSES:
        addresses = mail[name].addresses if mail[name] else ()
        if not all(address.domain.isascii() for address in addresses):
            with suppress(ValueError):
                mail.replace_header(
                    name, [Address(each.display_name, each.username, _domain(each.domain)) for each in addresses]
                )


def _for_servers(address: str) -> str:
    """An address as every mail server takes it. Raises ValueError, in words, where it cannot be written so."""
    name, at, domain = address.rpartition("@")
    if not name.isascii():
        raise ValueError(f"{address} has letters before the @ that mail servers do not take.")
    try:
        return name + at + _domain(domain)
    except ValueError as problem:
        raise ValueError(f"{address} has a domain that cannot exist: {problem}") from problem


def _domain(name: str) -> str:
    """By the rules of today (IDNA 2008): by those that Python knows, "straße.example" would be somebody else's."""
    return name if name.isascii() else idna.encode(name, uts46=True).decode()


def take_back_mail(mail: OutgoingMail) -> bool:
    """Take a mail out of the outbox that nobody has begun to hand over; answers whether it was still there."""
    waits_here = OutgoingMail.objects.filter(
        pk=mail.pk, attempts=0, state__in=(OutgoingMail.State.WAITING, OutgoingMail.State.KEPT)
    )
    return waits_here.delete()[0] > 0


def hand_over_due(*, now: datetime.datetime, limit: int = 50) -> int:
    """Hand due mail to its mail servers, oldest first, over one connection to each; answers how many left.

    Each mail is leased for five minutes before it is sent, so that several workers never send one at once and none is
    lost with a worker. A process that dies between the server's yes and our note of it sends that mail again, under
    the same Message-ID. A failure is tried again after 1, 2, 4 … minutes and kept, with its reason, after the eighth.
    A server out of reach holds up its own mail only.
    """
    due = OutgoingMail.objects.filter(state=OutgoingMail.State.WAITING, next_attempt_at__lte=now)
    by_route: dict[str, list[int]] = {}
    for key, route in due.order_by("id").values_list("pk", "route")[:limit]:
        if route or environment().smtp_url:
            by_route.setdefault(route, []).append(key)
    return sum(_hand_over_all(due, keys, route, now) for route, keys in by_route.items())


def _hand_over_all(due: QuerySet[OutgoingMail], keys: list[int], route: str, now: datetime.datetime) -> int:
    left = 0
    try:
        with _opened(_server_for(route)) as server:
            for key in keys:
                if due.filter(pk=key).update(next_attempt_at=now + LEASE, attempts=F("attempts") + 1):
                    left += _hand_over(OutgoingMail.objects.get(pk=key), server, now)
    except (OSError, smtplib.SMTPException, ValueError, NoRoute, DomainError) as problem:
        for key in keys:
            if due.filter(pk=key).update(attempts=F("attempts") + 1):
                _note_failure(OutgoingMail.objects.get(pk=key), str(problem), now)
    return left


class NoRoute(Exception):
    """The way by which a mail was to leave cannot be used now; the message says why."""


def _server_for(route: str) -> MailServer:
    if not route:
        return MailServer(environment().smtp_url)
    find = _finders.get(route.partition(":")[0])
    if find is None:
        raise NoRoute(f"Nobody knows the way {route!r} any more.")
    return find(route)


def _hand_over(mail: OutgoingMail, server: smtplib.SMTP, now: datetime.datetime) -> bool:
    returns_to = mail.returns_to or parseaddr(mail.sender)[1]
    try:
        sender, recipient = _for_servers(returns_to.strip("<>")), _for_servers(parseaddr(mail.recipient)[1])
        server.sendmail(sender, [recipient], bytes(mail.raw))
    except (OSError, smtplib.SMTPException, ValueError) as problem:
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
def _opened(where: MailServer) -> Iterator[smtplib.SMTP]:
    url = urlsplit(where.url)
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
        if where.access_token:
            _sign_in_by_token(server, unquote(url.username or ""), where.access_token())
        elif url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        yield server


def _sign_in_by_token(server: smtplib.SMTP, user: str, token: str) -> None:
    """XOAUTH2, as Google and Microsoft ask for it; OAUTHBEARER (RFC 7628) where that alone is offered."""
    server.ehlo_or_helo_if_needed()
    offered = server.esmtp_features.get("auth", "").split()
    is_bearer = "OAUTHBEARER" in offered and "XOAUTH2" not in offered
    name = user.replace("=", "=3D").replace(",", "=2C")
    begun = f"n,a={name},\x01" if is_bearer else f"user={user}\x01"
    end = "\x01" if is_bearer else ""  # to a refusal that explains itself, nothing else is to be said

    def say(challenge: bytes | None = None) -> str:
        return f"{begun}auth=Bearer {token}\x01\x01" if challenge is None else end

    server.auth("OAUTHBEARER" if is_bearer else "XOAUTH2", say)
