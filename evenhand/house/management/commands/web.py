"""`evenhand web`: one web process alone, for those who run the parts themselves."""

import socket
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from evenhand.house.web import serve_pages


class Command(BaseCommand):
    help = (
        "Serve pages and live streams on a socket that is bound already (as systemd or `evenhand serve` hand it down)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--socket", type=int, required=True, help="number of the file descriptor")

    def handle(self, *, socket: int, **options: Any) -> None:
        serve_pages(_inherited(socket))


def _inherited(number: int) -> socket.socket:
    return socket.socket(fileno=number)
