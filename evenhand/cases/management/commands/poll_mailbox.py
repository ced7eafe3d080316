"""`evenhand poll_mailbox`: takes mail in from a mailbox by IMAP."""

import signal
import threading
from imaplib import IMAP4
from types import FrameType
from typing import Any

import structlog
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections
from imap_tools.errors import ImapToolsError

from evenhand.cases.mail.mailbox import poll_mailbox_once
from evenhand.core.api import environment, now

log = structlog.get_logger(__name__)


class Command(BaseCommand):
    help = "Take in what is new in the mailbox that EVENHAND_IMAP_URL names, again and again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="look once, say how many mails came, and end")

    def handle(self, *, once: bool, **options: Any) -> None:
        if not environment().imap_url:
            raise CommandError("There is no mailbox to look into: set EVENHAND_IMAP_URL.")
        if once:
            self.stdout.write(f"{poll_mailbox_once(environment().imap_url, now=now())} new mails.")
            return
        _poll_until(_asked_to_stop())


def _poll_until(stop: threading.Event) -> None:
    """Look again and again; a mailbox out of reach is tried again at the next turn."""
    while not stop.is_set():
        close_old_connections()
        try:
            poll_mailbox_once(environment().imap_url, now=now())
        except (OSError, IMAP4.error, ImapToolsError) as problem:
            log.warning("mailbox_not_reached", problem=str(problem))
        stop.wait(environment().imap_poll_seconds)


def _asked_to_stop() -> threading.Event:
    stop = threading.Event()

    def asked(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, asked)
    signal.signal(signal.SIGINT, asked)
    return stop
