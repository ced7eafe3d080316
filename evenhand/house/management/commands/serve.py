"""`evenhand serve`: pages, live stream, background work and mail, as one command."""

import http.client
import socket
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evenhand.core.api import Environment, environment
from evenhand.house.database import demand_a_ready_database
from evenhand.house.supervisor import Part, Supervisor
from evenhand.house.web import reserve


class Command(BaseCommand):
    help = "Serve everything that a shop needs, until told to stop (Ctrl-C or SIGTERM)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--port", type=int, default=None, help="instead of the setting EVENHAND_PORT; 0: any free one"
        )
        parser.add_argument("--welcome", default="", help="words to say before the address, once pages are answered")

    def handle(self, *, port: int | None, welcome: str, **options: Any) -> None:
        demand_a_ready_database()
        settings = environment()
        port = settings.port if port is None else port
        try:
            reserved = reserve(settings.host, port)
        except OSError as problem:
            raise CommandError(
                f"Cannot serve on {settings.host} port {port}: {problem.strerror}. "
                "Choose another with EVENHAND_PORT, or 0 for any free one."
            ) from None
        code = serve(settings, reserved, lambda address: self._say(welcome, address))
        self.stdout.write("Stopped.")
        raise SystemExit(code)

    def _say(self, welcome: str, address: str) -> None:
        if welcome:
            self.stdout.write(welcome)
        self.stdout.write(f"Evenhand serves {address}\nStop it with Ctrl-C.")
        self.stdout.flush()


def serve(settings: Environment, reserved: socket.socket, when_ready: Callable[[str], None]) -> int:
    """Run all parts at a reserved address until told to stop; `when_ready` is told it once pages are answered."""
    host, port = settings.host, reserved.getsockname()[1]
    supervisor = Supervisor(_parts(settings, reserved))
    return supervisor.run(lambda: _answers(host, port), lambda: when_ready(f"http://{host}:{port}"))


def _answers(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=0.5)
    try:
        connection.request("HEAD", "/live/")
        return connection.getresponse().status > 0
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _parts(settings: Environment, reserved: socket.socket) -> list[Part]:
    web = ["web", "--socket", str(reserved.fileno())]
    parts = [Part(f"web {number}", web) for number in range(1, settings.web_workers + 1)]
    parts.append(Part("clockwork", ["clockwork"]))
    if settings.mail_listen_port:
        parts.append(Part("mail listener", ["mail_listener"]))
    parts.append(Part("mailboxes", ["poll_mailbox"]))
    return parts
