"""`evenhand poll_mailbox`: takes mail in from our mailboxes by IMAP."""

import signal
import threading
from types import FrameType
from typing import Any

import structlog
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections

from evenhand.cases.mail.polling import look_into, mailbox_of_settings, poll_due
from evenhand.cases.models import Mailbox
from evenhand.core.api import now

LOOKS_EVERY_SECONDS = 2
log = structlog.get_logger(__name__)


class Command(BaseCommand):
    help = "Take in what is new in our mailboxes, those of the page and the one of EVENHAND_IMAP_URL, again and again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="look once, say how many mails came, and end")

    def handle(self, *, once: bool, **options: Any) -> None:
        mailbox_of_settings()
        if once:
            self._look_once()
        else:
            _poll_until(_asked_to_stop())

    def _look_once(self) -> None:
        """Into each, whenever its turn may be, and say of each how it went."""
        mailboxes = list(Mailbox.objects.filter(is_active=True))
        if not mailboxes:
            raise CommandError(
                "There is no mailbox to look into: add one on the page Mailboxes, or set EVENHAND_IMAP_URL."
            )
        for mailbox in mailboxes:
            taken = look_into(mailbox, now=now())
            mailbox.refresh_from_db()
            self.stdout.write(f"{mailbox}: {mailbox.last_error or f'{taken} new mails.'}")


def _poll_until(stop: threading.Event) -> None:
    """Look again and again; a mailbox out of reach is tried again at its next turn."""
    while not stop.is_set():
        close_old_connections()
        try:
            poll_due(now=now())
        except Exception:
            log.exception("mailboxes_not_polled")
        stop.wait(LOOKS_EVERY_SECONDS)


def _asked_to_stop() -> threading.Event:
    stop = threading.Event()

    def asked(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, asked)
    signal.signal(signal.SIGINT, asked)
    return stop
