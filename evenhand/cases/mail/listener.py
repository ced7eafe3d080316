"""The listener for mail by SMTP or LMTP. A sender hears 250 only after the mail is on disk.

Mails that are handed in at the same time share one commit: while one commit runs, the next ones gather. So a slow disk
costs each sender one or two commits' time, never a queue of them.
"""

import asyncio
import contextlib
import socket
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import structlog
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import close_old_connections, connection

from evenhand.cases.mail.accepting import ArrivedMail, receive_mails
from evenhand.cases.mail.belonging import own_addresses
from evenhand.cases.mail.headers import is_address
from evenhand.cases.models import Queue
from evenhand.core.api import environment, now

MOST_IN_ONE_COMMIT = 200
MOST_RECIPIENTS = 100
SECONDS_TO_FINISH = 8
TRY_AGAIN = "451 4.3.0 We could not store this mail just now; please send it again."
log = structlog.get_logger(__name__)


@dataclass
class _Waiting:
    """A mail that somebody has handed in and waits to hear about."""

    mail: ArrivedMail
    stored: "asyncio.Future[bool]"


class GroupCommit:
    """Puts mails on disk, all that wait at once with one commit."""

    def __init__(self) -> None:
        self._waiting: asyncio.Queue[_Waiting | None] = asyncio.Queue()

    async def store(self, mail: ArrivedMail) -> bool:
        """Whether the mail is on disk now."""
        waiting = _Waiting(mail, asyncio.get_running_loop().create_future())
        await self._waiting.put(waiting)
        return await waiting.stored

    async def run(self) -> None:
        """Store what comes until told to finish, and then what is left. One thread, so one database connection."""
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail-store") as thread:
            while batch := await self._next_batch():
                stored = await loop.run_in_executor(thread, _store, [each.mail for each in batch])
                for each in batch:
                    if not each.stored.done():  # its sender may have hung up meanwhile
                        each.stored.set_result(stored)
            await loop.run_in_executor(thread, _close_connection)

    async def finish(self) -> None:
        """No more will come."""
        await self._waiting.put(None)

    async def _next_batch(self) -> list[_Waiting]:
        first = await self._waiting.get()
        batch = [first] if first else []
        while batch and len(batch) < MOST_IN_ONE_COMMIT and not self._waiting.empty():
            following = self._waiting.get_nowait()
            if following is None:
                await self.finish()
                break
            batch.append(following)
        return batch


class _SmtpSession(SMTP):
    """A session that stands in `connected` while it lasts, so that a stop can end it well."""

    line_length_limit = 100_000  # the standard's 1,000 is more than some mail programs keep to
    connected: set[SMTP]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.connected.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self.connected.discard(self)
        super().connection_lost(error)


class _LmtpSession(_SmtpSession, LMTP):
    """The same, spoken by a mail server that hands over to us."""


class MailDoor:
    """What the listener says to each command of a session that matters to us."""

    def __init__(self, commits: GroupCommit, domains: frozenset[str], protocol: str) -> None:
        self._commits = commits
        self._domains = domains
        self._protocol = protocol

    async def handle_RCPT(  # noqa: N802 - aiosmtpd looks for this name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """We take mail for our own domains only, and pass none on."""
        if not is_address(address) or address.rpartition("@")[2].lower() not in self._domains:
            return "550 5.1.1 We take no mail for this address."
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 That is too many recipients for one mail."
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd looks for this name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Yes, once it is on disk. LMTP wants an answer for each recipient."""
        raw = envelope.original_content or b""
        sender = envelope.mail_from or "<>"
        is_stored = await self._commits.store(ArrivedMail(bytes(raw), sender, tuple(envelope.rcpt_tos), self._protocol))
        answer = "250 2.0.0 It is on disk." if is_stored else TRY_AGAIN
        return "\r\n".join([answer] * (len(envelope.rcpt_tos) if self._protocol == "lmtp" else 1))


class MailListener:
    """Accepts sessions on a socket until stopped; what was begun is finished then, within some seconds."""

    def __init__(self, listening: socket.socket, *, protocol: str, max_bytes: int) -> None:
        self._listening = listening
        self._protocol = protocol
        self._max_bytes = max_bytes
        self._sessions: set[SMTP] = set()
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Accept no new session, finish those that are in the middle of a mail, then end."""
        self._stopping.set()

    async def run(self) -> None:
        """Listen until stopped."""
        commits = GroupCommit()
        storing = asyncio.create_task(commits.run())
        domains = await asyncio.to_thread(own_domains)
        door = MailDoor(commits, domains, self._protocol)
        server = await asyncio.get_running_loop().create_server(lambda: self._new_session(door), sock=self._listening)
        await self._stopping.wait()
        server.close()
        await self._finish_sessions()
        await commits.finish()
        await storing

    def _new_session(self, door: MailDoor) -> SMTP:
        session = (_LmtpSession if self._protocol == "lmtp" else _SmtpSession)(
            door,
            data_size_limit=self._max_bytes,
            enable_SMTPUTF8=True,
            hostname=environment().mail_domain,
            ident="Evenhand",
            timeout=300,
        )
        session.connected = self._sessions
        return session

    async def _finish_sessions(self) -> None:
        """Give sessions that are in the middle of a mail time to end it; idle ones are closed at once."""
        deadline = asyncio.get_running_loop().time() + SECONDS_TO_FINISH
        while self._sessions and asyncio.get_running_loop().time() < deadline:
            for session in [each for each in self._sessions if not _is_in_a_mail(each)]:
                _hang_up(session)
            await asyncio.sleep(0.05)
        for session in list(self._sessions):
            _hang_up(session)


def own_domains() -> frozenset[str]:
    """The domains that mail to us is addressed to: by the settings, the queues and our mailboxes."""
    own = own_addresses(list(Queue.objects.all()))
    connection.close()
    return frozenset(each.lower() for each in own.domains)


def _store(mails: list[ArrivedMail]) -> bool:
    close_old_connections()
    try:
        receive_mails(mails, now=now())
    except Exception:
        log.exception("mails_not_stored", count=len(mails))
        return False
    return True


def _close_connection() -> None:
    connection.close()  # the one of the thread that runs this


def _is_in_a_mail(session: SMTP) -> bool:
    return bool(session.envelope and session.envelope.mail_from is not None)


def _hang_up(session: SMTP) -> None:
    with contextlib.suppress(Exception):
        if isinstance(session.transport, asyncio.WriteTransport):
            session.transport.write(b"421 4.3.2 We are closing; please come again.\r\n")
            session.transport.close()
