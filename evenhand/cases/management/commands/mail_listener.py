"""`evenhand mail_listener`: takes mail in by SMTP or LMTP."""

import asyncio
import logging
import signal
import socket
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evenhand.cases.mail.listener import MailListener
from evenhand.core.api import environment


class Command(BaseCommand):
    help = "Accept mail by SMTP or LMTP. Accepted means on disk; `evenhand clockwork` puts it into cases."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, help="port to listen on; 0 for any free one (default: the setting's)")
        parser.add_argument("--socket", type=int, help="number of a file descriptor that is bound already")

    def handle(self, *, port: int | None, socket: int | None, **options: Any) -> None:
        logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd would log every command, with addresses
        listening = _inherited(socket) if socket is not None else _bound(port)
        self.stdout.write(f"Mail is accepted on {listening.getsockname()[0]} port {listening.getsockname()[1]}.")
        self.stdout.flush()
        asyncio.run(_listen(listening))


async def _listen(listening: socket.socket) -> None:
    settings = environment()
    listener = MailListener(listening, protocol=settings.mail_listen_protocol, max_bytes=settings.mail_max_bytes)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, listener.stop)
    await listener.run()


def _inherited(number: int) -> socket.socket:
    return socket.socket(fileno=number)


def _bound(port: int | None) -> socket.socket:
    host, port = environment().mail_listen_host, environment().mail_listen_port if port is None else port
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(512)
    except OSError as problem:
        raise CommandError(
            f"Cannot accept mail on {host} port {port}: {problem.strerror}. "
            "Choose another with EVENHAND_MAIL_LISTEN_PORT."
        ) from None
    return listening
